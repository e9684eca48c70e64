"""Estimates cell by cell, as the page *Reporting gap* shows them: over time, by region, by category.

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

from analytics.gap import link_draws, sources_at_work
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.estimate import AS_PUBLISHED, estimate
from analytics.gap.recapture.histories import Flags, Histories, Wholes
from analytics.gap.recapture.results import GapEstimate, Refusal
from analytics.gap.sources_at_work import Watch
from analytics.gap.strata import Stratified, combined, stratified
from warehouse.queries.gap.source_histories import UncertainLinks

QUOTED_SHARE: Final = 0.30
"""The share unreported that the field quotes (IMB: "up to 30%")."""

BY_ORIGIN: Final = "repeats counted as the other body's"
BY_WATERS: Final = "sum over waters that different sources watch"
LINK_DRAWS: Final = 200
UNKNOWN: Final = ""
"""Key of the incidents whose value of the column is not known."""


NOBODY: Final = Refusal("one_source", "No source covered the whole of these years and waters.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One estimate: `key` is its code (a region, a category, a span of years), `title` what a reader calls it."""

    key: str
    title: str
    first_year: int
    last_year: int
    estimate: GapEstimate


def common_years(watching: Sequence[Watch], regions: Iterable[str | None], first_year: int, last_year: int) -> tuple[int, ...]:
    """The years in which at least two sources watched one of `regions` throughout: only of those can anything be estimated."""
    spans = [(year, date(year, 1, 1), date(year, 12, 31)) for year in range(first_year, last_year + 1)]
    waters = tuple(regions)
    return tuple(year for year, first, last in spans if any(len(sources_at_work.at_work(watching, first, last, one)) > 1 for one in waters))


def over_time(
    frame: pd.DataFrame, watching: Sequence[Watch], years_a_step: int = 5, links: UncertainLinks | None = None
) -> tuple[Cell, ...]:
    """The estimate of every span of `years_a_step` years, spans counted from the first year of a multiple (2000 to 2004).

    The first and the last span are cut to the years in which two sources were at work, where there are such years.
    """
    if frame.empty:
        return ()
    made = []
    regions = {_region(one) for one in frame["sea_region"]}
    starts = range(int(frame["year"].min()) // years_a_step * years_a_step, int(frame["year"].max()) + 1, years_a_step)
    for start in starts:
        common = common_years(watching, regions, start, start + years_a_step - 1) or (start, start + years_a_step - 1)
        first, last = common[0], common[-1]
        title = str(first) if first == last else f"{first} to {last}"
        made.append(Cell(str(start), title, first, last, of_span(frame, watching, first, last, links)))
    return tuple(made)


def by(
    frame: pd.DataFrame,
    watching: Sequence[Watch],
    column: str,
    titles: Mapping[str, str],
    first_year: int,
    last_year: int,
    links: UncertainLinks | None = None,
) -> tuple[Cell, ...]:
    """The estimate of every value of `column` (sea_region, area, category, severity, vessel_type), most incidents first.

    `titles` are the readers' words by code; rows without a code, or with one that is not in `titles`, are left out.
    """
    kept = frame[frame["year"].between(first_year, last_year)]
    codes = _codes(kept[column])
    order = kept["incidents"].groupby(codes).sum().sort_values(ascending=False, kind="stable").index
    made = []
    for code in order:
        if code in titles:
            own = None if links is None else narrowed(links, (_codes(links.members[column]) == code).to_numpy(bool))
            made.append(Cell(code, titles[code], first_year, last_year, of_span(kept[codes == code], watching, first_year, last_year, own)))
    return tuple(made)


def of_span(
    frame: pd.DataFrame, watching: Iterable[Watch], first_year: int, last_year: int, links: UncertainLinks | None = None
) -> GapEstimate:
    """The estimate over the years named; `links` are those in doubt among the incidents in `frame`, where they should count.

    Years and waters that the same sources watched are estimated together. Those that fewer than two watched are left out, and counted
    as such; where that is all, the result says so.
    """
    watching = tuple(watching)
    kept = frame[frame["year"].between(first_year, last_year)]
    own_cells = _cells(kept)
    who = {cell: sources_at_work.at_work(watching, date(cell[0], 1, 1), date(cell[0], 12, 31), cell[1]) for cell in own_cells.unique()}
    groups = sorted({lists for lists in who.values() if len(lists) > 1})
    inside = own_cells.map(who)
    doubt = None if links is None else _cells(links.members).map(who)
    parts = []
    for lists in groups:
        own = None if links is None or doubt is None else narrowed(links, (doubt == lists).to_numpy(bool))
        parts.append(of_lists(kept[inside == lists], lists, own))
    if not parts:
        alone = max(who.values(), key=len, default=())
        return of_lists(kept, alone, None)
    left_out = int(kept.loc[inside.map(len) < 2, "incidents"].sum())
    return replace(parts[0] if len(parts) == 1 else combined(parts, BY_WATERS), left_out=left_out)


def _cells(frame: pd.DataFrame) -> pd.Series:
    """Year and region of each row."""
    regions = [_region(one) for one in frame["sea_region"]]
    cells = [(int(year), region) for year, region in zip(frame["year"], regions, strict=True)]
    return pd.Series(cells, index=frame.index, dtype=object)


def stratified_by(frame: pd.DataFrame, lists: Sequence[str], column: str) -> Stratified:
    """What stratifying by `column` (sea_region, area, severity, vessel_type, category) changes.

    `frame` holds incidents of years and waters that all `lists` watched. Those whose value is not known, keyed by UNKNOWN, count only as
    observed: a value is known the sooner the more sources report, so that few of them are on two lists by the making of the stratum.
    """
    codes = _codes(frame[column]).fillna(UNKNOWN)
    return stratified({str(code): sources_at_work.by_origin(part, lists) for code, part in frame.groupby(codes)}, only_observed=(UNKNOWN,))


def narrowed(links: UncertainLinks, keep: Flags) -> UncertainLinks:
    """The links between the reports kept (rows of `links.members`)."""
    members = links.members[keep]
    known = set(zip(members["incident_id"], members["report_id"], strict=True))
    ends = [zip(links.pairs[f"incident_{side}"], links.pairs[f"report_{side}"], strict=True) for side in ("a", "b")]
    inside = [a in known and b in known for a, b in zip(*ends, strict=True)]
    return UncertainLinks(links.pairs[np.array(inside, bool)], members.reset_index(drop=True))


def linked_draws(histories: Histories, links: UncertainLinks, draws: int = LINK_DRAWS, seed: int = 1) -> Wholes:
    """Draws x histories: `histories`, seen by origin, under links drawn by their probability."""
    doubt, lists = link_draws.Doubt.of(links, histories.lists, origin=True), len(histories.lists)
    sure = histories.counts - link_draws.touched(doubt, lists)[0]
    return np.asarray(sure + link_draws.draw(doubt, lists, draws, np.random.default_rng(seed))[:, 0])


def of_lists(frame: pd.DataFrame, lists: Sequence[str], links: UncertainLinks | None = None) -> GapEstimate:
    """The estimate of all incidents in `frame` from the lists named, whatever they cover.

    Where sources repeat one another, what one repeats counts as the other's; as published, it is then a lower end of the range.
    """
    if not lists:
        nobody = estimate(Histories(("no source",), np.array([frame["incidents"].sum()], np.int64)))
        return nobody if frame.empty else replace(nobody, refusals=(NOBODY,))
    published, origins = sources_at_work.by_source(frame, lists), sources_at_work.by_origin(frame, lists)
    repeats = bool((published.counts != origins.counts).any())
    linked = None if links is None or links.members.empty or len(lists) < 2 else linked_draws(origins, links)
    if not repeats:
        return estimate(published, linked=linked)
    found = estimate(origins, seen=BY_ORIGIN, alternatives={AS_PUBLISHED: published}, linked=linked)
    variants = tuple(replace(one, is_bound=one.is_bound or one.name == AS_PUBLISHED) for one in found.variants)
    return replace(found, variants=variants, assumptions=(*found.assumptions, assumptions.REPEATS))


def _region(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _codes(column: pd.Series) -> pd.Series:
    """Codes as text, whole numbers without decimals; missing ones stay missing."""
    numbers = pd.api.types.is_numeric_dtype(column)
    known = column.dropna()
    return (known.astype("int64").astype(str) if numbers else known.astype(str)).reindex(column.index)
