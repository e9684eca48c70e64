"""Bytes into text: UTF-8, and whatever is not as the code page of the program that probably wrote it."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Final

from data_pipeline.errors import BrokenFile

_DAMAGED_SHARE: Final = 0.2
"""Bytes that are not UTF-8 among all; more, and the text is in no western encoding. A short record of degree signs has one in forty."""
_NEVER_MEANT: Final = frozenset(b"\xfe\xff")
"""Letters of the code pages that stand in no English report; such a byte is damage."""
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
# By the byte that each code page has for the degree sign, which every file of positions holds.
_DEGREES: Final = (("mac_roman", re.compile(rb"\d\xa1\s?\d")), ("cp850", re.compile(rb"\d\xf8\s?\d")))


def decode(file_name: str, content: bytes) -> str:
    """The text of `content`; a byte that is in no code page becomes U+FFFD. Raises BrokenFile when too many are not UTF-8.

    Exports put pieces of several encodings into one file, so each byte that is not UTF-8 is read by itself: as Windows-1252 (ANSI),
    or as Mac or DOS where the degree signs or the line ends show one of these.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "surrogateescape")
    damaged = len(_ESCAPED.findall(text))
    if damaged > max(10, _DAMAGED_SHARE * len(content)):
        raise BrokenFile(f"{file_name} is not UTF-8 text. Save it again as UTF-8 and add it once more.")
    return text.translate(code_page_letters(content))


def code_page_letters(content: bytes) -> dict[int, str]:
    """The letter of every byte that `surrogateescape` has set aside, in the code page that `content` shows."""
    return _letters_of(_code_page(content))


@cache
def _letters_of(code_page: str) -> dict[int, str]:
    """The letter of every byte from 128 that `surrogateescape` has set aside."""
    return {0xDC00 + byte: "\ufffd" if byte in _NEVER_MEANT else bytes([byte]).decode(code_page, "replace") for byte in range(128, 256)}


def _code_page(content: bytes) -> str:
    for encoding, degrees in _DEGREES:
        if degrees.search(content):
            return encoding
    return "mac_roman" if b"\r" in content and b"\n" not in content else "cp1252"
