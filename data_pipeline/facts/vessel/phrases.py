"""Finding the phrases of a look-up table in a text: the longest at each place, in one pass over the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.data_files import read_mapping, read_table

_WORD: Final = re.compile(r"[^\W_][\w.'&-]*(?:/[\w]+)*")


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found at `start` to `end` of a lower-case text, and its value in the look-up table."""

    start: int
    end: int
    words: str
    value: str


class PhraseIndex:
    """A look-up table of phrases, indexed by their first word."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        # Longest first, so that "oil tanker" is found before "oil".
        for phrase in sorted(values, key=len, reverse=True):
            first = _WORD.match(phrase)
            if first is not None:
                self._by_first.setdefault(first.group(), []).append((phrase, values[phrase]))
        self.values = dict(values)

    def find(self, text: str) -> Iterator[PhraseMatch]:
        """All matches in a lower-case text, from left to right and not overlapping."""
        end = 0
        for word in _WORD.finditer(text):
            # A plain word with which no phrase begins is most words, so no function is called for it.
            if word.start() < end or (word.group() not in self._by_first and word.group().isalnum()):
                continue
            match = self._longest_at(text, word)
            if match is not None:
                end = match.end
                yield match

    def _longest_at(self, text: str, word: re.Match[str]) -> PhraseMatch | None:
        start = word.start()
        for key in _possible_first_words(word.group()):
            for phrase, value in self._by_first.get(key, ()):
                stop = start + len(phrase)
                if text.startswith(phrase, start) and not text[stop : stop + 1].isalnum():
                    return PhraseMatch(start, stop, phrase, value)
        return None


def _possible_first_words(word: str) -> Iterable[str]:
    """The word itself and, where it ends in a full stop or contains a hyphen, slash or apostrophe, its first part."""
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
def vessel_type_phrases() -> PhraseIndex:
    """Words for types of ship, mapped to codes of `taxonomy.VESSEL_TYPE`."""
    return PhraseIndex(_with_plurals(read_mapping("vessel/vessel_types", "words", "code")))


@cache
def country_phrases() -> PhraseIndex:
    """Names of countries and their demonyms, mapped to ISO 3166-1 alpha-3."""
    return PhraseIndex({**read_mapping("vessel/flags", "demonyms", "alpha3"), **read_mapping("vessel/flags", "names", "alpha3")})


@cache
def demonyms() -> frozenset[str]:
    """Demonyms of all countries ("danish"), in lower case."""
    return frozenset(read_mapping("vessel/flags", "demonyms", "alpha3"))


def country_code(words: str) -> str | None:
    """ISO 3166-1 alpha-3 of a country's name, demonym or code; None when it is none of them."""
    key = " ".join(words.lower().replace("_", " ").split())
    for row in read_table("vessel/flags"):
        if key in (row["alpha3"].lower(), row["alpha2"].lower()):
            return row["alpha3"]
    return country_phrases().values.get(key)
