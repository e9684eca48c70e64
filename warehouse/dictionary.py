"""The data dictionary: every table, column, code list and measure, as data and as Markdown.

Nothing here is written by hand: it is derived from `schema`, `taxonomy`, `measures` and `issues`.
`python -m warehouse.dictionary > docs/data_dictionary.md` writes the document; a test checks that it is up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from warehouse.contract.codes import OWN
from warehouse.contract.columns import Column, Table
from warehouse.contract.issues import ISSUE_CODES, QUARANTINE_REASONS
from warehouse.contract.schema import SCHEMA_VERSION, TABLES
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.measures import MEASURES


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column of one table, in words."""

    table: str
    column: str
    type: str
    unit: str
    required: bool
    codes: str
    definition: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of one list: its meaning and the source of the definition."""

    code_list: str
    code: str
    title: str
    definition: str
    source: str


_TYPES: Final[dict[pa.DataType, str]] = {
    pa.string(): "text",
    pa.int32(): "whole number",
    pa.int64(): "whole number",
    pa.uint64(): "H3 cell",
    pa.float64(): "number",
    pa.bool_(): "yes or no",
    pa.date32(): "day",
    pa.timestamp("us", tz="UTC"): "moment (UTC)",
    pa.list_(pa.string()): "list of texts",
}


def column_entries() -> tuple[ColumnEntry, ...]:
    """Every column of every published table, in schema order."""
    return tuple(_column_entry(table, column) for table in TABLES.values() for column in table.columns)


def code_entries() -> tuple[CodeEntry, ...]:
    """Every code of every list, including measures, warning codes and quarantine reasons."""
    listed = [CodeEntry(name, c.code, c.title, c.definition, c.source) for name, entries in CODE_LISTS.items() for c in entries.values()]
    measures = [CodeEntry("measure", m.code, m.title, f"{m.definition} Unit: {m.unit}.", OWN) for m in MEASURES.values()]
    issues = [CodeEntry("issue", code, _code_title(code), meaning, OWN) for code, meaning in ISSUE_CODES.items()]
    reasons = [CodeEntry("quarantine_reason", code, _code_title(code), meaning, OWN) for code, meaning in QUARANTINE_REASONS.items()]
    return (*listed, *measures, *issues, *reasons)


def search_entries(text: str) -> tuple[tuple[ColumnEntry, ...], tuple[CodeEntry, ...]]:
    """The columns and codes that contain every word of `text`, ignoring case; all of them for an empty text."""
    words = text.casefold().split()

    def holds(*parts: str) -> bool:
        text_of_entry = " ".join(parts).casefold()
        return all(word in text_of_entry for word in words)

    matching_columns = tuple(c for c in column_entries() if holds(c.table, c.column, c.type, c.unit, c.codes, c.definition))
    return matching_columns, tuple(c for c in code_entries() if holds(c.code_list, c.code, c.title, c.definition, c.source))


def to_markdown() -> str:
    """The whole dictionary as one Markdown document."""
    parts = [
        "# Data dictionary",
        f"Schema version {SCHEMA_VERSION}. Written by `python -m warehouse.dictionary`; change `warehouse/contract/schema/` and "
        "`warehouse/contract/taxonomy.py`, not this file.",
    ]
    for table in TABLES.values():
        rows = [_column_entry(table, column) for column in table.columns]
        parts += [f"## Table `{table.name}`", f"{table.doc} Key: {', '.join(f'`{name}`' for name in table.key)}."]
        head = ("column", "type", "unit", "always there", "codes", "meaning")
        parts.append(
            _markdown_table(head, [(f"`{r.column}`", r.type, r.unit, "yes" if r.required else "", r.codes, r.definition) for r in rows])
        )
    everything = code_entries()
    for name in dict.fromkeys(entry.code_list for entry in everything):
        lines = [(f"`{e.code}`", e.title, e.definition, e.source) for e in everything if e.code_list == name]
        parts += [f"## Codes `{name}`", _markdown_table(("code", "title", "definition", "source of the definition"), lines)]
    return "\n\n".join(parts) + "\n"


def _column_entry(table: Table, column: Column) -> ColumnEntry:
    return ColumnEntry(table.name, column.name, _TYPES[column.type], column.unit, column.required, column.codes, column.doc)


def _code_title(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _markdown_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    # A pipe would end the cell, so it is escaped.
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(to_markdown())
