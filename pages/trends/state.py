"""What the page on trends shows beside its filters, and its form in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from analytics.describe.periods import GRAINS, Grain
from analytics.trends import BY_TITLE
from pages.shell import filters as filter_widgets
from pages.shell.address import Address
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.trends.cubes import By

QUERY_NAMES: Final = ("grain", "by", "show", "set")
SHARES: Final = "shares"
CONSTANT: Final = "constant"


@dataclass(frozen=True, slots=True)
class TrendsView:
    """`grain` None: the page chooses by the span. `by`: the column of the picture over time, in counts or `shares`.

    `constant`: only what at least one source saw that covers all the days shown.
    """

    grain: Grain | None = None
    by: By = "category"
    shares: bool = False
    constant: bool = False

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: what differs from the view that opens by itself."""
        said = {
            "grain": self.grain or "",
            "by": self.by if self.by != "category" else "",
            "show": SHARES if self.shares else "",
            "set": CONSTANT if self.constant else "",
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[TrendsView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        allowed = {"grain": GRAINS, "by": tuple(BY_TITLE), "show": (SHARES,), "set": (CONSTANT,)}
        notes = [
            f"The address names something under “{name}” that is not known here."
            for name, known in allowed.items()
            if query.get(name) and query[name] not in known
        ]
        kept = {name: query[name] for name, known in allowed.items() if query.get(name) in known}
        grain, by = cast(Grain | None, kept.get("grain")), cast(By, kept.get("by", "category"))
        return cls(grain, by, "show" in kept, "set" in kept), tuple(notes)


ADDRESS: Final = Address("trends", QUERY_NAMES, TrendsView())


def read(choices: Choices) -> tuple[Filters, TrendsView, tuple[str, ...]]:
    """The filters and the view of this run, and what of the address was ignored."""
    ADDRESS.read(choices, TrendsView.from_query)
    return filter_widgets.current(), ADDRESS.view, ADDRESS.notes
