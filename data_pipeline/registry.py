"""The sources: one folder each under `sources/`, with a description (`source.toml`) and an adapter (`adapter.py`).

An adapter module has three functions and one table, and nothing else that others use:

    FORMS: dict[str, Form]
        The forms of its files by format id: the headings of tables, the names of JSON's fields. Empty for other kinds of file.

    `recognise` and `parse` come from `files.reading.functions_for(FORMS)` wherever the forms say all there is to say.

    recognise(head: bytes, name: str) -> str | None
        The format id of a file, from its first 64 kB (unpacked) and its name; None when it is not one of this source's.
    parse(file: Path, format_id: str) -> Iterator[RawRecord]
        The raw records, one at a time and in bounded memory. Raises BrokenFile when the structure is broken.
        A single element that is not a record is yielded as RawRecord(..., broken=(reason, message)).
    read(fields: Fields, format_id: str) -> Draft
        What one record says. Raises BadRecord. Pure: the same fields give the same draft.

Beside them stand the sources that an operator has made by mapping a table (mapping/), which `include_mappings` reads.

A description with `[bodies.<id>]` tables is that of several reporting bodies that share one adapter; each of them is a
source in its own right.
"""

from __future__ import annotations

import importlib
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, cast

from data_pipeline.errors import RECORD_FAULTS, BadRecord, BrokenFile, CountOutOfRange, UsageError, fault_in_words, faults_as_broken_file
from data_pipeline.feeds.description import Feed, parse_feed
from data_pipeline.fields import Fields
from data_pipeline.files.forms import Form
from data_pipeline.mapping.described import description_entries
from data_pipeline.mapping.model import TableMapping
from data_pipeline.mapping.store import read_mappings
from data_pipeline.mapping.targets import KINDS
from data_pipeline.model import Draft, RawRecord
from data_pipeline.syndication.described import description_entries as feed_entries
from data_pipeline.syndication.model import FORMAT as FEED_FORMAT
from data_pipeline.syndication.model import AdvisoryFeed, advisory_feeds
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import NARRATIVE_RULE

SOURCES_FOLDER: Final = Path(__file__).parent / "sources"
REPEATED_REFERENCES: Final = ("events_unless_equal", "events", "revisions")
"""What further records of one file under a reference are: events of their own, unless they say the same (the usual case); events even
then, as in a source without references and with few columns; or later texts of the record, in the order of the file."""


class Adapter(Protocol):
    """What an adapter module provides; see the top of this module."""

    FORMS: Mapping[str, Form]

    def recognise(self, head: bytes, name: str) -> str | None: ...
    def parse(self, file: Path, format_id: str) -> Iterator[RawRecord]: ...
    def read(self, fields: Fields, format_id: str) -> Draft: ...


HANDED_OVER: Final = "members"
"""The source of what this server's own desk hands over."""


@dataclass(frozen=True, slots=True)
class Format:
    """One file format of a source. Where several give the same report, the one of the highest rank is current."""

    id: str
    title: str
    rank: int
    extension: str


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """A source as its `source.toml` describes it; `origin` is its body's code in `link_codes.REPORTING_BODY`."""

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
    """How much of its narratives may be passed on: a code of `taxonomy.NARRATIVE_RULE`."""
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
    """Whether the body may report an event again under another reference: an update, or the same event from another sender."""
    relays: bool
    """Whether the body passes on what other bodies report, often without saying so."""
    repeated_references: str
    """What further records of a file under one reference are, a word of REPEATED_REFERENCES."""
    dates_revisions: bool
    """Whether the body dates each revision (`published_at`), so that an older one that lands later does not take the place of a newer."""
    cuts_degrees: bool
    """Whether positions of whole degrees are cut off, not rounded, so that a square of one degree is all that is known."""
    feed: Feed | None
    formats: dict[str, Format] = field(default_factory=dict)
    mapping: TableMapping | None = None
    """Where the source is a table that the operator has mapped: how it is read, in place of an adapter of its own."""
    gives_advisories: bool = False
    """Whether some of its records are advisories."""
    advisory_feed: AdvisoryFeed | None = None
    """Where it is a feed of advisories that the operator has named in the settings."""

    @property
    def adapter(self) -> Adapter:
        if self.mapping is not None:
            return cast(Adapter, importlib.import_module("data_pipeline.mapping.adapter").TableAdapter(self.mapping))
        if self.advisory_feed is not None:
            return cast(Adapter, importlib.import_module("data_pipeline.syndication.adapter").FeedAdapter(self.advisory_feed))
        # Imported on first use, so that describing the sources does not import every adapter.
        return cast(Adapter, importlib.import_module(f"data_pipeline.sources.{self.folder}.adapter"))

    @property
    def fingerprint(self) -> str | None:
        """Changes with what the operator has set that its reports are derived from; None where nothing is set."""
        operators = self.mapping or self.advisory_feed
        return operators.fingerprint if operators is not None else None


_mapped: dict[str, SourceDescription] = {}
"""The sources made by mappings; `include_mappings` fills it."""

_fed: dict[str, SourceDescription] = {}
"""The feeds of advisories that the settings name; `include_operators_sources` fills it."""


def sources() -> dict[str, SourceDescription]:
    """All sources by id: those of the program in the order of their folders, then the operator's mapped tables and feeds."""
    return {**_own_sources(), **_mapped, **_fed}


def include_operators_sources(settings: Settings) -> None:
    """Take the mapped tables and the feeds of advisories of these settings for sources, in place of any others.

    Raises UsageError when one cannot be used.
    """
    include_mappings(settings.landing)
    _fed.clear()
    for feed in advisory_feeds(settings.advisory_feeds, taken=sources()):
        _fed[feed.source_id] = _source_of_feed(feed)


def include_mappings(landing: Path) -> None:
    """Take the mappings kept below the landing folder `landing` for sources, in place of those of any other folder.

    Raises UsageError when one cannot be used.
    """
    # A table of members' reports takes the place of what this server's own desk hands over.
    refused = _own_sources().keys() - {HANDED_OVER}
    described = {mapping.id: source_of(mapping) for mapping in read_mappings(landing, refused_ids=refused)}
    _mapped.clear()
    _mapped.update(described)


@contextmanager
def with_mapping(mapping: TableMapping) -> Iterator[SourceDescription]:
    """The source of a mapping that is not kept yet, known within the block: to try it out."""
    before = dict(_mapped)
    _mapped[mapping.id] = source_of(mapping)
    try:
        yield _mapped[mapping.id]
    finally:
        _mapped.clear()
        _mapped.update(before)


def is_enabled(source: SourceDescription, enabled: Collection[str]) -> bool:
    """Whether a source is used: named in the setting enabled_sources, itself or its folder, or a table or feed of the operator's own."""
    return source.fingerprint is not None or source.id in enabled or source.folder in enabled


@cache
def _own_sources() -> dict[str, SourceDescription]:
    described: dict[str, SourceDescription] = {}
    for file in sorted(SOURCES_FOLDER.glob("*/source.toml")):
        description = tomllib.loads(file.read_text(encoding="utf-8"))
        bodies = description.pop("bodies", None) or {file.parent.name: {}}
        for source_id, own in bodies.items():
            described[source_id] = _parse_description(source_id, file.parent.name, {**description, **own})
    return described


def source(source_id: str) -> SourceDescription:
    """The source with this id. Raises UsageError naming the known ones."""
    try:
        return sources()[source_id]
    except KeyError:
        raise UsageError(f"there is no source {source_id!r}; known sources are {', '.join(sources())}") from None


def check_count(source: SourceDescription, origin: str, records: int) -> None:
    """Raise CountOutOfRange when the file `origin` holds more or fewer records than its source allows."""
    if not source.least_records <= records <= source.most_records:
        raise CountOutOfRange(
            f"{origin} holds {records:,} records; {source.title} is expected to give {source.least_records:,} to "
            f"{source.most_records:,}. If the file is right, change the range in its source.toml."
        )


def check_format(source: SourceDescription, format_id: str, origin: str) -> None:
    """Raise BrokenFile when the file `origin` landed in a format that its source does not have, or has no longer."""
    if format_id not in source.formats:
        raise BrokenFile(f"{origin} landed as format {format_id!r}, which source {source.id} does not have.")


def count_records(source: SourceDescription, format_id: str, file: Path, origin: str, refused: Collection[str] = ()) -> int:
    """How many records a file holds, read to its end. Raises SourceError when it cannot be used: broken, or no record readable.

    `refused` are quarantine reasons that a parser gives for which the whole file is refused instead of the record.
    """
    with faults_as_broken_file(origin):
        check_format(source, format_id, origin)
        records, faults, is_readable = 0, Counter[tuple[str, str]](), False
        for record in source.adapter.parse(file, format_id):
            if record.broken and record.broken[0] in refused:
                raise BrokenFile(f"{origin}, record {record.locator}: {record.broken[1]}; nothing was landed.")
            records += 1
            if not is_readable:
                fault = _fault_in(source, format_id, record)
                is_readable = fault is None
                faults[fault or ("", "")] += 1
    check_count(source, origin, records)
    if records and not is_readable:
        raise nothing_readable(origin, faults)
    return records


def nothing_readable(origin: str, faults: Counter[tuple[str, str]]) -> BrokenFile:
    """The error for a file of which no record can be read; `faults` counts reason and message of each."""
    reasons = Counter[str]()
    for (reason, _), times in faults.items():
        reasons[reason] += times
    reason, times = reasons.most_common(1)[0]
    message = next(message for (code, message) in faults if code == reason)
    advice = _ADVICE.get(reason, "Correct that column, or get the file again, and add it once more.")
    example = f"{message} (this or the like in {times:,})"
    return BrokenFile(f"{origin}: of {faults.total():,} records none can be read, so the file is not used: {example}. {advice}")


_ADVICE: Final = {
    "bad_date": "Write the dates as YYYY-MM-DD and add the file again.",
    "no_date": "Without a day there is no report: fill in the column of dates and add the file again.",
    "date_in_future": "Check the dates and the clock of this computer, and add the file again.",
    "no_reference": "Restore the column of references and add the file again.",
    "not_a_record": "The rows do not fit the headings: export the file again.",
}


def _fault_in(source: SourceDescription, format_id: str, record: RawRecord) -> tuple[str, str] | None:
    """Reason and message where the adapter cannot read a record; None where it can."""
    try:
        if record.broken:
            return record.broken
        source.adapter.read(Fields(record.fields), format_id)
    except BadRecord as error:
        return error.reason, error.message
    except RECORD_FAULTS as error:
        return "unreadable", fault_in_words(error)
    return None


def source_of(mapping: TableMapping) -> SourceDescription:
    """The source that a mapping describes."""
    # Of one rank: a correction may come as a workbook, whatever came before.
    formats = {kind: Format(kind, title, 10, extension) for kind, (title, extension) in KINDS.items()}
    return SourceDescription(**description_entries(mapping), formats=formats, mapping=mapping)


def _source_of_feed(feed: AdvisoryFeed) -> SourceDescription:
    formats = {FEED_FORMAT: Format(FEED_FORMAT, "RSS or Atom feed", 10, "xml")}
    return SourceDescription(**feed_entries(feed), formats=formats, advisory_feed=feed)


def _repeated_references(word: str) -> str:
    if word not in REPEATED_REFERENCES:
        raise KeyError(f"repeated_references = {word!r}; known are {', '.join(REPEATED_REFERENCES)}")
    return word


def _parse_description(source_id: str, folder: str, entries: dict[str, Any]) -> SourceDescription:
    formats = {
        format_id: Format(format_id, entry["title"], int(entry["rank"]), entry["extension"])
        for format_id, entry in entries.pop("formats").items()
    }
    try:
        if entries["narrative"] not in NARRATIVE_RULE:
            raise KeyError(f"narrative = {entries['narrative']!r}; known are {', '.join(NARRATIVE_RULE)}")
        return SourceDescription(
            id=source_id,
            folder=folder,
            formats=formats,
            feed=parse_feed(feed, formats, entries["open_licence"]) if (feed := entries.pop("feed", None)) else None,
            url=entries.pop("url", None),
            demo=entries.pop("demo", False),
            reissues=entries.pop("reissues", False),
            relays=entries.pop("relays", False),
            repeated_references=_repeated_references(entries.pop("repeated_references", "events_unless_equal")),
            dates_revisions=entries.pop("dates_revisions", False),
            cuts_degrees=entries.pop("cuts_degrees", False),
            cadence_days=entries.pop("cadence_days", None),
            closed_on=entries.pop("closed_on", None),
            watches=tuple(entries.pop("watches")),
            **entries,
        )
    except (KeyError, TypeError) as error:
        raise UsageError(f"data_pipeline/sources/{folder}/source.toml: {error}") from error
