"""Colours: one for each category everywhere, distinguishable by colour-blind readers and legible on both themes."""

from __future__ import annotations

from typing import Final

CATEGORY_COLOUR: Final[dict[str, str]] = {
    "piracy_robbery": "#CF2A24",
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
"""Colours by category code. Contrast with the page is at least 3:1 on both themes; a test checks this and the distances between colours."""

SEVERITY_COLOUR: Final[dict[int | None, str]] = {
    1: "#D1413A",
    2: "#D9822B",
    3: "#A8923A",
    4: "#5F8F7A",
    0: "#5B86B0",
    None: "#8C9199",
}
"""Colours by severity, the warmest for the most severe; None stands for unknown severity."""

LEVEL_COLOUR: Final[dict[str, str]] = {
    "low": "#6E9D9D",
    "moderate": "#6686DC",
    "substantial": "#AA5AA5",
    "severe": "#BC3F6D",
    "critical": "#BE2421",
}
"""Colours by level of risk, from calm to severe: the hue goes one way from teal over blue and purple to red, lightness (CIE L*) only falls
and chroma only rises, so that the order is seen without a legend. None is green or grey: few records do not mean safety, and grey means
that nothing is known."""

UNKNOWN_COLOUR: Final = "#B9BDC2"
"""Waters that are watched, but with too few data for a level. Those that nobody watches are hatched (`describe/hatching.py`)."""

ADVISORY_COLOUR: Final[dict[str, str]] = {"warning": "#B58900", "advisory": "#0093A8", "notice": "#6F8FB0", "product": "#878E9A"}
"""Outlines by kind of advisory, drawn around waters and never as points: no incident is outlined."""

SOURCE_COLOURS: Final[tuple[str, ...]] = ("#2B7FBA", "#E9712A", "#337418", "#9782F7", "#C31570", "#878E9A", "#006E76", "#863FC8")
"""Colours of sources in the order of their ids; after the last one they repeat."""

NEUTRAL: Final = "#5B86A6"
"""Bars that do not represent a category."""


def rgb_values(colour: str) -> tuple[int, int, int]:
    """`#RRGGBB` as three numbers, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def veiled(colour: str, ground: tuple[int, int, int], opacity: float) -> str:
    """`#RRGGBB` as it is seen when drawn over `ground` with an opacity from 0 to 1."""
    mixed = [round(opacity * value + (1 - opacity) * below) for value, below in zip(rgb_values(colour), ground, strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def source_colours(sources: list[str]) -> dict[str, str]:
    """A colour for each source id, whatever the order of `sources`."""
    return {source: SOURCE_COLOURS[place % len(SOURCE_COLOURS)] for place, source in enumerate(sorted(sources))}
