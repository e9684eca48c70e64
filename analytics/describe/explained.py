"""A chart with what a reader needs to judge it: a plain explanation, its assumptions, and references for the method."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.describe.charts import Picture


@dataclass(frozen=True, slots=True)
class Explained:
    """`plain` explains the chart in paragraphs for a board member; `assumptions` and `references` are for those who check it.

    `refusal` says why no chart is shown where the data cannot support one.
    """

    picture: Picture
    plain: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    refusal: str = ""

    def frame(self) -> pd.DataFrame:
        """The data of the chart with assumptions and references in the last columns, so that an export includes them."""
        data = self.picture.frame()
        data["Assumptions"] = " ".join(self.assumptions)
        data["References"] = " ".join(self.references)
        return data
