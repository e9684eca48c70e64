"""A picture with what a reader needs to judge it: what it says in plain words, what it assumes, where the method stands."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.describe.charts import Picture


@dataclass(frozen=True, slots=True)
class Explained:
    """`plain` are paragraphs that a board member understands, `assumptions` what it rests on, `references` the literature.

    `refusal` says why nothing is shown where the data cannot carry it.
    """

    picture: Picture
    plain: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    refusal: str = ""

    def frame(self) -> pd.DataFrame:
        """The data of the picture with what they rest on in the last columns, so that an export carries it."""
        found = self.picture.frame()
        found["Assumptions"] = " ".join(self.assumptions)
        found["References"] = " ".join(self.references)
        return found
