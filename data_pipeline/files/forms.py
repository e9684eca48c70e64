"""The form of a source's files: which names mark it, which it must have, and how they may be written otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

NO_VALUE: Final = frozenset({"NaN", "nan", "NaT", "<NA>", "None", "NULL", "null", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"})
"""What programs write into an empty cell, exactly as they write it: a ship may be called Null."""
_NOT_LETTERS: Final = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Form:
    """A table with headings, or a list of JSON records (`is_table` False).

    `telling`: names that together no other source has. `required`: names without which a file is broken. `others`: further names
    that the source reads. `also_written`: headings that some programs write instead, by their letters. `list_name`: the member of a
    JSON object that holds the records. `day_names`: fields with a day, whose order of day and month the whole file must show.
    """

    telling: tuple[str, ...]
    required: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_table: bool = True
    list_name: str = ""
    day_names: tuple[str, ...] = ()
    also_written: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_letters = {letters_of(name): name for name in (*self.others, *self.required, *self.telling)}
        object.__setattr__(self, "_by_letters", {**self.also_written, **by_letters})

    @property
    def names(self) -> tuple[str, ...]:
        """All names that the source knows, those it requires first."""
        return tuple(dict.fromkeys((*self.required, *self.telling, *self.others)))

    def name_of(self, heading: str) -> str:
        """The known name with the same letters and digits, else the heading itself: programs differ in case, blanks and dots."""
        by_letters: dict[str, str] = self.__dict__["_by_letters"]
        return by_letters.get(letters_of(heading), heading.strip())

    def is_shown_by(self, headings: Iterable[str]) -> bool:
        """Whether these headings are of this form."""
        return set(self.telling) <= {self.name_of(heading) for heading in headings}

    def missing_among(self, headings: Iterable[str]) -> list[str]:
        """The names that these headings lack, of those that the form must have."""
        present = {self.name_of(heading) for heading in headings}
        return [name for name in dict.fromkeys((*self.required, *self.telling)) if name not in present]


def letters_of(heading: str) -> str:
    """A heading's letters and digits in lower case; the heading itself where it has none."""
    return _NOT_LETTERS.sub("", heading.casefold()) or heading.strip()
