"""The filters of a reader as one immutable value, with its SQL parameters and its form in a page's address.

Addresses contain filters, so anybody can put anything there. `Filters.from_query` keeps what is known and says in words what it
ignored; it never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from warehouse.areas.shapes import Area, AreaError, area_code, parse_area
from warehouse.contract.taxonomy import CODE_LISTS, VESSEL_TYPE_PARENT

NOT_STATED: Final = "-"
"""Stands for null in the choices of a nullable column: no region, no act, no severity, no vessel type."""

LONGEST_TEXT: Final = 100
"""Characters of a text filter; a longer one is cut."""

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2100, 12, 31)
"""The days that addresses, files and widgets may name: whatever is worked out from them stays within the calendar."""
_CODE: Final = re.compile(r"[A-Za-z0-9_+.-]{1,60}")
_MOST_CODES: Final = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a page. An empty tuple, an empty text and None exclude nothing.

    Codes are those of `taxonomy`, of the table `sea_regions` and of the table `sources`, plus `NOT_STATED` where the column can be
    null. Within one filter any of the codes may match; all filters must match. `vessel_types` includes the narrower types of those
    named. `text` is searched, ignoring case, in the name of the vessel, the place and the narratives of all reports. `within` is an
    area of the sea; incidents without a position are in none. Equal filters compare and hash equal, since codes are sorted and unique.
    """

    date_from: date | None = None
    date_to: date | None = None
    regions: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    vessel_types: tuple[str, ...] = ()
    vessel_statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    text: str = ""
    within: Area | None = None

    def __post_init__(self) -> None:
        for name in LISTS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        object.__setattr__(self, "text", clean_text(self.text))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered out."""
        return self == Filters()

    def without(self, name: str) -> Filters:
        """The same filters with the field `name` cleared."""
        return replace(self, **{name: getattr(Filters(), name)})

    def to_params(self) -> dict[str, Any]:
        """Parameters of `kept.sql` by name: None for a filter that is off, otherwise a list, a day or a text."""
        params: dict[str, Any] = {name: list(getattr(self, name)) or None for name in LISTS}
        if self.vessel_types:
            params["vessel_types"] = sorted(set().union(*(narrower_vessel_types(code) for code in self.vessel_types)))
        within = area_code(self.within) if self.within else None
        return {**params, "date_from": self.date_from, "date_to": self.date_to, "text": self.text or None, "within": within}

    def to_query(self) -> dict[str, str]:
        """Parameters of a page's address, only for the filters that are set. Codes are joined by commas."""
        query = {_QUERY_NAMES[name]: ",".join(getattr(self, name)) for name in LISTS if getattr(self, name)}
        query |= {_QUERY_NAMES[name]: day.isoformat() for name in DAYS if (day := getattr(self, name)) is not None}
        query |= {"within": area_code(self.within)} if self.within else {}
        return query | ({"text": self.text} if self.text else {})

    @classmethod
    def from_query(
        cls, query: Mapping[str, str], snapshot_codes: Mapping[str, Iterable[str]], origin: str = "address"
    ) -> tuple[Filters, tuple[str, ...]]:
        """Filters from a page's address, or from what notes shall call `origin`, with a note on everything that was ignored.

        `snapshot_codes` gives the codes of the snapshot: `regions`, `areas` and `sources`; all other codes are the taxonomy's.
        Parameters with other names belong to the page and are left alone.
        """
        notes: list[str] = []
        codes = {**TAXONOMY_CODES, **{name: frozenset(of_filter) | {NOT_STATED} for name, of_filter in snapshot_codes.items()}}
        values: dict[str, Any] = {}
        for name in LISTS:
            values[name] = _read_codes(_QUERY_NAMES[name], query.get(_QUERY_NAMES[name], ""), codes.get(name, frozenset()), notes, origin)
        for name in DAYS:
            values[name] = _read_day(_QUERY_NAMES[name], query.get(_QUERY_NAMES[name], ""), notes, origin)
        if values["date_from"] and values["date_to"] and values["date_from"] > values["date_to"]:
            notes.append("The first day is after the last one; both were ignored.")
            values["date_from"] = values["date_to"] = None
        text = query.get("text", "")
        values["text"] = clean_text(text)
        if len(text) > LONGEST_TEXT:
            notes.append(f"Only the first {LONGEST_TEXT} characters of the text were used.")
        values["within"] = _read_area(query.get("within", ""), notes)
        return cls(**values), tuple(notes)


LISTS: Final = tuple(f.name for f in fields(Filters) if f.name not in ("date_from", "date_to", "text", "within"))
DAYS: Final = ("date_from", "date_to")

_QUERY_NAMES: Final[dict[str, str]] = {
    "date_from": "from",
    "date_to": "to",
    "regions": "region",
    "areas": "area",
    "categories": "category",
    "acts": "act",
    "severities": "severity",
    "vessel_types": "vessel",
    "vessel_statuses": "status",
    "sources": "source",
    "weapons": "weapon",
    "text": "text",
    "within": "within",
}
QUERY_NAMES: Final = frozenset(_QUERY_NAMES.values())

TAXONOMY_CODES: Final[dict[str, frozenset[str]]] = {
    "categories": frozenset(CODE_LISTS["category"]),
    "acts": frozenset(CODE_LISTS["act"]) | {NOT_STATED},
    "severities": frozenset(CODE_LISTS["severity"]) | {NOT_STATED},
    "vessel_types": frozenset(CODE_LISTS["vessel_type"]) | {NOT_STATED},
    "vessel_statuses": frozenset(CODE_LISTS["vessel_status"]),
    "weapons": frozenset(CODE_LISTS["weapon"]),
}


def query_name(field_name: str) -> str:
    """The parameter of an address, and the key in a saved briefing, of a field of `Filters`."""
    return _QUERY_NAMES[field_name]


def narrower_vessel_types(code: str) -> frozenset[str]:
    """`code` and all the vessel types that are kinds of it, at any depth."""
    codes = {code}
    while more := {child for child, parent in VESSEL_TYPE_PARENT.items() if parent in codes} - codes:
        codes |= more
    return frozenset(codes)


def clean_text(text: str) -> str:
    """The text as one line in Unicode NFC, at most LONGEST_TEXT characters, without control or format characters."""
    # Cut before normalising, so that a text of megabytes costs nothing; composition shortens a text at most fourfold.
    composed = unicodedata.normalize("NFC", text[: LONGEST_TEXT * 4])
    printable = "".join(" " if c.isspace() else c for c in composed if c.isspace() or not unicodedata.category(c).startswith("C"))
    return " ".join(printable.split())[:LONGEST_TEXT].strip()


def _read_codes(name: str, text: str, allowed: frozenset[str], notes: list[str], origin: str) -> tuple[str, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = list(dict.fromkeys(word for word in words if word not in allowed))
    if unknown or len(words) > _MOST_CODES:
        quoted = [word if _CODE.fullmatch(word) else "something that is not a code" for word in unknown[:3]]
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        notes.append(
            f"The {origin} names {', '.join(dict.fromkeys(quoted)) or 'too many codes'}{more} under “{name}”, which is not known here."
        )
    return tuple(word for word in words[:_MOST_CODES] if word in allowed)


def _read_area(code: str, notes: list[str]) -> Area | None:
    try:
        return parse_area(code) if code else None
    except AreaError as error:
        notes.append(f"{error} It was ignored.")
        return None


def _read_day(name: str, text: str, notes: list[str], origin: str) -> date | None:
    if not text:
        return None
    # fromisoformat alone would also take 20240131 and 2024-W05-3.
    parse: Callable[[str], date] = date.fromisoformat
    try:
        day = parse(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        notes.append(f"The {origin} has no usable day under “{name}” (expected: YYYY-MM-DD, 1900 or later).")
        return None
    return day
