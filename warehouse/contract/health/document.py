"""The health of feeds and of the watch as one document, `health.json` in the data folder: for monitors and for the pages.

It is a report, not a memory: the pipeline writes it anew after everything it does, and reads none of it back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from warehouse.contract.files import write_atomically
from warehouse.contract.typed_fields import FieldFault, TypedFields, json_fields, read_small_file

FILE: Final = "health.json"
FORM: Final = 1
"""Raised when a field changes its meaning or goes; new fields leave it as it is."""
LONGEST_TEXT: Final = 1_000
_WATCHING_WITHIN: Final = timedelta(minutes=20)
"""A watch that publishes a large warehouse says nothing for so long."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a feed was asked. `kind`: landed, unchanged or failed; `text` says it in words.

    `records` in the answer, None where it could not be counted; `expected`: the median of the answers before it, None without any.
    """

    at: datetime
    kind: str
    text: str
    milliseconds: int
    records: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How it stands with one feed; `attempts`, oldest first. `due_at`: when it is asked again at the earliest."""

    source: str
    every_minutes: int
    succeeded_at: datetime | None
    due_at: datetime
    attempts: tuple[Attempt, ...]

    @property
    def last_attempt(self) -> Attempt | None:
        """The latest; None while it has not been asked."""
        return self.attempts[-1] if self.attempts else None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that asks for a person. `kind`: silent, failing, unpublished or not_uploaded; `source` is empty where it concerns none."""

    kind: str
    source: str
    text: str
    raised_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchHealth:
    """The last sign of life of `watch`; `stopped_at` is set when it ended in good order.

    `run_text` says what came of the last time it published, at `run_at`; empty before.
    """

    started_at: datetime
    seen_at: datetime
    stopped_at: datetime | None
    run_at: datetime | None
    run_text: str

    def is_running(self, now: datetime) -> bool:
        """Whether it has been seen lately and has not been stopped."""
        return self.stopped_at is None and now - self.seen_at < _WATCHING_WITHIN


@dataclass(frozen=True, slots=True)
class UploadHealth:
    """Where snapshots are put for other servers, the last that got there (empty before), and since when and why none has since."""

    address: str
    snapshot: str
    uploaded_at: datetime | None
    failing_since: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """The whole document. `snapshot`: id of the one in force; empty where there is none. `upload`: None where none is put elsewhere."""

    written_at: datetime
    snapshot: str
    watch: WatchHealth | None
    feeds: tuple[FeedHealth, ...]
    alerts: tuple[Alert, ...]
    upload: UploadHealth | None = None


def to_json(health: Health) -> dict[str, Any]:
    """The document as it is written; `alerts` are the latest last, those without `ended_at` in force."""
    return {"form": FORM, **asdict(health)}


def write_health(data: Path, health: Health) -> None:
    """Put the document into the data folder."""
    write_atomically(data / FILE, orjson.dumps(to_json(health), option=orjson.OPT_INDENT_2))


def read_health(data: Path) -> Health | None:
    """The document in the data folder; None where there is none, or none that can be read: a monitor must not be trusted half."""
    try:
        return _parse(json_fields(read_small_file(data / FILE)))
    except FieldFault:
        return None


def _parse(fields: TypedFields) -> Health:
    if (form := fields.whole("form")) != FORM:
        raise FieldFault(f"it has form {form}; this program reads form {FORM}")
    return Health(
        written_at=fields.moment("written_at"),
        snapshot=fields.text("snapshot"),
        watch=parse_watch(TypedFields(fields.group("watch"))) if fields.present("watch") else None,
        feeds=tuple(_parse_feed(feed) for feed in fields.groups("feeds")),
        alerts=tuple(parse_alert(alert) for alert in fields.groups("alerts")),
        upload=_parse_upload(TypedFields(fields.group("upload"))) if "upload" in fields and fields.present("upload") else None,
    )


def parse_watch(fields: TypedFields) -> WatchHealth:
    """The watch's part. Raises FieldFault."""
    return WatchHealth(
        started_at=fields.moment("started_at"),
        seen_at=fields.moment("seen_at"),
        stopped_at=_optional_moment(fields, "stopped_at"),
        run_at=_optional_moment(fields, "run_at"),
        run_text=fields.text("run_text"),
    )


def _parse_upload(fields: TypedFields) -> UploadHealth:
    return UploadHealth(
        address=fields.text("address"),
        snapshot=fields.text("snapshot"),
        uploaded_at=_optional_moment(fields, "uploaded_at"),
        failing_since=_optional_moment(fields, "failing_since"),
        text=fields.text("text"),
    )


def _parse_feed(fields: TypedFields) -> FeedHealth:
    return FeedHealth(
        source=fields.text("source"),
        every_minutes=fields.whole("every_minutes"),
        succeeded_at=_optional_moment(fields, "succeeded_at"),
        due_at=fields.moment("due_at"),
        attempts=tuple(parse_attempt(attempt) for attempt in fields.groups("attempts")),
    )


def parse_attempt(fields: TypedFields) -> Attempt:
    """One attempt as it was written. Raises FieldFault."""
    return Attempt(
        at=fields.moment("at"),
        kind=fields.text("kind"),
        text=fields.text("text"),
        milliseconds=fields.whole("milliseconds"),
        records=fields.whole("records") if fields.present("records") else None,
        expected=fields.whole("expected") if fields.present("expected") else None,
    )


def parse_alert(fields: TypedFields) -> Alert:
    """One alert as it was written. Raises FieldFault."""
    return Alert(
        kind=fields.text("kind"),
        source=fields.text("source"),
        text=fields.text("text"),
        raised_at=fields.moment("raised_at"),
        ended_at=_optional_moment(fields, "ended_at"),
    )


def as_line(record: Attempt | Alert) -> bytes:
    """A record as one line of a file of JSON lines."""
    return orjson.dumps(asdict(record)) + b"\n"


def _optional_moment(fields: TypedFields, name: str) -> datetime | None:
    return fields.moment(name).astimezone(UTC) if fields.present(name) else None
