"""Repair of report texts: broken characters, mojibake, OCR slips, control characters, stray white space.

Only damage with one possible original is repaired; anything doubtful is left as it came and flagged.
The certain slips are listed in `repairs.toml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from data_pipeline.facts.data_files import FOLDER, read_toml

BROKEN: Final = re.compile("[\ufffd¿]")
"""A character that some program on the way could not decode."""

DOUBTFUL: Final = re.compile(r"[\ufffd¿]|(?<=[^\W\d_])\?(?=[^\W\d_])|(?<=\s)\?(?=\w)|(?<=\d)\?(?=\s*\d)|\?(?=[.,;])")
"""What the repairs left over: a question mark or replacement character where none can belong."""

CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Control and format characters that no report contains on purpose (tab, line feed and carriage return count as white space)."""

MOJIBAKE: Final = re.compile("[ÂÃâÅÐ][\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
"""UTF-8 that was decoded as Windows-1252, once or repeatedly."""

LONGEST_READ: Final = 10_000
"""Characters of a text in which rules look for facts. The longest real report has 2,426; some patterns take time quadratic in
the length, so a text a hundred times as long would take ten thousand times as long."""

LONGEST_WORD: Final = 100
LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")

# A short text such as "TUG AMBER ROSE" is a name in capitals, not a telex; a few lower-case letters ("02-27n") do not make it prose.
CAPS_LETTERS: Final = 40
CAPS_SHARE: Final = 0.9


@cache
def _read_repairs() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    rows = read_toml(FOLDER / "text" / "repairs.toml")["repair"]
    return tuple((tuple(row["needs"]), re.compile(row["match"]), row["give"]) for row in rows)


def repair(raw: str) -> tuple[str, list[str]]:
    """The text with certain repairs and single spaces, and the issue codes for what was wrong with it."""
    issues: list[str] = []
    text = raw
    # isascii and isprintable are far faster than the expressions and settle most texts.
    if not text.isascii() and MOJIBAKE.search(text):
        text = MOJIBAKE.sub(lambda match: _decode_again(match.group()), text)
    cleaned = text if text.isprintable() else CONTROL.sub("", text)
    if len(cleaned) != len(text):
        issues.append("control_characters")
    repaired = cleaned
    for needs, pattern, give in _read_repairs():
        for need in needs:
            if need in repaired:
                repaired = pattern.sub(give, repaired)
                break
    if repaired != cleaned or text != raw:
        issues.append("text_repaired")
    if ("?" in repaired or not repaired.isascii()) and DOUBTFUL.search(repaired):
        issues.append("text_damaged")
    if is_all_caps(repaired):
        issues.append("text_all_caps")
    return collapse_spaces(repaired), issues


def limit_length(text: str) -> str:
    """The part of a text that the rules read: cut off at LONGEST_READ, and every word at LONGEST_WORD characters."""
    return LONG_WORD.sub(lambda word: word.group()[:LONGEST_WORD], text[:LONGEST_READ])


def collapse_spaces(text: str) -> str:
    """Every run of white space as one space, and none at either end."""
    return " ".join(text.split())


def is_all_caps(text: str) -> bool:
    """Whether a text, if it is long enough to judge, is written in capitals."""
    letters = sum(map(str.isalpha, text))
    return letters >= CAPS_LETTERS and sum(map(str.isupper, text)) >= CAPS_SHARE * letters


def _decode_again(text: str) -> str:
    """Undo decoding UTF-8 as Windows-1252, up to three times; the last sound text where the bytes are not UTF-8."""
    for _ in range(3):
        try:
            text = b"".join(_windows_1252_byte(char) for char in text).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            break
    return text


def _windows_1252_byte(char: str) -> bytes:
    """The Windows-1252 byte of a character; the five bytes which that code page leaves undefined stand for themselves."""
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252")
