"""What the reader of regional risk has chosen, all of it kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from analytics.coverage.source_watch import SourceWatch, first_day_watched
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES, GROUPS
from analytics.risk.parameters import HORIZONS
from pages.shell import recent_span
from pages.shell.address import REGION, Address

NO_REGION: Final = "-"
KINDS: Final = (ALL_KINDS, *GROUPS)
REGION_KEY: Final = "risk_region"


@dataclass(frozen=True, slots=True)
class Choice:
    """Day and horizon of the forecast, group of categories, and the sea region looked at (None: none)."""

    as_of: date
    horizon: int
    group: str
    region: str | None


@dataclass(frozen=True, slots=True)
class RiskView:
    """The part of the choice that clicks change as well: the region, and the day of the forecast (None: the recent end)."""

    region: str | None = None
    as_of: date | None = None

    def to_query(self) -> dict[str, str]:
        """Parameters of the address."""
        return ({REGION: self.region} if self.region else {}) | recent_span.day_to_query(self.as_of)


ADDRESS: Final = Address("risk", (REGION, recent_span.UNTIL), RiskView(), old_names={"waters": REGION})


def show_controls(watches: tuple[SourceWatch, ...], recent_end: RecentEnd, regions: dict[str, str]) -> Choice:
    """Show the controls of the page and return what they are set to; `regions` are titles by code."""
    _read_address(regions)
    with st.popover("View", icon=":material/tune:", type="tertiary"):
        horizon = st.segmented_control("Days ahead", HORIZONS, default=HORIZONS[0], key="horizon", bind="query-params", required=True)
        group = st.selectbox("Kind", KINDS, format_func=GROUP_TITLES.__getitem__, key="kind", bind="query-params", width=270)
        note = "The forecast uses nothing that happened after this day."
        chosen = ADDRESS.state.as_of
        as_of = recent_span.choose_day("As of", chosen, recent_end, first_day_watched(watches), change_day, note)
        _region_choice(regions)
        recent_span.show_recent_end(recent_end, chosen, change_day)
    # Before the lasting link, which repeats the address.
    ADDRESS.write()
    return Choice(as_of, int(horizon or HORIZONS[0]), group, ADDRESS.state.region)


def _read_address(regions: dict[str, str]) -> None:
    def parse(query: Mapping[str, str]) -> tuple[RiskView, tuple[str, ...]]:
        # An address may be old or edited by hand; an unknown code means no region.
        code = query.get(REGION, NO_REGION)
        return RiskView(code if code in regions else None, recent_span.day_from_query(query)), ()

    ADDRESS.read(parse)


def _region_choice(regions: dict[str, str]) -> None:
    # Streamlit's own binding to the address will not do: a click on the map sets the region too, and a bound parameter follows
    # only its own widget.
    st.session_state[REGION_KEY] = ADDRESS.state.region or NO_REGION
    codes = [NO_REGION, *sorted(regions, key=lambda code: regions[code])]
    st.selectbox(
        "Sea region", codes, format_func=lambda code: regions.get(code, "None chosen"), key=REGION_KEY, on_change=_take_choice, width=270
    )


def _take_choice() -> None:
    choose_region(st.session_state[REGION_KEY])


def choose_region(region: str) -> None:
    """Look at a region, or (NO_REGION) at none, from the next run on."""
    ADDRESS.change(region=None if region == NO_REGION else region)


def change_day(day: date | None = None) -> None:
    """Forecast as of another day, from the next run on; None: as of the recent end."""
    ADDRESS.change(as_of=day)
