"""The reporting gap of the incidents that the filters leave: estimates as pictures with their explanations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.recent_end import watch_of_filters
from analytics.coverage.watchkeeping import keep_watch
from analytics.describe.explained import Explained
from analytics.describe.key_figures import KeyFigure
from analytics.gap import cell_estimates, explanations, key_figures
from analytics.gap.cell_estimates import Cell
from analytics.gap.estimation_data import YEARS_A_PERIOD, YEARS_COMPARED, EstimationData, estimation_data, largest_common_part
from analytics.gap.headline import headline_cell, headline_sentence
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import SourceRow

MOST_REGIONS: Final = 18
"""Regions shown, those with most incidents: more rows cannot be read on one screen."""


@dataclass(frozen=True, slots=True)
class PeriodEstimates:
    """The share that no source holds: `chosen` for the years chosen (None without any incident) and `periods`; `titles` of sources by id.

    `estimation` is what they rest on, `notes` what must go with them, `headline` the sentence.
    """

    chosen: Cell | None
    periods: tuple[Cell, ...]
    headline: str
    titles: dict[str, str]
    estimation: EstimationData

    @property
    def notes(self) -> tuple[str, ...]:
        return self.estimation.notes


@dataclass(frozen=True, slots=True)
class ExplainedPeriods:
    """The share that no source holds: in a sentence and in figures for the years chosen, and by period.

    `instead` shows what is known where no share can be given; None where one is, or where there is nothing to compare.
    """

    figures: tuple[KeyFigure, ...]
    headline: str
    explained: Explained
    instead: Explained | None


@dataclass(frozen=True, slots=True)
class ExplainedParts:
    """Estimates by region and category over `years`; models and what would narrow them, of the largest common part."""

    by_region: Explained
    by_category: Explained
    models: Explained | None
    narrowing: Explained | None
    years: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ExplainedOverlap:
    """Incidents of `years` by combination of sources, in a sentence too, and the share of each source's that another reports as well."""

    years: tuple[int, int]
    sentence: str
    combinations: Explained
    matrix: Explained


def period_estimates(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> PeriodEstimates:
    """The share that no source holds, for the years chosen and by period, in numbers and in a sentence."""
    described = _sources_with_reports(con)
    estimation = _estimation_data(con, filters, now, described)
    periods = estimation.estimates_by_period(_years_a_period(estimation, filters))
    chosen = headline_cell(estimation, periods, filters)
    watch = watch_of_filters(con, now, filters) if chosen is None else None
    headline = headline_sentence(chosen, filters, sources.region_titles(con), watch)
    return PeriodEstimates(chosen, tuple(periods), headline, {source.source: source.title for source in described}, estimation)


def explained_periods(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> ExplainedPeriods:
    """The share that no source holds, for the years chosen and by period."""
    found = period_estimates(con, filters, now)
    chosen, periods = found.chosen, found.periods
    spans = {(period.first_year, period.last_year) for period in periods}
    drawn = periods if chosen is None or (chosen.first_year, chosen.last_year) in spans else (*periods, chosen)
    has_estimate = any(cell.estimate.unreported is not None for cell in drawn)
    frame = found.estimation.frame
    return ExplainedPeriods(
        key_figures.gap_key_figures(chosen, found.titles),
        found.headline,
        explanations.explain_periods(drawn, found.titles, found.notes),
        explanations.explain_known(frame, found.titles) if not has_estimate and frame["year"].nunique() > 1 else None,
    )


def explained_parts(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> ExplainedParts | None:
    """The share by region and category, the models, and what would narrow them; None where no two sources were at work."""
    described = _sources_with_reports(con)
    titles = {source.source: source.title for source in described}
    estimation = _estimation_data(con, filters, now, described, ("category",))
    years = estimation.years_compared
    if years is None:
        return None
    rows = estimation.frame[estimation.frame["year"].between(*years)]
    largest = set(rows.groupby("sea_region")["incidents"].sum().nlargest(MOST_REGIONS).index)
    regions = {code: title for code, title in sources.region_titles(con).items() if code in largest}
    categories = {code: category.title for code, category in CATEGORY.items()}

    def shares_by(column: str, code_titles: dict[str, str], kind: str) -> Explained:
        cells = cell_estimates.estimates_by_code(rows, estimation.watching, column, code_titles, *years, estimation.links)
        return explanations.explain_shares(cells, kind, titles, estimation.notes)

    common = largest_common_part(estimation.frame, estimation.watching, *years)
    return ExplainedParts(
        shares_by("sea_region", regions, "sea region"),
        shares_by("category", categories, "category"),
        explanations.explain_models(common, titles) if common else None,
        explanations.explain_narrowing(common, titles) if common else None,
        years,
    )


def explained_strata(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> Explained | None:
    """What estimating kinds of incident separately changes, over the same years and sources as the models."""
    # Links are taken as they are, as the chart's footnote says: what is compared is the effect of stratifying alone.
    estimation = _estimation_data(con, filters, now, _sources_with_reports(con), ("severity", "vessel_type"), link_doubt=False)
    years = estimation.years_compared
    return explanations.explain_strata(estimation.frame, estimation.watching, *years) if years else None


def explained_overlap(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> ExplainedOverlap | None:
    """Which sources report the same incidents, over the years in which two sources were at work; None where there are none."""
    described = _sources_with_reports(con)
    estimation = _estimation_data(con, filters, now, described, link_doubt=False)
    years = estimation.years_compared
    common = largest_common_part(estimation.frame, estimation.watching, *years) if years else None
    if years is None or common is None:
        return None
    sentence = explanations.overlap_sentence(common, *years)
    return ExplainedOverlap(years, sentence, *explanations.explain_overlap(common, {source.source: source.title for source in described}))


def _years_a_period(estimation: EstimationData, filters: Filters) -> int:
    """Five-year periods; single years where a reader chose a span that would hold only one or two periods."""
    years = estimation.frame["year"]
    is_short = len(years) > 0 and int(years.max()) - int(years.min()) < YEARS_COMPARED
    return 1 if is_short and (filters.date_from or filters.date_to) else YEARS_A_PERIOD


def _sources_with_reports(con: duckdb.DuckDBPyConnection) -> list[SourceRow]:
    return [source for source in sources.all_sources(con) if source.reports]


def _estimation_data(
    con: duckdb.DuckDBPyConnection,
    filters: Filters,
    now: datetime,
    described: list[SourceRow],
    by: tuple[str, ...] = (),
    link_doubt: bool = True,
) -> EstimationData:
    return estimation_data(con, filters, keep_watch(con, now, AS_DESCRIBED).watches, by, link_doubt)
