"""The groups of categories that are forecast: few, so that most cells hold enough incidents to say something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analytics.describe.colours import CATEGORY_COLOUR
from warehouse.contract.taxonomy import CATEGORY

ALL_KINDS: Final = "all"
"""The sum of all groups."""


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """Categories that are forecast together, and why they belong together."""

    code: str
    title: str
    categories: tuple[str, ...]
    reason: str
    colour: str


_PIRACY: Final = ("piracy_robbery", "cargo_theft", "vessel_theft")
_MILITANT: Final = ("militant", "terrorism")

GROUPS: Final[dict[str, CategoryGroup]] = {
    group.code: group
    for group in (
        CategoryGroup(
            "piracy",
            "Piracy, robbery and theft",
            _PIRACY,
            "Boarding for gain; reporting bodies differ in where they draw the line between robbery and theft.",
            CATEGORY_COLOUR["piracy_robbery"],
        ),
        CategoryGroup(
            "militant",
            "Militant and terrorist action",
            _MILITANT,
            "Violence for a political or military end, which comes in campaigns that start and stop.",
            CATEGORY_COLOUR["militant"],
        ),
        CategoryGroup(
            "other",
            "Approaches and other",
            tuple(code for code in CATEGORY if code not in (*_PIRACY, *_MILITANT)),
            "Suspicious approaches, stowaways, cyber, drugs, smuggling and the rest: each too rare to forecast on its own.",
            CATEGORY_COLOUR["suspicious"],
        ),
    )
}

GROUP_CODES: Final = tuple(GROUPS)
GROUP_TITLES: Final[dict[str, str]] = {ALL_KINDS: "All kinds", **{code: group.title for code, group in GROUPS.items()}}


def group_suffix(group: str) -> str:
    """The end of a title that concerns one group: `, piracy, robbery and theft`; empty for ALL_KINDS."""
    return "" if group == ALL_KINDS else f", {GROUP_TITLES[group].lower()}"


def group_by_category() -> dict[str, str]:
    """Category to group; every category belongs to exactly one."""
    return {category: group.code for group in GROUPS.values() for category in group.categories}
