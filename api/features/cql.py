"""Filters in CQL2 text (OGC 21-065r2): parsed by the library cql2, then built anew from columns, operators and values that we know.

The library is cql2, one file without dependencies, rather than pygeofilter, which brings eleven packages (lark, dateparser and a second
engine for regular expressions among them). Its own SQL is not used. It follows brackets by recursion, without bound, so that a text
of some thousand of them would end the process: such texts are refused before it sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import cql2
import pyarrow as pa

from api.features.places import BoundsFilter
from api.server.parameters import day_or_moment
from warehouse.contract.columns import DAY, FLAG, MOMENT, TEXT, TEXTS, Column
from warehouse.queries.features.conditions import AllOf, AnyOf, Compare, Criterion, Holds, Like, Missing, Not, OneOf, Value
from warehouse.queries.features.published import Collection

LONGEST: Final = 2_000
DEEPEST: Final = 30
"""Brackets within brackets."""

GEOMETRY: Final = "geometry"
_OPERATORS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
_NUMBER_OF_ARGUMENTS: Final = {
    **dict.fromkeys((*_OPERATORS, "s_intersects", "in", "like", "a_contains", "a_overlaps"), 2), "not": 1, "isNull": 1, "between": 3,
}  # fmt: skip
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def parse_filter(text: str) -> Mapping[str, Any]:
    """A filter in CQL2 text as CQL2 JSON. Raises ValueError."""
    if len(text) > LONGEST:
        raise ValueError(f"must have at most {LONGEST:,} characters")
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST or text.upper().count("NOT") > DEEPEST:
        raise ValueError(f"must have at most {DEEPEST} brackets within brackets, and as many NOT")
    try:
        parsed = cql2.parse_text(text).to_json()
    # Besides its ParseError it raises bare ones, of `POINT EMPTY` for instance.
    except Exception as error:
        raise ValueError(f"is not CQL2 text: {str(error).strip().splitlines()[-1].strip(' =')[:200]}") from error
    if not isinstance(parsed, dict):
        raise ValueError("must be a condition")
    return parsed


def criterion_of(parsed: Any, collection: Collection, in_bounds: BoundsFilter) -> Criterion:
    """The condition that a parsed filter states. Raises ValueError where it names a property or function that there is not."""
    if parsed is True or parsed is False:
        return AllOf(()) if parsed else AnyOf(())
    if not isinstance(parsed, Mapping) or "op" not in parsed:
        if isinstance(parsed, Mapping) and "property" in parsed and _column(parsed, collection).type == FLAG:
            return Compare(parsed["property"], "=", True)
        raise ValueError("must compare properties with values")
    operator, arguments = parsed["op"], parsed["args"]
    if len(arguments) != _NUMBER_OF_ARGUMENTS.get(operator, len(arguments)):
        raise ValueError(f"gives {operator} a wrong number of arguments")
    if operator in ("and", "or"):
        parts = tuple(criterion_of(part, collection, in_bounds) for part in arguments)
        return AllOf(parts) if operator == "and" else AnyOf(parts)
    if operator == "not":
        return Not(criterion_of(arguments[0], collection, in_bounds))
    if operator == "s_intersects":
        return in_bounds(_bounds(arguments))
    if operator in _OPERATORS:
        return _compared(operator, arguments, collection)
    if operator in _FUNCTIONS:
        return _FUNCTIONS[operator](arguments, collection)
    raise ValueError(f"uses {operator}, which is not offered here; the conformance page lists what is")


def _compared(operator: str, arguments: Sequence[Any], collection: Collection) -> Criterion:
    left, right = arguments
    if not _names_property(left):
        left, right, operator = right, left, _TURNED.get(operator, operator)
    (left, on_left), (right, on_right) = _without_case(left), _without_case(right)
    ignores_case = on_left or on_right
    column = _column(left, collection)
    if ignores_case and column.type != TEXT:
        raise ValueError(f"ignores the case of {column.name}, which is no text")
    return Compare(column.name, operator, value_for(column, right), ignores_case)


def _between(arguments: Sequence[Any], collection: Collection) -> Criterion:
    column = _column(arguments[0], collection)
    least, most = (value_for(column, argument) for argument in arguments[1:])
    return AllOf((Compare(column.name, ">=", least), Compare(column.name, "<=", most)))


def _one_of(arguments: Sequence[Any], collection: Collection) -> Criterion:
    column = _column(arguments[0], collection)
    return OneOf(column.name, tuple(value_for(column, value) for value in arguments[1]))


def _like(arguments: Sequence[Any], collection: Collection) -> Criterion:
    (left, on_left), (pattern, on_right) = map(_without_case, arguments)
    ignores_case = on_left or on_right
    column = _column(left, collection)
    if column.type != TEXT or not isinstance(pattern, str):
        raise ValueError("uses LIKE, which compares a text with a pattern")
    return Like(column.name, pattern, ignores_case)


def _missing(arguments: Sequence[Any], collection: Collection) -> Criterion:
    return Missing(_column(arguments[0], collection).name)


def _holds(any_of: bool) -> Callable[[Sequence[Any], Collection], Criterion]:
    def held(arguments: Sequence[Any], collection: Collection) -> Criterion:
        column, values = _column(arguments[0], collection), arguments[1]
        if column.type != TEXTS or not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError("uses a function of lists, which compares a list with texts in brackets")
        return Holds(column.name, tuple(values), any_of)

    return held


_FUNCTIONS: Final[Mapping[str, Callable[[Sequence[Any], Collection], Criterion]]] = {
    "between": _between,
    "in": _one_of,
    "like": _like,
    "isNull": _missing,
    "a_contains": _holds(False),
    "a_overlaps": _holds(True),
}


def value_for(column: Column, value: Any) -> Value:
    """A value of CQL2 JSON as one that a column can be compared with. Raises ValueError."""
    if column.type == TEXTS:
        raise ValueError(f"compares {column.name}, a list: use A_OVERLAPS or A_CONTAINS")
    if column.type == TEXT and isinstance(value, str):
        return value
    if column.type == FLAG and isinstance(value, bool):
        return value
    if (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)) and type(value) in (int, float):
        return float(value)
    if column.type in (DAY, MOMENT):
        return _time(column, value)
    raise ValueError(f"compares {column.name} with a value of another kind")


def _time(column: Column, value: Any) -> date | datetime:
    """A day for a column of days, a moment for one of moments; bare texts are read too, as many programs write them."""
    stated = next(iter(value.values())) if isinstance(value, Mapping) and set(value) <= {"date", "timestamp"} else value
    if not isinstance(stated, str):
        raise ValueError(f"compares {column.name} with something that is no time")
    moment = day_or_moment(stated)
    if column.type == DAY:
        return moment.date() if isinstance(moment, datetime) else moment
    return moment if isinstance(moment, datetime) else day_or_moment(f"{stated}T00:00:00Z")


def _names_property(argument: Any) -> bool:
    argument, _ = _without_case(argument)
    return isinstance(argument, Mapping) and "property" in argument


def _without_case(argument: Any) -> tuple[Any, bool]:
    """What stands in CASEI, and whether it does. Raises ValueError where it holds anything but one argument."""
    if not isinstance(argument, Mapping) or argument.get("op") != "casei":
        return argument, False
    if len(argument["args"]) != 1:
        raise ValueError("gives CASEI a wrong number of arguments")
    return argument["args"][0], True


def _column(argument: Any, collection: Collection) -> Column:
    if not isinstance(argument, Mapping) or "property" not in argument:
        raise ValueError("must have a property on one side of each comparison and a value on the other")
    name = argument["property"]
    if name not in collection.by_name:
        raise ValueError(f"names {str(name)[:60]}, which is no property here; the queryables of the collection are")
    return collection.by_name[name]


def _bounds(arguments: Sequence[Any]) -> tuple[float, float, float, float]:
    """West, south, east and north of a box or a point. Raises ValueError."""
    left, right = arguments
    if isinstance(left, Mapping) and "property" not in left:
        left, right = right, left
    if not isinstance(left, Mapping) or left.get("property") != GEOMETRY or not isinstance(right, Mapping):
        raise ValueError("must compare the property geometry with a BBOX or a POINT")
    if "bbox" in right and len(right["bbox"]) == 4:
        west, south, east, north = right["bbox"]
        return west, south, east, north
    if right.get("type") == "Point":
        longitude, latitude = right["coordinates"][:2]
        return longitude, latitude, longitude, latitude
    raise ValueError("compares with a shape other than BBOX and POINT")
