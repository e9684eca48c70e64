"""Why a message could not be sent, as far as it decides what happens next."""

from __future__ import annotations


class SendFault(Exception):
    """Not sent this time; tried again later."""


class Refused(SendFault):
    """Refused for good: trying again would change nothing."""


class OutletAway(SendFault):
    """The way out is closed for every message, such as a mail server that does not answer: nobody's message is to blame."""
