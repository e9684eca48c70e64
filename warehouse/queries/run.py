"""Runs the .sql files beside the query modules by name, with their includes and the parameters that each one uses.

Besides SQL, a file may contain five kinds of directives. They insert text of the project, never values:

    --include other          the text of other.sql
    --derived name           a list of columns derived from the schema (`derived_columns.DERIVED`)
    --when text: ...         the rest of the line, if the parameter `text` has a value (not None)
    --unless text: ...       the rest of the line, if it has none
    --condition              AND and a `Condition`, where one is given
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.queries.derived_columns import DERIVED

FOLDER: Final = Path(__file__).resolve().parent.parent
_INCLUDE: Final = re.compile(r"^[ \t]*--include (\w+)[ \t]*$", re.MULTILINE)
_DERIVED: Final = re.compile(r"^[ \t]*--derived (\w+)[ \t]*$", re.MULTILINE)
_CONDITION: Final = re.compile(r"^([ \t]*)--(when|unless) (\w+): (.*)$", re.MULTILINE)
_GIVEN: Final = re.compile(r"^[ \t]*--condition[ \t]*$", re.MULTILINE)
_COMMENT: Final = re.compile(r"--.*$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"\$([a-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that code composed of names of columns and operators; whatever it compares with is among `values`, its parameters."""

    text: str
    values: Mapping[str, Any]


@cache
def sql_files() -> dict[str, Path]:
    """Every .sql file of the read side by name. Each is beside the module that runs it. ValueError where two have the same name."""
    by_name: dict[str, Path] = {}
    for file in sorted(FOLDER.glob("*/**/*.sql")):
        if by_name.setdefault(file.stem, file) != file:
            raise ValueError(f"{file.stem}.sql is in both {by_name[file.stem].parent} and {file.parent}")
    return by_name


def statement_names() -> list[str]:
    """Names of all .sql files."""
    return sorted(sql_files())


@cache
def load_sql(name: str, present: frozenset[str] = frozenset()) -> str:
    """The statement of `<name>.sql` when the parameters `present` have a value."""

    def keep_or_drop(match: re.Match[str]) -> str:
        return f"{match[1]}{match[4]}" if (match[3] in present) == (match[2] == "when") else ""

    text = sql_files()[name].read_text(encoding="utf-8")
    # Conditions are resolved last, so that those in included files see the same parameters.
    text = _DERIVED.sub(lambda match: DERIVED[match[1]](), text)
    return _CONDITION.sub(keep_or_drop, _INCLUDE.sub(lambda match: load_sql(match[1], present), text))


@cache
def statement_parameters(name: str, present: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names of the parameters that the statement uses."""
    return frozenset(_PARAMETER.findall(_COMMENT.sub("", load_sql(name, present))))


@cache
def statement_conditions(name: str) -> frozenset[str]:
    """Names of the parameters on which lines of the statement depend."""
    text = sql_files()[name].read_text(encoding="utf-8")
    names = frozenset(match[3] for match in _CONDITION.finditer(text))
    return names.union(*(statement_conditions(included) for included in _INCLUDE.findall(text)))


def run_query(
    con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None, condition: Condition | None = None
) -> pa.Table:
    """The result of `<name>.sql` as an Arrow table, under a condition where its text has a place for one.

    `values` may contain more than the statement uses; KeyError names a parameter that is missing.
    """
    return _bind_statement(con, name, values or {}, condition).to_arrow_table()


def stream_query(
    con: duckdb.DuckDBPyConnection,
    name: str,
    values: Mapping[str, Any] | None = None,
    batch: int = 20_000,
    condition: Condition | None = None,
) -> pa.RecordBatchReader:
    """The same in batches of at most `batch` rows, for results too large to hold in memory.

    Read it to the end, or close it, before `con` runs anything else.
    """
    return _bind_statement(con, name, values or {}, condition).to_arrow_reader(batch)


def run_statement(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None) -> None:
    """Run `<name>.sql` for its effect. `values` as in `run_query`."""
    con.execute(*_with_parameters(name, values or {}))


def _bind_statement(
    con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any], condition: Condition | None = None
) -> duckdb.DuckDBPyRelation:
    statement, used = _with_parameters(name, values)
    if condition is not None:
        statement, used = _GIVEN.sub(lambda _: f"AND {condition.text}", statement), {**used, **condition.values}
    return con.sql(statement, params=used)


def _with_parameters(name: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    # DuckDB rejects parameters that a statement does not use, and filters always pass all of theirs.
    present = frozenset(parameter for parameter in statement_conditions(name) if values.get(parameter) is not None)
    return load_sql(name, present), {parameter: values[parameter] for parameter in statement_parameters(name, present)}
