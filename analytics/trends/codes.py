"""The columns that incidents are counted by: their titles, the titles and colours of their codes, and their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.describe.colours import CATEGORY_COLOUR, SEVERITY_COLOUR, SOURCE_COLOURS
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import NOT_STATED
from warehouse.queries.trends.cubes import By

BY_TITLE: Final[dict[By, str]] = {
    "none": "All together",
    "category": "Category",
    "act": "Act",
    "severity": "Severity",
    "weapon": "Weapons",
    "crew_harm": "Crew harm",
    "vessel_type": "Vessel type",
    "vessel_status": "Vessel status",
    "sea_region": "Sea region",
}
"""Columns to count by: code to title, in the order they are offered."""

OTHERS: Final = "others"
OTHERS_COLOUR: Final = "#A5ACB5"
MISSING_COLOUR: Final = "#878E9A"
_IN_ORDER: Final[tuple[By, ...]] = ("severity", "vessel_status")
_PALETTE: Final = tuple(colour for colour in SOURCE_COLOURS if colour != MISSING_COLOUR)


def titles_of(by: By, region_titles: Mapping[str, str]) -> dict[str, str]:
    """Titles of the codes of a column, in the order of their definition."""
    if by == "none":
        return {"": "Incidents"}
    if by == "sea_region":
        return dict(region_titles) | {OTHERS: "All others"}
    missing = "None told" if by == "crew_harm" else "Not stated"
    return {code: one.title for code, one in CODE_LISTS[by].items()} | {NOT_STATED: missing, OTHERS: "All others"}


def colours_of(by: By, codes: Sequence[str]) -> dict[str, str]:
    """A colour per code: the fixed ones of categories and severities, else the palette in the order of the definition."""
    if by == "category":
        return dict(CATEGORY_COLOUR) | {OTHERS: OTHERS_COLOUR}
    if by == "severity":
        return {str(level): colour for level, colour in SEVERITY_COLOUR.items() if level is not None} | {
            NOT_STATED: MISSING_COLOUR,
            OTHERS: OTHERS_COLOUR,
        }
    silent = {NOT_STATED: MISSING_COLOUR, "not_stated": MISSING_COLOUR, "unknown": MISSING_COLOUR, OTHERS: OTHERS_COLOUR}
    spoken = [code for code in codes if code not in silent]
    return {code: _PALETTE[number % len(_PALETTE)] for number, code in enumerate(spoken)} | silent


def in_order(by: By, codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as a legend shows them: by definition where that is an order, else as given; what is not stated comes last."""
    known = list(CODE_LISTS.get(by, {}))
    ordered = sorted(codes, key=lambda code: known.index(code) if code in known else len(known)) if by in _IN_ORDER else list(codes)
    late = (NOT_STATED, "not_stated", "unknown", OTHERS)
    return (*(code for code in ordered if code not in late), *(code for code in late if code in ordered))
