"""How the values of settings are read: from what TOML or the environment holds. What cannot be read raises FieldFault, which says why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from warehouse.contract.taxonomy import MARKS
from warehouse.contract.typed_fields import FieldFault, shown, type_in_words

_MOST_DIGITS: Final = 30

TextTable = tuple[tuple[str, str], ...]
"""A table of the settings: names and their values as text."""


def read_printable(value: object) -> str:
    """Text of characters that can be shown, blanks at its ends included."""
    if not isinstance(value, str):
        raise FieldFault(f"{shown(value)} is {type_in_words(value)}, not text")
    if not value.isprintable():
        raise FieldFault(f"{shown(value)} has a character that cannot be shown")
    return value


def read_trimmed(value: object) -> str:
    """Text without blanks at its ends."""
    return read_printable(value).strip()


def folder_below(root: Path) -> Callable[[object], Path]:
    """A file or folder, from `root` where it is not absolute."""

    def read(value: object) -> Path:
        text = read_printable(value)
        try:
            return (root / Path(text).expanduser()).resolve()
        # A user that does not exist (~name), a loop of links, a name that is too long.
        except (RuntimeError, OSError, ValueError) as error:
            raise FieldFault(f"{shown(text)} is not a folder's name: {error}") from error

    return read


def folder_or_none(root: Path) -> Callable[[object], Path | None]:
    """The same; None where the text is empty."""
    return lambda value: folder_below(root)(value) if read_trimmed(value) else None


def read_words(value: object) -> tuple[str, ...]:
    """A list of words, or in the environment words joined by commas."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list):
        raise FieldFault(f"{shown(value)} is {type_in_words(value)}, not a list of words")
    return tuple(text for word in words if (text := read_trimmed(word)))


def read_words_or_none(value: object) -> tuple[str, ...]:
    """Words; the word none, alone, for no word at all, since an empty variable of the environment counts as unset."""
    words = read_words(value)
    return () if words == ("none",) else words


def read_pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Words such as `analyst=desk`: what stands before the first equals sign, and what after."""
    words = read_words(value)
    for word in words:
        if not all(part.strip() for part in word.partition("=")):
            raise FieldFault(f"{shown(word)} is not of the form ROLE=VALUE")
    return tuple((name.strip(), given.strip()) for name, _, given in (word.partition("=") for word in words))


def read_clearances(value: object) -> tuple[tuple[str, str], ...]:
    """Pairs of a role and a TLP mark."""
    return tuple((name, read_mark(mark)) for name, mark in read_pairs(value))


def read_tables(value: object) -> tuple[TextTable, ...]:
    """A list of tables; in the environment as TOML writes it, or the word none."""
    if isinstance(value, str):
        try:
            value = [] if value == "none" else tomllib.loads(f"tables = {value}")["tables"]
        except tomllib.TOMLDecodeError as error:
            raise FieldFault(f"it is not a list of tables as TOML writes it: {error}") from error
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise FieldFault(f"{shown(value)} is not a list of tables")
    return tuple(tuple((name, read_trimmed(str(entry))) for name, entry in table.items()) for table in value)


def read_truth(value: object) -> bool:
    """True or false, in the environment as these words."""
    text = str(value).strip().lower() if isinstance(value, str | bool) else ""
    if text not in ("true", "false"):
        raise FieldFault(f"{shown(value)} is neither true nor false")
    return text == "true"


def read_mark(value: object) -> str:
    """A TLP mark, with or without `TLP:`."""
    mark = read_trimmed(value).upper().removeprefix("TLP:")
    if mark not in MARKS:
        raise FieldFault(f"{shown(value)} is no TLP mark; the marks are {', '.join(MARKS)}")
    return mark


def matching(pattern: re.Pattern[str], description: str, otherwise: str = "") -> Callable[[object], str]:
    """Text of a form; `otherwise` where it is empty."""

    def read(value: object) -> str:
        text = read_trimmed(value)
        if text and not pattern.fullmatch(text):
            raise FieldFault(f"{shown(text)} is not {description}")
        return text or otherwise

    return read


def each_matching(pattern: re.Pattern[str], description: str) -> Callable[[object], tuple[str, ...]]:
    """Words of a form, in lower case."""

    def read(value: object) -> tuple[str, ...]:
        words = tuple(word.lower() for word in read_words(value))
        for word in words:
            if not pattern.fullmatch(word):
                raise FieldFault(f"{shown(word)} is not {description}")
        return words

    return read


def text_or(otherwise: str) -> Callable[[object], str]:
    """Text; `otherwise` where it is empty."""
    return lambda value: read_trimmed(value) or otherwise


def whole(least: int, most: int) -> Callable[[object], int]:
    """A whole number within bounds."""

    def read(value: object) -> int:
        # True is an int in Python, and not a number here. The length first: Python refuses to convert thousands of digits.
        text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
        try:
            number = int(text) if len(text) <= _MOST_DIGITS else None
        except ValueError:
            number = None
        if number is None:
            raise FieldFault(f"{shown(value)} is not a whole number" + (" of usual size" if len(text) > _MOST_DIGITS else ""))
        if not least <= number <= most:
            raise FieldFault(f"{number} is below {least}" if number < least else f"{number} is above {most}")
        return number

    return read
