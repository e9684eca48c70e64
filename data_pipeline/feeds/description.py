"""A source's feed, as the part `[feed]` of its `source.toml` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

ESRI: Final = "esri"
_PAGINGS: Final = ("", ESRI)


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a source's records are to be had, and how.

    `url`: the address; `{start}` and `{end}` in it stand for the first and last of `days` days up to today.
    `format`: the id of the format that it answers in. `every_hours`: the shortest time between two requests.
    `paging`: empty for one answer with all records, `esri` for the layer of an Esri feature service.
    `full_answer`: records at which an answer may have been cut off by the service; 0 where it has no such limit.
    `question`: what the operator has to settle before the feed is switched on, where there is no open licence.
    """

    url: str
    format: str
    every_hours: float
    paging: str = ""
    days: int = 0
    full_answer: int = 0
    question: str = ""

    def address(self, today: date) -> str:
        """The address to ask on this day."""
        start = today - timedelta(days=self.days)
        return self.url.replace("{start}", start.isoformat()).replace("{end}", today.isoformat())


def parse_feed(entries: Mapping[str, Any], formats: Mapping[str, object], open_licence: bool) -> Feed:
    """The feed that a description's entries describe. Raises KeyError or TypeError saying which entry is wrong."""
    feed = Feed(**entries)
    if feed.format not in formats:
        raise KeyError(f"[feed] format = {feed.format!r}; the formats are {', '.join(formats)}")
    if feed.paging not in _PAGINGS:
        raise KeyError(f"[feed] paging = {feed.paging!r}; known is {ESRI}")
    if feed.every_hours < 1:
        raise KeyError(f"[feed] every_hours = {feed.every_hours}: a service is asked once an hour at most")
    if not (open_licence or feed.question):
        raise KeyError("[feed] question is missing: without an open licence the operator must be told what to settle first")
    return feed
