"""What asking a feed is about: the limits, what a service answered, what came of it. Apart from the client, which is slow to load."""

from __future__ import annotations

from dataclasses import dataclass, field

from data_pipeline.files.contents import LARGEST_FILE_BYTES


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a feed may take: bytes, seconds in all, seconds to connect and to wait for the next bytes, redirects, attempts."""

    largest_bytes: int = LARGEST_FILE_BYTES
    seconds: float = 120.0
    connect_seconds: float = 5.0
    read_seconds: float = 20.0
    redirects: int = 5
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Request:
    """How to ask: `now` regardless of the cadence, `accept_fewer` records than usual, within `limits`."""

    now: bool = False
    accept_fewer: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a service recognises the answer that it gave last: its ETag and Last-Modified headers."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `is_unchanged` when it said that nothing has changed, and so sent nothing."""

    is_unchanged: bool
    validators: Validators


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one feed. `text` says it in words; `kind` is landed, unchanged, not_due or failed.

    `records` in the answer, where they could be counted. `was_asked`: whether the service got a request.
    """

    source: str
    kind: str
    text: str
    records: int | None = None
    was_asked: bool = True
