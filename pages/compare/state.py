"""What the page compares, and how that is written in its address.

    compare?region=gulf_of_guinea&a=2020&b=2019                    the same waters in two periods
    compare?a=gulf_of_guinea@2020&b=singapore_strait@2020          two waters

The words for days are those of `analytics.compare.spans`. Without any parameter: the latest 12 watched months against the 12 before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from analytics.compare import CompareRequest, Side
from analytics.compare.spans import BEFORE, LATEST, SAME, parse_span
from analytics.coverage.equal.spans import Days, days_before, latest_months, without_years_to_come
from pages.shell.address import REGION, Address
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.filtering.choices import Choices
from warehouse.reference.geography import AREAS

AREA: Final = "area"
CATEGORIES: Final = "category"
SIDES: Final = ("a", "b")
ALL_WATERS: Final = "all"
LONGEST: Final = 2000
"""Characters of a parameter that are read."""


@dataclass(frozen=True, slots=True)
class CompareView:
    """Waters are codes of sea regions and of areas, sorted; empty for all, and `waters_b` None for those of the other side."""

    waters_a: tuple[str, ...] = ()
    span_a: str = LATEST
    waters_b: tuple[str, ...] | None = None
    span_b: str = BEFORE
    categories: tuple[str, ...] = ()

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the view that opens by default."""
        kinds = {CATEGORIES: ",".join(self.categories)}
        if self.waters_b is None or self.waters_b == self.waters_a:
            regions, areas = ([code for code in self.waters_a if (code in AREAS) == in_areas] for in_areas in (False, True))
            values = {
                REGION: ",".join(regions),
                AREA: ",".join(areas),
                "a": self.span_a if self.span_a != LATEST else "",
                "b": self.span_b if self.span_b != BEFORE else "",
            }
        else:
            values = {"a": _side_in_address(self.waters_a, self.span_a), "b": _side_in_address(self.waters_b, self.span_b)}
        return {name: value for name, value in (values | kinds).items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], regions: Collection[str]) -> tuple[CompareView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        notes: list[str] = []
        shared = (
            *_codes(query, REGION, regions, "a sea region", notes),
            *_codes(query, AREA, AREAS, "an area", notes),
        )
        waters_a, span_a = _read_side(query, "a", (LATEST,), LATEST, regions, notes)
        waters_b, span_b = _read_side(query, "b", (BEFORE, SAME), BEFORE, regions, notes)
        categories = _codes(query, CATEGORIES, CATEGORY, "a kind of incident", notes)
        if waters_a is None:
            waters_a = shared
        if waters_b == waters_a:
            waters_b = None
        return cls(_sorted(waters_a), span_a, None if waters_b is None else _sorted(waters_b), span_b, _sorted(categories)), tuple(notes)

    def request(self, choices: Choices, latest: date, today: date) -> CompareRequest:
        """The comparison to make; `latest` is the last watched day."""
        days_a = parse_span(self.span_a) or latest_months(latest)
        days_b = parse_span(self.span_b) or (days_a if self.span_b == SAME else days_before(without_years_to_come(days_a, today)))
        waters_b = self.waters_a if self.waters_b is None else self.waters_b
        sides = [Side(region_codes(waters, choices), days) for waters, days in ((self.waters_a, days_a), (waters_b, days_b))]
        return CompareRequest(sides[0], sides[1], today, self.categories)


ADDRESS: Final = Address("compare", (REGION, AREA, CATEGORIES, *SIDES), CompareView())


def read_address(choices: Choices) -> tuple[CompareView, tuple[str, ...]]:
    """The view of this run, and what of the address was ignored."""
    ADDRESS.read(lambda query: CompareView.from_query(query, choices.regions))
    return ADDRESS.state, ADDRESS.notes


def days_in_address(days: Days) -> str:
    """Any days as a word of the address."""
    return f"{days[0].isoformat()}..{days[1].isoformat()}"


def region_codes(waters: tuple[str, ...], choices: Choices) -> tuple[str, ...]:
    """The sea regions of the waters, an area standing for all of its regions."""
    of_areas = (code for code, region in choices.regions.items() if region.area in waters)
    return _sorted((*(code for code in waters if code not in AREAS), *of_areas))


def _side_in_address(waters: tuple[str, ...], span: str) -> str:
    return f"{','.join(waters) or ALL_WATERS}@{span}"


def _read_side(
    query: Mapping[str, str], name: str, words: tuple[str, ...], default: str, regions: Collection[str], notes: list[str]
) -> tuple[tuple[str, ...] | None, str]:
    """Waters (None where the side names none) and days of one side."""
    text = query.get(name, "")[:LONGEST]
    named, at, span = text.rpartition("@")
    if span and span not in words and parse_span(span) is None:
        notes.append(f"The address names no usable days under “{name}” (expected: 2020, or 2020-01-01..2020-06-30).")
    span = span if span in words or parse_span(span) else default
    if not at:
        return None, span
    codes = () if named == ALL_WATERS else _codes({name: named}, name, {*regions, *AREAS}, "waters", notes)
    # Waters that are not known must not turn into all waters.
    return (codes if codes or named == ALL_WATERS else None), span


def _codes(query: Mapping[str, str], name: str, known: Collection[str], what: str, notes: list[str]) -> tuple[str, ...]:
    words = [word.strip() for word in query.get(name, "")[:LONGEST].split(",") if word.strip()]
    if any(word not in known for word in words):
        notes.append(f"The address names {what} under “{name}” that is not known here; it was ignored.")
    return tuple(dict.fromkeys(word for word in words if word in known))


def _sorted(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))
