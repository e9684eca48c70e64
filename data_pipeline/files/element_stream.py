"""The records of a JSON file one at a time: an array, an object that holds one, a line each, or the features of a map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import name_as_text
from data_pipeline.files.streams import damaged_letters, open_text

_PIECE: Final = 1 << 18
LONGEST_ELEMENT: Final = 20_000_000
"""Characters of one record, or of what stands around the list of records."""
_BLANK: Final = re.compile(r"[ \t\r\n\x1e]*")
_LIST_NAMES: Final = ("features", "items", "data", "results", "records", "rows", "value")
"""Members that usually hold the records, where the mapping names none."""


def stream_elements(file: Path, list_name: str = "") -> Iterator[Any]:
    """The elements of the file's list of records. `list_name`: the member that holds it, with dots between levels; "" for the usual
    ones. Raises BrokenFile."""
    letters = damaged_letters(file)
    with open_text(file) as text:
        scanner = _Scanner(name_as_text(file), text, letters)
        try:
            if scanner.peek() == "[":
                yield from scanner.elements()
                scanner.refuse_more()
            else:
                yield from _lines_or_envelope(scanner, list_name)
        except RecursionError as error:
            raise BrokenFile(f"{scanner.name} is nested too deeply to be read.") from error


def _lines_or_envelope(scanner: _Scanner, list_name: str) -> Iterator[Any]:
    """An object a line; or one object, in which the list of records is looked for."""
    path = list_name.split(".") if list_name else []
    whole = scanner.envelope(path)
    if isinstance(whole, Iterator):
        yield from whole
        return
    if not scanner.peek():
        # One object without a list: a single record.
        if list_name:
            raise BrokenFile(f"{scanner.name} is JSON but has no list {list_name!r}.")
        yield whole
        return
    yield whole
    while scanner.peek():
        yield scanner.value()


class _Scanner:
    """JSON read from the beginning to the end, with no more of it in memory than the value at hand."""

    def __init__(self, name: str, text: IO[str], letters: dict[int, str]) -> None:
        self.name, self._letters = name, letters
        self._text, self._held, self._at, self._is_over, self._passed = text, "", 0, False, 0
        self._decoder = json.JSONDecoder()

    def peek(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            blank = _BLANK.match(self._held, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._fill():
                return ""

    def take(self, character: str) -> None:
        """Pass over this character. Raises BrokenFile when another stands there."""
        if self.peek() != character:
            raise self._fault(f"{character!r} is missing")
        self._at += 1

    def value(self) -> Any:
        """The value that begins here."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
                # A number may go on beyond what is held.
                if end < len(self._held) or self._is_over or not self._fill():
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > LONGEST_ELEMENT:
                    raise self._fault(f"a value has more than {LONGEST_ELEMENT:,} characters or is damaged") from error
                if self._is_over or not self._fill(double=True):
                    raise self._fault(error.msg) from error
            except ValueError as error:
                raise self._fault(str(error)[:100]) from error

    def elements(self) -> Iterator[Any]:
        """The elements of the array that begins here."""
        self.take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.peek() == "]":
                self._at += 1
                return
            self.take(",")

    def envelope(self, path: list[str]) -> Any:
        """The elements of the list at `path` in the object that begins here, as an iterator; the object itself where there is none.

        Without a path, a member of a usual name that holds a list of objects.
        """
        self.take("{")
        members: dict[str, Any] = {}
        while self.peek() != "}":
            name = self.value()
            self.take(":")
            if path and name == path[0] and len(path) > 1 and self.peek() == "{":
                return self.envelope(path[1:])
            if self.peek() == "[" and (name == path[0] if path else name in _LIST_NAMES):
                return self.elements()
            members[str(name)] = self.value()
            if self.peek() != ",":
                break
            self._at += 1
        self.take("}")
        return members

    def refuse_more(self) -> None:
        """Raise BrokenFile when something stands after the list."""
        if self.peek():
            raise self._fault("something stands after the end of the list")

    def _fill(self, double: bool = False) -> bool:
        """Hold more of the text; False at its end. `double`: as much again as is held, so that a long value is not tried too often."""
        piece = self._text.read(max(_PIECE, len(self._held) - self._at) if double else _PIECE)
        self._passed += self._at
        self._held, self._at = self._held[self._at :] + (piece if piece.isascii() else piece.translate(self._letters)), 0
        self._is_over = not piece
        return bool(piece)

    def _fault(self, reason: str) -> BrokenFile:
        return BrokenFile(f"{self.name} is not valid JSON: {reason} (character {self._passed + self._at:,}). Fetch or export it again.")
