"""Regional risk: the level and the forecast of every sea region."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from analytics.coverage.recent_end import recent_end_of
from analytics.risk.answers import forecast_answer, headline
from analytics.risk.assessment import assess_regions
from analytics.risk.groups import ALL_KINDS, GROUPS
from analytics.risk.results import Forecast, RiskTable
from api.figures.answers import figures
from api.server.operations import Asked, Document, Parameter
from api.server.parameters import day_or_moment, one_of
from api.server.problems import Problem
from warehouse import cache
from warehouse.filters import EARLIEST, Filters
from warehouse.reference.geography import sea_regions

HORIZONS: Final = ("30", "90")
KINDS: Final = (ALL_KINDS, *GROUPS)

PARAMETERS: Final = (
    Parameter(
        "horizon", "Days of the forecast.", {"type": "integer", "enum": [30, 90], "default": 30}, lambda text: int(one_of(HORIZONS)(text))
    ),
    Parameter("kind", "Kinds of crime.", {"type": "string", "enum": [*KINDS], "default": ALL_KINDS}, one_of(KINDS)),
    Parameter("region", "One sea region.", {"type": "string", "enum": [*sea_regions()]}, one_of(tuple(sea_regions()))),
    Parameter(
        "as_of", "The day after which the forecast begins; the last well-watched one unless stated.",
        {"type": "string", "format": "date"}, day_or_moment,
    ),
)  # fmt: skip


def regional_risk(asked: Asked) -> Document:
    """Levels and forecasts. Raises Problem 422 where the snapshot has no dated report."""
    view, everything = asked.seen, Filters()
    end = cache.query(recent_end_of, view, asked.now, everything)
    if end is None:
        raise Problem(422, "The snapshot holds no dated report.")
    chosen = asked.values.get("as_of", end.day)
    as_of = chosen.date() if isinstance(chosen, datetime) else chosen
    _check_day(as_of, asked.now.date())
    horizon, kind = asked.values.get("horizon", 30), asked.values.get("kind", ALL_KINDS)
    table = cache.query(assess_regions, view, everything, as_of, horizon, asked.now)
    region = table.forecast_for(asked.values["region"], kind) if "region" in asked.values else None
    rows = table.of_group(kind) if region is None else (region,)
    unwatched = [row.title for row in rows if not row.basis.watched]
    missing = [f"Nobody watches {title}: nothing is known there, which does not mean calm." for title in unwatched]
    return figures(
        asked,
        "Regional risk",
        headline(table, kind) if region is None else forecast_answer(region, table),
        n=table.incidents,
        sources=table.sources,
        as_of=as_of,
        missing=missing,
        notes=table.notes,
        horizonDays=horizon,
        kind=kind,
        regions=[_region(row, table) for row in rows],
    )


def _check_day(as_of: date, today: date) -> None:
    if not EARLIEST <= as_of <= today:
        raise Problem(400, f"The parameter “as_of” must be a day from {EARLIEST} to {today}.")


def _region(row: Forecast, table: RiskTable) -> dict[str, Any]:
    numbers = row.numbers
    return {
        "region": row.region,
        "title": row.title,
        "state": row.state,
        "level": row.level.code if row.level else None,
        "reason": row.reason,
        "expected": numbers.expected if numbers else None,
        "interval80": [numbers.low80, numbers.high80] if numbers else None,
        "interval95": [numbers.low95, numbers.high95] if numbers else None,
        "probabilityOfAny": numbers.at_least_one if numbers else None,
        "severityScorePer30Days": numbers.score if numbers else None,
        "recorded": row.recorded,
        "recordedLastYear": row.last_year,
        "recordedYearBefore": row.year_before,
        "countedSince": row.basis.since,
        "sources": [table.source_titles.get(source, source) for source in row.basis.sources],
    }
