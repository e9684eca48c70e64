"""Strict reading of raw records: every field is taken by name and type; what nothing takes is reported."""

from __future__ import annotations

from typing import Any, Final

from data_pipeline.errors import BadRecord

LONGEST: Final = 200_000
"""Characters a field may hold; anything longer is not a report."""


class Fields:
    """The fields of one raw record, taken out by name.

    Every `take_*` marks the name as read. A missing field, `None`, an empty text and a text that the source uses
    for "nothing" (`nothing`) are all None. A value of another type is a BadRecord("wrong_type").
    """

    def __init__(self, fields: dict[str, Any], nothing: frozenset[str] = frozenset()) -> None:
        self._fields = fields
        self._taken: set[str] = set()
        self._nothing = nothing

    def take_text(self, name: str) -> str | None:
        """The text as it came, or None. Raises BadRecord when it is no text or too long."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool | list | dict):
            raise BadRecord("wrong_type", f"field {name!r} holds {type(value).__name__}, not text")
        text = str(value)
        if len(text) > LONGEST:
            raise BadRecord("too_long", f"field {name!r} holds {len(text):,} characters; at most {LONGEST:,} are read")
        stripped = text.strip()
        return None if not stripped or stripped in self._nothing else text

    def take_number(self, name: str) -> float | None:
        """The number, also when it stands as text, or None. Raises BadRecord when it is neither."""
        value = self._take(name)
        if isinstance(value, str):
            if not value.strip() or value.strip() in self._nothing:
                return None
            try:
                return float(value)
            except ValueError:
                raise BadRecord("wrong_type", f"field {name!r} holds {value[:80]!r}, not a number") from None
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadRecord("wrong_type", f"field {name!r} holds {type(value).__name__}, not a number")
        return float(value)

    def take_any(self, name: str) -> Any:
        """The value as it came, for fields of another shape."""
        return self._take(name)

    def ignore(self, *names: str) -> None:
        """Name fields that are known and carry nothing we use."""
        self._taken.update(names)

    def left(self) -> list[str]:
        """Names of fields with a value that nothing has read."""
        return [name for name, value in self._fields.items() if name not in self._taken and value not in (None, "")]

    def _take(self, name: str) -> Any:
        self._taken.add(name)
        return self._fields.get(name)
