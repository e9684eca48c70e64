"""Every operation of the API, in the order of its description."""

from __future__ import annotations

from functools import cache

from api.features.operations import feature_operations
from api.server.operations import Operation


@cache
def operations() -> tuple[Operation, ...]:
    """All of them."""
    return tuple(feature_operations())
