"""The groups of categories that are forecast: few, so that most cells hold enough to say something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analytics.describe.colours import CATEGORY_COLOUR
from warehouse.contract.taxonomy import CATEGORY

ALL: Final = "all"
"""The sum of all groups."""


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that are forecast together, and why they belong together."""

    code: str
    title: str
    categories: tuple[str, ...]
    reason: str
    colour: str


_PIRACY: Final = ("piracy_robbery", "cargo_theft", "vessel_theft")
_MILITANT: Final = ("militant", "terrorism")

GROUPS: Final[dict[str, Group]] = {
    group.code: group
    for group in (
        Group(
            "piracy",
            "Piracy, robbery and theft",
            _PIRACY,
            "People who come aboard for gain; bodies differ in where they draw the line between robbery and theft.",
            CATEGORY_COLOUR["piracy_robbery"],
        ),
        Group(
            "militant",
            "Militant and terrorist action",
            _MILITANT,
            "Violence for a political or military end; it comes in campaigns that start and stop.",
            CATEGORY_COLOUR["militant"],
        ),
        Group(
            "other",
            "Approaches and other",
            tuple(code for code in CATEGORY if code not in (*_PIRACY, *_MILITANT)),
            "Suspicious approaches, stowaways, cyber, drugs, smuggling and the rest: each too rare to forecast by itself.",
            CATEGORY_COLOUR["suspicious"],
        ),
    )
}

CODES: Final = tuple(GROUPS)
TITLES: Final[dict[str, str]] = {ALL: "All kinds", **{code: group.title for code, group in GROUPS.items()}}


def group_of() -> dict[str, str]:
    """Category to group; every category belongs to one."""
    return {category: group.code for group in GROUPS.values() for category in group.categories}
