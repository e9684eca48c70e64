"""Colours of what is shown: one per category everywhere, told apart by colour-blind readers, legible on both themes."""

from __future__ import annotations

from typing import Final

CATEGORY_COLOUR: Final[dict[str, str]] = {
    "piracy_robbery": "#DB0000",
    "cargo_theft": "#E9712A",
    "stowaway": "#337418",
    "cyber": "#2B7FBA",
    "drugs": "#863FC8",
    "terrorism": "#C31570",
    "militant": "#9782F7",
    "vessel_theft": "#CD685D",
    "smuggling": "#006E76",
    "suspicious": "#4751FE",
    "other": "#878E9A",
}
"""Category code to hex. Contrast of at least 3:1 with the page in both themes; the test holds the distances."""

SEVERITY_COLOUR: Final[dict[int | None, str]] = {
    1: "#D1413A",
    2: "#D9822B",
    3: "#A8923A",
    4: "#5F8F7A",
    0: "#5B86B0",
    None: "#8C9199",
}
"""Severity to hex, most severe warmest; None is severity not known."""

SOURCE_COLOURS: Final[tuple[str, ...]] = ("#2B7FBA", "#E9712A", "#337418", "#9782F7", "#C31570", "#878E9A", "#006E76", "#863FC8")
"""Colours of sources, in the order of the sources' ids; after the last they begin again."""

NEUTRAL: Final = "#5B86A6"
"""Bars that stand for no category."""


def rgb(colour: str) -> tuple[int, int, int]:
    """`#RRGGBB` as three numbers, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def of_sources(sources: list[str]) -> dict[str, str]:
    """A colour for each source id, the same whatever the order."""
    return {source: SOURCE_COLOURS[place % len(SOURCE_COLOURS)] for place, source in enumerate(sorted(sources))}
