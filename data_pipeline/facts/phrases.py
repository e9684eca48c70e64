"""Finding the phrases of a look-up in a text: the longest one at each place, in one pass over the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.tables import lookup, table

_WORD: Final = re.compile(r"[^\W_][\w.'&-]*(?:/[\w]+)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase at `start` to `end` of a lower-case text, and what the look-up gives for it."""

    start: int
    end: int
    words: str
    value: str


class Phrases:
    """A look-up of phrases, indexed by their first word."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for phrase in sorted(values, key=len, reverse=True):
            first = _WORD.match(phrase)
            if first is not None:
                self._by_first.setdefault(first.group(), []).append((phrase, values[phrase]))
        self.values = dict(values)

    def find(self, text: str) -> Iterator[Hit]:
        """All hits in a lower-case text, from left to right, not overlapping."""
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            hit = self._at(text, word)
            if hit is not None:
                end = hit.end
                yield hit

    def _at(self, text: str, word: re.Match[str]) -> Hit | None:
        start, said = word.start(), word.group()
        for key in _keys(said):
            for phrase, value in self._by_first.get(key, ()):
                stop = start + len(phrase)
                if text.startswith(phrase, start) and not text[stop : stop + 1].isalnum():
                    return Hit(start, stop, phrase, value)
        return None


def _keys(word: str) -> Iterable[str]:
    """The word itself and, where it ends in a stop or holds a hyphen or slash, its first part."""
    yield word
    bare = word.rstrip(".'-")
    if bare != word:
        yield bare
    for mark in "-/'":
        if mark in bare:
            yield bare.split(mark)[0]


def _with_plurals(values: Mapping[str, str]) -> dict[str, str]:
    plurals = {phrase + "s": value for phrase, value in values.items() if len(phrase) > 2 and not phrase.endswith("s")}
    return {**plurals, **values}


@cache
def vessel_types() -> Phrases:
    """Words for types of ship, to codes of `taxonomy.VESSEL_TYPE`."""
    return Phrases(_with_plurals(lookup("vessel_types", "words", "code")))


@cache
def countries() -> Phrases:
    """Names of countries and words for what is of them, to ISO 3166-1 alpha-3."""
    return Phrases({**lookup("flags", "demonyms", "alpha3"), **lookup("flags", "names", "alpha3")})


@cache
def demonyms() -> frozenset[str]:
    """Words for what is of a country ("Danish")."""
    return frozenset(lookup("flags", "demonyms", "alpha3"))


def country_code(words: str) -> str | None:
    """ISO 3166-1 alpha-3 of a country's name, demonym or code; None when it is none of them."""
    key = " ".join(words.lower().replace("_", " ").split())
    for row in table("flags"):
        if key in (row["alpha3"].lower(), row["alpha2"].lower()):
            return row["alpha3"]
    return countries().values.get(key)
