"""What no picture and no sentence may get wrong: silence is not less crime, reports are not incidents, little is little."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from analytics import trends
from analytics.describe.charts import Chart, Multiples
from analytics.describe.periods import Grain
from analytics.trends import TrendRequest, QueryRunner, TrendChart
from tests.analytics.trends.conftest import Connect, asked, cut_off, live
from tests.support.published import rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.trends.cubes import By

CUT = date(2019, 4, 12)
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")
EVERY: dict[str, Callable[..., TrendChart | None]] = {
    "over_time": trends.over_time,
    "shares": lambda read, what: trends.over_time(read, what, "severity", True),
    "weapons": lambda read, what: trends.over_time(read, what, "weapon", True),
    "by_region": trends.by_region,
    "changes": trends.changes,
    "changes_by_act": lambda read, what: trends.changes(read, what, "act"),
    "seasons": trends.seasons,
    "hours": trends.hours,
    "utc": lambda read, what: trends.hours(read, what, "utc"),
    "weekdays": trends.weekdays,
    "year_to_date": trends.year_to_date,
    "through_the_year": trends.through_the_year,
}


def all_of(read: QueryRunner, what: TrendRequest) -> Iterator[tuple[str, TrendChart]]:
    for name, function in EVERY.items():
        told = function(read, what)
        assert told is not None, name
        yield name, told


def charts(told: TrendChart) -> tuple[Chart, ...]:
    return told.picture.charts if isinstance(told.picture, Multiples) else (told.picture,)


@pytest.mark.parametrize("closed", [True, False])
def test_a_source_cut_off_is_never_less_crime(connect: Connect, invented: Snapshot, closed: bool) -> None:
    """Half of all incidents are told by the source that ends: the counts halve, and no sentence may say that crime did."""
    ended: dict[str, Any] = {"last_occurred_on": CUT, "state": "closed", "closed_on": CUT} if closed else {"last_occurred_on": CUT}
    sources = [live("harbour_watch", **ended), live("coast_desk"), live("gulf_net")]
    read = connect(**cut_off(invented, "harbour_watch", CUT), sources=sources)
    filters = Filters(date_from=date(2016, 1, 1))
    for grain, constant in product(GRAINS, (False, True)):
        for name, told in all_of(read, asked(filters=filters, grain=grain, constant=constant)):
            for sentence in told.sentences:
                assert "fall" not in sentence and "fewer" not in sentence, (name, sentence)
                assert not re.search(r"level changed.* ratio 0", sentence), sentence
            if name != "over_time":
                continue
            assert isinstance(told.picture, Chart)
            if constant:
                assert not told.changed and told.sources == ("Coast Desk", "Gulf Net")
                assert not told.picture.breaks
            else:
                assert re.search("Harbour Watch to .* (March|April) 2019", told.changed)
                assert [one.label for one in told.picture.breaks] == ["Harbour Watch ends"]


def test_without_the_cut_the_same_test_would_see_the_fall(connect: Connect, invented: Snapshot) -> None:
    """The halving is large: told as if the source still reported, it is a clear fall. So the test before can fail."""
    tables = cut_off(invented, "harbour_watch", date(2019, 12, 31))
    told_by_others = [row | {"source": "coast_desk"} for row in tables["reports"]]
    read = connect(**tables | {"reports": told_by_others}, sources=[live("coast_desk", reports=len(told_by_others))])
    filters = Filters(date_from=date(2016, 1, 1), date_to=date(2020, 12, 31))
    told = trends.headline(read, asked(filters=filters, grain="year")).sentences
    assert "a clear fall" in told[0], told


def test_the_constant_set_is_what_the_others_saw(connect: Connect, invented: Snapshot) -> None:
    whole = connect()
    filters = Filters(date_from=date(2016, 1, 1), sources=("coast_desk", "gulf_net"))
    wanted = trends.over_time(whole, asked(filters=filters, grain="year"), "none")
    sources = [live("harbour_watch", last_occurred_on=CUT, state="closed", closed_on=CUT), live("coast_desk"), live("gulf_net")]
    read = connect(**cut_off(invented, "harbour_watch", CUT), sources=sources)
    found = trends.over_time(read, asked(filters=Filters(date_from=date(2016, 1, 1)), grain="year", constant=True), "none")
    assert wanted is not None and found is not None
    assert isinstance(wanted.picture, Chart) and isinstance(found.picture, Chart)
    assert found.picture.series[0].values == wanted.picture.series[0].values


def test_days_that_nobody_watched_are_gaps(connect: Connect, invented: Snapshot) -> None:
    tables = cut_off(invented, "gulf_net", CUT)
    kept = [row | {"sources": ["gulf_net"]} for row in tables["incidents"] if "gulf_net" in row["sources"]]
    ids = {row["incident_id"] for row in kept}
    read = connect(
        reports=[row for row in tables["reports"] if row["source"] == "gulf_net"],
        incidents=kept,
        incident_reports=[row for row in tables["incident_reports"] if row["incident_id"] in ids],
        sources=[live("gulf_net", last_occurred_on=CUT)],
    )
    for grain in GRAINS:
        told = trends.over_time(read, asked(grain=grain), "none")
        assert told is not None and isinstance(told.picture, Chart)
        values = dict(zip(told.picture.places, told.picture.series[0].values, strict=True))
        late = {"month": ("Jan 2020", "Nov 2026"), "quarter": ("2020 Q1", "2026 Q4"), "year": ("2020", "2026")}[grain]
        assert [values[place] for place in late] == [None, None]
        assert any("nobody watched" in note and "not calm" in note for note in told.picture.footnotes)
        to_date = trends.year_to_date(read, asked(grain=grain))
        assert to_date is not None and "2019" in to_date.sentences[0], "the last year that somebody watched from its beginning"


def test_a_region_nobody_watches_is_not_calm(connect: Connect, invented: Snapshot) -> None:
    some = {"watches": ["gulf_of_guinea"]}
    there = [row for row in rows(invented, "incidents") if row["sea_region"] == "gulf_of_guinea"]
    told = [row for row in rows(invented, "reports") if row["sea_region"] == "gulf_of_guinea"]
    sources = [live(name, **some) for name in ("harbour_watch", "coast_desk", "gulf_net")]
    read = connect(incidents=there, reports=told, sources=sources)
    assert trends.view(read, asked(filters=Filters(regions=("red_sea",)))) is None
    found = trends.by_region(read, asked())
    assert found is not None and isinstance(found.picture, Multiples)
    assert [chart.title for chart in found.picture.charts] == ["Gulf of Guinea"]
    assert "of them nobody watched" in found.notes[0]


def test_doubled_reports_change_no_count(connect: Connect, invented: Snapshot) -> None:
    reports, members = rows(invented, "reports"), rows(invented, "incident_reports")
    again = [row | {"report_id": f"{row['report_id']}/2"} for row in reports if row["source"] == "coast_desk"]
    doubled = {row["report_id"].removesuffix("/2") for row in again}
    more = [row | {"report_id": f"{row['report_id']}/2"} for row in members if row["report_id"] in doubled]
    extra: dict[str, int] = {}
    for row in more:
        extra[row["incident_id"]] = extra.get(row["incident_id"], 0) + 1
    incidents = [row | {"report_count": row["report_count"] + extra.get(row["incident_id"], 0)} for row in rows(invented, "incidents")]
    before, after = connect(), connect(reports=reports + again, incident_reports=members + more, incidents=incidents)
    for grain in GRAINS:
        once, twice = dict(all_of(before, asked(grain=grain))), dict(all_of(after, asked(grain=grain)))
        for name, told in once.items():
            assert twice[name].sentences == told.sentences
            assert twice[name].picture == told.picture, name


def test_little_or_nothing_stands(connect: Connect, invented: Snapshot) -> None:
    read = connect()
    one = rows(invented, "incidents")[700]
    cases = (
        Filters(text="no ship of this name"),
        Filters(regions=(one["sea_region"],), date_from=one["occurred_on"], date_to=one["occurred_on"]),
        Filters(date_from=date(2030, 1, 1)),
        Filters(date_to=date(1950, 1, 1)),
        Filters(regions=("black_sea",)),
    )
    for filters, grain, constant in product(cases, GRAINS, (False, True)):
        for name, told in all_of_known(read, asked(filters=filters, grain=grain, constant=constant)):
            assert not [sentence for sentence in told.sentences if "a clear rise" in sentence or "a clear fall" in sentence], name
            assert all("nan" not in sentence and "None" not in sentence for sentence in (*told.sentences, *told.notes))


def all_of_known(read: QueryRunner, what: TrendRequest) -> Iterator[tuple[str, TrendChart]]:
    for name, function in EVERY.items():
        told = function(read, what)
        if told is not None:
            yield name, told


def test_a_day_with_500(connect: Connect, invented: Snapshot) -> None:
    incidents = rows(invented, "incidents")
    place = next(number for number, row in enumerate(incidents) if row["occurred_on"].year == 2024)
    flood = [incidents[place] | {"incident_id": f"flood:{number}", "h3_r5": None} for number in range(500)]
    read = connect(incidents=incidents + flood)
    calm = trends.headline(connect(), asked(filters=Filters(date_from=date(2020, 1, 1)), grain="year"))
    for grain in GRAINS:
        found = dict(all_of(read, asked(filters=Filters(date_from=date(2020, 1, 1)), grain=grain)))
        assert sum(value or 0 for one in charts(found["over_time"])[0].series for value in one.values if one.kind == "bar") > 500
    said = trends.headline(read, asked(filters=Filters(date_from=date(2020, 1, 1)), grain="year")).sentences
    assert said != calm.sentences
    # One day's flood makes the months vary wildly: the interval allows for it, and says so.
    assert any("as much as independent events would" in sentence for sentence in said)


def test_a_year_in_progress_is_never_compared_as_whole(connect: Connect) -> None:
    read = connect()
    told = trends.over_time(read, asked(grain="year"), "none")
    assert told is not None and isinstance(told.picture, Chart)
    assert told.picture.series[0].partial[-1], "2026 is hatched"
    assert " in 2025 against " in told.sentences[0]
    to_date = trends.year_to_date(read, asked())
    assert to_date is not None
    assert "1 January to 30 October 2026" in to_date.sentences[0], "three usual gaps before the last landing"


def test_years_before_the_first_day_asked_for_are_not_zero(connect: Connect) -> None:
    read = connect()
    for function in (trends.year_to_date, trends.through_the_year):
        whole, cut = (function(read, asked(filters=filters)) for filters in (Filters(), Filters(date_from=date(2024, 1, 1))))
        assert whole is not None and cut is not None
        assert cut.picture == whole.picture and cut.sentences == whole.sentences


def test_sentences_hold_the_numbers_of_the_picture(connect: Connect) -> None:
    read = connect()
    for grain in GRAINS:
        told = trends.over_time(read, asked(grain=grain), "none")
        assert told is not None and isinstance(told.picture, Chart)
        values = dict(zip(told.picture.places, told.picture.series[0].values, strict=True))
        counts, _, rest = told.sentences[0].partition(": ")[2].partition(" (")
        now, before = counts.split(" against ")
        for part in (now, before):
            number, _, period = part.partition(" in ")
            assert values[period] == int(number.replace(",", "")), told.sentences[0]
        assert rest


def test_every_picture_says_what_it_rests_on(connect: Connect) -> None:
    for name, told in all_of(connect(), asked()):
        assert told.sources == ("Coast Desk", "Gulf Net", "Harbour Watch"), name
        assert told.picture.alt and told.picture.unit and told.picture.title, name
        assert not [note for note in told.picture.footnotes if note.endswith(": none.")], "what does not occur is not mentioned"
        if name in ("over_time", "shares", "weapons", "by_region", "year_to_date"):
            for chart in charts(told):
                assert set(chart.strips) == {"Coast Desk", "Gulf Net", "Harbour Watch"}, name
        assert dataclasses.is_dataclass(told.picture) and hash(told.picture), "pictures are kept by their content"


def test_filling_months_end_where_reports_are_out(connect: Connect) -> None:
    late = [live("harbour_watch", cadence_days=30.0), live("coast_desk"), live("gulf_net")]
    told = trends.over_time(connect(sources=late), asked(filters=Filters(date_from=date(2026, 1, 1))), "none")
    assert told is not None and isinstance(told.picture, Chart)
    settled = date(2026, 11, 2) - timedelta(days=90)
    assert settled == date(2026, 8, 4)
    assert told.picture.series[0].partial == (False,) * 7 + (True,) * 4


@pytest.mark.parametrize(("by", "kind"), [("severity", "bar"), ("weapon", "line")])
def test_shares_of_few_incidents_are_left_blank_and_said_to_be(connect: Connect, invented: Snapshot, by: By, kind: str) -> None:
    """One of three incidents is no third of anything: from ten on a share is drawn, with all its counts still to be had."""
    read = connect()
    counted = trends.over_time(read, asked(grain="month"), "none")
    told = trends.over_time(read, asked(grain="month"), by, True)
    assert counted is not None and told is not None and isinstance(counted.picture, Chart) and isinstance(told.picture, Chart)
    totals = dict(zip(counted.picture.places, counted.picture.series[0].values, strict=True))
    few = {place for place, total in totals.items() if total is not None and total < 10}
    assert 0 < len(few) < len(totals) and 10 in totals.values() and 9 in totals.values(), "both sides of the bound occur"
    for series in told.picture.series:
        assert series.kind == kind
        assert {place for place, value in zip(told.picture.places, series.values, strict=True) if value is None} >= few
        assert all(value is not None for place, value in zip(told.picture.places, series.values, strict=True) if (totals[place] or 0) >= 10)
    assert any("fewer than 10 incidents, too few for shares" in note for note in told.picture.footnotes)
    years = Filters(date_from=date(2012, 1, 1))
    whole = trends.over_time(read, asked(grain="year", filters=years), by, True)
    assert whole is not None and not [note for note in whole.picture.footnotes if "too few" in note], "years hold a hundred each"


def test_where_no_period_holds_enough_for_shares_the_picture_says_why_it_is_empty(connect: Connect, invented: Snapshot) -> None:
    one = rows(invented, "incidents")[700]
    filters = Filters(regions=(one["sea_region"],), date_from=one["occurred_on"], date_to=one["occurred_on"])
    for shares in (True, False):
        told = trends.over_time(connect(), asked(filters=filters, grain="month"), "category", shares)
        assert told is not None and told.picture.is_empty == shares
        assert told.none == (
            "No month shown has 10 incidents, too few for shares. Choose longer periods, or look at the counts." if shares else ""
        )
