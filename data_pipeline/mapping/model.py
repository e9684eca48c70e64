"""A mapping as its TOML file states it: the source that a table is, its columns, and how their values are written.

id = "fleet_log"                    the source's id, lower-case letters, digits and _
title, body, description, licence, attribution, tlp, ...

[file]
separator = ";"                     of a table in text; left out: whatever parts the headings
sheet = "Incidents"                 of a workbook; left out: its first sheet with the mapped columns
list = "data.items"                 of JSON: the member that holds the records
decimal = ","

[record]
key = ["Ref"]                       the columns that identify a record; left out: all that it says
time_zone = "Asia/Singapore"        or "UTC", "+08:00"; left out: unknown, so only days are kept

[columns.occurred_on]               a target of targets.TARGETS
from = ["Date"]
order = "day_first"

[columns.act]
from = ["Type"]
values = { "Abordage" = "boarded" }
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from data_pipeline.errors import UsageError
from data_pipeline.mapping.targets import DAY_ORDERS, TARGETS, UNITS
from warehouse.contract.link_codes import REPORTING_BODY
from warehouse.contract.taxonomy import CREDIBILITY, MARKS, NARRATIVE_RULE, RELIABILITY
from warehouse.contract.typed_fields import FieldFault, TypedFields, json_fields, shown, toml_table

INDEPENDENT: Final = "independent"
"""The kind of a body of its own, which confirms what others report."""
KINDS: Final = (INDEPENDENT, *(code for code in REPORTING_BODY if not code.startswith("demo_")))
MEMBERS: Final = "members"
"""The source whose reports are released only where several members share them; see warehouse/release."""
_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")
_LONGEST: Final = 400
_MOST_VALUES: Final = 2_000
_PATTERN: Final = re.compile(r"(?=.*%)[%A-Za-z0-9 .,:/_-]{2,40}")
_SEPARATORS: Final = ("", ",", ";", "\t", "|")


class MappingFault(UsageError):
    """A mapping cannot be used; the message names the entry."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns that are one target, and how their values are written; `values` leads from theirs, in lower case, to our codes."""

    columns: tuple[str, ...]
    order: str = ""
    unit: str = ""
    values: AnyMapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A table as a source of its own; see the top of this module."""

    id: str
    title: str
    body: str
    kind: str = INDEPENDENT
    description: str = ""
    counts: str = ""
    url: str | None = None
    licence: str = "The operator's own"
    attribution: str = ""
    open_licence: bool = False
    narrative: str = "none"
    tlp: str = "AMBER"
    reliability: str = "F"
    credibility: str = "6"
    cadence_days: float | None = None
    closed_on: date | None = None
    watches: tuple[str, ...] = ()
    position_precision_km: float = 1.9
    separator: str = ""
    sheet: str = ""
    list_name: str = ""
    decimal: str = "."
    key: tuple[str, ...] = ()
    time_zone: str = ""
    columns: AnyMapping[str, ColumnMapping] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with anything in the mapping that can change a report."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def headings(self) -> tuple[str, ...]:
        """Every column that the mapping reads, each once."""
        mapped = (name for column in self.columns.values() for name in column.columns)
        return tuple(dict.fromkeys((*self.key, *mapped)))

    @property
    def zone(self) -> tzinfo | None:
        """The zone of times without an offset of their own; None where it is unknown."""
        return parse_zone(self.time_zone)


def parse_zone(name: str) -> tzinfo | None:
    """The time zone `name`: `UTC`, an offset such as `+08:00`, or a place such as `Asia/Singapore`; None for "". Raises MappingFault."""
    if not name:
        return None
    if (offset := _OFFSET.fullmatch(name)) is not None and int(offset[2]) < 15 and int(offset[3]) < 60:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-ahead if offset[1] == "-" else ahead)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise MappingFault(f"time_zone = {shown(name)} is no time zone; write UTC, +08:00 or a name such as Asia/Singapore") from None


def parse_mapping(content: bytes, name: str = "the mapping") -> TableMapping:
    """The mapping that a file of TOML, or of JSON with the same entries, states. Raises MappingFault naming the entry that is wrong."""
    try:
        is_json = content.lstrip().startswith(b"{")
        return _mapping_of(json_fields(content) if is_json else TypedFields(toml_table(content)))
    except (FieldFault, MappingFault) as error:
        raise MappingFault(f"{name} cannot be used: {error}.") from error


def _mapping_of(fields: TypedFields) -> TableMapping:
    stated: dict[str, Any] = {"id": fields.text("id", 40), "title": fields.text("title", 80), "body": fields.text("body", 120)}
    for entry in ("kind", "description", "counts", "url", "licence", "attribution", "narrative", "tlp", "reliability", "credibility"):
        if entry in fields:
            stated[entry] = fields.text(entry)
    if "open_licence" in fields:
        stated["open_licence"] = fields.truth("open_licence", False)
    for entry in ("cadence_days", "position_precision_km"):
        if entry in fields:
            stated[entry] = fields.number(entry)
    if "closed_on" in fields:
        stated["closed_on"] = fields.day("closed_on")
    stated["watches"] = fields.texts("watches", 60, ())
    stated |= _file_entries(_group(fields, "file")) | _record_entries(_group(fields, "record"))
    stated["columns"] = _columns(_group(fields, "columns"))
    fields.refuse_others()
    mapping = TableMapping(**stated)
    _check(mapping)
    return mapping


def _group(fields: TypedFields, name: str) -> TypedFields:
    return TypedFields(fields.group(name) if name in fields else {})


def _file_entries(fields: TypedFields) -> dict[str, Any]:
    names = {"separator": "separator", "sheet": "sheet", "list": "list_name", "decimal": "decimal"}
    entries = {attribute: fields.text(name, 120) for name, attribute in names.items() if name in fields}
    fields.refuse_others()
    return entries


def _record_entries(fields: TypedFields) -> dict[str, Any]:
    entries: dict[str, Any] = {"key": fields.texts("key", _LONGEST, ()), "ignored": fields.texts("ignored", _LONGEST, ())}
    if "time_zone" in fields:
        entries["time_zone"] = fields.text("time_zone", 60)
    fields.refuse_others()
    return entries


def _columns(fields: TypedFields) -> dict[str, ColumnMapping]:
    return {target: _column(target, _group(fields, target)) for target in TARGETS if target in fields} | _refused_others(fields)


def _refused_others(fields: TypedFields) -> dict[str, ColumnMapping]:
    try:
        fields.refuse_others()
    except FieldFault as error:
        raise MappingFault(f"[columns]: {error}; a column can be {', '.join(TARGETS)}") from error
    return {}


def _column(target: str, fields: TypedFields) -> ColumnMapping:
    try:
        values = {}
        for theirs, ours in (fields.group("values") if "values" in fields else {}).items():
            if not isinstance(ours, str):
                raise FieldFault(f"values: {shown(theirs)} leads to something that is no text")
            values[value_key(theirs)] = ours
        column = ColumnMapping(
            columns=fields.texts("from", _LONGEST),
            order=fields.text("order", 40) if "order" in fields else "",
            unit=fields.text("unit", 20) if "unit" in fields else "",
            values=values,
        )
        fields.refuse_others()
    except FieldFault as error:
        raise MappingFault(f"[columns.{target}]: {error}") from error
    return column


def value_key(text: str) -> str:
    """A value as look-ups compare it: without differences of case and blanks."""
    return " ".join(text.casefold().split())


def _check(mapping: TableMapping) -> None:
    if not _ID.fullmatch(mapping.id):
        raise MappingFault(f"id = {shown(mapping.id)} is not an id of lower-case letters, digits and _, from a letter on")
    choices = (
        ("kind", mapping.kind, KINDS), ("narrative", mapping.narrative, NARRATIVE_RULE), ("tlp", mapping.tlp, MARKS),
        ("reliability", mapping.reliability, RELIABILITY), ("credibility", mapping.credibility, CREDIBILITY),
        ("separator", mapping.separator, _SEPARATORS), ("decimal", mapping.decimal, (".", ",")),
    )  # fmt: skip
    for name, value, allowed in choices:
        if value not in allowed:
            raise MappingFault(
                f"{name} = {shown(value)}; known are {', '.join(repr(word) if not word.isalnum() else word for word in allowed)}"
            )
    # Its release rests on the id, whatever the kind says.
    if (mapping.kind == MEMBERS) != (mapping.id == MEMBERS):
        raise MappingFault(f"the members' own reports have id and kind {MEMBERS!r}, and no other source has either")
    if not all(text.isprintable() for text in (mapping.title, mapping.body, mapping.licence, mapping.attribution, mapping.url or "")):
        raise MappingFault("title, body, licence, attribution or url has a character that cannot be shown")
    if not (mapping.title.strip() and mapping.body.strip()):
        raise MappingFault("title and body must say who reports")
    if mapping.url and not re.match(r"https?://", mapping.url):
        raise MappingFault(f"url = {shown(mapping.url)} is no web address")
    parse_zone(mapping.time_zone)
    if "occurred_on" not in mapping.columns and "narrative" not in mapping.columns:
        raise MappingFault("no column is occurred_on, the day of the event, nor narrative, which may tell it")
    for target, column in mapping.columns.items():
        _check_column(target, column)


def _check_column(target: str, column: ColumnMapping) -> None:
    described, where = TARGETS[target], f"[columns.{target}]"
    if not column.columns or not all(name.strip() for name in column.columns):
        raise MappingFault(f"{where}: from names no column")
    if len(column.columns) > 1 and not described.several:
        raise MappingFault(f"{where}: only one column can be it; from names {len(column.columns)}")
    if described.is_day and column.order not in ("", *DAY_ORDERS) and not _PATTERN.fullmatch(column.order):
        raise MappingFault(f"{where}: order = {shown(column.order)}; known are {', '.join(DAY_ORDERS)}, or a pattern such as %d%m%Y")
    if column.order and not described.is_day:
        raise MappingFault(f"{where}: only days have an order")
    if column.unit and column.unit not in UNITS.get(target, ()):
        raise MappingFault(f"{where}: unit = {shown(column.unit)}; known are {', '.join(UNITS.get(target, ())) or 'none'}")
    if column.values and described.codes is None:
        raise MappingFault(f"{where}: it has no codes to which values could lead")
    if len(column.values) > _MOST_VALUES:
        raise MappingFault(f"{where}: {len(column.values):,} values; at most {_MOST_VALUES:,} are read")
    for ours in column.values.values():
        if described.codes is not None and ours not in described.codes:
            raise MappingFault(f"{where}: {shown(ours)} is no code; known are {', '.join(described.codes)}")
