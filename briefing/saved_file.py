"""A saved briefing (TOML), which anybody may have written, read by name and type.

What can be left out is ignored, with a note that names the key; a file that is no such file is refused in one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from briefing import lettering
from briefing.logo import decode_logo
from briefing.settings import NAMES, BriefingError, BriefingSettings, settings_from_texts
from warehouse.contract.typed_fields import FieldFault, toml_table, type_in_words
from warehouse.filters import DAYS, LISTS, QUERY_NAMES, Filters, query_name

LARGEST_FILE: Final = 4_000_000
"""Bytes of a saved briefing: little more than its logo in Base64."""
_FILTER_LISTS: Final = frozenset(query_name(field) for field in LISTS)
_FILTER_DAYS: Final = frozenset(query_name(field) for field in DAYS)
_LONGEST_NAME_SHOWN: Final = 40
_MOST_NAMES_SHOWN: Final = 5


def read_saved(content: bytes, known_codes: Mapping[str, Iterable[str]]) -> tuple[BriefingSettings, tuple[str, ...]]:
    """Settings from a file's bytes, and a note on each part that was ignored. Raises BriefingError, in words that follow
    "cannot be used: "."""
    if len(content) > LARGEST_FILE:
        raise BriefingError(f"it is larger than {LARGEST_FILE / 1e6:.0f} MB")
    try:
        table = toml_table(content)
    except FieldFault as fault:
        raise BriefingError(str(fault)) from fault
    filter_table = table.pop("filters", {})
    if not isinstance(filter_table, dict):
        raise BriefingError("“filters” must be a group of fields: [filters]")
    logo = decode_logo(table.pop("logo", ""))
    notes = [*_unknown(table, NAMES, ""), *_unknown(filter_table, QUERY_NAMES, " under “filters”")]
    settings, setting_notes = settings_from_texts(_as_texts({name: table[name] for name in NAMES if name in table}, notes))
    filter_texts = _as_texts({name: filter_table[name] for name in sorted(QUERY_NAMES) if name in filter_table}, notes)
    filters, filter_notes = Filters.from_query(filter_texts, known_codes, origin="file")
    return replace(settings, filters=filters, logo=logo), (*notes, *setting_notes, *filter_notes)


def _unknown(table: Mapping[str, object], known: Iterable[str], place: str) -> list[str]:
    unknown = sorted(set(table) - set(known))
    if not unknown:
        return []
    names = ", ".join(lettering.clean_text(name[:_LONGEST_NAME_SHOWN]) or "an empty name" for name in unknown[:_MOST_NAMES_SHOWN])
    more = f" and {len(unknown) - _MOST_NAMES_SHOWN:,} more" if len(unknown) > _MOST_NAMES_SHOWN else ""
    return [f"The file names {names}{more}{place}, which this version does not know."]


def _as_texts(values: Mapping[str, Any], notes: list[str]) -> dict[str, str]:
    """The values as an address would hold them; those of a wrong type are left out, with a note."""
    texts = {}
    for name, value in values.items():
        text = _as_text(name, value)
        if text is None:
            notes.append(f"“{name}” holds {type_in_words(value)}, not {_expected(name)}; it was ignored.")
        else:
            texts[name] = text
    return texts


def _as_text(name: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if name == "days" and isinstance(value, int) and not isinstance(value, bool):
        # Python refuses to write numbers of thousands of digits; any number this long is refused later.
        return str(value) if abs(value) < 10**9 else "too large"
    if name in _FILTER_DAYS and isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if (name == "sections" or name in _FILTER_LISTS) and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return None


def _expected(name: str) -> str:
    if name == "days":
        return "a whole number"
    if name in _FILTER_DAYS:
        return "a date"
    return "a list of texts" if name == "sections" or name in _FILTER_LISTS else "text"
