"""The parameters with which features are chosen, and the condition that they make together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import pyarrow as pa

from api.features.cql import criterion_of, parse_filter, value_for
from api.features.cursors import read_cursor
from api.features.places import BoundsFilter, read_bounds
from api.server.operations import Asked, Parameter
from api.server.parameters import day_or_moment, number, one_of, text_up_to, whole_number
from api.server.problems import bad_parameter
from api.server.serving import CURSOR
from warehouse.contract.columns import DAY, FLAG, MOMENT, TEXT, TEXTS, Column
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.queries.features.conditions import AllOf, AnyOf, Compare, Criterion, Holds, Missing, OneOf
from warehouse.queries.features.published import Collection

USUAL_LIMIT: Final = 100
MOST: Final = 5_000
"""Features in one answer."""

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
MOST_CODES: Final = 50
LARGEST: Final = 999_999_999
LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class Interval:
    """From one moment to another, both included; None is open. `first` and `last` are their days."""

    start: datetime | None
    end: datetime | None

    @property
    def first(self) -> date | None:
        return self.start.date() if self.start else None

    @property
    def last(self) -> date | None:
        return self.end.date() if self.end else None


def read_interval(text: str) -> Interval:
    """A moment, a day, or an interval START/END of which one may be `..` or empty. Raises ValueError."""
    parts = text.split("/")
    if len(parts) > 2 or (len(parts) == 2 and all(part in ("", "..") for part in parts)) or not text:
        raise ValueError("must be a day or moment, or START/END, of which one may be ..")
    stated = [None if len(parts) == 2 and part in ("", "..") else day_or_moment(part) for part in parts]
    start, end = _begins(stated[0]), _ends(stated[-1])
    if start and end and start > end:
        raise ValueError("must not end before it starts")
    return Interval(start, end)


def item_parameters(collection: Collection) -> tuple[Parameter, ...]:
    """The parameters of a collection's items: those of the standard, then one for each property."""
    return (
        Parameter(
            "bbox", "West, south, east, north in degrees (CRS84); west may exceed east, across the antimeridian.",
            {"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}], "items": {"type": "number"}},
            read_bounds,
        ),
        Parameter(
            "datetime", "A day or moment, or an interval such as 2026-01-01/2026-06-30 or 2026-01-01/..; days are those of UTC.",
            {"type": "string", "minLength": 1}, read_interval,
        ),
        Parameter(
            "limit", f"Features in one answer; above {MOST:,} it counts as {MOST:,}.",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL_LIMIT}, whole_number(1, MOST, bounded=True),
        ),
        Parameter(CURSOR, "Taken from a link to the next page, in which it stands.", {"type": "string", "minLength": 1}, read_cursor),
        Parameter("filter", "A condition in CQL2 text on the queryables.", {"type": "string", "minLength": 1}, parse_filter),
        _constant("filter-lang", "The language of the filter.", "cql2-text"),
        _constant("filter-crs", "The reference system of the filter.", CRS84),
        *(_property_parameter(column) for column in collection.columns),
    )  # fmt: skip


def criterion_in(asked: Asked, collection: Collection, in_bounds: BoundsFilter) -> Criterion:
    """The condition that the parameters of a request make together. Raises Problem."""
    criteria: list[Criterion] = []
    if bounds := asked.values.get("bbox"):
        criteria.append(in_bounds(bounds))
    if interval := asked.values.get("datetime"):
        criteria.append(during(interval, collection))
    if (parsed := asked.values.get("filter")) is not None:
        try:
            criteria.append(criterion_of(parsed, collection, in_bounds))
        except ValueError as error:
            raise bad_parameter("filter", f"{error}.") from error
    criteria += [_property_criterion(column, asked.values[column.name]) for column in collection.columns if column.name in asked.values]
    return AllOf(tuple(criteria))


def during(interval: Interval, collection: Collection) -> Criterion:
    """What is true at some time of the interval; what has no time always is."""
    if collection.starts is None or collection.ends is None:
        return AllOf(())
    has_days = collection.by_name[collection.starts].type == DAY
    start, end = (interval.first, interval.last) if has_days else (interval.start, interval.end)
    criteria: list[Criterion] = []
    if end is not None:
        criteria.append(Compare(collection.starts, "<=", end))
    if start is not None:
        still = Compare(collection.ends, ">=", start)
        criteria.append(still if has_days else AnyOf((still, Missing(collection.ends))))
    return AllOf(tuple(criteria))


def property_schema(column: Column) -> dict[str, Any]:
    """The JSON schema of a column's values."""
    schema: dict[str, Any] = {"title": column.name, "description": column.doc + (f" Unit: {column.unit}." if column.unit else "")}
    if column.type == TEXTS:
        return {**schema, "type": "array", "items": {"type": "string", **_codes(column)}}
    if column.type == FLAG:
        return {**schema, "type": "boolean"}
    if column.type in (DAY, MOMENT):
        return {**schema, "type": "string", "format": "date" if column.type == DAY else "date-time"}
    if pa.types.is_integer(column.type):
        return {**schema, "type": "integer", **_codes(column)}
    return {**schema, "type": "number"} if pa.types.is_floating(column.type) else {**schema, "type": "string", **_codes(column)}


def _constant(name: str, doc: str, value: str) -> Parameter:
    return Parameter(name, doc, {"type": "string", "enum": [value], "default": value}, one_of((value,)))


def _codes(column: Column) -> dict[str, Any]:
    codes = list(CODE_LISTS[column.codes]) if column.codes else []
    return {"enum": [int(code) for code in codes] if pa.types.is_integer(column.type) else codes} if codes else {}


def _property_parameter(column: Column) -> Parameter:
    doc = "Features in which it equals this"
    if column.codes:
        doc += ", or one of several codes joined by commas" if column.type != TEXTS else "; of several codes joined by commas, at least one"
    schema = property_schema(column)
    if column.type == TEXTS or column.codes:
        schema = {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_CODES,
            "items": schema.get("items", {"type": schema["type"], **_codes(column)}),
        }
    else:
        bounds = {"minLength": 1, "maxLength": LONGEST_TEXT} if column.type == TEXT else {}
        bounds = {"minimum": -LARGEST, "maximum": LARGEST} if pa.types.is_integer(column.type) else bounds
        schema = {name: schema[name] for name in ("type", "format") if name in schema} | bounds
    return Parameter(column.name, f"{doc}. {column.doc}", schema, _property_reader(column))


def _property_reader(column: Column) -> Callable[[str], Any]:
    if column.codes or column.type == TEXTS:
        return lambda text: _read_list(column, text)
    if column.type == FLAG:
        return lambda text: one_of(("true", "false"))(text) == "true"
    if column.type in (DAY, MOMENT):
        return lambda text: value_for(column, text)
    if pa.types.is_integer(column.type):
        return whole_number(-LARGEST, LARGEST)
    if pa.types.is_floating(column.type):
        return number
    return text_up_to(LONGEST_TEXT)


def _read_list(column: Column, text: str) -> tuple[Any, ...]:
    words = text.split(",")
    known = CODE_LISTS[column.codes] if column.codes else None
    if len(words) > MOST_CODES or not all(words):
        raise ValueError(f"must be 1 to {MOST_CODES} values, joined by commas")
    if known is not None and (unknown := [word for word in words if word not in known]):
        raise ValueError(f"does not know {unknown[0][:60]}; the codes are {', '.join(known)}")
    return tuple(int(word) if pa.types.is_integer(column.type) else word for word in words)


def _property_criterion(column: Column, value: Any) -> Criterion:
    if column.type == TEXTS:
        return Holds(column.name, value, any_of=True)
    return OneOf(column.name, value) if isinstance(value, tuple) else Compare(column.name, "=", value)


def _begins(stated: date | datetime | None) -> datetime | None:
    if stated is None or isinstance(stated, datetime):
        return stated
    return datetime.combine(stated, time.min, UTC)


def _ends(stated: date | datetime | None) -> datetime | None:
    if stated is None or isinstance(stated, datetime):
        return stated
    return datetime.combine(stated, time.min, UTC) + timedelta(days=1, microseconds=-1)
