"""What a mapping makes of a table: the adapter of a source that has no code of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.files.forms import letters_of
from data_pipeline.files.whole_file import WholeFileAdapter
from data_pipeline.mapping import table_files
from data_pipeline.mapping.model import TableMapping
from data_pipeline.mapping.reading.cells import Cells
from data_pipeline.mapping.reading.facts import coded_facts
from data_pipeline.mapping.reading.identity import record_key
from data_pipeline.mapping.reading.place import read_position
from data_pipeline.mapping.reading.values import When, read_clock, read_when
from data_pipeline.mapping.targets import JSON, TARGETS
from data_pipeline.mapping.words import plain_words
from data_pipeline.model import Draft, RawRecord

_ROLES: Final = {target: described.role for target, described in TARGETS.items() if described.role}


@dataclass(frozen=True, slots=True)
class TableAdapter(WholeFileAdapter):
    """The adapter of the source that `mapping` describes."""

    mapping: TableMapping

    def recognise_file(self, file: Path) -> str:
        """The kind of a file that holds the mapped columns. Raises BrokenFile naming those that are missing."""
        kind = table_files.kind_of(file)
        for _ in self.parse(file, kind):
            break
        return kind

    def parse(self, file: Path, format_id: str) -> Iterator[RawRecord]:
        """The records of a file, streamed. Raises BrokenFile."""
        mapping = self.mapping
        layout = table_files.Layout(format_id, mapping.headings, mapping.separator, mapping.sheet, mapping.list_name)
        records = table_files.records(file, layout, mapping.headings)
        return _with_known_names(records, mapping) if format_id == JSON else records

    def read(self, fields: Fields, format_id: str) -> Draft:
        """What one record says. Raises BadRecord."""
        cells = Cells(fields, self.mapping)
        fields.ignore(*self.mapping.ignored)
        when = _read_event(cells)
        moment = when and when.moment(self.mapping.zone)
        position = read_position(cells)
        field_texts = {role: text for target, role in _ROLES.items() if (text := cells.text(target))}
        coded = coded_facts(cells, field_texts)
        narrative = "\n".join(filter(None, (cells.text("narrative"), *coded.sentences)))
        facts = {**coded.facts, **_stated_day(when)}
        return Draft(
            native_ref=record_key(fields, self.mapping),
            reporter=cells.pseudonym("reporter"),
            source_url=_web_address(cells.text("source_url")),
            occurred_on=moment.date() if moment else when and when.day,
            occurred_at=moment,
            time_precision="minute" if moment else "day",
            reported_at=_read_other_moment(cells, "reported_at"),
            published_at=_read_other_moment(cells, "published_at"),
            latitude=position.latitude,
            longitude=position.longitude,
            position_precision_km=position.precision_km,
            place=field_texts.get("place"),
            narrative=narrative,
            field_texts=field_texts,
            issues=[*position.issues, *coded.issues],
            facts={**facts, **({"occurred_on": moment.date(), "occurred_at": moment, "time_precision": "minute"} if moment else {})},
        )


def _with_known_names(records: Iterator[RawRecord], mapping: TableMapping) -> Iterator[RawRecord]:
    """Records of JSON, whose names may differ from the mapped ones in case and signs. Raises BrokenFile when none has any of them."""
    by_letters = {letters_of(heading): heading for heading in mapping.headings}
    number, has_columns = 0, False
    for record in records:
        number += 1
        if record.broken is None:
            fields = {
                by_letters.get(letters_of(name), name) if name not in mapping.headings else name: value
                for name, value in record.fields.items()
            }
            has_columns = has_columns or any(heading in fields for heading in mapping.headings)
            record = RawRecord(record.locator, fields)
        yield record
    if number and not has_columns:
        raise BrokenFile(f"no record has any of the mapped fields {', '.join(mapping.headings)[:300]}; it is a file of another kind.")


def _read_event(cells: Cells) -> When | None:
    """The day of the event, with the time from beside it or from a column of its own."""
    stated, clock_text = cells.text("occurred_on"), cells.text("time")
    if stated is None:
        return None
    when = read_when(stated, cells.column("occurred_on").order, cells.name("occurred_on"))
    clock = read_clock(clock_text) if clock_text else None
    if clock is None:
        return when
    # The column of times may be headed "Time (UTC)" or "Local time".
    heading = plain_words(cells.name("time")).split()
    if clock.zone is None and ("utc" in heading or "gmt" in heading):
        clock = clock.in_utc()
    return When(when.day, clock)


def _stated_day(when: When | None) -> dict[str, object]:
    return {"occurred_on": when.day} if when else {}


def _read_other_moment(cells: Cells, target: str) -> object:
    text = cells.text(target)
    if text is None:
        return None
    try:
        return read_when(text, cells.column(target).order, cells.name(target)).moment(cells.mapping.zone)
    except BadRecord:
        # When it was written down does not decide whether it can be read.
        return None


def _web_address(text: str | None) -> str | None:
    return text if text and text.startswith(("https://", "http://")) and len(text) <= 2_000 and text.isprintable() else None
