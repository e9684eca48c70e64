"""The adapter of a feed of advisories: every entry is one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Final

from data_pipeline.advisories.model import Notice, mark_as_advisory
from data_pipeline.errors import BadRecord
from data_pipeline.facts.place_and_time.dates import find_days
from data_pipeline.fields import Fields
from data_pipeline.files.whole_file import WholeFileAdapter
from data_pipeline.model import Draft, RawRecord
from data_pipeline.syndication.document import check_document, parse_document
from data_pipeline.syndication.geometry import take_whereabouts
from data_pipeline.syndication.model import FORMAT, AdvisoryFeed
from data_pipeline.syndication.plain_text import plain_line, plain_text

_KIND_WORDS: Final = (
    ("product", re.compile(r"\b(?:weekly|monthly|summary|assessment|guidance|bulletin|outlook)\b", re.IGNORECASE)),
    ("warning", re.compile(r"\b(?:warnings?|navarea|navtex|alerts?|hydro(?:lant|pac|arc))\b", re.IGNORECASE)),
    ("advisory", re.compile(r"\b(?:advisory|advisories|advice)\b", re.IGNORECASE)),
    ("notice", re.compile(r"\bnotices?\b", re.IGNORECASE)),
)
_PLAIN_ID: Final = re.compile(r"[\w.:/#?=&%+~@-]{1,100}", re.ASCII)
_WEB: Final = re.compile(r"https?://[^\s\"'<>\\]{1,1000}", re.ASCII)
_LONGEST_TITLE: Final = 120
_HEADING: Final = 300
"""Characters of a text in which the day of an entry without a date may stand."""


@dataclass(frozen=True, slots=True)
class FeedAdapter(WholeFileAdapter):
    """The adapter of the source that `feed` describes."""

    feed: AdvisoryFeed

    def recognise_file(self, file: Path) -> str:
        """The format of a file that is a feed. Raises BrokenFile where it is none."""
        check_document(file)
        return FORMAT

    def parse(self, file: Path, format_id: str) -> Iterator[RawRecord]:
        """The entries of a feed. Raises BrokenFile."""
        return parse_document(file)

    def read(self, fields: Fields, format_id: str) -> Draft:
        """What one entry says. Raises BadRecord."""
        text, title = plain_text(fields.take_text("text") or ""), plain_line(fields.take_text("title") or "")
        title = title or _first_words(text)
        if not title:
            raise BadRecord("no_text", "the entry has neither title nor text")
        published, updated = _moment(fields, "published"), _moment(fields, "updated")
        issued_at = published or updated or _day_in(f"{title}\n{text[:_HEADING]}")
        if issued_at is None:
            raise BadRecord("no_date", "the entry has no date, and its text does not begin with one")
        where = take_whereabouts(fields, f"{title}\n{text}")
        link = (fields.take_text("link") or "").strip()
        draft = Draft(
            native_ref=_reference(fields.take_text("id"), link, title, issued_at),
            source_url=link if _WEB.fullmatch(link) else None,
            occurred_on=issued_at.date(),
            occurred_at=issued_at,
            time_precision="minute",
            published_at=issued_at,
            latitude=where.latitude,
            longitude=where.longitude,
            narrative=text or title,
            issues=list(where.issues),
        )
        notice = Notice(
            kind=_kind(title, fields.take_text("categories") or "") or self.feed.kind,
            title=title,
            issued_at=issued_at,
            updated_at=updated if updated and updated > issued_at else None,
            valid_from=_moment(fields, "onset") or _moment(fields, "effective"),
            valid_to=_moment(fields, "expires") or _moment(fields, "expired"),
            area=where.area,
            radius_nm=where.radius_nm,
            sea_region=self.feed.region or None,
        )
        return mark_as_advisory(draft, notice)


def _reference(stated: str | None, link: str, title: str, issued_at: datetime) -> str:
    """An entry's own id where it has a plain one; else what is least likely to change, shortened."""
    if stated and _PLAIN_ID.fullmatch(stated.strip()):
        return stated.strip()
    basis = stated or link or f"{title} {issued_at.isoformat()}"
    return hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:16]


def _moment(fields: Fields, name: str) -> datetime | None:
    """A moment in ISO 8601, in UTC; without an offset it is UTC. None where it cannot be read."""
    try:
        stated = datetime.fromisoformat((fields.take_text(name) or "").strip())
        return stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_in(text: str) -> datetime | None:
    """The beginning of the first day that a text states with its year."""
    days = (mention.nearest_to(datetime(mention.year, 1, 1).date()) for mention in find_days(text) if mention.year is not None)
    day = next((day for day in days if day is not None), None)
    return None if day is None else datetime.combine(day, time(), UTC)


def _kind(title: str, categories: str) -> str | None:
    return next((kind for words in (title, categories) for kind, pattern in _KIND_WORDS if pattern.search(words)), None)


def _first_words(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"
