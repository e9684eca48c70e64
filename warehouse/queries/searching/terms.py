"""What a searched text asks for: terms, all of which an incident must meet, each by its name, place, classification, number or text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from warehouse.queries.searching.vocabulary import LONGEST_PHRASE, Meaning, key_of, meanings
from warehouse.queries.searching.words import fold, phrase_pattern, tokens_of, whole_words, word_pattern

MOST_TERMS: Final = 10
"""Terms searched for; what a text of the longest allowed length has beyond them is ignored."""

CODE_COLUMNS: Final = ("sea_region", "area", "country", "flag", "category", "act", "cyber_subtype", "vessel_type", "weapons", "crew_harm")

_PIECE: Final = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
_YEAR: Final = re.compile(r"(?:19|20)\d\d", re.ASCII)
_IMO: Final = re.compile(r"\d{7}", re.ASCII)
_REFERENCE: Final = re.compile(r"(?=.*\d)[\w/.:#-]*[/.:#-][\w/.:#-]*")
_LEFT_OUT: Final = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "near", "of", "off", "on", "or", "the", "to", "with"])
"""Words too common to tell incidents apart, unless they are all that is asked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a text. `label` is what was typed; `patterns` match folded text; `near` are words of the data that were read instead."""

    label: str
    patterns: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    year: int | None = None
    imo_number: int | None = None
    near: tuple[tuple[str, int], ...] = field(default=())

    @property
    def pattern(self) -> str:
        """A regular expression for folded text, the same in RE2 and Python."""
        return whole_words(self.patterns)

    @property
    def may_be_misspelt(self) -> bool:
        """Whether it is one word of letters that is in no list."""
        return self.label.isascii() and self.label.isalpha() and len(self.label) >= 4 and not self.codes and len(self.patterns) == 1

    def read_as(self, words: list[tuple[str, int]]) -> Term:
        """The same term met by similar words too; each comes with the number of letters in which it differs."""
        patterns = [pattern for word, _ in words for term in _terms_of_words([word]) for pattern in term.patterns]
        return replace(self, near=tuple(words), patterns=(*self.patterns, *patterns))

    def to_params(self) -> dict[str, Any]:
        """Parameters of `term_search.sql`."""
        codes = dict.fromkeys(CODE_COLUMNS) | {column: list(listed) for column, listed in self.codes}
        return {**codes, "pattern": self.pattern, "year": self.year, "imo_number": self.imo_number}


def terms_of(text: str) -> tuple[Term, ...]:
    """The terms of a text, in order. A phrase in quotation marks is one term, taken literally; so is every phrase that has a meaning."""
    terms: list[Term] = []
    words: list[str] = []
    for quoted, curly, piece in _PIECE.findall(text):
        if phrase := quoted or curly:
            terms += [*_terms_of_words(words), *_literal(phrase)]
            words = []
        elif _REFERENCE.fullmatch(piece):
            terms += [*_terms_of_words(words), *_literal(piece)]
            words = []
        else:
            words += tokens_of(piece)
    terms += _terms_of_words(words)
    telling = [term for term in terms if term.label not in _LEFT_OUT]
    return tuple(dict.fromkeys(telling or terms))[:MOST_TERMS]


def _literal(phrase: str) -> list[Term]:
    """The phrase as it stands, whatever is between its words."""
    tokens = tokens_of(phrase)
    return [Term(" ".join(tokens), (r"\W{1,3}".join(re.escape(token) for token in tokens),))] if tokens else []


def _terms_of_words(words: list[str]) -> Iterator[Term]:
    # "IMO 9074729" asks for the number, which no report needs to call by its name.
    words = [word for word, following in zip(words, [*words, ""][1:], strict=True) if word != "imo" or not _IMO.fullmatch(following)]
    at = 0
    while at < len(words):
        # The longest phrase first: "red sea" is a region, not a colour and a sea.
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            meaning = meanings().get(key_of(" ".join(words[at : at + length])))
            if meaning:
                yield _known(words[at : at + length], meaning)
                break
        else:
            length = 1
            yield _plain(words[at])
        at += length


def _known(words: list[str], meaning: Meaning) -> Term:
    codes = tuple((column, tuple(sorted(meaning.codes[column]))) for column in CODE_COLUMNS if column in meaning.codes)
    return Term(" ".join(words), tuple(phrase_pattern(phrase) for phrase in meaning.phrases.values()), codes)


def _plain(word: str) -> Term:
    year = int(word) if _YEAR.fullmatch(word) else None
    imo_number = int(word) if _IMO.fullmatch(word) else None
    return Term(word, (word_pattern(word),), year=year, imo_number=imo_number)


def number_asked(text: str) -> str | None:
    """`imo_number`, `mmsi` or `call_sign` where a text asks for such a number, else None."""
    folded = fold(text)
    if re.search(r"\bmmsi\b", folded) or re.fullmatch(r"\s*\d{9}\s*", folded, re.ASCII):
        return "mmsi"
    if re.search(r"\bcall ?sign\b", folded):
        return "call_sign"
    return "imo_number" if re.search(r"\bimo\W{0,3}\d|^\s*\d{7}\s*$", folded, re.ASCII) else None


def reference_key(text: str) -> str | None:
    """The text as references of reports are compared: letters and digits alone; None without a digit."""
    key = re.sub(r"[^a-z0-9]", "", text.lower())
    return key if re.search(r"[0-9]", key) else None
