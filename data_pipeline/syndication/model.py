"""A feed of advisories as the operator names it under `advisory_feeds` in the settings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlsplit

from data_pipeline.errors import UsageError
from warehouse.contract.settings.values import TextTable
from warehouse.contract.taxonomy import ADVISORY_KIND, MARKS
from warehouse.reference.geography import sea_regions

FORMAT: Final = "feed"
_PREFIX: Final = "feed_"
_LONGEST_NAME: Final = 60
_LONGEST_ADDRESS: Final = 2_000
_NOT_STATED: Final = "Not stated; whether its texts may be kept and passed on is for the operator to settle"


@dataclass(frozen=True, slots=True)
class AdvisoryFeed:
    """`region`: the sea region that its advisories are about where they name no place. `kind`: what they are where they do not say.

    `licence`: its terms in words. `tlp`: who may see them. `every_hours`: the shortest time between two requests.
    """

    name: str
    address: str
    region: str = ""
    kind: str = "advisory"
    licence: str = _NOT_STATED
    tlp: str = "CLEAR"
    every_hours: float = 1.0

    @property
    def source_id(self) -> str:
        """`feed_coast_guard` for the name Coast Guard."""
        return _PREFIX + re.sub(r"[^a-z0-9]+", "_", self.name.casefold()).strip("_")

    @property
    def site(self) -> str:
        """Where it lies, without what an address may contain beside: a key, for instance."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.hostname}"

    @property
    def fingerprint(self) -> str:
        """Changes with whatever its advisories are derived from."""
        return hashlib.sha256(repr((self.name, self.region, self.kind, self.tlp)).encode()).hexdigest()[:16]


def advisory_feeds(tables: Iterable[TextTable], taken: Collection[str]) -> list[AdvisoryFeed]:
    """The feeds that the setting names. `taken`: ids of other sources. Raises UsageError saying which entry is wrong."""
    feeds: list[AdvisoryFeed] = []
    for number, table in enumerate(tables, start=1):
        try:
            feed = _parse_feed(dict(table))
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(f"setting advisory_feeds, feed {number}: {error.args[0]}") from error
        if feed.source_id in {*taken, *(other.source_id for other in feeds)}:
            raise UsageError(f"setting advisory_feeds, feed {number}: the name {feed.name!r} is too similar to that of another source")
        feeds.append(feed)
    return feeds


def _parse_feed(entries: dict[str, str]) -> AdvisoryFeed:
    names = [field.name for field in fields(AdvisoryFeed)]
    if unknown := entries.keys() - set(names):
        raise ValueError(f"{', '.join(sorted(unknown))} is not known; known are {', '.join(names)}")
    if missing := [name for name in ("name", "address") if not entries.get(name)]:
        raise ValueError(f"{missing[0]} is missing")
    values: dict[str, Any] = dict(entries)
    if "every_hours" in values:
        values["every_hours"] = _hours(values["every_hours"])
    feed = AdvisoryFeed(**values)
    _check(len(feed.name) <= _LONGEST_NAME, f"name {feed.name[:80]!r} has more than {_LONGEST_NAME} characters")
    _check(feed.source_id != _PREFIX, f"name {feed.name!r} has neither a letter from a to z nor a digit")
    _check(
        len(feed.address) <= _LONGEST_ADDRESS and bool(urlsplit(feed.address).hostname),
        f"address {feed.address[:80]!r} is not a web address",
    )
    _check(
        not feed.region or feed.region in sea_regions(),
        f"region {feed.region!r} is not the code of a sea region (page Data and sources lists them)",
    )
    _check(feed.kind in ADVISORY_KIND, f"kind {feed.kind!r} is not one of {', '.join(ADVISORY_KIND)}")
    _check(feed.tlp in MARKS, f"tlp {feed.tlp!r} is not one of {', '.join(MARKS)}")
    _check(1 <= feed.every_hours <= 1_000, "every_hours is not between 1 and 1,000")
    return feed


def _hours(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"every_hours {text[:80]!r} is not a number") from None


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
