"""What the trends page shows beside its filters, and how that is written in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from analytics.describe.periods import GRAINS, Grain
from analytics.trends import BY_TITLE
from pages.shell import filters as filter_widgets
from pages.shell.address import filtered_address
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.trends.cubes import By

QUERY_NAMES: Final = ("grain", "by", "show", "set")
SHARES: Final = "shares"
CONSTANT: Final = "constant"


@dataclass(frozen=True, slots=True)
class TrendsView:
    """`grain` None: the page chooses by the span. `by` is the column of the chart over time, in counts or `shares`.

    `constant`: count only what at least one source reports that covers all the days shown.
    """

    grain: Grain | None = None
    by: By = "category"
    shares: bool = False
    constant: bool = False

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the view that opens by default."""
        values = {
            "grain": self.grain or "",
            "by": self.by if self.by != "category" else "",
            "show": SHARES if self.shares else "",
            "set": CONSTANT if self.constant else "",
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[TrendsView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        allowed = {"grain": GRAINS, "by": tuple(BY_TITLE), "show": (SHARES,), "set": (CONSTANT,)}
        notes = [
            f"The address contains an unknown value for “{name}”, which was ignored."
            for name, codes in allowed.items()
            if query.get(name) and query[name] not in codes
        ]
        valid = {name: query[name] for name, codes in allowed.items() if query.get(name) in codes}
        grain, by = cast(Grain | None, valid.get("grain")), cast(By, valid.get("by", "category"))
        return cls(grain, by, "show" in valid, "set" in valid), tuple(notes)


ADDRESS: Final = filtered_address("trends", QUERY_NAMES, TrendsView())


def read_address(choices: Choices) -> tuple[Filters, TrendsView, tuple[str, ...]]:
    """The filters and the view of this run, and what of the address was ignored."""
    ADDRESS.read_filtered(choices, TrendsView.from_query)
    return filter_widgets.current_filters(), ADDRESS.state, ADDRESS.notes
