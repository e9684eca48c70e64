"""The parts of the page below its sentence: charts, maps, the method, and the file of all its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from analytics.compare import Comparison, charts, sentences
from analytics.compare.counts import COLUMNS
from pages.charts import cards
from pages.compare.maps import show_maps
from pages.compare.side_maps import show_side_maps
from pages.shell import handling, page_top
from pages.shell.text import plain
from warehouse.contract.taxonomy import TLP_CODE
from warehouse.view import SnapshotView

EMPTY: Final = "Watched on both sides, and no incident is known on either."
PANEL_WIDTH: Final = 280
"""Least width in pixels of a small chart."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_picture(snapshot: SnapshotView, comparison: Comparison) -> None:
    """The answer as a picture: both sides by act, beside a small map of each."""
    if not comparison.is_possible:
        show_side_maps(snapshot, comparison)
        return
    left, right = st.columns([3, 2])
    with left:
        cards.show_chart(charts.first_picture(comparison), snapshot, comparison.watch.titles, EMPTY)
    with right:
        show_side_maps(snapshot, comparison)


def show_charts(snapshot: SnapshotView, comparison: Comparison) -> None:
    """All further charts by tab; only the open tab runs."""
    tabs: dict[str, Callable[[], None]] = {
        "Through time": partial(_show_time, snapshot, comparison),
        "Kinds": partial(_show_kinds, snapshot, comparison),
        "Side by side": partial(_show_waters, snapshot, comparison),
        "Maps": partial(show_maps, snapshot, comparison),
    }
    for tab, fill in zip(
        st.tabs([plain(title) for title in tabs], key="tab", bind="query-params", on_change="rerun"), tabs.values(), strict=True
    ):
        if tab.open:
            with tab:
                fill()


def show_details(comparison: Comparison) -> None:
    """What the comparison rests on, and how it was made; what qualifies the sentence stands open."""
    if basis := sentences.basis_notes(comparison):
        st.caption(plain(" ".join(basis)))
    with page_top.details():
        st.markdown("\n".join(f"- {plain(line)}" for line in sentences.details(comparison)))


def show_export(snapshot: SnapshotView, comparison: Comparison) -> None:
    """The figures of all charts as one workbook."""
    mark = TLP_CODE[handling.current().mark].title
    st.download_button(
        "XLSX",
        data=lambda: _workbook(snapshot, comparison, mark),
        file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}compare_{snapshot.id}.xlsx",
        mime=XLSX,
        icon=":material/download:",
        type="tertiary",
        key="compare_xlsx",
        on_click="ignore",
        help="The figures of all charts on this page, with the sentence and what it rests on.",
    )


def _show_time(snapshot: SnapshotView, comparison: Comparison) -> None:
    cards.show_chart(charts.through_the_spans(comparison), snapshot, comparison.watch.titles, EMPTY)


def _show_kinds(snapshot: SnapshotView, comparison: Comparison) -> None:
    left, right = st.columns(2)
    with left:
        cards.show_chart(charts.by_column(comparison, "category"), snapshot, comparison.watch.titles, EMPTY)
    with right:
        cards.show_chart(charts.by_column(comparison, "severity"), snapshot, comparison.watch.titles, EMPTY)


def _show_waters(snapshot: SnapshotView, comparison: Comparison) -> None:
    if charts.has_several_waters(comparison):
        cards.show_chart(charts.by_column(comparison, "sea_region"), snapshot, comparison.watch.titles, EMPTY)
    _show_panels(snapshot, comparison)


def _show_panels(snapshot: SnapshotView, comparison: Comparison) -> None:
    panels = charts.small_multiples(comparison)
    with st.container(border=True):
        cards.card_heading(cards.title_with_unit(panels))
        if panels.is_empty:
            st.caption(EMPTY)
            return
        # One figure per panel, so that a narrow window can stack them.
        grid = st.grid(panels.across, min_column_width=PANEL_WIDTH)
        for number, panel in enumerate(panels.charts):
            with grid.cell():
                cards.plot_figure(replace(panels, charts=(panel,), across=1), f"{panels.name}_{number}")
        cards.show_card_foot(snapshot, comparison.watch.titles, panels.footnotes, panels.frame, panels.name, panels)


def _workbook(snapshot: SnapshotView, comparison: Comparison, mark: str) -> bytes:
    # Imported here: xlsxwriter is needed by few readers.
    from briefing.exports.about import About
    from briefing.exports.pictures_workbook import pictures_workbook

    about = About(
        title=sentences.board_sentence(comparison),
        as_of=cards.data_stamp(snapshot),
        snapshot=snapshot.id,
        simulated=snapshot.is_demo,
        filters=(("Kinds", sentences.subject(comparison)), *(("Basis", note) for note in sentences.basis_notes(comparison))),
        mark=mark,
        withheld=(),
        attributions=tuple(comparison.choices.sources[code].attribution for code in comparison.watch.codes),
    )
    through = charts.through_the_spans(comparison)
    by_columns = [(charts.COLUMN_TITLE[column].capitalize(), charts.by_column(comparison, column)) for column in COLUMNS]
    return pictures_workbook(about, [("Time", through), *by_columns, ("Small charts", charts.small_multiples(comparison))])
