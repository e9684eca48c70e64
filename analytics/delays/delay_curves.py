"""How long after the event a report is published: delay curves under right truncation, with intervals.

A report is seen only if it has been published: of recent events only the quickly published ones are known. So the share published
within d days is estimated in reverse time (Kalbfleisch & Lawless 1989): of the reports that could have been observed to take
up to u days and took no more, the share that took exactly u; the curve is the product of the complements. It holds among
reports published within `longest` days: longer delays cannot be estimated from the data and are counted separately.

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

from warehouse.queries.situation.spans import FEWEST_FOR_DELAY

Reals = npt.NDArray[np.float64]

LONGEST: Final = 365
"""Days within which a report must be published to count: longer delays are counted separately."""

FEWEST: Final = FEWEST_FOR_DELAY
"""No curve is given for fewer reports than this: the rule of every page that tells of a delay."""

BASIS_MEANING: Final[dict[str, str]] = {
    "stated": "as the body states it",
    "landed": "the day on which the report arrived here, from a source that was being followed",
    "unknown": "came in a file of old reports, which does not show when they were published",
}
By = Literal["source", "sea_region", "category"]


@dataclass(frozen=True, slots=True)
class DelayCurve:
    """The share of reports published within 0, 1, ... days, with its 95% interval, among those published within `longest` days.

    The curve rests on `reports`; `unknown` have no publication date, `impossible` were published before the stated event (whose date must
    be wrong), `later` took more than `longest` days. Where there is no curve, `refusal` says why and the arrays
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
        """Days until that share (0 to 1) is published: estimate and the ends of its 95% interval; None without a curve."""
        if not self.share:
            return None
        # The upper band reaches the share first: it gives the lower end of the days. Greenwood's bands need not rise; days must.
        first = [int(np.searchsorted(np.maximum.accumulate(values), share - 1e-12)) for values in (self.share, self.high, self.low)]
        most = len(self.share) - 1
        return min(first[0], most), min(first[1], most), min(first[2], most)


def reverse_time(delays: npt.ArrayLike, ages: npt.ArrayLike) -> tuple[Reals, Reals, Reals]:
    """The share published within 0 .. m days and its 95% interval, from two histograms over days 0 .. m.

    `delays[d]`: reports that took d days. `ages[a]`: of these reports those whose event lies a days before the end of
    observation (the last element: m or more). The interval is Greenwood's in reverse time, on the log-log scale.
    """
    taken, aged = np.asarray(delays, dtype=np.float64), np.asarray(ages, dtype=np.float64)
    # At risk at u: took no more than u days, and the event is old enough for a delay of u to have been observed.
    at_risk = np.cumsum(taken) - np.concatenate([[0.0], np.cumsum(aged)[:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > 0, taken / at_risk, 0.0)
        terms = np.where(at_risk > taken, taken / (at_risk * (at_risk - taken)), 0.0)
    # No report is quicker than the quickest: there the product ends.
    remaining = np.where(hazard < 1, 1 - hazard, 0.0)
    # The product runs from the longest delay down, hence the reversal; by the last day all that counts has been published.
    share = np.concatenate([np.cumprod(remaining[::-1])[::-1][1:], [1.0]])
    variance = np.concatenate([np.cumsum(terms[::-1])[::-1][1:], [0.0]])
    return share, *_greenwood_interval(share, variance)


def _greenwood_interval(share: Reals, variance: Reals) -> tuple[Reals, Reals]:
    """95% interval of a share from the variance of its logarithm, kept within 0 and 1."""
    inside = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    log = np.log(share[inside])
    # On the scale of log(-log) the interval cannot leave 0 to 1.
    spread = 1.959964 * np.sqrt(variance[inside]) / np.abs(log)
    low[inside], high[inside] = share[inside] ** np.exp(spread), share[inside] ** np.exp(-spread)
    return low, high


def delay_curves(counts: pd.DataFrame, longest: int = LONGEST) -> tuple[DelayCurve, ...]:
    """The curve of every source and cell of `queries.delays.delay_counts`, whole sources first, most reports first."""
    # Joined into one text: groupby would drop rows whose cell is missing, which are those without a position.
    keys = counts["source"].astype(str) + "\n" + counts["by"].astype(str) + "\n" + counts["cell"].fillna("").astype(str)
    curves = []
    for key, rows in counts.groupby(keys, sort=True):
        source, by, cell = str(key).split("\n")
        curves.append(_delay_curve(source, cast(By, by), cell or None, rows, longest))
    order = {"source": 0, "sea_region": 1, "category": 2}
    return tuple(sorted(curves, key=lambda curve: (order[curve.by], -curve.reports, curve.source, curve.cell or "")))


def _delay_curve(source: str, by: By, cell: str | None, rows: pd.DataFrame, longest: int) -> DelayCurve:
    delays = rows[rows["kind"] == "delay"]
    unknown = int(delays.loc[delays["days"].isna(), "reports"].sum())
    dated = delays[delays["days"].notna()]
    days, number = dated["days"].to_numpy(dtype=np.int64), dated["reports"].to_numpy(dtype=np.float64)
    inside = (days >= 0) & (days <= longest)
    taken = np.bincount(days[inside], weights=number[inside], minlength=longest + 1)
    aged = rows[rows["kind"] == "age"]
    ages = np.bincount(np.clip(aged["days"].to_numpy(dtype=np.int64), 0, longest), weights=aged["reports"], minlength=longest + 1)
    left_out = (unknown, int(number[days < 0].sum()), int(number[days > longest].sum()))
    basis = tuple(sorted(dated["basis"].unique()))
    reports = int(taken.sum())
    if reports < FEWEST:
        return DelayCurve(source, by, cell, basis, reports, *left_out, (), (), (), _refusal_reason(reports, unknown))
    share, low, high = reverse_time(taken, ages)
    return DelayCurve(source, by, cell, basis, reports, *left_out, tuple(share.tolist()), tuple(low.tolist()), tuple(high.tolist()))


def _refusal_reason(reports: int, unknown: int) -> str:
    if not reports:
        return f"No report has a known publication date: {unknown:,} {BASIS_MEANING['unknown']}." if unknown else "No report."
    return f"Only {reports:,} reports have a known publication date; {FEWEST} are needed."


def delays_by_numbering(references: pd.DataFrame, window: int = 21) -> pd.DataFrame:
    """The minimum delay that the body's own numbering proves: references of the form year-number, given in the order of publication.

    A body that numbers its messages as it publishes them cannot have published number n before the events of the
    numbers before it. `references` has columns native_ref and occurred_on; the result, in the order of the numbers,
    adds `published_from` (the day before which the report cannot have been published) and `least_days`. The latest event so far is the
    running maximum of the second latest of the `window` numbers up to each, so that a single wrong date does not move it.
    """
    references = references.reset_index(drop=True)
    parts = references["native_ref"].str.extract(r"^(\d{4})-(\d+)$")
    numbered = parts[0].notna()
    if not numbered.any():
        return references[:0].assign(year=0, number=0, published_from=references["occurred_on"][:0], least_days=0)
    series = references[numbered].assign(year=parts[0][numbered].astype("Int64"), number=parts[1][numbered].astype("Int64"))
    series = series.sort_values(["year", "number"]).reset_index(drop=True)
    day = pd.Series(series["occurred_on"].to_numpy().astype("datetime64[D]").astype(np.int64), index=series.index)
    # Of 21 numbers the 95% quantile is exactly the second latest day.
    near = day.rolling(window, min_periods=1).quantile(0.95).cummax().round().to_numpy()
    # Nothing in a year's series was published before that year began.
    begins = np.array([np.datetime64(f"{year}-01-01") for year in series["year"]], dtype="datetime64[D]").astype(np.int64)
    front = np.maximum(np.maximum(near, day.to_numpy()), begins).astype(np.int64)
    return series.assign(published_from=front.astype("datetime64[D]"), least_days=front - day.to_numpy())
