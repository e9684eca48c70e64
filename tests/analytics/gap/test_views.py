"""Cells over time, regions and categories: who was at work decides; what cannot be known is refused; repeats and strata."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.describe.charts import Chart
from analytics.gap import Histories, Watch, explain, cell_estimates
from analytics.gap.recapture import assumptions
from analytics.gap.recapture.estimate import DEPENDENT
from analytics.gap.recapture.results import GapEstimate
from analytics.gap.strata import stratified

OLD = Watch("old", "Old", date(1990, 1, 1), date(2014, 12, 31), None)
LONG = Watch("long", "Long", date(1985, 1, 1), date(2026, 1, 1), None)
GULF = Watch("gulf_desk", "Gulf desk", date(2010, 1, 1), date(2026, 1, 1), frozenset({"gulf"}))
WATCHING = (GULF, LONG, OLD)


def frame(rows: list[tuple[int, str | None, tuple[str, ...], int]]) -> pd.DataFrame:
    """Rows as (year, region, sources, incidents)."""
    made = pd.DataFrame(rows, columns=["year", "sea_region", "sources", "incidents"])
    made["repeats"] = [[] for _ in rows]
    made["severity"] = pd.array([1.0 if year % 2 else np.nan for year, *_ in rows])
    made["category"] = "piracy_robbery"
    return made


def year_of(year: int, region: str | None, alone: int = 30, both: int = 40) -> list[tuple[int, str | None, tuple[str, ...], int]]:
    return [(year, region, ("old",), alone), (year, region, ("long",), alone), (year, region, ("long", "old"), both)]


def known(found: GapEstimate) -> float:
    assert found.estimate is not None
    return found.estimate


def test_spans_begin_with_what_two_sources_covered() -> None:
    rows = [row for year in range(1988, 2018) for row in year_of(year, None)]
    cells = cell_estimates.over_time(frame(rows), WATCHING)
    assert [(cell.title, cell.first_year, cell.last_year) for cell in cells] == [
        ("1985 to 1989", 1985, 1989), ("1990 to 1994", 1990, 1994), ("1995 to 1999", 1995, 1999), ("2000 to 2004", 2000, 2004),
        ("2005 to 2009", 2005, 2009), ("2010 to 2014", 2010, 2014), ("2015 to 2019", 2015, 2019),
    ]  # fmt: skip
    assert [bool(cell.estimate.refusals) for cell in cells] == [True, False, False, False, False, False, True]
    first = cells[1].estimate
    assert (first.observed, first.totals, first.left_out) == (500, (350, 350), 0)
    assert known(first) == pytest.approx(351 * 351 / 201 - 1)
    assert "one source" in cells[-1].estimate.refusals[0].reason


def test_a_span_that_one_source_left_is_cut() -> None:
    rows = [row for year in range(2013, 2018) for row in year_of(year, None)]
    cell = cell_estimates.over_time(frame(rows), WATCHING, years_a_step=20)[0]
    assert (cell.first_year, cell.last_year, cell.estimate.observed) == (2000, 2014, 200)
    whole = cell_estimates.of_span(frame(rows), WATCHING, 2013, 2017)
    assert (whole.observed, whole.left_out) == (200, 300)


def test_a_source_is_used_only_where_it_watches() -> None:
    rows = [
        *year_of(2012, "gulf"),
        *year_of(2012, "strait"),
        (2012, "gulf", ("gulf_desk", "long"), 12),
        (2012, "strait", ("gulf_desk",), 99),
    ]
    found = cell_estimates.of_span(frame(rows), WATCHING, 2012, 2012)
    assert found.chosen == cell_estimates.BY_WATERS
    gulf = cell_estimates.of_span(frame([row for row in rows if row[1] == "gulf"]), WATCHING, 2012, 2012)
    strait = cell_estimates.of_span(frame([row for row in rows if row[1] == "strait"]), WATCHING, 2012, 2012)
    assert gulf.lists == ("gulf_desk", "long", "old")
    assert strait.lists == ("long", "old")
    assert known(found) == pytest.approx(known(gulf) + known(strait))
    assert found.observed == 212, "what only a source reports that does not watch there is no part of it"
    assert found.interval is not None and found.interval.low < known(found) < found.interval.high
    assert found.lower is not None and found.range is not None


def test_silence_of_a_source_is_no_gap() -> None:
    """Cutting a source off in the middle leaves the years before as they were and refuses those after."""
    rows = [row for year in range(2000, 2010) for row in year_of(year, None)]
    cut = [(year, region, held, n) for year, region, held, n in rows if year < 2005 or held != ("old",)]
    cut = [(year, region, ("long",) if year >= 2005 and "old" in held else held, n) for year, region, held, n in cut]
    gone = (LONG, Watch("old", "Old", date(1990, 1, 1), date(2004, 12, 31), None))
    before, after = cell_estimates.over_time(frame(cut), gone)
    assert known(before.estimate) == pytest.approx(known(cell_estimates.over_time(frame(rows), WATCHING)[0].estimate))
    assert after.estimate.estimate is None
    assert [one.code for one in after.estimate.refusals] == ["one_source"]


def test_what_repeats_another_is_no_find_of_its_own() -> None:
    table = frame(year_of(2000, None, 50, 80))
    table["repeats"] = [[], [], ["old>long"]]
    found = cell_estimates.of_span(table, WATCHING, 2000, 2000)
    assert found.refusals[0].code == "few_overlaps", "all that is shared is repeated"
    table = pd.concat([table, frame(year_of(2000, None, 0, 40))])
    found = cell_estimates.of_span(table, WATCHING, 2000, 2000)
    variants = {one.name: one for one in found.variants}
    assert variants[cell_estimates.BY_ORIGIN].abundance == found.estimate
    assert variants["as published"].abundance < known(found)
    assert variants["as published"].is_bound
    assert found.range == (variants["as published"].abundance, variants[DEPENDENT].abundance)
    assert variants[DEPENDENT].abundance > known(found)
    assert assumptions.REPEATS in found.assumptions


def test_by_codes_also_of_numbers_with_gaps() -> None:
    rows = [*year_of(2001, "strait"), *year_of(2002, "strait"), *year_of(2003, "gulf", 10, 8)]
    cells = cell_estimates.by(frame(rows), WATCHING, "severity", {"1": "Very significant"}, 2001, 2003)
    assert [(cell.key, cell.title, cell.estimate.observed) for cell in cells] == [("1", "Very significant", 128)]
    cells = cell_estimates.by(frame(rows), WATCHING, "sea_region", {"gulf": "Gulf", "strait": "Strait"}, 2001, 2003)
    assert [cell.key for cell in cells] == ["strait", "gulf"]
    assert cell_estimates.by(frame(rows), WATCHING, "sea_region", {}, 2001, 2003) == ()


def test_nothing_at_all() -> None:
    empty = frame([]).astype({"year": int, "incidents": int})
    assert cell_estimates.over_time(empty, WATCHING) == ()
    assert cell_estimates.of_span(empty, WATCHING, 2000, 2004).refusals[0].code == "nothing"
    assert cell_estimates.of_span(frame(year_of(1950, None)), WATCHING, 1950, 1950).refusals == (cell_estimates.NOBODY,)


def two_kinds(seed: int) -> dict[str, Histories]:
    """1,000 incidents that both sources find easily, 1,000 that neither does."""
    rng = np.random.default_rng(seed)
    found = {}
    for kind, chance in (("grave", 0.7), ("slight", 0.2)):
        held = rng.random((1000, 2)) < chance
        found[kind] = Histories.of(("a", "b"), held)
    return found


def test_stratifying_mends_what_heterogeneity_hides() -> None:
    found = stratified(two_kinds(4), resamples=200)
    assert found.estimate is not None and found.interval is not None and found.whole is not None and found.change is not None
    assert found.whole.estimate is not None and found.whole.interval is not None
    assert found.whole.interval.high < 2000, "all together lie too low"
    assert found.interval.low < 2000 < found.interval.high
    assert found.change > 0.2
    assert "more than the" in found.words
    assert found.unreported is not None and found.unreported.low < found.unreported.share < found.unreported.high


def test_a_stratum_too_thin_counts_as_observed() -> None:
    strata = {**two_kinds(5), "rare": Histories(("a", "b"), np.array([4, 3, 1]))}
    found, without = stratified(strata), stratified(two_kinds(5))
    assert found.without == ("rare",)
    assert found.estimate == pytest.approx((without.estimate or 0) + 8)
    assert "count only as observed" in found.words
    none = stratified({"rare": strata["rare"]})
    assert (none.estimate, none.unreported, none.change) == (None, None, None)
    assert none.words == "No stratum can carry an estimate."


def test_stratified_by_a_column() -> None:
    rows = [*year_of(2001, "strait", 10, 90), *year_of(2002, "strait", 60, 12)]
    table = frame(rows)
    found = cell_estimates.stratified_by(table, ("long", "old"), "severity")
    assert found.whole is not None and found.estimate is not None
    assert list(found.parts) == ["", "1"]
    assert found.observed == found.whole.observed == sum(count for *_, count in rows)
    assert found.without == ("",), "whether a severity is known depends on who reports: of the unknown ones nothing is estimated"
    assert found.estimate == pytest.approx(found.parts[""].observed + known(found.parts["1"]))
    table["severity"] = [1.0 if year == 2001 else 2.0 for year, *_ in rows]
    told = cell_estimates.stratified_by(table, ("long", "old"), "severity")
    assert told.estimate == pytest.approx(known(told.parts["1"]) + known(told.parts["2"]))
    assert (told.change or 0) > 0.1


def test_what_stratifying_changes_is_shown_beside_all_together() -> None:
    rows = [*year_of(2001, "strait", 10, 90), *year_of(2002, "strait", 60, 12), *year_of(2002, "gulf", 20, 30)]
    table = frame(rows)
    table["vessel_type"] = "tanker"
    table["severity"] = [1.0 if year == 2001 else 2.0 for year, *_ in rows]
    shown = explain.strata(table, WATCHING, 2001, 2002)
    assert shown is not None and not shown.refusal
    picture = shown.picture
    assert isinstance(picture, Chart)
    assert picture.places == ("All together", "Sum over kinds of sea region", "Sum over kinds of severity", "Sum over kinds of vessel type")
    dots, totals, thin = picture.series
    observed = sum(count for *_, count in rows)
    for share, total in zip(dots.values, totals.values, strict=True):
        assert share == pytest.approx(1 - observed / (total or 0))
    assert totals.values[3] == pytest.approx(totals.values[0]), "one kind alone changes nothing"
    assert (totals.values[2] or 0) > 1.1 * (totals.values[0] or 0)
    assert thin.values == (None, 0.0, 0.0, 0.0)
    assert any(one.startswith("By severity: The strata sum to") and "more than" in one for one in shown.plain)
    assert explain.strata(table, (OLD,), 2001, 2002) is None
