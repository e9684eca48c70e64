"""The cells of one record by what the mapping says that they are."""

from __future__ import annotations

import hashlib
from typing import Final

from data_pipeline.fields import Fields
from data_pipeline.files.forms import NO_VALUE
from data_pipeline.mapping.model import ColumnMapping, TableMapping

_EMPTY: Final = frozenset({*NO_VALUE, "-", "--", "n/a", "N/A", "n.a.", "NA", "?", "."})
"""What people write into a cell that has no value."""
_NONE: Final = ColumnMapping(())


class Cells:
    """The cells of one record. Every method takes a target of TARGETS and gives None where no column is it, or its cell is empty."""

    def __init__(self, fields: Fields, mapping: TableMapping) -> None:
        self._fields, self.mapping = fields, mapping

    def column(self, target: str) -> ColumnMapping:
        """What the mapping says of the target."""
        return self.mapping.columns.get(target, _NONE)

    def name(self, target: str) -> str:
        """The heading of the target's first column, for messages."""
        columns = self.column(target).columns
        return columns[0] if columns else target

    def text(self, target: str) -> str | None:
        """The text; of several columns, all of theirs, each once, as sentences. Raises BadRecord when a cell is no text."""
        parts: list[str] = []
        for name in self.column(target).columns:
            text = cell_text(self._fields, name)
            if text and not any(text in earlier for earlier in parts):
                parts.append(text)
        if len(parts) < 2:
            return parts[0] if parts else None
        end = "" if target == "place" else "."
        return (", " if target == "place" else "\n").join(part if part.endswith((".", "!", "?")) else f"{part}{end}" for part in parts)

    def pseudonym(self, target: str) -> str | None:
        """12 hex digits that stand for the text, and do not tell it to whoever reads the tables."""
        text = self.text(target)
        return hashlib.sha256(f"{self.mapping.id}\0{text.casefold()}".encode()).hexdigest()[:12] if text else None


def cell_text(fields: Fields, name: str) -> str | None:
    """The text of one cell; None where it is empty. A whole number has no decimals, as workbooks and JSON write them."""
    value = fields.take_any(name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = (fields.take_text(name) or "").replace("\x00", "").strip()
    return None if not text or text in _EMPTY else text
