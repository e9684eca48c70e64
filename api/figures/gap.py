"""The reporting gap: the share of incidents that no source holds, by period, or why none can be given."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.gap.cell_estimates import Cell
from analytics.gap.explained_estimates import period_estimates
from api.figures.answers import figures, filter_parameters, filters_in
from api.server.operations import Asked, Document
from warehouse import cache

PARAMETERS = filter_parameters("acts", "vessel_types", "vessel_statuses", "weapons", "text", "within")


def reporting_gap(asked: Asked) -> Document:
    """The estimates of the page."""
    found = cache.query(period_estimates, asked.seen, filters_in(asked), asked.now)
    chosen = found.chosen
    return figures(
        asked,
        "Reporting gap",
        found.headline,
        n=chosen.estimate.observed if chosen else 0,
        sources=[found.titles.get(source, source) for source in chosen.estimate.lists] if chosen else (),
        as_of=date(chosen.last_year, 12, 31) if chosen else None,
        missing=[refusal.reason for refusal in chosen.estimate.refusals] if chosen else [found.headline],
        notes=found.notes,
        share=_cell(chosen) if chosen else None,
        periods=[_cell(cell) for cell in found.periods],
    )


def _cell(cell: Cell) -> dict[str, Any]:
    estimate = cell.estimate
    share = estimate.unreported
    return {
        "title": cell.title,
        "firstYear": cell.first_year,
        "lastYear": cell.last_year,
        "observed": estimate.observed,
        "reportedByMoreThanOne": estimate.shared,
        "sources": list(estimate.lists),
        "estimatedIncidents": estimate.estimate,
        "shareUnreported": share.share if share else None,
        "interval95": [share.low, share.high] if share else None,
        "refusals": [{"code": refusal.code, "reason": refusal.reason} for refusal in estimate.refusals],
        "assumptions": list(estimate.assumptions),
    }
