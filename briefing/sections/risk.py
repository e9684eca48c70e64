"""Regional risk: the forecast for the days after the briefing's last one, with intervals, and published threat levels."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analytics.describe.maps import Map
from analytics.risk import RiskTable, assess_regions
from analytics.risk.answers import forecast_answer, headline, level_reasons
from analytics.risk.charts import forecast_chart
from analytics.risk.region_map import as_map, region_map
from briefing.blocks import Block, Exhibit, Paragraphs
from briefing.sections.context import Context

HORIZON_DAYS: Final = 30
MOST_REGIONS_IN_WORDS: Final = 3


def risk_section(context: Context) -> tuple[Block, ...]:
    """The regions with the most expected incidents in words, the map of levels, and the forecasts with their intervals."""
    table = assess_regions(context.con, context.settings.filters, context.last, HORIZON_DAYS, context.now)
    pictures = (Exhibit(levels_map(table), table.sources), Exhibit(forecast_chart(table), table.sources))
    return (
        Paragraphs(_risk_sentences(table)),
        Paragraphs(table.notes, quiet=True),
        *(exhibit for exhibit in pictures if not exhibit.description.is_empty),
    )


def levels_map(table: RiskTable) -> Map:
    """The regions with a level; waters that nobody watches stay the colour of the sea, and a footnote counts them."""
    whole = as_map(region_map(table))
    watched = tuple(area for area in whole.areas if not area.hatched)
    unwatched = {area.colour for area in whole.areas if area.hatched}
    return replace(whole, areas=watched, legend=tuple(entry for entry in whole.legend if entry[1] not in unwatched))


def _risk_sentences(table: RiskTable) -> tuple[str, ...]:
    """The regions with the highest weighted forecasts, or why there is no forecast at all."""
    rows = table.of_group()
    forecast_rows = [row for row in rows if row.numbers]
    if not forecast_rows:
        reasons = "; ".join(dict.fromkeys(row.reason for row in rows if row.reason))
        return (f"No forecast is possible for any sea region. {reasons}",)
    highest = (f"{forecast_answer(row, table)} {level_reasons(row, table)}" for row in forecast_rows[:MOST_REGIONS_IN_WORDS])
    return (headline(table), *highest)
