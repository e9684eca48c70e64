"""The pictures of the reporting gap with what they say in plain words, what they assume, and where the method is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from analytics.coverage.source_watch import SourceWatch
from analytics.describe.charts import Picture
from analytics.describe.explained import Explained
from analytics.gap import model_charts, overlap_charts, share_charts
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell, stratified_by_column
from analytics.gap.estimation_data import CommonPart, rows_of_common_sources
from analytics.gap.expected_narrowing import Narrowing, expected_narrowings
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.histories import Histories
from analytics.gap.recapture.results import GapEstimate

REFERENCES: Final = (
    "Chapman (1951), University of California Publications in Statistics 1, 131-160.",
    "Fienberg (1972), Biometrika 59, 591-603; Cormack (1989), Biometrics 45, 395-413.",
    "Chao (1987), Biometrics 43, 783-791.",
    "Chan, Silverman & Vincent (2021), JASA 116, 1297-1306.",
    "Ding & Fienberg (1994), Survey Methodology 20, 149-158 (doubt about links).",
)
STRATA: Final = {"sea_region": "sea region", "severity": "severity", "vessel_type": "vessel type"}
"""Columns whose kinds are estimated separately, and what a reader calls them."""

LEAST_YEARS_OF_HEADLINE: Final = 3
"""A period cut to one or two years says little: the headline prefers the latest one of at least so many."""


def explain_periods(cells: Sequence[Cell], titles: Mapping[str, str], notes: Sequence[str] = ()) -> Explained:
    """The share that no source holds, by period. `titles` are those of the sources by id."""
    estimated = _cells_with_estimate(cells)
    plain = (
        "Some incidents are reported to one body only, some to several, some to none. The number that none of them holds can be estimated "
        f"from how often their reports overlap. The figure usually quoted is {QUOTED_SHARE:.0%}; here it is measured.",
        *(_cell_sentence(cell) for cell in estimated[-4:]),
    )
    return _explained_cells(share_charts.periods_chart(cells, titles), plain, cells, notes)


def latest_estimate(cells: Sequence[Cell]) -> Cell | None:
    """The latest cell with an estimate over three years or more, else the latest with one; None without any."""
    estimated = _cells_with_estimate(cells)
    longer = [cell for cell in estimated if cell.last_year - cell.first_year + 1 >= LEAST_YEARS_OF_HEADLINE]
    return (longer or estimated)[-1] if estimated else None


def explain_shares(cells: Sequence[Cell], kind: str, titles: Mapping[str, str], notes: Sequence[str] = ()) -> Explained:
    """The share that no source holds, by region or category; `kind` names them ("sea region")."""
    plain = (
        f"The gap is not the same everywhere. A long whisker means that the reports of a {kind} say little about it; an empty row means "
        "that they say nothing.",
    )
    return _explained_cells(share_charts.shares_chart(cells, kind, titles), plain, cells, notes)


def explain_models(common: CommonPart, titles: Mapping[str, str]) -> Explained:
    """What each defensible model says, of the incidents that the same sources watched."""
    plain = (
        "The data do not single out one model. Each row is an estimate that they do not contradict; the spread between the rows is part "
        "of the uncertainty. Orange rows are lower bounds.",
        *([f"Chosen: {common.estimate.chosen}."] if common.estimate.chosen else []),
        *repeats_note(common.by_source, common.by_origin),
    )
    refusal = _refusal_reasons([common.estimate])
    return Explained(model_charts.models_chart(common.estimate, titles), plain, common.estimate.assumptions, REFERENCES, refusal)


def explain_strata(frame: pd.DataFrame, watching: Sequence[SourceWatch], first_year: int, last_year: int) -> Explained | None:
    """What estimating kinds of incident separately changes, of the incidents that the same sources watched; None where no two watched.

    `frame` also has the columns of STRATA.
    """
    lists, rows = rows_of_common_sources(frame, watching, first_year, last_year)
    if not lists:
        return None
    by_kind = {title: stratified_by_column(rows, lists, column) for column, title in STRATA.items()}
    plain = (
        "Where one kind of incident is reported more readily than another, a single estimate of all incidents comes out too low. So each "
        "kind is estimated separately and the estimates are added up.",
        "Kinds with too few incidents, and incidents whose kind no report states, count only as known, which makes a sum low: two reports "
        "are more likely to state the kind than one.",
        *(f"By {title}: {stratified.words}" for title, stratified in by_kind.items()),
    )
    unstratified = next(iter(by_kind.values())).whole
    has_estimate = any(stratified.estimate is not None for stratified in by_kind.values())
    refusal = "" if has_estimate else _refusal_reasons([unstratified] if unstratified else [])
    rests_on = (
        assumptions.LINKED,
        "Within each kind every incident is equally likely to be held by a source, and the sources are independent.",
    )
    reference = ("Sekar & Deming (1949), Journal of the American Statistical Association 44, 101-115.",)
    return Explained(model_charts.strata_chart(by_kind), plain, rests_on, reference, refusal)


def explain_known(frame: pd.DataFrame, titles: Mapping[str, str]) -> Explained:
    """What can be said where no share can be estimated: the incidents in `frame` by year and by the sources that report them."""
    plain = ("These incidents are known. Without sources that watched the same waters throughout, nothing says how many are not.",)
    return Explained(overlap_charts.known_chart(frame, titles), plain, (assumptions.LINKED,))


def explain_overlap(common: CommonPart, titles: Mapping[str, str]) -> tuple[Explained, Explained]:
    """Incidents by combination of sources, and the matrix of shares, as the sources published them."""
    histories = common.by_source
    plain = (
        f"Of {histories.observed:,} incidents {histories.shared:,} are reported by more than one source. The fewer incidents two sources "
        "share, the more must be missing from both.",
        *repeats_note(common.by_source, common.by_origin),
    )
    rests_on = (assumptions.LINKED, "Counted as published: a report that repeats another body's counts for the body that published it.")
    reference = ("Lex et al. (2014), IEEE TVCG 20, 1983-1992 (UpSet).",)
    return (
        Explained(overlap_charts.combinations_chart(histories, titles), plain, rests_on, reference),
        Explained(overlap_charts.overlap_grid(histories, titles), plain, rests_on),
    )


def overlap_sentence(common: CommonPart, first_year: int, last_year: int) -> str:
    """How many incidents more than one source publishes, of the years and waters that the same sources watched."""
    histories = common.by_source
    span = f"{first_year} to {last_year}" if first_year != last_year else f"{first_year}"
    share = f" ({histories.shared / histories.observed:.0%})" if histories.observed else ""
    return (
        f"Of {histories.observed:,} incidents of {span}, in waters that the same {len(common.lists)} sources watched throughout, "
        f"{histories.shared:,}{share} are published by more than one source."
    )


def explain_narrowing(common: CommonPart, titles: Mapping[str, str]) -> Explained:
    """What one more source, or a tenth more reports from one, would bring."""
    narrowings = expected_narrowings(common.by_origin, common.estimate)
    largest = max(narrowings, key=lambda narrowing: narrowing.narrower, default=None)
    plain = (
        "What would help most: each bar shows by how much the interval of the estimate would shrink.",
        *((_narrowing_sentence(largest, titles),) if largest else ()),
    )
    refusal = "" if narrowings else _refusal_reasons([common.estimate]) or "There is no estimate to start from."
    picture = model_charts.narrowing_chart(narrowings, titles)
    return Explained(picture, plain, common.estimate.assumptions, REFERENCES, refusal)


def repeats_note(by_source: Histories, by_origin: Histories) -> tuple[str, ...]:
    """Why fewer incidents count as shared in an estimate than the sources publish in common; nothing where none does."""
    if by_source.shared == by_origin.shared:
        return ()
    return (
        f"{by_source.shared:,} incidents are published by more than one source. In {by_source.shared - by_origin.shared:,} of them one "
        f"only repeats another's report, so {by_origin.shared:,} count as found by more than one when the share is estimated.",
    )


def _cells_with_estimate(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.estimate.unreported is not None]


def _explained_cells(picture: Picture, plain: tuple[str, ...], cells: Sequence[Cell], notes: Sequence[str]) -> Explained:
    estimated = _cells_with_estimate(cells)
    # A dictionary keeps the order in which the assumptions first occur, and each of them once.
    rests_on = dict.fromkeys(assumption for cell in estimated for assumption in cell.estimate.assumptions)
    refusal = "" if estimated else _refusal_reasons([cell.estimate for cell in cells]) or "No incident in this selection."
    return Explained(picture, plain, (*rests_on, *notes), REFERENCES, refusal)


def _cell_sentence(cell: Cell) -> str:
    share, estimate = cell.estimate.unreported, cell.estimate
    assert share is not None
    against = "below" if share.high < QUOTED_SHARE else "above" if share.low > QUOTED_SHARE else "not distinguishable from"
    return (
        f"{cell.title}: {estimate.observed:,} incidents known; an estimated {share.share:.0%} of all ({share.low:.0%} to {share.high:.0%}) "
        f"are held by none of {len(estimate.lists)} sources, {against} the quoted {QUOTED_SHARE:.0%}."
    )


def _narrowing_sentence(narrowing: Narrowing, titles: Mapping[str, str]) -> str:
    change = model_charts.with_source_title(narrowing.change, titles)
    return f"The greatest gain would come from {change}: the interval would narrow by {narrowing.narrower:.0%}."


def _refusal_reasons(estimates: Iterable[GapEstimate]) -> str:
    return " ".join(dict.fromkeys(refusal.reason for estimate in estimates for refusal in estimate.refusals))
