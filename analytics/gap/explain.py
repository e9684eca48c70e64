"""The pictures of the reporting gap with what they say in plain words, what they assume, and where the method stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analytics.describe.charts import Picture
from analytics.describe.explained import Explained
from analytics.gap import charts, overlap_charts, sources_at_work
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import GapEstimate
from analytics.gap.sources_at_work import Watch
from analytics.gap.expected_narrowing import Value, values
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell, of_lists, stratified_by

REFERENCES: Final = (
    "Chapman (1951), University of California Publications in Statistics 1, 131-160.",
    "Fienberg (1972), Biometrika 59, 591-603; Cormack (1989), Biometrics 45, 395-413.",
    "Chao (1987), Biometrics 43, 783-791.",
    "Chan, Silverman & Vincent (2021), JASA 116, 1297-1306.",
    "Ding & Fienberg (1994), Survey Methodology 20, 149-158 (doubt about links).",
)
WITHOUT_DOUBT: Final = "The doubt about links is not part of these intervals: so many links are in doubt that it is not drawn on a page."
STRATA: Final = {"sea_region": "sea region", "severity": "severity", "vessel_type": "vessel type"}
"""Columns whose kinds are estimated apart, and what a reader calls them."""


@dataclass(frozen=True)
class Common:
    """The incidents of the years and waters that the same two or more sources watched: those with most incidents."""

    lists: tuple[str, ...]
    found: Histories
    published: Histories
    incidents: int
    estimate: GapEstimate


def common_rows(frame: pd.DataFrame, watching: Sequence[Watch], first_year: int, last_year: int) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The set of two or more sources that watched most of the incidents in `frame` (of `queries.gap.source_histories`), and the rows that
    it watched; no source and no row where no two watched."""
    kept = frame[frame["year"].between(first_year, last_year)]
    who = pd.Series(
        [
            sources_at_work.at_work(watching, date(int(year), 1, 1), date(int(year), 12, 31), region if isinstance(region, str) else None)
            for year, region in zip(kept["year"], kept["sea_region"], strict=True)
        ],
        index=kept.index,
        dtype=object,
    )
    sums = {lists: int(kept.loc[who == lists, "incidents"].sum()) for lists in set(who) if len(lists) > 1}
    if not sums:
        return (), kept.iloc[:0]
    lists = max(sorted(sums), key=lambda one: sums[one])
    return lists, kept[who == lists]


def common(frame: pd.DataFrame, watching: Sequence[Watch], first_year: int, last_year: int) -> Common | None:
    """The largest part of `frame` that one set of sources watched; None where no two watched."""
    lists, inside = common_rows(frame, watching, first_year, last_year)
    if not lists:
        return None
    observed = int(inside["incidents"].sum())
    return Common(
        lists, sources_at_work.by_origin(inside, lists), sources_at_work.by_source(inside, lists), observed, of_lists(inside, lists)
    )


def over_time(cells: Sequence[Cell], titles: Mapping[str, str], notes: Sequence[str] = ()) -> Explained:
    """The share that no source holds, by period."""
    known = [cell for cell in cells if cell.estimate.unreported is not None]
    plain = (
        "Some incidents are reported to one body only, some to several, some to none. From how often the bodies' reports meet, the "
        f"number that none of them holds can be estimated. The field quotes {QUOTED_SHARE:.0%}; here it is measured.",
        *(_sentence(cell) for cell in known[-4:]),
    )
    return _explained(charts.share_over_time(cells, titles), plain, known, cells, notes)


def headline(cells: Sequence[Cell]) -> str:
    """The latest estimate in a sentence; empty without one."""
    found = latest(cells)
    return _sentence(found) if found else ""


def latest(cells: Sequence[Cell]) -> Cell | None:
    """The latest cell with an estimate over three years or more, else the latest with one; None without any."""
    known = [cell for cell in cells if cell.estimate.unreported is not None]
    long = [cell for cell in known if cell.last_year - cell.first_year >= 2]
    return (long or known)[-1] if known else None


def share_by(cells: Sequence[Cell], what: str, titles: Mapping[str, str], notes: Sequence[str] = ()) -> Explained:
    """The share that no source holds, by region or category."""
    known = [cell for cell in cells if cell.estimate.unreported is not None]
    plain = (
        f"The gap is not the same everywhere. A long whisker means that the reports of a {what} say little about it; an empty row, that "
        "they cannot say anything.",
    )
    return _explained(charts.share_by(cells, what, titles), plain, known, cells, notes)


def models(found: Common, titles: Mapping[str, str]) -> Explained:
    """What each defensible model says, of the incidents that the same sources watched."""
    plain = (
        "The data do not decide for one model. Each row is an estimate that they do not contradict; the spread between them is part of "
        "what is not known. Orange rows are lower bounds.",
        *([f"Chosen: {found.estimate.chosen}."] if found.estimate.chosen else []),
    )
    return Explained(charts.defensible(found.estimate, titles), plain, found.estimate.assumptions, REFERENCES, _refusals([found.estimate]))


def strata(frame: pd.DataFrame, watching: Sequence[Watch], first_year: int, last_year: int) -> Explained | None:
    """What estimating kinds of incident apart changes, of the incidents that the same sources watched; None where no two watched.

    `frame` has the columns of STRATA besides.
    """
    lists, inside = common_rows(frame, watching, first_year, last_year)
    if not lists:
        return None
    found = {title: stratified_by(inside, lists, column) for column, title in STRATA.items()}
    plain = (
        "Where one kind of incident is reported more readily than another, an estimate of all together comes out too low. So each kind is "
        "estimated by itself and the estimates are added up.",
        "Kinds with too few incidents, and incidents whose kind no report tells, count only as known, which makes a sum low: that a kind "
        "is told is likelier where two sources report.",
        *(f"By {title}: {one.words}" for title, one in found.items()),
    )
    whole = next(iter(found.values())).whole
    refusal = "" if any(one.estimate is not None for one in found.values()) else _refusals([whole] if whole else [])
    rests = (
        assumptions.LINKED,
        "Within each kind every incident is equally likely to be held by a source, and the sources are independent.",
    )
    reference = ("Sekar & Deming (1949), Journal of the American Statistical Association 44, 101-115.",)
    return Explained(charts.stratifying(found), plain, rests, reference, refusal)


def overlap(found: Common, titles: Mapping[str, str]) -> tuple[Explained, Explained]:
    """Incidents by combination of sources, and the matrix of shares, as the sources published them."""
    plain = (
        f"Of {found.published.observed:,} incidents {found.published.shared:,} are reported by more than one source. The fewer two sources "
        "share, the more incidents must be missing from both.",
    )
    rests = (assumptions.LINKED, "Counted as published: a report that repeats another body's counts for the body that published it.")
    return (
        Explained(
            overlap_charts.combinations_of(found.published, titles), plain, rests, ("Lex et al. (2014), IEEE TVCG 20, 1983-1992 (UpSet).",)
        ),
        Explained(overlap_charts.overlap(found.published, titles), plain, rests),
    )


def change(found: Common, titles: Mapping[str, str]) -> Explained:
    """What one more source, or a tenth more reports of one, would bring."""
    expected = values(found.found, found.estimate)
    best = max(expected, key=lambda one: one.narrower, default=None)
    plain = (
        "What is worth doing about the gap: each bar says by how much the range of the estimate would shrink.",
        *((_value_sentence(best, titles),) if best else ()),
    )
    refusal = "" if expected else _refusals([found.estimate]) or "There is no estimate to start from."
    return Explained(charts.what_would_change(expected, titles), plain, found.estimate.assumptions, REFERENCES, refusal)


def _explained(picture: Picture, plain: tuple[str, ...], known: Sequence[Cell], cells: Sequence[Cell], notes: Sequence[str]) -> Explained:
    said = dict.fromkeys(one for cell in known for one in cell.estimate.assumptions)
    refusal = "" if known else _refusals([cell.estimate for cell in cells]) or "No incident in this selection."
    return Explained(picture, plain, (*said, *notes), REFERENCES, refusal)


def _sentence(cell: Cell) -> str:
    share, found = cell.estimate.unreported, cell.estimate
    assert share is not None
    against = "below" if share.high < QUOTED_SHARE else "above" if share.low > QUOTED_SHARE else "not told from"
    return (
        f"{cell.title}: {found.observed:,} incidents known; {share.share:.0%} of all ({share.low:.0%} to {share.high:.0%}) are held by "
        f"none of {len(found.lists)} sources, {against} the quoted {QUOTED_SHARE:.0%}."
    )


def _value_sentence(one: Value, titles: Mapping[str, str]) -> str:
    what = next((one.what[: -len(name)] + title for name, title in titles.items() if one.what.endswith(f" of {name}")), one.what)
    return f"Most would come of {what}: the interval would narrow by {one.narrower:.0%}."


def _refusals(estimates: Iterable[GapEstimate]) -> str:
    return " ".join(dict.fromkeys(refusal.reason for found in estimates for refusal in found.refusals))
