"""Regional risk: the forecast for the days after the briefing's last one, with intervals and published levels."""

from __future__ import annotations

from typing import Final

from analytics.risk import RiskTable, assess
from analytics.risk import words as said
from analytics.risk.charts import forecast_chart
from analytics.risk.region_map import described, region_map
from briefing.blocks import Block, Picture, Words
from briefing.sections.context import Context

HORIZON_DAYS: Final = 30
MOST_TOLD: Final = 3


def build(context: Context) -> tuple[Block, ...]:
    """The regions with most expected in words, the map of levels, and the forecasts with their intervals."""
    table = assess(context.con, context.settings.filters, context.last, HORIZON_DAYS, context.now)
    pictures = (Picture(described(region_map(table)), table.sources), Picture(forecast_chart(table), table.sources))
    return (Words(_told(table)), Words(table.notes, quiet=True), *(one for one in pictures if not one.described.is_empty))


def _told(table: RiskTable) -> tuple[str, ...]:
    """The regions with the highest weighed numbers; or that there is no forecast at all, and why."""
    rows = table.of()
    known = [one for one in rows if one.numbers]
    if not known:
        reasons = "; ".join(dict.fromkeys(one.reason for one in rows if one.reason))
        return (f"No sea region can be given a forecast. {reasons}",)
    return tuple(f"{one.title}: {said.panel(one, table.horizon, table.as_of, table.source_titles)}" for one in known[:MOST_TOLD])
