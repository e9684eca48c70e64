"""Parts of the release statements derived from the schema, so that a new column needs no change in any statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from warehouse.contract.columns import KEEP
from warehouse.contract.schema import INCIDENTS, REPORTS

_MADE_ANEW: Final = ("last_changed_at", "tlp")
"""Columns of reports and incidents whose value for an incident comes from all its reports, not from the best one."""

_COARSENED_BY_NAME: Final = ("incident_id", "sources")
"""Columns that `release_coarse.sql` sets itself, because they need its parameters."""


def reports_only() -> str:
    """Columns that an incident composed anew does not take from its best report."""
    in_incidents = set(INCIDENTS.names())
    return ", ".join([*(name for name in REPORTS.names() if name not in in_incidents), *_MADE_ANEW])


def incidents_only() -> str:
    """Columns of a coarsened incident that its reports do not have."""
    in_reports = set(REPORTS.names())
    return ", ".join([*(name for name in INCIDENTS.names() if name not in in_reports), "last_changed_at"])


def coarsened_incident() -> str:
    """Every column of an incident reported only by members, as it may be released. ValueError: a required column has no rule."""
    parts = []
    for column in INCIDENTS.columns:
        if column.name in _COARSENED_BY_NAME:
            continue
        if column.required and not column.coarsened and not column.empty_sql.startswith("["):
            raise ValueError(f"incidents.{column.name} is required: its schema entry must say how it is coarsened")
        expression = f"o.{column.name}" if column.coarsened == KEEP else column.coarsened or column.empty_sql
        parts.append(f"{expression} AS {column.name}")
    return ", ".join(parts)


DERIVED: Final[dict[str, Callable[[], str]]] = {
    "reports_only": reports_only,
    "incidents_only": incidents_only,
    "coarsened_incident": coarsened_incident,
}
"""What a line `--derived NAME` in a statement inserts."""
