"""Repair of report texts: broken characters, mojibake, OCR slips, control characters, stray white space.

Repaired is what can only have been one thing; what stays in doubt is left as it came and flagged.
Which slips are certain is data: `rules/repairs.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Final

from data_pipeline.facts.tables import RULES

BROKEN: Final = re.compile("[\ufffd¿]")
"""A character that some program on the way could not read."""

DOUBTFUL: Final = re.compile(r"[\ufffd¿]|(?<=[^\W\d_])\?(?=[^\W\d_])|(?<=\s)\?(?=\w)|(?<=\d)\?(?=\s*\d)|\?(?=[.,;])")
"""What is left after the repairs and stands where no question mark can."""

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Control and format characters that no report means to contain (tab, line feed and carriage return are white space)."""

MOJIBAKE: Final = re.compile("[ÂÃâÅÐ][\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
"""UTF-8 that was read as Windows-1252, once or more often."""

LONGEST_READ: Final = 10_000
"""Characters of a text in which rules look for facts. The longest real report has 2,426; a text a hundred times as long
would take some patterns ten thousand times as long."""

LONGEST_WORD: Final = 100
LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")

CAPS_LETTERS: Final = 40
CAPS_SHARE: Final = 0.9


@cache
def _repairs() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    rows = tomllib.loads((RULES / "repairs.toml").read_text(encoding="utf-8"))["repair"]
    return tuple((tuple(row["needs"]), re.compile(row["match"]), row["give"]) for row in rows)


def repair(raw: str) -> tuple[str, list[str]]:
    """The text with certain repairs and single spaces, and the issue codes that say what was found."""
    issues: list[str] = []
    text = raw
    if not text.isascii() and MOJIBAKE.search(text):
        text = MOJIBAKE.sub(lambda found: _decode_again(found.group()), text)
    cleaned = text if text.isprintable() else CONTROL.sub("", text)
    if len(cleaned) != len(text):
        issues.append("control_characters")
    mended = cleaned
    for needs, pattern, give in _repairs():
        if any(need in mended for need in needs):
            mended = pattern.sub(give, mended)
    if mended != cleaned or text != raw:
        issues.append("text_repaired")
    if ("?" in mended or not mended.isascii()) and DOUBTFUL.search(mended):
        issues.append("text_damaged")
    if is_all_caps(mended):
        issues.append("text_all_caps")
    return squeeze(mended), issues


def readable(text: str) -> str:
    """The part of a text that rules read: cut where it is far longer than any report, endless words cut too."""
    return LONG_WORD.sub(lambda word: word.group()[:LONGEST_WORD], text[:LONGEST_READ])


def squeeze(text: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def is_all_caps(text: str) -> bool:
    """Whether a text of some length is written in capitals."""
    letters = sum(map(str.isalpha, text))
    return letters >= CAPS_LETTERS and sum(map(str.isupper, text)) >= CAPS_SHARE * letters


def _decode_again(text: str) -> str:
    """Undo reading UTF-8 as Windows-1252, up to three times; the text as it came when that gives nothing sound."""
    for _ in range(3):
        try:
            text = b"".join(_byte(char) for char in text).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            break
    return text


def _byte(char: str) -> bytes:
    """The Windows-1252 byte of a character; the five bytes that code page leaves free stand for themselves."""
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252")
