"""A person's alerts as an Atom feed (RFC 4287), each entry with its alert in CAP."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as Tree

from members.alerts.messages.content import Item
from members.alerts.messages.words import SIMULATED
from members.alerts.news import POST
from warehouse.contract.taxonomy import TLP_CODE

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_TITLE: Final = "Anchorwatch alerts"

Entry = tuple[Item, str, datetime]
"""An item, the name of the rule that asked for it (empty where that no longer watches), and when it was told."""


def atom_feed(entries: Sequence[Entry], *, address: str, feed_address: str, updated: datetime, is_simulated: bool) -> bytes:
    """The feed; `entries` are the latest first."""
    Tree.register_namespace("", _NAMESPACE)
    feed = Tree.Element(_name("feed"))
    _add(feed, "id", f"urn:anchorwatch:alerts:{hashlib.sha256(feed_address.encode()).hexdigest()[:32]}")
    _add(feed, "title", f"{_TITLE} ({SIMULATED})" if is_simulated else _TITLE)
    _add(feed, "updated", (entries[0][2] if entries else updated).isoformat())
    _add(_add(feed, "author"), "name", "Anchorwatch")
    _add(feed, "link", rel="self", href=feed_address)
    for item, rule, told_at in entries:
        entry = _add(feed, "entry")
        _add(entry, "id", f"urn:anchorwatch:alert:{key_of(item.told.news_id)}")
        _add(entry, "title", f"[{TLP_CODE[item.tlp].title}] {item.headline}")
        _add(entry, "updated", told_at.isoformat())
        _add(entry, "link", rel="alternate", href=f"{address}/{item.path}")
        if has_cap(item):
            _add(entry, "link", rel="enclosure", type="application/cap+xml", href=f"{feed_address}/{key_of(item.told.news_id)}.cap")
        why = f"Rule: {rule}" if rule else "A rule that no longer watches for you"
        _add(entry, "summary", ". ".join((*item.facts, why)) + ".")
    written: bytes = Tree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def has_cap(item: Item) -> bool:
    """Whether there is an alert in CAP: not of what members say to each other, which is no emergency and meant for few."""
    return item.told.kind != POST


def key_of(news_id: str) -> str:
    """A short name for a piece of news, which an address can hold."""
    return hashlib.sha256(news_id.encode()).hexdigest()[:32]


def _add(parent: Tree.Element, name: str, text: str | None = None, **attributes: str) -> Tree.Element:
    child = Tree.SubElement(parent, _name(name), attributes)
    child.text = text
    return child


def _name(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
