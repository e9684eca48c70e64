"""One figure that a page begins with: what it is, its value in words, what it is held against, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_NAMED: Final = 2
"""Names that a figure's note holds before it counts the rest."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`value` and `change` (against what `against` names) are words with their units; `note` stands below, `help` defines it."""

    title: str
    value: str
    note: str = ""
    help: str = ""
    change: str = ""
    against: str = ""


def named(titles: Sequence[str], none: str) -> str:
    """`ASAM, IMB and 3 more`; `none` where there is none."""
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return f"{', '.join(titles[:MOST_NAMED])}{more}" if titles else none
