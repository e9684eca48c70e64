"""What is known of a feed from the last times it was asked: a small file each, in the folder `feeds` of the data folder.

It is a memory aid only: without it, or where it cannot be read, the feed is asked as for the first time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import orjson

from data_pipeline.feeds.model import Validators
from warehouse.contract.files import write_atomically
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, TypedFields, json_fields, read_small_file

FOLDER: Final = "feeds"
_COUNTS_KEPT: Final = 10
_LONGEST: Final = 500
AFTER_FAILURE: Final = timedelta(hours=1)
"""How soon a feed that failed may be asked again, if its cadence allows no sooner."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """`tried_at`, `succeeded_at`: when it was last asked and last answered well. `not_before`: what it asked for by Retry-After.

    `sha256`: of the last good answer; `validators`: by what the service recognises it. `counts`: records in the last good answers
    that were new. `failure`: what went wrong the last time; empty when nothing did.
    """

    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    not_before: datetime | None = None
    sha256: str = ""
    validators: Validators = field(default_factory=Validators)
    counts: tuple[int, ...] = ()
    failure: str = ""

    def due_at(self, every_hours: float, now: datetime) -> datetime:
        """When the feed may be asked again; not later than `now` when that is at once."""
        if self.tried_at is None or self.tried_at > now:
            # A time in the future comes from a clock that was wrong.
            return now
        cadence = timedelta(hours=every_hours)
        due = self.tried_at + (min(cadence, AFTER_FAILURE) if self.failure else cadence)
        return max(due, self.not_before) if self.not_before else due

    def with_count(self, records: int) -> tuple[int, ...]:
        """The counts kept, with that of a new answer."""
        return (*self.counts, records)[-_COUNTS_KEPT:]


def feeds_folder(settings: Settings) -> Path:
    """Where the states lie."""
    return settings.data / FOLDER


def read_state(settings: Settings, source_id: str) -> FeedState:
    """The state of a source's feed. Raises FieldFault when its file is damaged."""
    file = feeds_folder(settings) / f"{source_id}.json"
    if not file.exists():
        return FeedState()
    fields = json_fields(read_small_file(file))
    state = FeedState(
        tried_at=_moment(fields, "tried_at"),
        succeeded_at=_moment(fields, "succeeded_at"),
        not_before=_moment(fields, "not_before"),
        sha256=fields.text("sha256", _LONGEST),
        validators=Validators(fields.optional_text("etag", _LONGEST), fields.optional_text("last_modified", _LONGEST)),
        counts=_counts(fields),
        failure=fields.text("failure"),
    )
    fields.refuse_others()
    return state


def state_or_none_known(settings: Settings, source_id: str) -> FeedState:
    """The state of a source's feed; where its file is damaged, as before the first time."""
    try:
        return read_state(settings, source_id)
    except FieldFault:
        return FeedState()


def write_state(settings: Settings, source_id: str, state: FeedState) -> None:
    """Keep a feed's state."""
    content = {
        "tried_at": _written(state.tried_at),
        "succeeded_at": _written(state.succeeded_at),
        "not_before": _written(state.not_before),
        "sha256": state.sha256,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "counts": {str(place): count for place, count in enumerate(state.counts)},
        "failure": state.failure[:1_000],
    }
    folder = feeds_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{source_id}.json", orjson.dumps(content, option=orjson.OPT_INDENT_2))


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(fields: TypedFields, name: str) -> datetime | None:
    return None if fields.optional_text(name) is None else fields.moment(name)


def _counts(fields: TypedFields) -> tuple[int, ...]:
    group = fields.group("counts")
    if len(group) > _COUNTS_KEPT:
        raise FieldFault(f"field counts holds {len(group):,} numbers; at most {_COUNTS_KEPT} are kept")
    numbers = TypedFields(group)
    return tuple(numbers.whole(name) for name in group)
