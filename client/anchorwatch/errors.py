"""The errors and warnings of the client."""

from __future__ import annotations


class AnchorwatchError(Exception):
    """What happened, where, and what to do."""


class SimulatedData(UserWarning):
    """The data are simulated: nothing in them ever happened."""
