"""What no picture and no sentence may get wrong: silence is not less crime, reports are not incidents, little is little."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from analytics import trends
from analytics.describe.charts import Chart, Multiples
from analytics.describe.periods import Grain
from analytics.trends import QueryRunner, TrendChart, TrendRequest
from tests.analytics.trends.conftest import Connect, asked, cut_off, live
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.trends.cubes import By

CUT = date(2019, 4, 12)
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")
EVERY: dict[str, Callable[..., TrendChart | None]] = {
    "over_time": trends.over_time,
    "shares": lambda read, request: trends.over_time(read, request, "severity", True),
    "weapons": lambda read, request: trends.over_time(read, request, "weapon", True),
    "by_region": trends.by_region,
    "changes": trends.changes_by_code,
    "changes_by_act": lambda read, request: trends.changes_by_code(read, request, "act"),
    "seasons": trends.by_month_of_year,
    "hours": trends.by_hour,
    "utc": lambda read, request: trends.by_hour(read, request, "utc"),
    "weekdays": trends.by_weekday,
    "year_to_date": trends.year_to_date,
    "through_the_year": trends.running_total,
}


def all_of(read: QueryRunner, request: TrendRequest) -> Iterator[tuple[str, TrendChart]]:
    for name, function in EVERY.items():
        trend_chart = function(read, request)
        assert trend_chart is not None, name
        yield name, trend_chart


def charts(trend_chart: TrendChart) -> tuple[Chart, ...]:
    return trend_chart.picture.charts if isinstance(trend_chart.picture, Multiples) else (trend_chart.picture,)


def test_no_chart_names_a_source_after_its_end_or_a_period_that_nobody_watched(connect: Connect, invented: Snapshot) -> None:
    ended = live("harbour_watch", last_occurred_on=CUT, state="closed", closed_on=CUT)
    read = connect(**cut_off(invented, "harbour_watch", CUT), sources=[ended, live("coast_desk"), live("gulf_net")])
    for first, named in ((date(2020, 1, 1), False), (date(2018, 1, 1), True)):
        for function in (trends.over_time, trends.by_region):
            trend_chart = function(read, asked(filters=Filters(date_from=first), grain="year"))
            assert trend_chart is not None and (ended["title"] in trend_chart.sources) is named
    alone = trends.over_time(read, asked(filters=Filters(sources=("harbour_watch",)), grain="year"))
    assert alone is not None and alone.picture.title.endswith(" to 2019")


@pytest.mark.parametrize("closed", [True, False])
def test_a_source_cut_off_is_never_less_crime(connect: Connect, invented: Snapshot, closed: bool) -> None:
    """Half of all incidents are told by the source that ends: the counts halve, and no sentence may say that crime did."""
    ended: dict[str, Any] = {"last_occurred_on": CUT, "state": "closed", "closed_on": CUT} if closed else {"last_occurred_on": CUT}
    sources = [live("harbour_watch", **ended), live("coast_desk"), live("gulf_net")]
    read = connect(**cut_off(invented, "harbour_watch", CUT), sources=sources)
    filters = Filters(date_from=date(2016, 1, 1))
    for grain, constant in product(GRAINS, (False, True)):
        for name, trend_chart in all_of(read, asked(filters=filters, grain=grain, constant=constant)):
            for sentence in trend_chart.sentences:
                assert "fall" not in sentence and "fewer" not in sentence, (name, sentence)
                # A lower level under fewer sources is told apart from the one before, never strung together with it.
                levels = [(float(level), until) for level, until in re.findall(r"([\d.]+)(?: a \w+)? until ([\w ]*?\d{4})", sentence)]
                assert all(after >= before for (before, until), (after, _) in pairwise(levels) if until.endswith("2019")), sentence
            if name != "over_time":
                continue
            assert isinstance(trend_chart.picture, Chart)
            if constant:
                assert not trend_chart.source_change and trend_chart.sources == ("Coast Desk", "Gulf Net")
                assert not trend_chart.picture.breaks
            else:
                assert re.search("Harbour Watch to .* (March|April) 2019", trend_chart.source_change)
                assert [mark.label for mark in trend_chart.picture.breaks] == ["Harbour Watch ends"]


def test_without_the_cut_the_same_test_would_see_the_fall(connect: Connect, invented: Snapshot) -> None:
    """The halving is large: told as if the source still reported, it is a clear fall. So the test before can fail."""
    tables = cut_off(invented, "harbour_watch", date(2019, 12, 31))
    told_by_others = [row | {"source": "coast_desk"} for row in tables["reports"]]
    read = connect(**tables | {"reports": told_by_others}, sources=[live("coast_desk", reports=len(told_by_others))])
    filters = Filters(date_from=date(2016, 1, 1), date_to=date(2020, 12, 31))
    sentences = trends.headline_findings(read, asked(filters=filters, grain="year")).sentences
    assert "a clear fall" in sentences[0], sentences


def test_the_constant_set_is_what_the_others_saw(connect: Connect, invented: Snapshot) -> None:
    run_query = connect()
    filters = Filters(date_from=date(2016, 1, 1), sources=("coast_desk", "gulf_net"))
    expected = trends.over_time(run_query, asked(filters=filters, grain="year"), "none")
    sources = [live("harbour_watch", last_occurred_on=CUT, state="closed", closed_on=CUT), live("coast_desk"), live("gulf_net")]
    read = connect(**cut_off(invented, "harbour_watch", CUT), sources=sources)
    result = trends.over_time(read, asked(filters=Filters(date_from=date(2016, 1, 1)), grain="year", constant=True), "none")
    assert expected is not None and result is not None
    assert isinstance(expected.picture, Chart) and isinstance(result.picture, Chart)
    assert result.picture.series[0].values == expected.picture.series[0].values


def test_days_that_nobody_watched_are_gaps(connect: Connect, invented: Snapshot) -> None:
    tables = cut_off(invented, "gulf_net", CUT)
    seen_by_the_net = [row | {"sources": ["gulf_net"]} for row in tables["incidents"] if "gulf_net" in row["sources"]]
    ids = {row["incident_id"] for row in seen_by_the_net}
    read = connect(
        reports=[row for row in tables["reports"] if row["source"] == "gulf_net"],
        incidents=seen_by_the_net,
        incident_reports=[row for row in tables["incident_reports"] if row["incident_id"] in ids],
        sources=[live("gulf_net", last_occurred_on=CUT)],
    )
    for grain in GRAINS:
        trend_chart = trends.over_time(read, asked(grain=grain), "none")
        assert trend_chart is not None and isinstance(trend_chart.picture, Chart)
        values = dict(zip(trend_chart.picture.places, trend_chart.picture.series[0].values, strict=True))
        late = {"month": ("Jan 2020", "Nov 2026"), "quarter": ("2020 Q1", "2026 Q4"), "year": ("2020", "2026")}[grain]
        assert [values[place] for place in late] == [None, None]
        assert any("no source reporting" in note and "not calm" in note for note in trend_chart.picture.footnotes)
        to_date = trends.year_to_date(read, asked(grain=grain))
        assert to_date is not None and "2019" in to_date.sentences[0], "the last year that somebody watched from its beginning"


def test_a_region_nobody_watches_is_not_calm(connect: Connect, invented: Snapshot) -> None:
    some = {"watches": ["gulf_of_guinea"]}
    incidents = [row for row in table_rows(invented, "incidents") if row["sea_region"] == "gulf_of_guinea"]
    reports = [row for row in table_rows(invented, "reports") if row["sea_region"] == "gulf_of_guinea"]
    sources = [live(name, **some) for name in ("harbour_watch", "coast_desk", "gulf_net")]
    read = connect(incidents=incidents, reports=reports, sources=sources)
    assert trends.scope_of(read, asked(filters=Filters(regions=("red_sea",)))) is None
    by_region = trends.by_region(read, asked())
    assert by_region is not None and isinstance(by_region.picture, Multiples)
    assert [chart.title for chart in by_region.picture.charts] == ["Gulf of Guinea"]
    assert "of them had no source watching" in by_region.notes[0]


def test_doubled_reports_change_no_count(connect: Connect, invented: Snapshot) -> None:
    reports, members = table_rows(invented, "reports"), table_rows(invented, "incident_reports")
    again = [row | {"report_id": f"{row['report_id']}/2"} for row in reports if row["source"] == "coast_desk"]
    doubled = {row["report_id"].removesuffix("/2") for row in again}
    more = [row | {"report_id": f"{row['report_id']}/2"} for row in members if row["report_id"] in doubled]
    extra: dict[str, int] = {}
    for row in more:
        extra[row["incident_id"]] = extra.get(row["incident_id"], 0) + 1
    incidents = [
        row | {"report_count": row["report_count"] + extra.get(row["incident_id"], 0)} for row in table_rows(invented, "incidents")
    ]
    before, after = connect(), connect(reports=reports + again, incident_reports=members + more, incidents=incidents)
    for grain in GRAINS:
        once, twice = dict(all_of(before, asked(grain=grain))), dict(all_of(after, asked(grain=grain)))
        for name, trend_chart in once.items():
            assert twice[name].sentences == trend_chart.sentences
            assert twice[name].picture == trend_chart.picture, name


def test_little_or_nothing_stands(connect: Connect, invented: Snapshot) -> None:
    read = connect()
    incident = table_rows(invented, "incidents")[700]
    cases = (
        Filters(text="no ship of this name"),
        Filters(regions=(incident["sea_region"],), date_from=incident["occurred_on"], date_to=incident["occurred_on"]),
        Filters(date_from=date(2030, 1, 1)),
        Filters(date_to=date(1950, 1, 1)),
        Filters(regions=("black_sea",)),
    )
    for filters, grain, constant in product(cases, GRAINS, (False, True)):
        for name, trend_chart in all_of_known(read, asked(filters=filters, grain=grain, constant=constant)):
            assert not [sentence for sentence in trend_chart.sentences if "a clear rise" in sentence or "a clear fall" in sentence], name
            assert all("nan" not in sentence and "None" not in sentence for sentence in (*trend_chart.sentences, *trend_chart.notes))


def all_of_known(read: QueryRunner, request: TrendRequest) -> Iterator[tuple[str, TrendChart]]:
    for name, function in EVERY.items():
        trend_chart = function(read, request)
        if trend_chart is not None:
            yield name, trend_chart


def test_a_day_with_500(connect: Connect, invented: Snapshot) -> None:
    incidents = table_rows(invented, "incidents")
    place = next(number for number, row in enumerate(incidents) if row["occurred_on"].year == 2024)
    flood = [incidents[place] | {"incident_id": f"flood:{number}", "h3_r5": None} for number in range(500)]
    read = connect(incidents=incidents + flood)
    calm = trends.headline_findings(connect(), asked(filters=Filters(date_from=date(2020, 1, 1)), grain="year"))
    for grain in GRAINS:
        results = dict(all_of(read, asked(filters=Filters(date_from=date(2020, 1, 1)), grain=grain)))
        assert sum(value or 0 for series in charts(results["over_time"])[0].series for value in series.values if series.kind == "bar") > 500
    sentences = trends.headline_findings(read, asked(filters=Filters(date_from=date(2020, 1, 1)), grain="year")).sentences
    assert sentences != calm.sentences
    # One day's flood makes the months vary wildly: the interval allows for it, and says so.
    assert any("as much as independent events would" in sentence for sentence in sentences)


def test_a_year_in_progress_is_never_compared_as_whole(connect: Connect) -> None:
    read = connect()
    trend_chart = trends.over_time(read, asked(grain="year"), "none")
    assert trend_chart is not None and isinstance(trend_chart.picture, Chart)
    assert trend_chart.picture.series[0].partial[-1], "2026 is hatched"
    assert " in 2025 against " in trend_chart.sentences[0]
    to_date = trends.year_to_date(read, asked())
    assert to_date is not None
    assert "1 January to 30 October 2026" in to_date.sentences[0], "three usual gaps before the last landing"


def test_years_before_the_first_day_asked_for_are_not_zero(connect: Connect) -> None:
    read = connect()
    for function in (trends.year_to_date, trends.running_total):
        uncut, cut = (function(read, asked(filters=filters)) for filters in (Filters(), Filters(date_from=date(2024, 1, 1))))
        assert uncut is not None and cut is not None
        assert cut.picture == uncut.picture and cut.sentences == uncut.sentences


def test_sentences_hold_the_numbers_of_the_picture(connect: Connect) -> None:
    read = connect()
    for grain in GRAINS:
        trend_chart = trends.over_time(read, asked(grain=grain), "none")
        assert trend_chart is not None and isinstance(trend_chart.picture, Chart)
        values = dict(zip(trend_chart.picture.places, trend_chart.picture.series[0].values, strict=True))
        counts, _, numbers_text = trend_chart.sentences[0].partition(": ")[2].partition(" (")
        now, before = counts.split(" against ")
        for part in (now, before):
            number, _, period = part.partition(" in ")
            assert values[period] == int(number.replace(",", "")), trend_chart.sentences[0]
        assert numbers_text


def test_every_picture_says_what_it_rests_on(connect: Connect) -> None:
    for name, trend_chart in all_of(connect(), asked()):
        assert trend_chart.sources == ("Coast Desk", "Gulf Net", "Harbour Watch"), name
        assert trend_chart.picture.alt and trend_chart.picture.unit and trend_chart.picture.title, name
        assert not [note for note in trend_chart.picture.footnotes if note.endswith(": none.")], "what does not occur is not mentioned"
        if name in ("over_time", "shares", "weapons", "by_region", "year_to_date"):
            for chart in charts(trend_chart):
                assert set(chart.strips) == {"Coast Desk", "Gulf Net", "Harbour Watch"}, name
        assert dataclasses.is_dataclass(trend_chart.picture) and hash(trend_chart.picture), "pictures are kept by their content"


def test_filling_months_end_where_reports_are_out(connect: Connect) -> None:
    late = [live("harbour_watch", cadence_days=30.0), live("coast_desk"), live("gulf_net")]
    trend_chart = trends.over_time(connect(sources=late), asked(filters=Filters(date_from=date(2026, 1, 1))), "none")
    assert trend_chart is not None and isinstance(trend_chart.picture, Chart)
    settled = date(2026, 11, 2) - timedelta(days=90)
    assert settled == date(2026, 8, 4)
    assert trend_chart.picture.series[0].partial == (False,) * 7 + (True,) * 4


@pytest.mark.parametrize(("by", "kind"), [("severity", "bar"), ("weapon", "line")])
def test_shares_of_few_incidents_are_left_blank_and_said_to_be(connect: Connect, invented: Snapshot, by: By, kind: str) -> None:
    """One of three incidents is no third of anything: from ten on a share is drawn, with all its counts still to be had."""
    read = connect()
    counted = trends.over_time(read, asked(grain="month"), "none")
    trend_chart = trends.over_time(read, asked(grain="month"), by, True)
    assert counted is not None and trend_chart is not None and isinstance(counted.picture, Chart) and isinstance(trend_chart.picture, Chart)
    totals = dict(zip(counted.picture.places, counted.picture.series[0].values, strict=True))
    few = {place for place, total in totals.items() if total is not None and total < 10}
    assert 0 < len(few) < len(totals) and 10 in totals.values() and 9 in totals.values(), "both sides of the bound occur"
    for series in trend_chart.picture.series:
        assert series.kind == kind
        assert {place for place, value in zip(trend_chart.picture.places, series.values, strict=True) if value is None} >= few
        assert all(
            value is not None for place, value in zip(trend_chart.picture.places, series.values, strict=True) if (totals[place] or 0) >= 10
        )
    assert any("fewer than 10 incidents, too few for shares" in note for note in trend_chart.picture.footnotes)
    years = Filters(date_from=date(2012, 1, 1))
    by_year = trends.over_time(read, asked(grain="year", filters=years), by, True)
    assert by_year is not None and not [note for note in by_year.picture.footnotes if "too few" in note], "years hold a hundred each"


def test_where_no_period_holds_enough_for_shares_the_picture_says_why_it_is_empty(connect: Connect, invented: Snapshot) -> None:
    incident = table_rows(invented, "incidents")[700]
    filters = Filters(regions=(incident["sea_region"],), date_from=incident["occurred_on"], date_to=incident["occurred_on"])
    for shares in (True, False):
        trend_chart = trends.over_time(connect(), asked(filters=filters, grain="month"), "category", shares)
        assert trend_chart is not None and trend_chart.picture.is_empty == shares
        assert trend_chart.empty_reason == (
            "No month shown has 10 incidents, the minimum for shares. Choose longer periods, or switch to counts." if shares else ""
        )
