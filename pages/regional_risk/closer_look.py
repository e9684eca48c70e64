"""A closer look at the regions: heat tables, hot spots, near repeats, transits; only the one chosen is worked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from analytics.describe.words import span_in_words
from analytics.risk import charts
from analytics.risk.groups import group_suffix
from analytics.risk.patterns import near_repeat, transit_rates
from analytics.risk.patterns.recent_patterns import HOT_DAYS, REPEAT_DAYS, recent_hot_spots, recent_near_repeats
from analytics.risk.patterns.strait_transits import strait_rates
from analytics.risk.recent import recent_counts
from analytics.risk.results import RiskTable
from pages.charts import cards
from pages.maps.transits import counted_transits
from pages.regional_risk.hot_spot_map import show_hot_spots
from pages.regional_risk.state import Choice
from pages.shell import data, failures
from pages.shell.text import plain
from warehouse.exposure import FOLDER
from warehouse.filters import Filters
from warehouse.view import SnapshotView

NOTHING: Final = (
    "Nothing to show: where one set of sources watched throughout it recorded no incident in these days; elsewhere nothing is known."
)
PORTWATCH: Final = "https://portwatch.imf.org"
Look = Callable[[SnapshotView, Choice, RiskTable, datetime], None]


def show_closer_look(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    """The look that the reader chose."""
    look = st.segmented_control(
        "Closer look",
        list(LOOKS),
        format_func=lambda code: LOOKS[code][0],
        default="forecast",
        key="look",
        bind="query-params",
        required=True,
    )
    LOOKS[look or "forecast"][1](snapshot, choice, assessed, now)


def _show_forecasts(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    cards.show_chart(charts.forecast_chart(assessed, choice.group), snapshot, assessed.sources, "No region can be forecast on this day.")


def _show_heat_tables(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    recent = data.query(recent_counts, snapshot, Filters(), choice.as_of, assessed.settled, now)
    titles = tuple(sorted({assessed.source_titles.get(source, source) for used in recent.sources.values() for source in used}))
    cards.show_chart(charts.month_grid(recent, assessed, choice.group), snapshot, titles, NOTHING)
    cards.show_chart(charts.category_grid(recent, assessed), snapshot, titles, NOTHING)


def _show_hot_spots(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    with st.spinner("Testing hexagons for hot spots …"):
        hot = data.query(recent_hot_spots, snapshot, choice.as_of, choice.group)
    span = span_in_words((choice.as_of - timedelta(days=HOT_DAYS - 1), choice.as_of))
    title = f"Hot spots, {span}{group_suffix(choice.group)}"
    show_hot_spots(hot, title, snapshot, tuple(assessed.source_titles.values()), choice.as_of)


def _show_near_repeats(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    with st.spinner("Shuffling dates among places …"):
        repeats = data.query(recent_near_repeats, snapshot, choice.as_of, choice.group, choice.region)
    region = assessed.forecast_for(choice.region) if choice.region else None
    where = region.title if region else "all waters"
    span = span_in_words((choice.as_of - timedelta(days=REPEAT_DAYS - 1), choice.as_of))
    # The query stops at this number, so that reaching it means that older events were left out.
    most = (f"Only the newest {near_repeat.MOST_EVENTS:,} are compared.",) if repeats.events == near_repeat.MOST_EVENTS else ()
    grid = near_repeat.near_repeat_chart(repeats, f"{where}, {span}{group_suffix(choice.group)}", most)
    cards.show_chart(grid, snapshot, tuple(assessed.source_titles.values()), f"No test: {repeats.reason}.")
    if not choice.region:
        st.caption("Choose a sea region to test it alone.")


def _show_transit_rates(snapshot: SnapshotView, choice: Choice, assessed: RiskTable, now: datetime) -> None:
    transits = counted_transits()
    for problem in transits.problems:
        st.warning(plain(failures.without_paths(problem)), icon=":material/error:")
    straits = [strait for strait in transits.straits.values() if strait.sea_region]
    if not straits:
        _explain_transit_files()
        return
    rates = data.query(strait_rates, snapshot, tuple(straits), choice.as_of, choice.group, now)
    chart = transit_rates.transit_chart(rates, "; ".join(sorted({strait.source for strait in straits})))
    nothing = "In the year before this day, no strait had 30 days with both a source watching and transits counted."
    cards.show_chart(chart, snapshot, assessed.sources, nothing)
    unused = sorted(strait.title for strait in transits.straits.values() if not strait.sea_region)
    if unused:
        st.caption(plain(f"Transits are counted but the strait is not a sea region of its own, so not shown: {', '.join(unused)}."))


def _explain_transit_files() -> None:
    with st.container(border=True):
        cards.card_heading("Incidents per 1,000 transits")
        st.markdown(
            "A count of incidents means more beside the number of ships that pass. Put a file of daily transits into the folder "
            f"`{FOLDER}` of the data folder to see the rate, with its interval, for Bab el-Mandeb, the Strait of Hormuz and the "
            "Malacca Strait. The format is that of the chokepoints of [IMF PortWatch](" + PORTWATCH + "), as JSON:"
        )
        st.code(
            '{"updated": "2026-07-26", "source": "IMF PortWatch", "columns": ["date", "total"],\n'
            ' "chokepoints": {"bab-el-mandeb": {"name": "Bab el-Mandeb Strait", "series": [["2024-01-01", 35], …]}}}',
            language="json",
        )


LOOKS: Final[dict[str, tuple[str, Look]]] = {
    "forecast": ("Forecasts with intervals", _show_forecasts),
    "heat": ("Months and categories", _show_heat_tables),
    "hot": ("Hot spots", _show_hot_spots),
    "repeats": ("Near repeats", _show_near_repeats),
    "transits": ("Per transit", _show_transit_rates),
}
