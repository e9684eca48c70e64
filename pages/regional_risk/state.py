"""What a reader of regional risk chose, all of it in the page's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import streamlit as st

from analytics.coverage.freshness import Anchor, Coverage
from analytics.risk.groups import ALL, GROUPS, TITLES
from analytics.risk.parameters import HORIZONS

NO_REGION: Final = "-"
KINDS: Final = (ALL, *GROUPS)
DAY_KEY: Final = "until"
REGION: Final = "waters"
"""Parameter of the address: a sea region's code."""
REGION_KEY: Final = "risk_region"


@dataclass(frozen=True, slots=True)
class Choice:
    """Day and horizon of the forecast, group of categories, and the sea region looked at (None: none)."""

    as_of: date
    horizon: int
    group: str
    region: str | None


def controls(coverages: tuple[Coverage, ...], anchor: Anchor, now: datetime, regions: dict[str, str]) -> Choice:
    """The controls of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        horizon = st.segmented_control("Days ahead", HORIZONS, default=HORIZONS[0], key="horizon", bind="query-params", required=True)
        group = st.selectbox("Kind", KINDS, format_func=TITLES.__getitem__, key="kind", bind="query-params", width=250)
        earliest = min(one.first for one in coverages)
        as_of = st.date_input(
            "As of", anchor.day, min_value=earliest, max_value=max(now.date(), anchor.day), key=DAY_KEY, bind="query-params",
            format="YYYY-MM-DD", width=150,
            help="The forecast uses nothing that happened after this day.",
        )  # fmt: skip
        region = _region(regions)
    return Choice(as_of, int(horizon or HORIZONS[0]), group, region)


def _region(regions: dict[str, str]) -> str | None:
    """The region that the address names. Not bound to the address by Streamlit: a click on the map sets it too, and a bound
    parameter follows only its own widget."""
    asked = st.query_params.get(REGION, NO_REGION)
    known = asked if asked in regions else NO_REGION
    st.session_state[REGION_KEY] = known
    codes = [NO_REGION, *sorted(regions, key=lambda code: regions[code])]
    st.selectbox(
        "Sea region", codes, format_func=lambda code: regions.get(code, "None chosen"), key=REGION_KEY, on_change=_chosen, width=270
    )
    return None if known == NO_REGION else known


def _chosen() -> None:
    choose(st.session_state[REGION_KEY])


def choose(region: str) -> None:
    """Look at a region, or at none."""
    if region == NO_REGION:
        st.query_params.pop(REGION, None)
    else:
        st.query_params[REGION] = region


def last_watched(coverages: tuple[Coverage, ...], least_days: int, now: datetime) -> date | None:
    """The last day on which a source with a long enough record still reported; None when there is none."""
    long = [min(one.last, now.date()) for one in coverages if one.last - one.first >= timedelta(days=least_days)]
    return max(long, default=None)


def address_of(day: date) -> dict[str, str]:
    """Parameters of the address that shows this view as of another day."""
    return {**st.query_params.to_dict(), DAY_KEY: day.isoformat()}
