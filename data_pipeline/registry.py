"""The sources: one folder each under `sources/`, with a description (`source.toml`) and an adapter (`adapter.py`).

An adapter module has three functions and nothing else that others call:

    recognise(head: bytes, name: str) -> str | None
        The format id of a file, from its first 64 kB and its name; None when it is none of this source's.
    parse(file: Path, format_id: str) -> Iterator[RawRecord]
        The raw records, one at a time, in bounded memory. Raises BrokenFile when the structure is broken.
        A single element that is no record is given as RawRecord(..., broken=(reason, message)).
    read(fields: Fields, format_id: str) -> Draft
        What one record says. Raises BadRecord. Pure: same fields, same draft.

A folder whose description has `[bodies.<id>]` tables describes several reporting bodies that share one adapter;
each body is a source of its own.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, cast

from data_pipeline.errors import CountOutOfRange, UsageError
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord
from warehouse.contract.taxonomy import NARRATIVE_RULE

FOLDER: Final = Path(__file__).parent / "sources"


class Adapter(Protocol):
    def recognise(self, head: bytes, name: str) -> str | None: ...
    def parse(self, file: Path, format_id: str) -> Iterator[RawRecord]: ...
    def read(self, fields: Fields, format_id: str) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One file format of a source. Of several revisions that of the highest rank is the present one."""

    id: str
    title: str
    rank: int
    extension: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source's description, as its `source.toml` states it; `origin`: its body's code of `link_codes.REPORTING_BODY`."""

    id: str
    folder: str
    title: str
    body: str
    origin: str
    description: str
    licence: str
    attribution: str
    url: str | None
    open_licence: bool
    narrative: str
    """How much of its narratives may be handed out: a code of `taxonomy.NARRATIVE_RULE`."""
    demo: bool
    cadence_days: float | None
    closed_on: date | None
    reliability: str
    credibility: str
    tlp: str
    watches: tuple[str, ...]
    least_records: int
    most_records: int
    position_precision_km: float
    read_narrative: bool
    reissues: bool
    """Whether the body reports an event again under another reference: an update, or the same from another sender."""
    relays: bool
    """Whether the body passes on what other bodies report, often without saying so."""
    equal_records_are_events: bool
    """Whether records that say the very same are several events: the source has no references and few columns."""
    formats: dict[str, Format] = field(default_factory=dict)

    @property
    def adapter(self) -> Adapter:
        return cast(Adapter, importlib.import_module(f"data_pipeline.sources.{self.folder}.adapter"))


@cache
def sources() -> dict[str, Source]:
    """All sources by id, in the order of their folders."""
    found: dict[str, Source] = {}
    for file in sorted(FOLDER.glob("*/source.toml")):
        description = tomllib.loads(file.read_text(encoding="utf-8"))
        bodies = description.pop("bodies", None) or {file.parent.name: {}}
        for source_id, own in bodies.items():
            found[source_id] = _source(source_id, file.parent.name, {**description, **own})
    return found


def source(source_id: str) -> Source:
    """The source with this id. Raises UsageError naming those there are."""
    try:
        return sources()[source_id]
    except KeyError:
        raise UsageError(f"there is no source {source_id!r}; known sources are {', '.join(sources())}") from None


def check_count(source: Source, origin: str, records: int) -> None:
    """Raise CountOutOfRange when the file `origin` holds more or fewer records than its source states."""
    if not source.least_records <= records <= source.most_records:
        raise CountOutOfRange(
            f"{origin} holds {records:,} records; {source.title} gives {source.least_records:,} to "
            f"{source.most_records:,}. If the file is right, change the range in its source.toml."
        )


def _source(source_id: str, folder: str, said: dict[str, Any]) -> Source:
    formats = {
        format_id: Format(format_id, one["title"], int(one["rank"]), one["extension"]) for format_id, one in said.pop("formats").items()
    }
    try:
        if said["narrative"] not in NARRATIVE_RULE:
            raise KeyError(f"narrative = {said['narrative']!r}; known are {', '.join(NARRATIVE_RULE)}")
        return Source(
            id=source_id,
            folder=folder,
            formats=formats,
            url=said.pop("url", None),
            demo=said.pop("demo", False),
            reissues=said.pop("reissues", False),
            relays=said.pop("relays", False),
            equal_records_are_events=said.pop("equal_records_are_events", False),
            cadence_days=said.pop("cadence_days", None),
            closed_on=said.pop("closed_on", None),
            watches=tuple(said.pop("watches")),
            **said,
        )
    except (KeyError, TypeError) as error:
        raise UsageError(f"data_pipeline/sources/{folder}/source.toml: {error}") from error
