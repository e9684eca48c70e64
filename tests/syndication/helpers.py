"""Invented feeds of advisories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord
from data_pipeline.syndication.adapter import FeedAdapter
from data_pipeline.syndication.model import FORMAT, AdvisoryFeed

FEED = AdvisoryFeed("Coast Guard", "https://coastguard.example/warnings.xml", region="gulf_of_guinea")
NAMESPACES = (
    'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"'
)


def item(number: int = 1, **elements: str) -> str:
    """One entry; `elements` replace those that it has or add others, None-like empty texts leave one out. `__` stands for a colon."""
    usual = {
        "guid": f"urn:warning:{number}",
        "title": f"Warning {number:03d}/26: drifting buoy",
        "link": f"https://coastguard.example/warnings/{number}",
        "description": f"A buoy is adrift. Case {number}.",
        "pubDate": "Tue, 03 Mar 2026 10:00:00 +0300",
    }
    written = {name.replace("__", ":"): text for name, text in {**usual, **elements}.items() if text}
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in written.items())}</item>"


def rss(*items: str) -> bytes:
    """A feed of these entries."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}><channel><title>Warnings</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def atom(*entries: str) -> bytes:
    """An Atom feed of these entries."""
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Warnings</title><id>urn:f</id>'
    return f"{head}<updated>2026-03-01T00:00:00Z</updated>{''.join(entries)}</feed>".encode()


def records(content: bytes, folder: Path) -> list[RawRecord]:
    """The raw records of a feed."""
    file = folder / "feed.xml"
    file.write_bytes(content)
    return list(FeedAdapter(FEED).parse(file, FORMAT))


def read_one(content: bytes, folder: Path) -> Draft:
    """The draft of a feed's only entry."""
    [record] = records(content, folder)
    return FeedAdapter(FEED).read(Fields(record.fields), FORMAT)


def read_item(folder: Path, **elements: Any) -> Draft:
    """The draft of one entry with these elements."""
    return read_one(rss(item(**elements)), folder)
