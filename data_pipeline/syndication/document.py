"""A feed's document as raw records. feedparser reads every kind of RSS and Atom, and gives no error for what is none: the version tells."""

from __future__ import annotations

import calendar
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import struct_time
from typing import Any, Final

import feedparser

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import name_as_text
from data_pipeline.model import RawRecord

LARGEST_BYTES: Final = 2_000_000
"""Feeds have a few hundred kilobytes; parsing damaged ones takes seconds a megabyte."""
_PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LAST_TAG: Final = re.compile(rb"</(?:rss|feed|(?:\w+:)?RDF|channel)\s*>\s*(?:<!--.{0,2000}?-->\s*)*$", re.DOTALL)
_TAIL: Final = 4_096
_TEXTS: Final = {
    "id": "id", "link": "link", "title": "title", "georss_circle": "circle", "geo_lat": "latitude", "geo_long": "longitude",
    "cap_effective": "effective", "cap_onset": "onset", "cap_expires": "expires",
}  # fmt: skip
"""Texts of an entry by feedparser's name, and the name that they have in a raw record."""
_MOMENTS: Final = {"published_parsed": "published", "updated_parsed": "updated", "expired_parsed": "expired"}


def parse_document(file: Path) -> Iterator[RawRecord]:
    """The entries of a feed, in its order. Raises BrokenFile when it is none, is cut off or may not be read."""
    entries = [_fields_of(entry) for entry in _parse(file).get("entries", [])]
    uses = Counter(fields.get("id") for fields in entries)
    for number, fields in enumerate(entries):
        # An id that several entries bear names none of them.
        if uses[fields.get("id")] > 1:
            fields.pop("id", None)
        yield RawRecord(str(number), fields)


def check_document(file: Path) -> None:
    """Raise BrokenFile when a file is no feed."""
    _parse(file)


def _parse(file: Path) -> Any:
    name = name_as_text(file)
    content = file.read_bytes()
    if not content.strip():
        raise BrokenFile(f"{name} is empty.")
    if len(content) > LARGEST_BYTES:
        raise BrokenFile(f"{name} has {len(content) / 1e6:.1f} MB; a feed has at most {LARGEST_BYTES / 1e6:.0f}. Check its address.")
    if b"<!ENTITY" in content.upper():
        raise BrokenFile(f"{name} defines entities, which may grow without end or name files; no feed needs them.")
    # As a stream: feedparser would take a text for an address or the name of a file, and open it.
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.get("version"):
        if _PAGE.search(content[:4_096]):
            raise BrokenFile(f"{name} is a web page, not a feed.")
        raise BrokenFile(f"{name} is not an RSS or Atom feed.")
    # Damaged ones are read as far as they can be; of one cut off, nobody knows what is missing.
    if parsed.get("bozo") and not _LAST_TAG.search(content[-_TAIL:]):
        raise BrokenFile(f"{name} is cut off or damaged: its last tag is missing.")
    return parsed


def _fields_of(parsed: Any) -> dict[str, Any]:
    # A plain mapping: feedparser's own gives the time of publishing where there is none of updating.
    entry = dict(parsed)
    fields: dict[str, Any] = {ours: str(entry[theirs]) for theirs, ours in _TEXTS.items() if entry.get(theirs)}
    contents = [str(content.get("value") or "") for content in entry.get("content") or [] if isinstance(content, dict)]
    fields["text"] = max([str(entry.get("summary") or ""), *contents], key=len)
    if tags := [str(tag.get("term") or "") for tag in entry.get("tags") or []]:
        fields["categories"] = "; ".join(filter(None, tags))
    for theirs, ours in _MOMENTS.items():
        if isinstance(stated := entry.get(theirs), struct_time):
            fields[ours] = datetime.fromtimestamp(calendar.timegm(stated), UTC).isoformat()
    if isinstance(where := entry.get("where"), dict) and where.get("coordinates"):
        fields["where"] = {"type": str(where.get("type")), "coordinates": where["coordinates"]}
    return fields
