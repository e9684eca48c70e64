"""Estimates cell by cell, as the page *Reporting gap* shows them: by period, by region, by category.

Each cell rests on the sources that covered all of its years and watched its waters. Where waters were watched by different sources, each
group of waters has its own estimate, and the cell is their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage.source_watch import SourceWatch, sources_at_work
from analytics.gap import link_draws
from analytics.gap.capture_histories import histories_by_origin, histories_by_source
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.estimate import AS_PUBLISHED, estimate
from analytics.gap.recapture.histories import Flags, Histories, Wholes
from analytics.gap.recapture.results import GapEstimate, Refusal
from analytics.gap.strata import Stratified, combine_estimates, estimate_strata
from warehouse.queries.gap.source_histories import UncertainLinks

QUOTED_SHARE: Final = 0.30
"""The share unreported that the field quotes (IMB: "up to 30%")."""

BY_ORIGIN: Final = "repeats counted as the other body's"
BY_WATERS: Final = "sum over waters that different sources watch"
LINK_DRAWS: Final = 200
VALUE_NOT_KNOWN: Final = ""
"""Stratum of the incidents whose value of the column is not known."""

NO_COMMON_SOURCES: Final = Refusal("one_source", "No source covered the whole of these years and waters.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One estimate: `code` is that of a region, a category or the first year of a period; `title` what a reader calls it."""

    code: str
    title: str
    first_year: int
    last_year: int
    estimate: GapEstimate


def years_with_two_sources(
    watching: Sequence[SourceWatch], regions: Iterable[str | None], first_year: int, last_year: int
) -> tuple[int, ...]:
    """The years in which at least two sources watched one of `regions` throughout: only in those can anything be estimated."""
    spans = [(year, date(year, 1, 1), date(year, 12, 31)) for year in range(first_year, last_year + 1)]
    waters = tuple(regions)
    return tuple(year for year, first, last in spans if any(len(sources_at_work(watching, first, last, region)) > 1 for region in waters))


def estimates_by_period(
    frame: pd.DataFrame, watching: Sequence[SourceWatch], years_a_period: int = 5, links: UncertainLinks | None = None
) -> tuple[Cell, ...]:
    """The estimate of every period of `years_a_period` years, counted from a multiple of it (2000 to 2004), oldest first.

    Each period is cut to the years in which two sources were at work, where there are such years.
    """
    if frame.empty:
        return ()
    cells = []
    regions = {_region_or_none(value) for value in frame["sea_region"]}
    first_year, last_year = int(frame["year"].min()), int(frame["year"].max())
    starts = range(first_year // years_a_period * years_a_period, last_year + 1, years_a_period)
    for start in starts:
        # Without such years the period stands up to the last incident, so that its refusal says why there is no estimate.
        end = min(start + years_a_period - 1, last_year)
        common = years_with_two_sources(watching, regions, start, end) or (start, end)
        first, last = common[0], common[-1]
        title = str(first) if first == last else f"{first} to {last}"
        cells.append(Cell(str(start), title, first, last, estimate_of_years(frame, watching, first, last, links)))
    return tuple(cells)


def estimates_by_code(
    frame: pd.DataFrame,
    watching: Sequence[SourceWatch],
    column: str,
    titles: Mapping[str, str],
    first_year: int,
    last_year: int,
    links: UncertainLinks | None = None,
) -> tuple[Cell, ...]:
    """The estimate of every value of `column` (sea_region, area, category, severity, vessel_type), most incidents first.

    `titles` are the readers' words by code; rows without a code, or with one that is not in `titles`, are left out.
    """
    rows = frame[frame["year"].between(first_year, last_year)]
    codes = _codes_as_text(rows[column])
    # A stable sort keeps codes with equally many incidents in one order from run to run.
    order = rows["incidents"].groupby(codes).sum().sort_values(ascending=False, kind="stable").index
    cells = []
    for code in order:
        if code in titles:
            code_links = None if links is None else links_within(links, (_codes_as_text(links.members[column]) == code).to_numpy(bool))
            result = estimate_of_years(rows[codes == code], watching, first_year, last_year, code_links)
            cells.append(Cell(code, titles[code], first_year, last_year, result))
    return tuple(cells)


def estimate_of_years(
    frame: pd.DataFrame, watching: Iterable[SourceWatch], first_year: int, last_year: int, links: UncertainLinks | None = None
) -> GapEstimate:
    """The estimate over the given years; `links` are those in doubt among the incidents in `frame`, where they should count.

    Years and waters that the same sources watched are estimated together. Those that fewer than two watched are left out, and counted
    as such; where nothing else remains, the result says so.
    """
    watching = tuple(watching)
    rows = frame[frame["year"].between(first_year, last_year)]
    waters = _years_and_regions(rows)
    lists_by_waters = {
        (year, region): sources_at_work(watching, date(year, 1, 1), date(year, 12, 31), region) for year, region in waters.unique()
    }
    groups = sorted({lists for lists in lists_by_waters.values() if len(lists) > 1})
    lists_of_row = waters.map(lists_by_waters)
    lists_of_member = None if links is None else _years_and_regions(links.members).map(lists_by_waters)
    parts = []
    for lists in groups:
        own_links = None if links is None or lists_of_member is None else links_within(links, (lists_of_member == lists).to_numpy(bool))
        parts.append(estimate_from_lists(rows[lists_of_row == lists], lists, own_links))
    if not parts:
        alone = max(lists_by_waters.values(), key=len, default=())
        return estimate_from_lists(rows, alone, None)
    left_out = int(rows.loc[lists_of_row.map(len) < 2, "incidents"].sum())
    return replace(parts[0] if len(parts) == 1 else combine_estimates(parts, BY_WATERS), left_out=left_out)


def _years_and_regions(frame: pd.DataFrame) -> pd.Series:
    """Year and region of each row."""
    regions = [_region_or_none(value) for value in frame["sea_region"]]
    pairs = [(int(year), region) for year, region in zip(frame["year"], regions, strict=True)]
    return pd.Series(pairs, index=frame.index, dtype=object)


def stratified_by_column(frame: pd.DataFrame, lists: Sequence[str], column: str) -> Stratified:
    """What stratifying by `column` (sea_region, area, severity, vessel_type, category) changes.

    `frame` holds incidents of years and waters that all `lists` watched. Those whose value is not known, in the stratum VALUE_NOT_KNOWN,
    count only as observed: the more sources report, the sooner a value is known, so that by construction few of them are on two lists.
    """
    codes = _codes_as_text(frame[column]).fillna(VALUE_NOT_KNOWN)
    strata = {str(code): histories_by_origin(part, lists) for code, part in frame.groupby(codes)}
    return estimate_strata(strata, only_observed=(VALUE_NOT_KNOWN,))


def links_within(links: UncertainLinks, keep: Flags) -> UncertainLinks:
    """The links between the reports kept; `keep` says which rows of `links.members` these are."""
    members = links.members[keep]
    reports = set(zip(members["incident_id"], members["report_id"], strict=True))
    ends = [zip(links.pairs[f"incident_{side}"], links.pairs[f"report_{side}"], strict=True) for side in ("a", "b")]
    both_kept = [a in reports and b in reports for a, b in zip(*ends, strict=True)]
    return UncertainLinks(links.pairs[np.array(both_kept, bool)], members.reset_index(drop=True))


def draw_linked_histories(histories: Histories, links: UncertainLinks, draws: int = LINK_DRAWS, seed: int = 1) -> Wholes:
    """Draws x histories: `histories`, seen by origin, under links drawn by their probability."""
    doubtful, lists = link_draws.DoubtfulLinks.from_links(links, histories.lists, origin=True), len(histories.lists)
    # Only the incidents that a doubtful link touches are drawn; all others are the same in every draw.
    untouched = histories.counts - link_draws.tabulate_touched(doubtful, lists)[0]
    return np.asarray(untouched + link_draws.draw_histories(doubtful, lists, draws, np.random.default_rng(seed))[:, 0])


def estimate_from_lists(frame: pd.DataFrame, lists: Sequence[str], links: UncertainLinks | None = None) -> GapEstimate:
    """The estimate of all incidents in `frame` from the given lists, whatever they cover.

    Where sources repeat one another, a repeat counts as the other's find; counted as published, it becomes a lower end of the range.
    """
    if not lists:
        nobody = estimate(Histories(("no source",), np.array([frame["incidents"].sum()], np.int64)))
        return nobody if frame.empty else replace(nobody, refusals=(NO_COMMON_SOURCES,))
    published, origins = histories_by_source(frame, lists), histories_by_origin(frame, lists)
    repeats = bool((published.counts != origins.counts).any())
    linked = None if links is None or links.members.empty or len(lists) < 2 else draw_linked_histories(origins, links)
    if not repeats:
        return estimate(published, linked=linked)
    result = estimate(origins, seen_as=BY_ORIGIN, alternatives={AS_PUBLISHED: published}, linked=linked)
    variants = tuple(replace(variant, is_bound=variant.is_bound or variant.name == AS_PUBLISHED) for variant in result.variants)
    return replace(result, variants=variants, assumptions=(*result.assumptions, assumptions.REPEATS))


def _region_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _codes_as_text(column: pd.Series) -> pd.Series:
    """Codes as text, whole numbers without decimals; missing ones stay missing."""
    # A column of whole numbers with gaps arrives as floating point: "1.0" would match no code.
    is_numeric = pd.api.types.is_numeric_dtype(column)
    present = column.dropna()
    return (present.astype("int64").astype(str) if is_numeric else present.astype(str)).reindex(column.index)
