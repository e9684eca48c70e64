"""The real archives: ends and silences of ASAM and IMB are where they are known to be, and no sentence reads across them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from analytics import trends
from analytics.describe.charts import Chart
from analytics.trends import TrendRequest
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

pytestmark = pytest.mark.real_data
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_years_by_who_watched_them(real_snapshot: Snapshot) -> None:
    read = trends.query_runner(real_snapshot.open_database())
    trend_chart = trends.over_time(read, TrendRequest(Filters(), NOW, "year"), "none")
    assert trend_chart is not None and isinstance(trend_chart.picture, Chart)
    places = trend_chart.picture.places
    partial = dict(zip(places, trend_chart.picture.series[0].partial, strict=True))
    values = dict(zip(places, trend_chart.picture.series[0].values, strict=True))
    assert [year for year in places if partial[year] and "1990" < year < "2024"] == ["2018"], "ASAM fell silent in 2018"
    assert partial["2024"] and values["2024"], "ASAM ended in June"
    assert values["2025"] is None and values["2026"] is None
    assert trend_chart.sentences[0].startswith("All incidents: ") and " in 2023 against " in trend_chart.sentences[0]
    assert trend_chart.picture.breaks[0].label == "IMB Crime at Sea begins"


def test_the_last_half_year_is_compared_over_the_one_source_that_covers_it(real_snapshot: Snapshot) -> None:
    trend_chart = trends.year_to_date(trends.query_runner(real_snapshot.open_database()), TrendRequest(Filters(), NOW))
    assert trend_chart is not None
    assert trend_chart.sources == ("ASAM",)
    assert "1 January to 25 June 2024" in trend_chart.sentences[0]


def test_steps_of_level_are_where_the_regions_are_known_to_have_them(real_snapshot: Snapshot) -> None:
    """Somali piracy rose in 2005 and fell in 2012; the Gulf of Guinea rose in 1999 and 2007; IMB's beginning is no step of crime."""
    read = trends.query_runner(real_snapshot.open_database())

    def sentences(*regions: str) -> str:
        return " ".join(trends.headline_findings(read, TrendRequest(Filters(regions=regions), NOW, "year")).sentences)

    assert re.search(r"a year until 2004, \d\d until 201[12] and \d\.?\d? until 2020", sentences("somali_basin"))
    assert re.search(r"a year until 1998, \d\d until 2006 and \d\d until 2020", sentences("gulf_of_guinea"))
    assert "The steps in 1993, when IMB" in sentences() and "may be one of reporting alone" in sentences()


def test_large_changes_are_listed_in_both_directions(real_snapshot: Snapshot) -> None:
    """Red Sea up, Black Sea and Gulf of Mexico down from 2022 to 2023: none of them may read as no clear change."""
    read = trends.query_runner(real_snapshot.open_database())
    filters = Filters(date_from=date(2023, 1, 1), date_to=date(2023, 12, 31))
    trend_chart = trends.changes_by_code(read, TrendRequest(filters, NOW))
    assert trend_chart is not None and trend_chart.sources == ("ASAM",)
    first, *changes = trend_chart.sentences
    assert "changed clearly: 2023 against 2022" in first
    assert re.match(r"Black Sea and Turkish Straits: \d against \d\d \(9\d% fewer\)", changes[0])
    assert re.match(r"Red Sea: 2\d against \d \(\d{3}% more\)", changes[1])
    assert re.match(r"Gulf of Mexico: none known, though watched, against 1\d", changes[2])


def test_a_year_that_is_not_over_is_compared_with_as_many_days(real_snapshot: Snapshot) -> None:
    read = trends.query_runner(real_snapshot.open_database())
    filters = Filters(date_from=date(2024, 1, 1), date_to=date(2024, 12, 31))
    sentence = trends.answer(read, TrendRequest(filters, NOW))
    assert "from 1 January to 25 June 2024, " in sentence and "from 1 January to 25 June 2023 (ASAM)" in sentence
