"""A text as the rules see it: in lower case, with typewriter quotes and dashes, split into sentences."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\u00a0": " "})
# The next sentence must begin with a capital or a figure; semicolons count, since reports list events between them.
_END: Final = re.compile(r"(?<=[.!?;])[\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z0-9])")
# A full stop after one of these, or after an initial, does not end a sentence.
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:m/?[vt]|s/?[vsy]|no|nos|st|mr|ms|mrs|capt|lt|col|gen|approx|abt|dr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|posn?|lat|long|tg|pte|u\.s|u\.n|[a-z])\.)$",
    re.IGNORECASE,
)


def normalise_letters(text: str) -> str:
    """The text in lower case with typewriter quotes and dashes. Every character stays one character, so offsets stay valid."""
    return text.translate(_PLAIN).lower()


def split_sentences(text: str) -> list[str]:
    """The sentences of a text as written; a full stop after a common abbreviation or an initial does not end one."""
    parts: list[str] = []
    start = 0
    for end in _END.finditer(text):
        # Eight characters back are enough for the longest abbreviation.
        if not _ABBREVIATION.search(text, max(0, end.start() - 8), end.start()):
            parts.append(text[start : end.start()])
            start = end.end()
    parts.append(text[start:])
    return parts
