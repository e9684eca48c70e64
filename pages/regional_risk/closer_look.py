"""A closer look at the regions: heat tables, hot spots, near repeats, transits; only the one asked for is worked out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import numpy as np
import streamlit as st

from analytics.risk import charts
from analytics.risk.groups import ALL, GROUPS, TITLES
from analytics.risk.patterns import hotspots, near_repeat, transit_rates
from analytics.risk.patterns.near_repeat import NearRepeats
from analytics.risk.patterns.strait_transits import rates
from analytics.risk.recent import Recent
from analytics.risk.results import RiskTable
from analytics.situation.overview import period
from pages.charts import cards
from pages.regional_risk import hot_spots as risk_hot
from pages.regional_risk.state import Choice
from pages.shell import data
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot
from warehouse.exposure import FOLDER, Exposure, fingerprint, read
from warehouse.filters import Filters
from warehouse.queries.incidents.hexagons import hexagons
from warehouse.queries.risk import daily

HOT_DAYS: Final = 3 * 365
REPEAT_DAYS: Final = 5 * 365
NOTHING: Final = (
    "Nothing to show: where one set of sources watched through these days it recorded no incident, and elsewhere it is not known."
)
PORTWATCH: Final = "https://portwatch.imf.org"
Look = Callable[[Snapshot, Choice, RiskTable, Recent, datetime], None]


def show(snapshot: Snapshot, choice: Choice, assessed: RiskTable, counted: Recent, now: datetime) -> None:
    """The chosen look."""
    look = st.segmented_control(
        "Closer look", list(LOOKS), format_func=lambda code: LOOKS[code][0], default="heat", key="look", bind="query-params", required=True
    )
    LOOKS[look or "heat"][1](snapshot, choice, assessed, counted, now)


def _heat(snapshot: Snapshot, choice: Choice, assessed: RiskTable, counted: Recent, now: datetime) -> None:
    titles = tuple(sorted({assessed.source_titles.get(source, source) for used in counted.sources.values() for source in used}))
    cards.chart(charts.month_grid(counted, assessed, choice.group), snapshot, titles, NOTHING)
    cards.chart(charts.category_grid(counted, assessed), snapshot, titles, NOTHING)


def _hot(snapshot: Snapshot, choice: Choice, assessed: RiskTable, counted: Recent, now: datetime) -> None:
    with st.spinner("Testing hexagons for hot spots …"):
        found = data.query(hot_spots, snapshot, choice.as_of, choice.group)
    span = period((choice.as_of - timedelta(days=HOT_DAYS - 1), choice.as_of))
    risk_hot.show(found, f"Hot spots, {span}{_of(choice.group)}", snapshot, tuple(assessed.source_titles.values()), choice.as_of)


def _repeats(snapshot: Snapshot, choice: Choice, assessed: RiskTable, counted: Recent, now: datetime) -> None:
    with st.spinner("Dealing out days among places …"):
        found = data.query(repeats, snapshot, choice.as_of, choice.group, choice.region)
    region = assessed.one(choice.region) if choice.region else None
    where = region.title if region else "all waters"
    first, last = choice.as_of - timedelta(days=REPEAT_DAYS - 1), choice.as_of
    most = (f"The newest {near_repeat.MOST_EVENTS:,} are compared.",) if found.events == near_repeat.MOST_EVENTS else ()
    drawn = near_repeat.chart(found, f"{where}, {period((first, last))}{_of(choice.group)}", most)
    cards.chart(drawn, snapshot, tuple(assessed.source_titles.values()), f"No test: {found.reason}.")
    if not choice.region:
        st.caption("Choose a sea region above to test it alone.")


def _transits(snapshot: Snapshot, choice: Choice, assessed: RiskTable, counted: Recent, now: datetime) -> None:
    folder = settings.load().data
    given = _given(str(folder), fingerprint(folder))
    for problem in given.problems:
        st.warning(cards.plain(problem), icon=":material/error:")
    known = [strait for strait in given.straits.values() if strait.sea_region]
    if not known:
        with st.container(border=True):
            cards.heading("Incidents per 1,000 transits")
            st.markdown(
                "A number of incidents says more beside the number of ships that pass. Put a file of daily transits into the folder "
                f"`{FOLDER}` of the data folder, and this shows the rate with its interval for Bab el-Mandeb, the Strait of Hormuz and the "
                "Malacca Strait. Its form is that of the chokepoints of [IMF PortWatch](" + PORTWATCH + "), as JSON:"
            )
            st.code(
                '{"updated": "2026-07-26", "source": "IMF PortWatch", "columns": ["date", "total"],\n'
                ' "chokepoints": {"bab-el-mandeb": {"name": "Bab el-Mandeb Strait", "series": [["2024-01-01", 35], …]}}}',
                language="json",
            )
        return
    found = data.query(rates, snapshot, tuple(known), choice.as_of, choice.group, now)
    drawn = transit_rates.chart(found, "; ".join(sorted({strait.source for strait in known})))
    nothing = "On no 30 days of the year before this day were these straits both watched by a source and counted."
    cards.chart(drawn, snapshot, assessed.sources, nothing)
    unused = sorted(strait.title for strait in given.straits.values() if not strait.sea_region)
    if unused:
        st.caption(cards.plain(f"Counted but no sea region of their own, so not shown: {', '.join(unused)}."))


def hot_spots(con: duckdb.DuckDBPyConnection, as_of: date, group: str) -> hotspots.HotSpots:
    """Hot hexagons of the last HOT_DAYS days."""
    ever = Filters(date_to=as_of)
    now = Filters(date_from=as_of - timedelta(days=HOT_DAYS - 1), date_to=as_of, categories=_categories(group))
    resolution = hotspots.RESOLUTION
    return hotspots.hot_spots(hexagons(con, now, resolution, "number"), hexagons(con, ever, resolution, "number"))


def repeats(con: duckdb.DuckDBPyConnection, as_of: date, group: str, region: str | None) -> NearRepeats:
    """The near repeat test of the last REPEAT_DAYS days."""
    first = as_of - timedelta(days=REPEAT_DAYS - 1)
    filters = Filters(date_from=first, date_to=as_of, regions=(region,) if region else (), categories=_categories(group))
    rows = daily.events(con, filters, near_repeat.WITHIN_KM, near_repeat.MOST_EVENTS)
    days = rows["day"].to_numpy().astype(np.int64)
    latitudes, longitudes = (rows[name].to_numpy().astype(np.float64) for name in ("latitude", "longitude"))
    return near_repeat.near_repeats(days, latitudes, longitudes, near_repeat.blocks_of(days, rows["sea_region"].to_pylist()))


@st.cache_resource(max_entries=4, show_spinner=False)
def _given(folder: str, files: tuple[tuple[str, int, int], ...]) -> Exposure:
    return read(settings.load().data)


def _categories(group: str) -> tuple[str, ...]:
    return () if group == ALL else GROUPS[group].categories


def _of(group: str) -> str:
    return "" if group == ALL else f", {TITLES[group].lower()}"


LOOKS: Final[dict[str, tuple[str, Look]]] = {
    "heat": ("Months and categories", _heat),
    "hot": ("Hot spots", _hot),
    "repeats": ("Near repeats", _repeats),
    "transits": ("Per transit", _transits),
}
