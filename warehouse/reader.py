"""Readers: clearance, organisation, groups and role. From these `warehouse.view` decides what a query can see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader. `clearance` is the narrowest TLP mark that the reader may see; all wider marks are included.

    An empty set of groups means no group, never all groups. Raises ValueError for a mark that TLP 2.0 does not have.
    """

    clearance: str = MARKS[-1]
    organisation: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)
    role: str = "analyst"

    def __post_init__(self) -> None:
        if self.clearance not in MARKS:
            raise ValueError(f"there is no TLP mark {self.clearance!r}; the marks are {', '.join(MARKS)}")

    @property
    def marks(self) -> tuple[str, ...]:
        """The TLP marks that the reader may see, from the widest audience to the narrowest."""
        return MARKS[: MARKS.index(self.clearance) + 1]


LOCAL: Final = Reader()
"""The single user of a server without accounts, cleared for everything that the operator has landed."""


def local_reader(settings: Settings) -> Reader:
    """The reader of a server without accounts, with the clearance set by the operator (`clearance` in the settings)."""
    return Reader(clearance=settings.clearance)
