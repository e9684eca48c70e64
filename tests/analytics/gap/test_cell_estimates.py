"""Cells over time, regions and categories: who was at work decides; what cannot be known is refused; repeats and strata."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.describe.charts import Chart
from analytics.gap import Histories, cell_estimates, explanations
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.estimate import IF_DEPENDENT
from analytics.gap.recapture.results import GapEstimate
from analytics.gap.strata import estimate_strata
from tests.support.watches import watch_of

OLD = watch_of("old", (date(1990, 1, 1), date(2014, 12, 31)), title="Old")
LONG = watch_of("long", (date(1985, 1, 1), date(2026, 1, 1)), title="Long")
GULF = watch_of("gulf_desk", (date(2010, 1, 1), date(2026, 1, 1)), title="Gulf desk", regions=frozenset({"gulf"}))
WATCHING = (GULF, LONG, OLD)


def frame(rows: list[tuple[int, str | None, tuple[str, ...], int]]) -> pd.DataFrame:
    """Rows as (year, region, sources, incidents)."""
    table = pd.DataFrame(rows, columns=["year", "sea_region", "sources", "incidents"])
    table["repeats"] = [[] for _ in rows]
    table["severity"] = pd.array([1.0 if year % 2 else np.nan for year, *_ in rows])
    table["category"] = "piracy_robbery"
    return table


def year_of(year: int, region: str | None, alone: int = 30, both: int = 40) -> list[tuple[int, str | None, tuple[str, ...], int]]:
    return [(year, region, ("old",), alone), (year, region, ("long",), alone), (year, region, ("long", "old"), both)]


def known(result: GapEstimate) -> float:
    assert result.estimate is not None
    return result.estimate


def test_spans_begin_with_what_two_sources_covered() -> None:
    rows = [row for year in range(1988, 2018) for row in year_of(year, None)]
    cells = cell_estimates.estimates_by_period(frame(rows), WATCHING)
    assert [(cell.title, cell.first_year, cell.last_year) for cell in cells] == [
        ("1985 to 1989", 1985, 1989), ("1990 to 1994", 1990, 1994), ("1995 to 1999", 1995, 1999), ("2000 to 2004", 2000, 2004),
        ("2005 to 2009", 2005, 2009), ("2010 to 2014", 2010, 2014), ("2015 to 2017", 2015, 2017),
    ]  # fmt: skip
    assert [bool(cell.estimate.refusals) for cell in cells] == [True, False, False, False, False, False, True]
    first = cells[1].estimate
    assert (first.observed, first.totals, first.left_out) == (500, (350, 350), 0)
    assert known(first) == pytest.approx(351 * 351 / 201 - 1)
    assert "one source" in cells[-1].estimate.refusals[0].reason


def test_a_span_that_one_source_left_is_cut() -> None:
    rows = [row for year in range(2013, 2018) for row in year_of(year, None)]
    cell = cell_estimates.estimates_by_period(frame(rows), WATCHING, years_a_period=20)[0]
    assert (cell.first_year, cell.last_year, cell.estimate.observed) == (2000, 2014, 200)
    both = cell_estimates.estimate_of_years(frame(rows), WATCHING, 2013, 2017)
    assert (both.observed, both.left_out) == (200, 300)


def test_a_source_is_used_only_where_it_watches() -> None:
    rows = [
        *year_of(2012, "gulf"),
        *year_of(2012, "strait"),
        (2012, "gulf", ("gulf_desk", "long"), 12),
        (2012, "strait", ("gulf_desk",), 99),
    ]
    result = cell_estimates.estimate_of_years(frame(rows), WATCHING, 2012, 2012)
    assert result.chosen == cell_estimates.BY_WATERS
    gulf = cell_estimates.estimate_of_years(frame([row for row in rows if row[1] == "gulf"]), WATCHING, 2012, 2012)
    strait = cell_estimates.estimate_of_years(frame([row for row in rows if row[1] == "strait"]), WATCHING, 2012, 2012)
    assert gulf.lists == ("gulf_desk", "long", "old")
    assert strait.lists == ("long", "old")
    assert known(result) == pytest.approx(known(gulf) + known(strait))
    assert result.observed == 212, "what only a source reports that does not watch there is no part of it"
    assert result.interval is not None and result.interval.low < known(result) < result.interval.high
    assert result.lower is not None and result.range is not None


def test_silence_of_a_source_is_no_gap() -> None:
    """Cutting a source off in the middle leaves the years before as they were and refuses those after."""
    rows = [row for year in range(2000, 2010) for row in year_of(year, None)]
    cut = [(year, region, held, n) for year, region, held, n in rows if year < 2005 or held != ("old",)]
    cut = [(year, region, ("long",) if year >= 2005 and "old" in held else held, n) for year, region, held, n in cut]
    gone = (LONG, watch_of("old", (date(1990, 1, 1), date(2004, 12, 31)), title="Old"))
    before, after = cell_estimates.estimates_by_period(frame(cut), gone)
    assert known(before.estimate) == pytest.approx(known(cell_estimates.estimates_by_period(frame(rows), WATCHING)[0].estimate))
    assert after.estimate.estimate is None
    assert [refusal.code for refusal in after.estimate.refusals] == ["one_source"]


def test_what_repeats_another_is_no_find_of_its_own() -> None:
    table = frame(year_of(2000, None, 50, 80))
    table["repeats"] = [[], [], ["old>long"]]
    result = cell_estimates.estimate_of_years(table, WATCHING, 2000, 2000)
    assert result.refusals[0].code == "few_overlaps", "all that is shared is repeated"
    table = pd.concat([table, frame(year_of(2000, None, 0, 40))])
    result = cell_estimates.estimate_of_years(table, WATCHING, 2000, 2000)
    variants = {variant.name: variant for variant in result.variants}
    assert variants[cell_estimates.BY_ORIGIN].abundance == result.estimate
    assert variants["as published"].abundance < known(result)
    assert variants["as published"].is_bound
    assert result.range == (variants["as published"].abundance, variants[IF_DEPENDENT].abundance)
    assert variants[IF_DEPENDENT].abundance > known(result)
    assert assumptions.REPEATS in result.assumptions


def test_by_codes_also_of_numbers_with_gaps() -> None:
    rows = [*year_of(2001, "strait"), *year_of(2002, "strait"), *year_of(2003, "gulf", 10, 8)]
    cells = cell_estimates.estimates_by_code(frame(rows), WATCHING, "severity", {"1": "Very significant"}, 2001, 2003)
    assert [(cell.code, cell.title, cell.estimate.observed) for cell in cells] == [("1", "Very significant", 128)]
    cells = cell_estimates.estimates_by_code(frame(rows), WATCHING, "sea_region", {"gulf": "Gulf", "strait": "Strait"}, 2001, 2003)
    assert [cell.code for cell in cells] == ["strait", "gulf"]
    assert cell_estimates.estimates_by_code(frame(rows), WATCHING, "sea_region", {}, 2001, 2003) == ()


def test_nothing_at_all() -> None:
    empty = frame([]).astype({"year": int, "incidents": int})
    assert cell_estimates.estimates_by_period(empty, WATCHING) == ()
    assert cell_estimates.estimate_of_years(empty, WATCHING, 2000, 2004).refusals[0].code == "nothing"
    assert cell_estimates.estimate_of_years(frame(year_of(1950, None)), WATCHING, 1950, 1950).refusals == (
        cell_estimates.NO_COMMON_SOURCES,
    )


def two_kinds(seed: int) -> dict[str, Histories]:
    """1,000 incidents that both sources find easily, 1,000 that neither does."""
    rng = np.random.default_rng(seed)
    histories = {}
    for kind, chance in (("grave", 0.7), ("slight", 0.2)):
        held = rng.random((1000, 2)) < chance
        histories[kind] = Histories.from_rows(("a", "b"), held)
    return histories


def test_stratifying_mends_what_heterogeneity_hides() -> None:
    result = estimate_strata(two_kinds(4), resamples=200)
    assert result.estimate is not None and result.interval is not None and result.whole is not None and result.relative_change is not None
    assert result.whole.estimate is not None and result.whole.interval is not None
    assert result.whole.interval.high < 2000, "all together lie too low"
    assert result.interval.low < 2000 < result.interval.high
    assert result.relative_change > 0.2
    assert "more than the" in result.words
    assert result.unreported is not None and result.unreported.low < result.unreported.share < result.unreported.high


def test_a_stratum_too_thin_counts_as_observed() -> None:
    strata = {**two_kinds(5), "rare": Histories(("a", "b"), np.array([4, 3, 1]))}
    result, without = estimate_strata(strata), estimate_strata(two_kinds(5))
    assert result.without == ("rare",)
    assert result.estimate == pytest.approx((without.estimate or 0) + 8)
    assert "count only as observed" in result.words
    none = estimate_strata({"rare": strata["rare"]})
    assert (none.estimate, none.unreported, none.relative_change) == (None, None, None)
    assert none.words == "No stratum can carry an estimate."


def test_stratified_by_a_column() -> None:
    rows = [*year_of(2001, "strait", 10, 90), *year_of(2002, "strait", 60, 12)]
    table = frame(rows)
    result = cell_estimates.stratified_by_column(table, ("long", "old"), "severity")
    assert result.whole is not None and result.estimate is not None
    assert list(result.parts) == ["", "1"]
    assert result.observed == result.whole.observed == sum(count for *_, count in rows)
    assert result.without == ("",), "whether a severity is known depends on who reports: of the unknown ones nothing is estimated"
    assert result.estimate == pytest.approx(result.parts[""].observed + known(result.parts["1"]))
    table["severity"] = [1.0 if year == 2001 else 2.0 for year, *_ in rows]
    complete = cell_estimates.stratified_by_column(table, ("long", "old"), "severity")
    assert complete.estimate == pytest.approx(known(complete.parts["1"]) + known(complete.parts["2"]))
    assert (complete.relative_change or 0) > 0.1


def test_what_stratifying_changes_is_shown_beside_all_together() -> None:
    rows = [*year_of(2001, "strait", 10, 90), *year_of(2002, "strait", 60, 12), *year_of(2002, "gulf", 20, 30)]
    table = frame(rows)
    table["vessel_type"] = "tanker"
    table["severity"] = [1.0 if year == 2001 else 2.0 for year, *_ in rows]
    explained = explanations.explain_strata(table, WATCHING, 2001, 2002)
    assert explained is not None and not explained.refusal
    picture = explained.picture
    assert isinstance(picture, Chart)
    assert picture.places == ("All together", "Sum over kinds of sea region", "Sum over kinds of severity", "Sum over kinds of vessel type")
    dots, totals, thin = picture.series
    observed = sum(count for *_, count in rows)
    for share, total in zip(dots.values, totals.values, strict=True):
        assert share == pytest.approx(1 - observed / (total or 0))
    assert totals.values[3] == pytest.approx(totals.values[0]), "one kind alone changes nothing"
    assert (totals.values[2] or 0) > 1.1 * (totals.values[0] or 0)
    assert thin.values == (None, 0.0, 0.0, 0.0)
    assert any(paragraph.startswith("By severity: The strata sum to") and "more than" in paragraph for paragraph in explained.plain)
    assert explanations.explain_strata(table, (OLD,), 2001, 2002) is None
