"""What can go wrong, in words for the person it happens to."""

from __future__ import annotations


class MembersError(Exception):
    """The base of all; its message says what happened and what to do."""


class StoreError(MembersError):
    """The database cannot be opened, read or written."""


class NotAllowed(MembersError):
    """The deed is not open in this state of the report, or to this person."""
