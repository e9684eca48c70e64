"""Every operation of the API, in the order of its description."""

from __future__ import annotations

from functools import cache

from api.changes.operations import change_operations
from api.features.operations import feature_operations
from api.figures.operations import figure_operations
from api.server.operations import Operation
from api.whole.operations import whole_operations


@cache
def operations() -> tuple[Operation, ...]:
    """All of them."""
    return (*feature_operations(), *figure_operations(), *change_operations(), *whole_operations())
