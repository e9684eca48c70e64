"""A figure at the top of a page: what it is, its value, what it is compared with, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_NAMED: Final = 2
"""Names in a figure's note before the rest are only counted."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`value` and `change` (relative to what `against` names) are texts with units; `note` is shown below, `help` is the definition."""

    title: str
    value: str
    note: str = ""
    help: str = ""
    change: str = ""
    against: str = ""


def list_with_rest(titles: Sequence[str], none: str) -> str:
    """`ASAM, IMB and 3 more`; the text `none` where there are no titles."""
    # Two names and a count fit on a card; a list of all sources would not.
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return f"{', '.join(titles[:MOST_NAMED])}{more}" if titles else none
