"""Words of several languages that name columns, months and what is meant by yes and no: heading_words.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("heading_words.toml")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORDS: Final = re.compile(r"[\W_]+")


def plain_words(heading: str) -> str:
    """A heading in lower case without accents, its words parted by one blank: `Datum/Uhrzeit`, `date_of_event`, `shipName`."""
    decomposed = unicodedata.normalize("NFKD", _CAMEL.sub(" ", heading)).casefold()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_NOT_WORDS.sub(" ", letters).split())


@cache
def heading_words() -> dict[str, tuple[str, ...]]:
    """For each target, and for `reference`, the words that head such a column, plain; the most telling first."""
    return {target: tuple(dict.fromkeys(plain_words(word) for word in words)) for target, words in _content()["headings"].items()}


@cache
def month_words() -> dict[str, str]:
    """The names of months in several languages, in lower case, and their English names."""
    return {word.casefold(): english for english, words in _content()["months"].items() for word in words}


@cache
def yes_and_no() -> dict[str, bool]:
    """What stands for yes and no, in lower case."""
    answers = _content()["answers"]
    return {word.casefold(): answer == "yes" for answer in ("yes", "no") for word in answers[answer]}


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
