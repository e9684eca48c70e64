"""The form of the schema: tables and their columns, each with type, unit, meaning and code list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

TEXT = pa.string()
WHOLE = pa.int32()
REAL = pa.float64()
FLAG = pa.bool_()
DAY = pa.date32()
MOMENT = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())
CELL = pa.uint64()

_SQL_TYPES = {
    TEXT: "VARCHAR",
    WHOLE: "INTEGER",
    REAL: "DOUBLE",
    FLAG: "BOOLEAN",
    DAY: "DATE",
    MOMENT: "TIMESTAMPTZ",
    TEXTS: "VARCHAR[]",
    CELL: "UBIGINT",
    pa.int64(): "BIGINT",
}


def sql_type(kind: pa.DataType) -> str:
    """The database's name of a column's type."""
    return _SQL_TYPES[kind]


KEEP: Final = "keep"
"""Value of `Column.coarsened`: the column keeps its own value."""

DESCRIPTION: Final = "description"
"""The source's description file: the same value for all its reports."""
LANDING: Final = "landing"
"""The landed file and the record's place in it."""
ADAPTER: Final = "adapter"
"""The source's adapter, from one field of the record."""
FACTS: Final = "facts"
"""The rules that read a record's fields and narrative together."""
GEOGRAPHY: Final = "geography"
"""Looking up the position."""
HISTORY: Final = "history"
"""Comparing with what landed earlier."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, meaning; `codes` names a list in `taxonomy.CODE_LISTS`.

    For a report's columns, `filled_by` names the pipeline steps that fill them, and `default` is the value of a column filled by
    FACTS when a report is silent (otherwise null, or an empty list).

    `coarsened` states what an incident reported only by members shows in this column when it is released to others: KEEP for its
    own value, an SQL expression, or, if left out, nothing at all (null, or an empty list). A new column therefore discloses nothing
    until somebody decides that it may.
    """

    name: str
    type: pa.DataType
    doc: str
    unit: str = ""
    codes: str = ""
    required: bool = False
    filled_by: tuple[str, ...] = ()
    default: str | tuple[str, ...] | None = None
    coarsened: str = ""

    @property
    def empty_sql(self) -> str:
        """SQL for no value: an empty list, or null of the column's type."""
        return "[]::VARCHAR[]" if self.type == TEXTS else f"NULL::{sql_type(self.type)}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` identifies a row, `order` is how a published file is sorted; snapshots have it `since` a schema version."""

    name: str
    doc: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    since: int = 1

    def arrow(self) -> pa.Schema:
        """The Arrow schema of every published file of this table."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])

    def names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]
