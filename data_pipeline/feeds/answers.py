"""What came: whether an answer is what the feed usually gives, and if not, what it is in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from statistics import median
from typing import Final

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.errors import FeedError, SourceError, UsageError
from data_pipeline.feeds.description import Feed
from data_pipeline.files.contents import HEAD_BYTES
from data_pipeline.files.documents import TOO_DEEP
from data_pipeline.registry import SourceDescription

_LEAST_USUAL: Final = 10
"""Below so many records, half of them is chance."""
_LONGEST_TITLE: Final = 100
_TITLE: Final = re.compile(rb"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_HTML: Final = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_CAPTCHA: Final = re.compile(rb"captcha|cf-chl|just a moment|are you (?:a )?(?:human|robot)|incapsula|attention required", re.IGNORECASE)
_BY_HAND: Final = "Open the address in a browser, save what it shows and land the file with `add`."


def examine_answer(source: SourceDescription, feed: Feed, file: Path, counts: Iterable[int], accept_fewer: bool) -> int:
    """The number of records in an answer that may land.

    `counts`: records in the last answers that landed. `accept_fewer`: take an answer that holds suspiciously few. Raises FeedError.
    """
    try:
        format_id = landing_zone.recognise_format(source, file)
        records = registry.count_records(source, format_id, file, "the answer", refused=[TOO_DEEP])
    except (SourceError, UsageError) as error:
        head = _first_bytes(file)
        if _HTML.search(head[:2_000]):
            raise FeedError(_page_in_words(head)) from error
        raise FeedError(str(error).replace(str(file), "the answer").replace(file.name, "the answer")) from error
    if format_id != feed.format:
        raise FeedError(f"it came as {source.formats[format_id].title}, not as {source.formats[feed.format].title}")
    if feed.full_answer and records >= feed.full_answer:
        raise FeedError(f"{counted(records)} came, as many as the service gives at most: some may be missing. Shorten days in source.toml.")
    if not accept_fewer:
        _refuse_few(source, records, list(counts))
    return records


def counted(records: int) -> str:
    """`1 record`, `1,200 records`."""
    return f"{records:,} record{'s' * (records != 1)}"


def _refuse_few(source: SourceDescription, records: int, counts: list[int]) -> None:
    accept = f"If that is right: `python -m data_pipeline fetch {source.id} --now --accept-fewer`."
    if records == 0:
        if 0 not in counts:
            raise FeedError(f"it gave an empty list, which it has never done before. {accept}")
        return
    # The median, so that one odd answer does not become the measure, and a slow decline is followed.
    usual = median(counts) if counts else 0
    if usual >= _LEAST_USUAL and records * 2 < usual:
        raise FeedError(f"{counted(records)} came, fewer than half of the usual {usual:,.0f}. {accept}")


def _first_bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _page_in_words(head: bytes) -> str:
    match = _TITLE.search(head)
    title = " ".join(unescape(match[1].decode("utf-8", "replace")).split())[:_LONGEST_TITLE] if match else ""
    page = f"a web page{f' titled “{title}”' if title else ''} came instead of records"
    if _CAPTCHA.search(head):
        return f"{page}: the service asks for proof that a person is there (captcha). {_BY_HAND}"
    return f"{page}. It is tried again later; if that lasts: {_BY_HAND[0].lower()}{_BY_HAND[1:]}"
