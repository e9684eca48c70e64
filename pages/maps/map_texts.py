"""The texts of a map: title, notes on what is drawn and why, sources, legend and alternative text."""

from __future__ import annotations

from html import escape

import streamlit as st

from analytics.density import Heat
from analytics.incidents.map_rows import MOST_POINTS, CellRows, MapRows, PointRows
from pages.charts.cards import data_stamp
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents.incidents import COARSE_KM, Summary
from warehouse.queries.sources.sources import SourceRow
from warehouse.reference.cells import EDGE_KM
from warehouse.reference.geography import AREAS
from warehouse.view import SnapshotView


def map_title(summary: Summary, filters: Filters, choices: Choices) -> str:
    """`1,204 incidents, 3 Jan 2019 to 25 Jun 2024, Singapore Strait`."""
    count = f"{summary.incidents:,} incident{'' if summary.incidents == 1 else 's'}"
    parts = [count if summary.incidents else "No incidents", _dates_in_words(summary, filters), waters_in_words(filters, choices)]
    return ", ".join(part for part in parts if part)


def waters_in_words(filters: Filters, choices: Choices) -> str:
    """The waters named by the filters, in words."""
    if filters.regions:
        titles = [choices.regions[code].title if code in choices.regions else "no position" for code in filters.regions]
    elif filters.areas:
        titles = [AREAS.get(code, "no position") for code in filters.areas]
    else:
        return "all waters"
    return titles[0] if len(titles) == 1 else " and ".join(titles) if len(titles) == 2 else f"{len(titles)} sea regions or areas"


def _dates_in_words(summary: Summary, filters: Filters) -> str:
    first, last = filters.date_from or summary.first_on, filters.date_to or summary.last_on
    if first is None or last is None:
        return ""
    return short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"


def gathering_reason(rows: MapRows | Heat, mode: str, placed: int) -> str | None:
    """Why the map shows hexagons where the reader asked for points, or None."""
    if mode != "points" or not isinstance(rows, CellRows):
        return None
    return (
        f"{placed:,} positions are too many to draw one by one (at most {MOST_POINTS:,}), so they are grouped in hexagons of about "
        f"{_hexagon_width(rows.resolution)} km. Narrow the filters to see single incidents, or click a hexagon for its list."
    )


def reading_notes(rows: MapRows | Heat, mode: str, summary: Summary) -> list[str]:
    """What a reader must know to read the map correctly."""
    sentences = []
    if isinstance(rows, PointRows) and rows.coarse:
        precision = _positions_in_words(sum(row["n"] for row in rows.coarse))
        sentences.append(
            f"{precision} known no better than to {COARSE_KM:.0f} km: drawn hollow; a ring shows how far off it may be once it is selected."
        )
    if isinstance(rows, CellRows) and mode != "points":
        sentences.append(f"Hexagons are about {_hexagon_width(rows.resolution)} km across.")
    if isinstance(rows, Heat):
        sentences += [rows.sentence, *rows.method]
    if not isinstance(rows, PointRows) and summary.coarse:
        sentences.append(f"{_positions_in_words(summary.coarse)} known no better than to {COARSE_KM:.0f} km.")
    if summary.unplaced:
        predicate = " has no position and is" if summary.unplaced == 1 else "s have no position and are"
        sentences.append(f"{summary.unplaced:,} incident{predicate} only in the list.")
    return sentences


def sources_line(filters: Filters, choices: Choices, snapshot: SnapshotView) -> str:
    """The sources with the last day that each covers, and the date of the data."""
    sources = [source for code, source in choices.sources.items() if not filters.sources or code in filters.sources]
    titles = [_with_last_day(source) for source in sources]
    return f"Sources: {', '.join(titles) or 'none'}. {data_stamp(snapshot)}."


def _with_last_day(source: SourceRow) -> str:
    return f"{source.title} (to {short_day(source.last_occurred_on)})" if source.last_occurred_on else source.title


def alt_text(title_text: str, rows: MapRows | Heat, colour: str) -> str:
    """The map in one sentence, for screen readers."""
    kind = {PointRows: "points", CellRows: "hexagons", Heat: "the density of incidents over the sea"}[type(rows)]
    by = f" coloured by {colour}" if not isinstance(rows, Heat) else ""
    return f"Map with {kind}{by}: {title_text}. The list below it holds the same incidents."


def show_legend(entries: list[tuple[str, str]], heading: str, hatched: tuple[tuple[str, str], ...] = ()) -> None:
    """Swatches with their meaning, hatched ones last. Written as HTML, because Streamlit has no element for colours beyond the theme's."""
    if not entries and not hatched:
        return
    box = "display:inline-block;width:.75em;height:.75em;margin-right:.4em"
    dots = [(f"{box};border-radius:50%;background:{colour}", meaning) for colour, meaning in entries]
    dots += [
        (
            f"{box};width:1.3em;border:1px solid {colour};background:repeating-linear-gradient(135deg,{colour} 0 1px,transparent 1px 4px)",
            hatch_meaning,
        )
        for colour, hatch_meaning in hatched
    ]
    items = "".join(
        f'<span style="white-space:nowrap"><span style="{escape(style)}"></span>{escape(meaning)}</span>' for style, meaning in dots
    )
    head = f'<span style="opacity:.75">{escape(heading)}</span>'
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.82rem">{head}{items}</div>')


def show_caption(lines: list[str]) -> None:
    """The lines under the map."""
    st.caption(plain(" ".join(lines)))


def _positions_in_words(count: int) -> str:
    return f"{count:,} position{' is' if count == 1 else 's are'}"


def _hexagon_width(resolution: int) -> str:
    """Width of a hexagon between opposite corners in km: twice its edge."""
    width = 2 * EDGE_KM[resolution]
    return f"{width:,.0f}" if width >= 20 else f"{width:.0f}"
