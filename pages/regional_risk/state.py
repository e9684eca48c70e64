"""What the reader of regional risk has chosen, all of it kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from analytics.coverage.source_watch import SourceWatch, first_day_watched
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES, GROUPS
from analytics.risk.parameters import HORIZONS
from pages.shell.address import REGION, Address

NO_REGION: Final = "-"
KINDS: Final = (ALL_KINDS, *GROUPS)
DAY_KEY: Final = "until"
REGION_KEY: Final = "risk_region"


@dataclass(frozen=True, slots=True)
class Choice:
    """Day and horizon of the forecast, group of categories, and the sea region looked at (None: none)."""

    as_of: date
    horizon: int
    group: str
    region: str | None


@dataclass(frozen=True, slots=True)
class RegionChosen:
    """The part of the choice that a click on the map changes as well."""

    region: str | None = None

    def to_query(self) -> dict[str, str]:
        """Parameters of the address."""
        return {REGION: self.region} if self.region else {}


ADDRESS: Final = Address("risk", (REGION,), RegionChosen(), old_names={"waters": REGION})


def show_controls(watches: tuple[SourceWatch, ...], recent_end: RecentEnd, now: datetime, regions: dict[str, str]) -> Choice:
    """Show the controls of the page and return what they are set to."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="controls"):
        horizon = st.segmented_control("Days ahead", HORIZONS, default=HORIZONS[0], key="horizon", bind="query-params", required=True)
        group = st.selectbox("Kind", KINDS, format_func=GROUP_TITLES.__getitem__, key="kind", bind="query-params", width=250)
        earliest = first_day_watched(watches)
        as_of = st.date_input(
            "As of", recent_end.day, min_value=earliest, max_value=max(now.date(), recent_end.day), key=DAY_KEY, bind="query-params",
            format="YYYY-MM-DD", width=150,
            help="The forecast uses nothing that happened after this day.",
        )  # fmt: skip
        region = _region_choice(regions)
    return Choice(as_of, int(horizon or HORIZONS[0]), group, region)


def _region_choice(regions: dict[str, str]) -> str | None:
    """The region looked at; `regions` are titles by code.

    Streamlit's own binding to the address will not do: a click on the map sets the region too, and a bound parameter follows
    only its own widget.
    """

    def parse(query: Mapping[str, str]) -> tuple[RegionChosen, tuple[str, ...]]:
        # An address may be old or edited by hand; an unknown code means no region.
        code = query.get(REGION, NO_REGION)
        return RegionChosen(code if code in regions else None), ()

    ADDRESS.read(parse)
    st.session_state[REGION_KEY] = ADDRESS.state.region or NO_REGION
    codes = [NO_REGION, *sorted(regions, key=lambda code: regions[code])]
    st.selectbox(
        "Sea region", codes, format_func=lambda code: regions.get(code, "None chosen"), key=REGION_KEY, on_change=_take_choice, width=270
    )
    # Before the lasting link, which repeats the address.
    ADDRESS.write()
    return ADDRESS.state.region


def _take_choice() -> None:
    choose_region(st.session_state[REGION_KEY])


def choose_region(region: str) -> None:
    """Look at a region, or (NO_REGION) at none, from the next run on."""
    ADDRESS.change(region=None if region == NO_REGION else region)


def address_of(day: date) -> dict[str, str]:
    """Parameters of the address that shows this view as of another day."""
    return {**st.query_params.to_dict(), DAY_KEY: day.isoformat()}
