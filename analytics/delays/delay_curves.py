"""How long after the event a report is out: delay curves under right truncation, with intervals.

A report is seen only if it has been published: of recent events only the quick ones are known. So the share published
within d days is estimated in reverse time (Kalbfleisch & Lawless 1989): of the reports that could have been seen to take
up to u days and took no more, the share that took exactly u; the curve is the product of what remains. It holds among
reports published within `longest` days: those that take longer cannot be seen in the data and are counted apart.

    Kalbfleisch, J. D. & Lawless, J. F. (1989). Inference based on retrospective ascertainment: an analysis of the data on
        transfusion-related AIDS. Journal of the American Statistical Association 84, 360-372.
    Lagakos, S. W., Barraj, L. M. & De Gruttola, V. (1988). Nonparametric analysis of truncated survival data, with
        application to AIDS. Biometrika 75, 515-523.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

Reals = npt.NDArray[np.float64]

LONGEST: Final = 365
"""Days within which a report must be published to count: what takes longer is named apart."""

FEWEST: Final = 30
"""Reports below which no curve is given."""

BASIS: Final[dict[str, str]] = {
    "stated": "the body states when it published",
    "landed": "the day on which the report came in, from a source that was being followed",
    "unknown": "came with a file of old reports, which says nothing about when they were published",
}
By = Literal["source", "sea_region", "category"]


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of reports out within 0, 1, ... days, with its 95% interval; among those out within `longest` days.

    `reports` rest on it; `unknown` tell no day of publication, `impossible` were published before the stated event (its
    day must be wrong), `later` took more than `longest` days. Where there is no curve, `refusal` says why and the arrays
    are empty. `share`, `low` and `high` run over days 0 to `longest`.
    """

    source: str
    by: By
    cell: str | None
    basis: tuple[str, ...]
    reports: int
    unknown: int
    impossible: int
    later: int
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    refusal: str = ""

    def days_until(self, share: float) -> tuple[int, int, int] | None:
        """Days until that share (0 to 1) is out: estimate and the ends of its 95% interval; None without a curve."""
        if not self.share:
            return None
        first = [int(np.searchsorted(np.maximum.accumulate(values), share - 1e-12)) for values in (self.share, self.high, self.low)]
        most = len(self.share) - 1
        return min(first[0], most), min(first[1], most), min(first[2], most)


def reverse_time(delays: npt.ArrayLike, ages: npt.ArrayLike) -> tuple[Reals, Reals, Reals]:
    """The share out within 0 .. m days and its 95% interval, from two histograms over days 0 .. m.

    `delays[d]`: reports that took d days. `ages[a]`: of these reports those whose event lies a days before the end of
    observation (the last element: m or more). The interval is Greenwood's in reverse time, on the log-log scale.
    """
    taken, aged = np.asarray(delays, dtype=np.float64), np.asarray(ages, dtype=np.float64)
    # At risk at u: took no more than u, and the event is old enough to have shown u.
    at_risk = np.cumsum(taken) - np.concatenate([[0.0], np.cumsum(aged)[:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > 0, taken / at_risk, 0.0)
        terms = np.where(at_risk > taken, taken / (at_risk * (at_risk - taken)), 0.0)
    # The quickest reports leave nobody below them: the product ends there.
    left = np.where(hazard < 1, 1 - hazard, 0.0)
    share = np.concatenate([np.cumprod(left[::-1])[::-1][1:], [1.0]])
    variance = np.concatenate([np.cumsum(terms[::-1])[::-1][1:], [0.0]])
    return share, *_interval(share, variance)


def _interval(share: Reals, variance: Reals) -> tuple[Reals, Reals]:
    """95% interval of a share from the variance of its logarithm, kept within 0 and 1."""
    inside = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    log = np.log(share[inside])
    spread = 1.959964 * np.sqrt(variance[inside]) / np.abs(log)
    low[inside], high[inside] = share[inside] ** np.exp(spread), share[inside] ** np.exp(-spread)
    return low, high


def curves(counts: pd.DataFrame, longest: int = LONGEST) -> tuple[Curve, ...]:
    """The curve of every source and cell of `queries.delays.delay_counts`, whole sources first, most reports first."""
    keys = counts["source"].astype(str) + "\n" + counts["by"].astype(str) + "\n" + counts["cell"].fillna("").astype(str)
    found = []
    for key, rows in counts.groupby(keys, sort=True):
        source, by, cell = str(key).split("\n")
        found.append(_curve(source, cast(By, by), cell or None, rows, longest))
    order = {"source": 0, "sea_region": 1, "category": 2}
    return tuple(sorted(found, key=lambda one: (order[one.by], -one.reports, one.source, one.cell or "")))


def _curve(source: str, by: By, cell: str | None, rows: pd.DataFrame, longest: int) -> Curve:
    delays = rows[rows["kind"] == "delay"]
    unknown = int(delays.loc[delays["days"].isna(), "reports"].sum())
    known = delays[delays["days"].notna()]
    days, number = known["days"].to_numpy(dtype=np.int64), known["reports"].to_numpy(dtype=np.float64)
    inside = (days >= 0) & (days <= longest)
    taken = np.bincount(days[inside], weights=number[inside], minlength=longest + 1)
    aged = rows[rows["kind"] == "age"]
    ages = np.bincount(np.clip(aged["days"].to_numpy(dtype=np.int64), 0, longest), weights=aged["reports"], minlength=longest + 1)
    told = (unknown, int(number[days < 0].sum()), int(number[days > longest].sum()))
    basis = tuple(sorted(known["basis"].unique()))
    reports = int(taken.sum())
    if reports < FEWEST:
        return Curve(source, by, cell, basis, reports, *told, (), (), (), _refusal(reports, unknown))
    share, low, high = reverse_time(taken, ages)
    return Curve(source, by, cell, basis, reports, *told, tuple(share.tolist()), tuple(low.tolist()), tuple(high.tolist()))


def _refusal(reports: int, unknown: int) -> str:
    if not reports:
        return f"No report tells when it was published: {unknown:,} {BASIS['unknown']}." if unknown else "No report."
    return f"Only {reports:,} reports tell when they were published; {FEWEST} are needed."


def by_numbering(references: pd.DataFrame, window: int = 21) -> pd.DataFrame:
    """The least delay that the body's own numbering proves: references of the form year-number, given in the order of publishing.

    A body that numbers its messages as it publishes them cannot have published number n before the events of the
    numbers before it. `references` has columns native_ref and occurred_on; the result, in the order of the numbers,
    adds `published_from` (the day before which the report cannot have been out) and `least_days`. The front of the
    events is the running maximum of the second latest of the `window` numbers up to each, so that single mistaken dates do not move it.
    """
    references = references.reset_index(drop=True)
    parts = references["native_ref"].str.extract(r"^(\d{4})-(\d+)$")
    numbered = parts[0].notna()
    if not numbered.any():
        return references[:0].assign(year=0, number=0, published_from=references["occurred_on"][:0], least_days=0)
    kept = references[numbered].assign(year=parts[0][numbered].astype("Int64"), number=parts[1][numbered].astype("Int64"))
    kept = kept.sort_values(["year", "number"]).reset_index(drop=True)
    day = pd.Series(kept["occurred_on"].to_numpy().astype("datetime64[D]").astype(np.int64), index=kept.index)
    near = day.rolling(window, min_periods=1).quantile(0.95).cummax().round().to_numpy()
    # Nothing of a year's series was published before that year began.
    begins = np.array([np.datetime64(f"{year}-01-01") for year in kept["year"]], dtype="datetime64[D]").astype(np.int64)
    front = np.maximum(np.maximum(near, day.to_numpy()), begins).astype(np.int64)
    return kept.assign(published_from=front.astype("datetime64[D]"), least_days=front - day.to_numpy())
