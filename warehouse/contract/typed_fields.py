"""Small files that people may have touched, read field by field: each by name and type, with a fault in words that names the field.

Own code rather than pydantic, whose import alone would cost every command more time than reading all of these files.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import orjson

LARGEST_BYTES: Final = 1_000_000
"""A hundred times the largest file that the program writes in this way."""
_LONGEST_SHOWN: Final = 60
_OVERLONG: Final = re.compile(rb"\d(?:_?\d){4299}")
"""More digits than Python reads."""
_TYPES: Final[dict[type, str]] = {
    str: "text", bool: "true or false", int: "a whole number", float: "a number", list: "a list", dict: "a group of fields",
    type(None): "nothing",
}  # fmt: skip


class FieldFault(ValueError):
    """What is wrong with a file or one of its fields, in words that follow "cannot be read: "."""


class TypedFields:
    """The fields of one file, taken by name and type. Every method raises FieldFault naming the field."""

    def __init__(self, fields: dict[str, object]) -> None:
        self._fields = fields
        self._taken: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str, longest: int = 2_000) -> str:
        """Text of at most so many characters."""
        value = self._take(name)
        if not isinstance(value, str):
            raise FieldFault(f"field {name} holds {type_in_words(value)}, not text")
        if len(value) > longest:
            raise FieldFault(f"field {name} has {len(value):,} characters; at most {longest:,} are allowed")
        return value

    def optional_text(self, name: str, longest: int = 2_000) -> str | None:
        """Text, or None where the field holds nothing."""
        if self._fields.get(name, "") is None:
            self._taken.add(name)
            return None
        return self.text(name, longest)

    def texts(self, name: str, longest: int, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, of at most so many characters each; `default` where there is no such field."""
        if default is not None and name not in self._fields:
            return default
        values = self._take(name)
        if not isinstance(values, list):
            raise FieldFault(f"field {name} holds {type_in_words(values)}, not a list")
        return tuple(TypedFields({name: value}).text(name, longest) for value in values)

    def whole(self, name: str) -> int:
        """A whole number from 0."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldFault(f"field {name} holds {type_in_words(value)}, not a whole number")
        if value < 0:
            raise FieldFault(f"field {name} is below 0")
        return value

    def number(self, name: str) -> float:
        """A number, whole or not, above 0."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldFault(f"field {name} holds {type_in_words(value)}, not a number")
        # Infinity and "not a number" are numbers in TOML.
        if not 0 < value < 1e300:
            raise FieldFault(f"field {name} holds {shown(value)}, not a number above 0")
        return float(value)

    def day(self, name: str) -> date:
        """A date of TOML, without a time, or its text as JSON has it."""
        value = self._take(name)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise FieldFault(f"field {name} holds {shown(value)}, not a date such as 2026-01-31") from None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise FieldFault(f"field {name} holds {shown(value)}, not a date such as 2026-01-31")
        return value

    def truth(self, name: str, default: bool) -> bool:
        """True or false; `default` where there is no such field."""
        if name not in self._fields:
            return default
        value = self._take(name)
        if not isinstance(value, bool):
            raise FieldFault(f"field {name} holds {type_in_words(value)}, not true or false")
        return value

    def group(self, name: str) -> dict[str, object]:
        """A group of fields by their names."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise FieldFault(f"field {name} holds {type_in_words(value)}, not a group of fields")
        return value

    def groups(self, name: str) -> tuple[TypedFields, ...]:
        """A list of groups of fields."""
        values = self._take(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise FieldFault(f"field {name} holds {type_in_words(values)}, not a list of groups of fields")
        return tuple(TypedFields(value) for value in values)

    def present(self, name: str) -> bool:
        """Whether the field is there and holds something; one that holds nothing counts as taken."""
        self._taken.add(name)
        return self._fields.get(name) is not None

    def moment(self, name: str) -> datetime:
        """A moment in ISO 8601 with its offset, in UTC."""
        text = self.text(name, longest=100)
        try:
            moment = datetime.fromisoformat(text)
            # Without an offset it could not be put in order with the others.
            if moment.tzinfo is None:
                raise ValueError("no offset")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise FieldFault(f"field {name} holds {shown(text)}, not a date and time with its offset from UTC") from None

    def refuse_others(self) -> None:
        """Raise FieldFault when there are fields that nothing has taken."""
        if others := sorted(set(self._fields) - self._taken):
            raise FieldFault(f"field {shown(others[0])} is not known")

    def _take(self, name: str) -> object:
        if name not in self._fields:
            raise FieldFault(f"field {name} is missing")
        self._taken.add(name)
        return self._fields[name]


def read_small_file(file: Path, largest: int = LARGEST_BYTES) -> bytes:
    """The bytes of a file of at most `largest` bytes. Raises FieldFault."""
    try:
        with file.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise FieldFault(error.strerror or type(error).__name__) from error
    if len(content) > largest:
        raise FieldFault(f"it is larger than {largest / 1e6:.0f} MB")
    return content


def json_fields(content: bytes) -> TypedFields:
    """The fields of a JSON object. Raises FieldFault."""
    try:
        fields = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise FieldFault(f"it is not valid JSON ({error})") from error
    if not isinstance(fields, dict):
        raise FieldFault(f"it holds {type_in_words(fields)}, not a group of fields")
    return TypedFields(fields)


def toml_table(content: bytes) -> dict[str, object]:
    """The settings of a TOML file. Raises FieldFault."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FieldFault(f"line {line} is not UTF-8 text. Save the file again as UTF-8") from error
    # Python's reader calls itself for every bracket.
    except RecursionError as error:
        raise FieldFault("brackets are nested too deeply") from error
    except ValueError as error:
        reason = _overlong_number(content) if "integer string conversion" in str(error) else str(error)
        raise FieldFault(" ".join(reason.split())[:200]) from error


def _overlong_number(content: bytes) -> str:
    # Python's reader does not say where it was.
    line = next((number for number, line in enumerate(content.splitlines(), start=1) if _OVERLONG.search(line)), 1)
    return f"line {line}: a number has too many digits"


def type_in_words(value: object) -> str:
    """`text`, `a whole number`, `a list`, ..."""
    return _TYPES.get(type(value), "a date or time")


def shown(value: object) -> str:
    """A value as a message quotes it: in one line, and cut where it is long."""
    try:
        text = repr(value)
    # Written in hexadecimal, TOML takes numbers that Python refuses to write in decimal.
    except ValueError:
        text = "a number with too many digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
