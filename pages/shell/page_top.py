"""The top of every page: its title, one menu for everything that hands the page on, the answer in one sentence, and Details at the end.

    top = page_top.show_page_top("Trends", snapshot, filters, count)
    page_top.show_answer("229 incidents in 2023, 5% fewer than in 2022.", recent_end)
    ...the picture and up to five key figures...
    with page_top.details(): ...method, tests, footnotes...
    top.show_link()

A reader has ten seconds: the first screen holds a picture, the sentence, at most 80 words and 12 controls (`python -m bench
first_screen` counts them).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from pages.server import first_paint
from pages.shell import downloads, lasting_link, page_links
from pages.shell.notices import banner
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.view import SnapshotView

Place = AbstractContextManager[object]


@dataclass(frozen=True, slots=True)
class PageTop:
    """What a page fills in after its title: `controls` stand beside the title, `notes` below it, `menu` is in the Share menu."""

    snapshot: SnapshotView
    controls: Place
    menu: Place
    link: Place
    notes: Place

    def show_link(self, **more: str) -> None:
        """The lasting link in the Share menu, once the page has written its address. `more`: as for `show_lasting_link`."""
        with self.link:
            lasting_link.show_lasting_link(self.snapshot, **more)

    def show_silence(self, filters: Filters) -> None:
        """Name the sources whose silence the figures under these filters suffer from, once the page knows its days."""
        with self.notes:
            banner.show_silence(self.snapshot, filters)


def show_page_top(
    title: str, snapshot: SnapshotView, filters: Filters | None = None, count: int = 0, *, figures_of: Filters | None = None
) -> PageTop:
    """Title, Share menu and banner. With `filters`, the menu exports the `count` incidents they leave and opens a briefing on them.

    Where the page's figures are those of `filters` or `figures_of`, the sources among them that have fallen silent are named.
    """
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="title_row"):
        st.title(plain(title), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", width="content", gap="small"):
            controls = st.container(horizontal=True, vertical_alignment="center", width="content", gap="small")
            with st.popover("Share", icon=":material/ios_share:", type="tertiary", help="Export, briefing, and a link to these figures"):
                if filters is not None:
                    downloads.show_export_fields(snapshot, filters, count)
                    page_links.show_briefing_link(filters)
                menu = st.container(gap="small")
                link = lasting_link.link_placeholder()
    banner.show_banner(snapshot)
    top = PageTop(snapshot, cast(Place, controls), cast(Place, menu), link, cast(Place, st.container()))
    if (selection := figures_of if filters is None else filters) is not None:
        top.show_silence(selection)
    return top


def show_answer(sentence: str, ending: RecentEnd | None = None, *, before_picture: bool = True) -> None:
    """The page's answer in one plain sentence. `ending`: the day on which recent spans end, said where it is not today.

    Charts and tables that follow wait until the sentence has been painted; not where the picture is the page (`before_picture` False).
    """
    with st.container(key="answer", gap="xxsmall"):
        st.markdown(plain(sentence))
        if ending is not None and (words := runs_to(ending)):
            st.caption(plain(words), help=plain(ending.reason))
    if before_picture:
        first_paint.note_light_parts()


def runs_to(ending: RecentEnd | None) -> str:
    """`Figures run to 25 June 2024, last watched day.`; empty where recent spans end today."""
    return f"Figures run {ending.phrase}." if ending is not None and not ending.is_today else ""


def details(title: str = "Details") -> Place:
    """Where method, tests, intervals, sources and footnotes of a page stand: closed, one click away."""
    return cast(Place, st.expander(plain(title), icon=":material/info:"))
