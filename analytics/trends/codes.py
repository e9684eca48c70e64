"""The columns by which incidents are counted: their titles, and the titles, colours and order of their codes."""

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
"""Columns to count by: code to title, in the order offered."""

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
    # Not stating harm is read as none known to the reporter; not stating a weapon says nothing about weapons.
    missing = "None reported" if by == "crew_harm" else "Not stated"
    return {code: entry.title for code, entry in CODE_LISTS[by].items()} | {NOT_STATED: missing, OTHERS: "All others"}


def colours_of(by: By, codes: Sequence[str]) -> dict[str, str]:
    """A colour per code: fixed for categories and severities, otherwise from the palette in the order given."""
    if by == "category":
        return dict(CATEGORY_COLOUR) | {OTHERS: OTHERS_COLOUR}
    if by == "severity":
        return {str(level): colour for level, colour in SEVERITY_COLOUR.items() if level is not None} | {
            NOT_STATED: MISSING_COLOUR,
            OTHERS: OTHERS_COLOUR,
        }
    # Codes that say nothing are grey in every chart, so that colour always stands for knowledge.
    uninformative = {NOT_STATED: MISSING_COLOUR, "not_stated": MISSING_COLOUR, "unknown": MISSING_COLOUR, OTHERS: OTHERS_COLOUR}
    informative = [code for code in codes if code not in uninformative]
    return {code: _PALETTE[number % len(_PALETTE)] for number, code in enumerate(informative)} | uninformative


def in_order(by: By, codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as a legend lists them: in the order of definition where that is a scale, otherwise as given; unstated codes last."""
    defined = list(CODE_LISTS.get(by, {}))
    ordered = sorted(codes, key=lambda code: defined.index(code) if code in defined else len(defined)) if by in _IN_ORDER else list(codes)
    last = (NOT_STATED, "not_stated", "unknown", OTHERS)
    return (*(code for code in ordered if code not in last), *(code for code in last if code in ordered))
