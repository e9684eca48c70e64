"""Words as a search compares them: folded, with their usual endings, as patterns that DuckDB and Python read alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

VOWELS: Final = frozenset("aeiouy")
_TOKEN: Final = re.compile(r"[^\W_]+")
_POSSESSIVE: Final = re.compile(r"['’]s\b")


def fold(text: str) -> str:
    """The text in small letters without accents, as `lower(strip_accents(...))` gives it in DuckDB."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def tokens_of(text: str) -> list[str]:
    """The folded words and numbers of a text, without possessive endings."""
    return _TOKEN.findall(_POSSESSIVE.sub("", fold(text)))


def stem(word: str) -> str:
    """The part of an English word that stays when it is inflected: `kidnap` of kidnapped, `robber` of robberies, `fir` of fired.

    Light on purpose: it takes off the endings of plurals, of -ed and -ing, which reports vary, and no others (robber stays
    apart from robbed). Words with digits or of three letters and fewer are left alone.
    """
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3]
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and VOWELS & set(rest):
            return rest[:-1] if rest[-1] == "y" and rest[-2] not in VOWELS else _without_double(rest)
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1].removesuffix("e")
    return word.removesuffix("e")


def _without_double(word: str) -> str:
    return word[:-1] if word[-1] == word[-2] and word[-1] not in "lsz" else word


def word_pattern(word: str) -> str:
    """A regular expression, in the syntax that RE2 and Python share, for a folded word with any of its usual endings."""
    root = stem(word)
    if len(root) < 3 or not word.isascii() or not word.isalpha():
        return re.escape(word)
    doubled = f"{root[-1]}?" if root[-1] not in VOWELS else ""
    return f"{re.escape(root)}(?:y|ies|ied|e?s?|{doubled}(?:e?d|y?ing))"


def phrase_pattern(words: Iterable[str]) -> str:
    """The same for words in a row, with up to three other characters between them: `tug boat` also matches tug-boat."""
    return r"\W{1,3}".join(word_pattern(word) for word in words)


def whole_words(patterns: Iterable[str]) -> str:
    """Any of the patterns, as whole words only; in scripts without spaces anywhere."""
    return rf"(?:^|[^a-z0-9])(?:{'|'.join(patterns)})(?:[^a-z0-9]|$)"
