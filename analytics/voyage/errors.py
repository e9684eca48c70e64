"""What can be wrong with a voyage. Every message is a sentence for the person who planned it.

VoyageError
    WaypointError       a place or position that cannot be understood, or too few or too many of them
    RouteFileError      a file that is no route, or too large
    SamePlaceError      the voyage goes nowhere
    NoRouteError        no route is open with the passages that are avoided
"""

from __future__ import annotations


class VoyageError(ValueError):
    """A voyage that cannot be; the message says why and what to do."""


class WaypointError(VoyageError):
    """A place or position that cannot be understood, or too few or too many of them."""


class RouteFileError(VoyageError):
    """A file that is no route, or too large."""


class SamePlaceError(VoyageError):
    """All waypoints are the same place."""


class NoRouteError(VoyageError):
    """No way is open between two waypoints with the passages that are avoided."""
