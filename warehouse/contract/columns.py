"""What a published table is made of: columns with type, unit, meaning and code list."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

TEXT = pa.string()
WHOLE = pa.int32()
REAL = pa.float64()
FLAG = pa.bool_()
DAY = pa.date32()
MOMENT = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())
CELL = pa.uint64()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, meaning; `codes` names a list in `taxonomy.CODE_LISTS`."""

    name: str
    type: pa.DataType
    doc: str
    unit: str = ""
    codes: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, its key, and the columns it is sorted by when published."""

    name: str
    doc: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    def arrow(self) -> pa.Schema:
        """The Arrow schema that every published file of this table has."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])

    def names(self) -> list[str]:
        return [column.name for column in self.columns]
