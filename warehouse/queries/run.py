"""Runs the .sql files that stand beside the query modules, by name, with what they include and the parameters each one uses.

Beside SQL, a file may hold two kinds of lines, which stand for text of the project and never for values:

    --include other          the text of sql/other.sql
    --when text: ...         the rest of the line, when the parameter `text` is given (not None)
    --unless text: ...       the rest of the line, when it is not
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

FOLDER: Final = Path(__file__).resolve().parent.parent
_INCLUDE: Final = re.compile(r"^[ \t]*--include (\w+)[ \t]*$", re.MULTILINE)
_CONDITION: Final = re.compile(r"^([ \t]*)--(when|unless) (\w+): (.*)$", re.MULTILINE)
_COMMENT: Final = re.compile(r"--.*$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"\$([a-z_]\w*)")


@cache
def files() -> dict[str, Path]:
    """Every .sql file of the read side by its name; it stands beside the module that runs it. ValueError where two have one name."""
    by_name: dict[str, Path] = {}
    for file in sorted(FOLDER.glob("*/**/*.sql")):
        if by_name.setdefault(file.stem, file) != file:
            raise ValueError(f"{file.stem}.sql stands in {by_name[file.stem].parent} and in {file.parent}")
    return by_name


def names() -> list[str]:
    """Names of all .sql files."""
    return sorted(files())


@cache
def sql(name: str, given: frozenset[str] = frozenset()) -> str:
    """The statement of `sql/<name>.sql` when the parameters `given` have a value."""

    def keep(found: re.Match[str]) -> str:
        return f"{found[1]}{found[4]}" if (found[3] in given) == (found[2] == "when") else ""

    text = files()[name].read_text(encoding="utf-8")
    return _CONDITION.sub(keep, _INCLUDE.sub(lambda found: sql(found[1], given), text))


@cache
def parameters(name: str, given: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names of the parameters that the statement uses."""
    return frozenset(_PARAMETER.findall(_COMMENT.sub("", sql(name, given))))


@cache
def conditions(name: str) -> frozenset[str]:
    """Names of the parameters on which lines of the statement depend."""
    text = files()[name].read_text(encoding="utf-8")
    found = frozenset(match[3] for match in _CONDITION.finditer(text))
    return found.union(*(conditions(included) for included in _INCLUDE.findall(text)))


def run(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None) -> pa.Table:
    """The result of `sql/<name>.sql` as an Arrow table.

    `values` may hold more than the statement uses; KeyError names a parameter that it lacks.
    """
    return _relation(con, name, values or {}).to_arrow_table()


def stream(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any] | None = None, batch: int = 20_000) -> pa.RecordBatchReader:
    """The same in batches of at most `batch` rows, for results that should not stand in memory whole.

    Read it to the end, or close it, before `con` runs anything else.
    """
    return _relation(con, name, values or {}).to_arrow_reader(batch)


def _relation(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Any]) -> duckdb.DuckDBPyRelation:
    given = frozenset(parameter for parameter in conditions(name) if values.get(parameter) is not None)
    wanted = {parameter: values[parameter] for parameter in parameters(name, given)}
    return con.sql(sql(name, given), params=wanted)
