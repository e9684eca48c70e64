"""Conditions on the features of a collection: built from columns, operators and values, and handed to the database as parameters.

Whatever somebody asks for from outside ends as one of these. The text for the database is made of names of columns that the collection
publishes and of operators written here; every value is a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from warehouse.contract.columns import Column, sql_type
from warehouse.queries.run import Condition

Value = str | int | float | bool | date | datetime

OPERATORS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Compare:
    """A column against a value with one of OPERATORS; `ignores_case` for texts."""

    column: str
    operator: str
    value: Value
    ignores_case: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column equals one of the values; for none, nothing does."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """A text fits a pattern of `%` (any characters) and `_` (one), which a backslash makes ordinary."""

    column: str
    pattern: str
    ignores_case: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A column has no value."""

    column: str


@dataclass(frozen=True, slots=True)
class Holds:
    """A list holds all of the values, or with `any_of` at least one."""

    column: str
    values: tuple[str, ...]
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts are true; without parts, always."""

    parts: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is true; without parts, never."""

    parts: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false; unknown stays unknown."""

    part: Criterion


Criterion = Compare | OneOf | Like | Missing | Holds | AllOf | AnyOf | Not

ALWAYS: Final = AllOf(())


def condition_of(criterion: Criterion, columns: Mapping[str, Column]) -> Condition:
    """The condition for `run_query`. KeyError: a column that is not among `columns`; ValueError: an operator that does not exist."""
    values: dict[str, Any] = {}
    return Condition(_text(criterion, columns, values), values)


def _text(criterion: Criterion, columns: Mapping[str, Column], values: dict[str, Any]) -> str:
    if isinstance(criterion, AllOf | AnyOf):
        if not criterion.parts:
            return "true" if isinstance(criterion, AllOf) else "false"
        word = " AND " if isinstance(criterion, AllOf) else " OR "
        return f"({word.join(_text(part, columns, values) for part in criterion.parts)})"
    if isinstance(criterion, Not):
        return f"(NOT {_text(criterion.part, columns, values)})"
    column = columns[criterion.column]
    name = f'"{column.name}"'
    if isinstance(criterion, Missing):
        return f"({name} IS NULL)"
    if isinstance(criterion, Holds):
        function = "list_has_any" if criterion.any_of else "list_has_all"
        return f"{function}({name}, {_parameter(list(criterion.values), 'VARCHAR[]', values)})"
    if isinstance(criterion, OneOf):
        kind = _kind(column, *criterion.values)
        return f"({name} IN (SELECT unnest({_parameter(list(criterion.values), f'{kind}[]', values)})))"
    if isinstance(criterion, Like):
        operator = "ILIKE" if criterion.ignores_case else "LIKE"
        return f"({name} {operator} {_parameter(criterion.pattern, 'VARCHAR', values)} ESCAPE '\\')"
    return _compared(criterion, column, name, values)


def _compared(criterion: Compare, column: Column, name: str, values: dict[str, Any]) -> str:
    if criterion.operator not in OPERATORS:
        raise ValueError(f"there is no operator {criterion.operator!r}")
    value = _parameter(criterion.value, _kind(column, criterion.value), values)
    if criterion.ignores_case:
        return f"(lower({name}) {criterion.operator} lower({value}))"
    return f"({name} {criterion.operator} {value})"


def _kind(column: Column, *compared: Value) -> str:
    # A column of whole numbers may be compared with a fraction.
    return "DOUBLE" if any(isinstance(value, float) for value in compared) else sql_type(column.type)


def _parameter(value: Any, kind: str, values: dict[str, Any]) -> str:
    parameter = f"asked_{len(values)}"
    values[parameter] = value
    return f"${parameter}::{kind}"
