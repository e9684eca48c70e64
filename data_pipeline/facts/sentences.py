"""A text as the rules see it: lower case, plain quotes and dashes, cut into sentences."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\u00a0": " "})
_END: Final = re.compile(r"(?<=[.!?;])[\"')\]]{0,2}\s+(?=[\"'(\[]?[A-Z0-9])")
_SHORT: Final = re.compile(
    r"(?:\b(?:m/?[vt]|s/?[vsy]|no|nos|st|mr|ms|mrs|capt|lt|col|gen|approx|abt|dr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|posn?|lat|long|tg|pte|u\.s|u\.n|[a-z])\.)$",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Lower case with typewriter quotes and dashes."""
    return text.translate(_PLAIN).lower()


def sentences(text: str) -> list[str]:
    """The sentences of a text in its own letters; full stops after common abbreviations and initials do not end one."""
    cuts: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if not _SHORT.search(text, max(0, end.start() - 8), end.start()):
            cuts.append(text[start : end.start()])
            start = end.end()
    cuts.append(text[start:])
    return cuts
