"""One figure that a page begins with: what it is, its value in words, what it is held against, and what that means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`value` and `change` (against what `against` names) are words with their units; `note` stands below, `help` defines it."""

    title: str
    value: str
    note: str = ""
    help: str = ""
    change: str = ""
    against: str = ""
