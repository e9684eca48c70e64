"""What a search knows beyond the words themselves: words and names of the same meaning, and the codes that a title stands for."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import narrower_vessel_types
from warehouse.queries.searching.words import stem, tokens_of
from warehouse.reference.geography import AREAS, FOLDER, country_titles, sea_regions

Key = tuple[str, ...]
"""The stems of the words of a phrase."""

LONGEST_PHRASE: Final = 6
_COLUMNS: Final = {
    "category": "category", "act": "act", "cyber_subtype": "cyber_subtype", "vessel_type": "vessel_type",
    "weapons": "weapon", "crew_harm": "crew_harm",
}  # fmt: skip
"""Columns whose codes a search finds by their titles, and the code list of each."""

_NO_MEANING: Final = frozenset({"other", "none", "not_stated", "unknown", "found", "other_weapons"})


@dataclass(slots=True)
class Meaning:
    """Phrases that a search takes as one, and the codes that they stand for by column of the incidents."""

    phrases: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)


def key_of(phrase: str) -> Key:
    """What phrases are compared by: `Tug-boats` and `tug boat` have the same key."""
    return tuple(stem(token) for token in tokens_of(phrase))


@cache
def meanings() -> dict[Key, Meaning]:
    """All known phrases by key. A phrase in no group is known where it is the title of a code, or the name of a place in several words."""
    by_key: dict[Key, Meaning] = {}
    for file in ("search_words.toml", "place_names.toml"):
        for group in tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))["groups"]:
            meaning = next((by_key[key_of(phrase)] for phrase in group if key_of(phrase) in by_key), Meaning())
            for phrase in group:
                _add(by_key, phrase, meaning)
    for column, code, title in _titles():
        meaning = by_key.get(key_of(title)) or Meaning()
        _add(by_key, title, meaning)
        meaning.codes.setdefault(column, set()).add(code)
    for name in _place_names():
        if len(key_of(name)) > 1 and key_of(name) not in by_key:
            _add(by_key, name, Meaning())
    return by_key


@cache
def known_words() -> list[str]:
    """All single words that have a meaning, sorted."""
    return sorted({phrase[0] for meaning in meanings().values() for phrase in meaning.phrases.values() if len(phrase) == 1})


def _add(by_key: dict[Key, Meaning], phrase: str, meaning: Meaning) -> None:
    by_key[key_of(phrase)] = meaning
    meaning.phrases[key_of(phrase)] = tuple(tokens_of(phrase))


def _titles() -> Iterator[tuple[str, str, str]]:
    """Column, code and title of everything that an incident is classified by."""
    for region in sea_regions().values():
        # "South China Sea, south (Natuna, Anambas)" is part of the South China Sea.
        yield "sea_region", region.code, region.title.split(" (")[0].split(",")[0]
    for code, title in AREAS.items():
        yield "area", code, title
    for code, title in country_titles().items():
        yield "country", code, title
        yield "flag", code, title
    for column, code_list in _COLUMNS.items():
        for code, entry in CODE_LISTS[code_list].items():
            if code not in _NO_MEANING:
                for narrow in narrower_vessel_types(code) if column == "vessel_type" else (code,):
                    yield column, narrow, entry.title


def _place_names() -> Iterator[str]:
    with (FOLDER / "ports.csv").open(encoding="utf-8", newline="") as stream:
        yield from (row["port"] for row in csv.DictReader(stream))
    for names in tomllib.loads((FOLDER / "places.toml").read_text(encoding="utf-8")).values():
        yield from names
