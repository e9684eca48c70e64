"""The reader's own list of sea regions: kept in the address, each with what is known of it and who watches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import streamlit as st

from analytics.coverage.region_watch import WATCH_STATE_TITLES
from analytics.describe.words import span_in_words
from analytics.situation.situation import assess_situation
from analytics.situation.watched_regions import watched_regions_table
from pages.charts import cards
from pages.shell import data, recent_span
from pages.shell.address import REGION, Address
from warehouse.filters import Filters
from warehouse.view import SnapshotView

WIDGET: Final = "watched_regions"
ONLY, YES = "only", "yes"
"""Parameter of the address, and its one value: count in the watched regions only."""

MOST: Final = 12
STATE_COLOUR: Final = ("red", "green", "orange", "gray")


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Codes of the sea regions on the reader's list, the day that the page goes up to (None: the recent end), and whether it shows
    these regions only."""

    regions: tuple[str, ...] = ()
    until: date | None = None
    only: bool = False

    @property
    def filters(self) -> Filters:
        """What the page counts."""
        return Filters(regions=self.regions) if self.only else Filters()

    def to_query(self) -> dict[str, str]:
        """Parameters of the address."""
        regions = {REGION: ",".join(self.regions)} if self.regions else {}
        return regions | ({ONLY: YES} if self.only else {}) | recent_span.day_to_query(self.until)


ADDRESS: Final = Address("overview", (REGION, ONLY, recent_span.UNTIL), OverviewView(), old_names={"watch": REGION})


def view_in_address(titles: dict[str, str]) -> OverviewView:
    """The watched regions and the last day; `titles` by code. The session keeps them while the reader is on other pages."""

    def parse(query: Mapping[str, str]) -> tuple[OverviewView, tuple[str, ...]]:
        regions = codes_in(query.get(REGION, ""), titles)[:MOST]
        return OverviewView(regions, recent_span.day_from_query(query), bool(regions) and query.get(ONLY) == YES), ()

    ADDRESS.read(parse)
    ADDRESS.write()
    return ADDRESS.state


def change_day(day: date | None = None) -> None:
    """Go up to another day, from the next run on; None: to the recent end."""
    ADDRESS.change(until=day)


def codes_in(text: str, titles: dict[str, str]) -> tuple[str, ...]:
    """The codes in a list joined by commas, unknown ones left out. Addresses once held titles, which may contain commas themselves."""
    by_title = {title: code for code, title in titles.items()}
    codes: list[str] = []
    # The longest first, so that a title within another one is not taken for it.
    for title in sorted(by_title, key=len, reverse=True):
        if title in text:
            text = text.replace(title, by_title[title])
    for word in text.split(","):
        if word.strip() in titles and word.strip() not in codes:
            codes.append(word.strip())
    return tuple(codes)


def choose_regions(titles: dict[str, str]) -> None:
    """The list of regions as a widget, and, once it names any, whether the page counts these only."""
    codes = {title: code for code, title in titles.items()}
    regions = [code for code in ADDRESS.state.regions if code in titles]
    st.session_state[WIDGET] = [titles[code] for code in regions]
    st.multiselect(
        "Watched regions",
        sorted(codes),
        key=WIDGET,
        on_change=lambda: _take_regions(tuple(codes[title] for title in st.session_state[WIDGET])),
        max_selections=MOST,
        placeholder="Waters",
        label_visibility="collapsed",
        width=320,
    )
    if regions:
        st.session_state[ONLY] = ADDRESS.state.only
        st.toggle("Only these", key=ONLY, on_change=lambda: ADDRESS.change(only=st.session_state[ONLY]))


def _take_regions(regions: tuple[str, ...]) -> None:
    ADDRESS.change(regions=regions, only=ADDRESS.state.only and bool(regions))


def waters_in_words(view: OverviewView, titles: dict[str, str]) -> str:
    """` in Red Sea`, ` in 3 watched regions`; empty where the page counts all waters."""
    if not view.only:
        return ""
    return f" in {titles[view.regions[0]] if len(view.regions) == 1 else f'{len(view.regions)} watched regions'}"


def show_watched_regions(snapshot: SnapshotView, regions: tuple[str, ...], until: date, days: int, now: datetime) -> None:
    """What is known of each watched region, like for like, and who watches it."""
    if not regions:
        return
    table = data.query(watched_regions_table, snapshot, regions, until, days, now)
    together = data.query(assess_situation, snapshot, until, days, now, Filters(regions=regions))
    cards.show_table(
        f"Watched regions, {span_in_words(together.comparison.spans.now)}",
        table,
        snapshot,
        together.sources,
        name="watched",
        alt=f"{table.num_rows} watched regions with their incidents, the span before, the five-year mean, and who watches them",
        columns={
            "region": st.column_config.TextColumn("Sea region", width=190),
            "state": st.column_config.MultiselectColumn("State", options=list(WATCH_STATE_TITLES.values()), color=STATE_COLOUR, width=160),
            "now": st.column_config.NumberColumn("Incidents", format="localized", width=80),
            "severe": st.column_config.NumberColumn("Severe", format="localized", width=70, help="Severity 1 or 2."),
            "before_now": st.column_config.NumberColumn(
                "Comparable", format="localized", width=95, help="Incidents now, over the same sources as “Before”."
            ),
            "before": st.column_config.NumberColumn("Before", format="localized", width=70, help=f"In the {days} days before."),
            "mean": st.column_config.NumberColumn("5-year mean", format="%.1f", width=95),
            "watched_by": st.column_config.TextColumn("Watched by", width=200),
        },
        footnotes=(
            "“Before” and the mean count only sources that watch the region and cover both spans; they are empty where there is none. "
            "Where nobody watches, the number is empty too: nothing is known.",
        ),
    )
