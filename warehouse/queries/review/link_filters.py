"""The filters of the review queue: one immutable value, its SQL parameters, and its form in the page's address.

An address may come from anybody. `LinkFilters.from_query` keeps what is known and notes in words what it ignored; it
never fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from warehouse.contract.link_codes import DOUBT, LINK_KIND, LINK_OUTCOME, LINK_REASON
from warehouse.filters import LONGEST_TEXT, NOT_STATED, clean_text

INCIDENT: Final = "incident"
"""Kind of the items that are doubtful incidents, beside the kinds of links."""

REVIEWED_DOUBTS: Final = ("weak_link", "facts_contradict", "decisions_contradict")
"""Doubts that put an incident into the queue by themselves: unsure links and close rivals appear as their pairs, and a report of several
ships is not an error. The others are found by filtering for them."""

EARLIEST: Final = 1900
LATEST: Final = 2100
_MOST: Final = 100
"""Codes read from one part of an address: a longer list is somebody's probe, not a filter."""


@dataclass(frozen=True, slots=True)
class LinkFilters:
    """Filters of the review queue. An empty tuple, an empty text and None leave everything in.

    `kinds` are those of `link_codes.LINK_KIND` and INCIDENT. Without `outcomes` the queue holds what is to be decided;
    with them, all judged pairs of these outcomes. `reasons` are codes of LINK_REASON and, for incidents, of DOUBT.
    A pair is kept when one of its two reports matches `sources`, `regions` (NOT_STATED: no position), the years, or
    holds `text` in its id or its ship's name. Codes are sorted, without repeats, so that equal filters are equal.
    """

    kinds: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    text: str = ""

    def __post_init__(self) -> None:
        for name in LISTS:
            # The class is frozen, so that filters can be part of a cache key.
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        object.__setattr__(self, "text", clean_text(self.text))

    @property
    def is_empty(self) -> bool:
        """True when the whole queue is shown."""
        return self == LinkFilters()

    def changed(self, **values: Any) -> LinkFilters:
        """The same filters with some fields replaced."""
        return replace(self, **values)

    def to_params(self) -> dict[str, Any]:
        """Parameters of `sql/review_items.sql`: None for a filter that is off."""
        doubts_chosen = [code for code in self.reasons if code in DOUBT]
        params: dict[str, Any] = {name: list(getattr(self, name)) or None for name in LISTS}
        doubts = doubts_chosen if self.reasons else list(REVIEWED_DOUBTS)
        return {**params, "doubts": doubts, "year_from": self.year_from, "year_to": self.year_to, "text": self.text or None}

    def to_query(self) -> dict[str, str]:
        """Parameters of the address; only what differs from the whole queue. Codes are joined by commas."""
        query = {_QUERY_NAMES[name]: ",".join(getattr(self, name)) for name in LISTS if getattr(self, name)}
        query |= {_QUERY_NAMES[name]: str(year) for name in YEARS if (year := getattr(self, name)) is not None}
        return query | ({"text": self.text} if self.text else {})

    @classmethod
    def from_query(cls, query: Mapping[str, str], sources: Iterable[str], regions: Iterable[str]) -> tuple[LinkFilters, tuple[str, ...]]:
        """Filters from an address, and a note for each part that was ignored; `sources` and `regions` are the known codes."""
        known_codes = {**CODES, "sources": frozenset(sources), "regions": frozenset(regions) | {NOT_STATED}}
        notes: list[str] = []
        values: dict[str, Any] = {name: _known_codes(_QUERY_NAMES[name], query, known_codes[name], notes) for name in LISTS}
        values |= {name: _usable_year(_QUERY_NAMES[name], query, notes) for name in YEARS}
        if values["year_from"] and values["year_to"] and values["year_from"] > values["year_to"]:
            notes.append("The first year is after the last; both were ignored.")
            values["year_from"] = values["year_to"] = None
        if len(query.get("text", "")) > LONGEST_TEXT:
            notes.append(f"Only the first {LONGEST_TEXT} characters of the search text were used.")
        return cls(**values, text=query.get("text", "")), tuple(notes)


YEARS: Final = ("year_from", "year_to")
LISTS: Final = tuple(f.name for f in fields(LinkFilters) if f.name not in (*YEARS, "text"))
CODES: Final[dict[str, frozenset[str]]] = {
    "kinds": frozenset(LINK_KIND) | {INCIDENT},
    "outcomes": frozenset(LINK_OUTCOME),
    "reasons": frozenset(LINK_REASON) | frozenset(DOUBT),
}
_QUERY_NAMES: Final[dict[str, str]] = {
    "kinds": "kind",
    "outcomes": "outcome",
    "reasons": "reason",
    "sources": "source",
    "regions": "region",
    "year_from": "from_year",
    "year_to": "to_year",
}
QUERY_NAMES: Final = frozenset({*_QUERY_NAMES.values(), "text"})


def _known_codes(name: str, query: Mapping[str, str], known_codes: frozenset[str], notes: list[str]) -> tuple[str, ...]:
    words = [word.strip() for word in query.get(name, "").split(",") if word.strip()][:_MOST]
    if any(word not in known_codes for word in words):
        notes.append(f"The address contains an unknown code under “{name}”.")
    return tuple(word for word in words if word in known_codes)


def _usable_year(name: str, query: Mapping[str, str], notes: list[str]) -> int | None:
    text = query.get(name, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST <= int(text) <= LATEST:
        return int(text)
    notes.append(f"The address contains no usable year under “{name}” (expected: four digits, {EARLIEST} to {LATEST}).")
    return None
