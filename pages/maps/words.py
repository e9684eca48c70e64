"""What the map says about itself: its title, what was gathered and why, its sources, its text for those who cannot see it."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.charts.cards import plain, stamp
from pages.maps.rows import MOST_POINTS, Cells, Heat, Points
from warehouse.contract.dates import short_day
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents.incidents import COARSE_KM, Summary
from warehouse.reference.cells import EDGE_KM
from warehouse.reference.geography import AREAS

Drawn = Points | Cells | Heat


def title(summary: Summary, filters: Filters, choices: Choices) -> str:
    """`1,204 incidents, 3 Jan 2019 to 25 Jun 2024, Singapore Strait`."""
    count = f"{summary.incidents:,} incident{'' if summary.incidents == 1 else 's'}"
    parts = [count if summary.incidents else "No incidents", _dates(summary, filters), where(filters, choices)]
    return ", ".join(part for part in parts if part)


def where(filters: Filters, choices: Choices) -> str:
    """The part of the sea that the filters name, in words."""
    if filters.regions:
        titles = [choices.regions[code].title if code in choices.regions else "no position" for code in filters.regions]
    elif filters.areas:
        titles = [AREAS.get(code, "no position") for code in filters.areas]
    else:
        return "all waters"
    return titles[0] if len(titles) == 1 else " and ".join(titles) if len(titles) == 2 else f"{len(titles)} parts of the sea"


def _dates(summary: Summary, filters: Filters) -> str:
    first, last = filters.date_from or summary.first_on, filters.date_to or summary.last_on
    if first is None or last is None:
        return ""
    return short_day(first) if first == last else f"{short_day(first)} to {short_day(last)}"


def gathered(drawn: Drawn, mode: str, placed: int) -> str | None:
    """Why hexagons stand where the reader asked for points, or None."""
    if mode != "points" or not isinstance(drawn, Cells):
        return None
    return (
        f"{placed:,} positions are too many to draw one by one (at most {MOST_POINTS:,}), so they are gathered in hexagons of about "
        f"{_across(drawn.resolution)} km. Narrow the filters to see single incidents, or click a hexagon for its list."
    )


def notes(drawn: Drawn, mode: str, summary: Summary) -> list[str]:
    """What a reader must know to read the picture rightly."""
    said = []
    if isinstance(drawn, Points) and drawn.coarse:
        known = _positions(sum(row["n"] for row in drawn.coarse))
        said.append(f"{known} known only to more than {COARSE_KM:.0f} km: a ring shows how far off each may be.")
    if isinstance(drawn, Cells) and mode != "points":
        said.append(f"Hexagons of about {_across(drawn.resolution)} km across.")
    if isinstance(drawn, Heat) and drawn.rows:
        width = _across(drawn.resolution)
        said.append(f"A rough impression: cells of about {width} km, smoothed; colour grows with the square root of the number.")
    if not isinstance(drawn, Points) and summary.coarse:
        said.append(f"{_positions(summary.coarse)} known only to more than {COARSE_KM:.0f} km.")
    if summary.unplaced:
        said.append(f"{summary.unplaced:,} incident{' has' if summary.unplaced == 1 else 's have'} no position and are only in the list.")
    return said


def sources(filters: Filters, choices: Choices, snapshot: Snapshot) -> str:
    """The sources with the last day each covers, and the state of the data."""
    shown = [source for code, source in choices.sources.items() if not filters.sources or code in filters.sources]
    named = [f"{one.title} (to {short_day(one.last_occurred_on)})" if one.last_occurred_on else one.title for one in shown]
    return f"Sources: {', '.join(named) or 'none'}. {stamp(snapshot)}."


def alt(title_text: str, drawn: Drawn, colour: str) -> str:
    """The map in one sentence."""
    kind = {Points: "points", Cells: "hexagons", Heat: "a heat map"}[type(drawn)]
    by = f" coloured by {colour}" if not isinstance(drawn, Heat) else ""
    return f"Map with {kind}{by}: {title_text}. The list beside it holds the same incidents."


def legend(entries: list[tuple[str, str]], heading: str, hatched: tuple[tuple[str, str], ...] = ()) -> None:
    """Swatches with their meaning; those of `hatched` waters come last. Streamlit has no element for colours that are not the theme's."""
    if not entries and not hatched:
        return
    box = "display:inline-block;width:.75em;height:.75em;margin-right:.4em"
    dots = [(f"{box};border-radius:50%;background:{colour}", meaning) for colour, meaning in entries]
    dots += [
        (
            f"{box};width:1.3em;border:1px solid {colour};background:repeating-linear-gradient(135deg,{colour} 0 1px,transparent 1px 4px)",
            said,
        )
        for colour, said in hatched
    ]
    items = "".join(
        f'<span style="white-space:nowrap"><span style="{escape(style)}"></span>{escape(meaning)}</span>' for style, meaning in dots
    )
    head = f'<span style="opacity:.75">{escape(heading)}</span>'
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.82rem">{head}{items}</div>')


def caption(lines: list[str]) -> None:
    """The lines under the map."""
    st.caption(plain(" ".join(lines)))


def _positions(count: int) -> str:
    return f"{count:,} position{' is' if count == 1 else 's are'}"


def _across(resolution: int) -> str:
    """Width of a hexagon between opposite corners, km: twice its edge."""
    width = 2 * EDGE_KM[resolution]
    return f"{width:,.0f}" if width >= 20 else f"{width:.0f}"
