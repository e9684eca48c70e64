from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from analytics.coverage import constant_sources as bases
from analytics.coverage.constant_sources import Listener, basis, common_days, settled
from analytics.coverage.intervals import Usual
from analytics.coverage.silence import Lifetime
from analytics.risk.groups import GROUPS, group_of
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.sources.sources import Source

OLD = Listener("old", "Old", ((date(2000, 1, 1), date(2020, 12, 31)),))
LONG = Listener("long", "Long", ((date(2005, 1, 1), date(2026, 1, 1)),))
YOUNG = Listener("young", "Young", ((date(2024, 1, 1), date(2026, 1, 1)),))
GAPPED = Listener("gapped", "Gapped", ((date(2000, 1, 1), date(2010, 1, 1)), (date(2012, 1, 1), date(2026, 1, 1))))


def test_the_set_is_of_those_that_watch_on_the_day_and_long_enough() -> None:
    found = basis((OLD, LONG, YOUNG), date(2019, 6, 1))
    assert found.sources == ("long", "old") and found.since == date(2005, 1, 1)
    later = basis((OLD, LONG, YOUNG), date(2025, 6, 1))
    assert later.sources == ("long",) and later.too_young == (YOUNG,) and later.ended == (OLD,)
    assert later.days == (date(2025, 6, 1) - date(2005, 1, 1)).days + 1


def test_nobody_watching_gives_no_basis() -> None:
    found = basis((OLD,), date(2024, 1, 1))
    assert not found.watched and found.days == 0 and found.ended == (OLD,)
    assert basis((), date(2024, 1, 1)).ended == ()


def test_a_young_source_alone_is_the_basis_and_its_days_are_few() -> None:
    found = basis((YOUNG,), date(2024, 3, 1))
    assert found.sources == ("young",) and found.days == 61


def test_a_source_must_watch_through_the_window_of_a_look_back() -> None:
    assert basis((OLD, LONG), date(2020, 12, 15), date(2021, 1, 14)).sources == ("long",)


def test_silences_of_a_source_are_no_common_days() -> None:
    assert common_days((GAPPED, LONG), date(2009, 1, 1), date(2012, 12, 31)) == 366 + 366
    assert not basis((GAPPED,), date(2011, 1, 1)).watched


def test_slack_lets_a_live_source_be_silent_for_a_while() -> None:
    live = Listener("live", "Live", ((date(2010, 1, 1), date(2026, 1, 1)),), slack_days=3)
    assert basis((live,), date(2026, 1, 4)).watched and not basis((live,), date(2026, 1, 5)).watched
    assert live.days(date(2025, 12, 31), date(2026, 1, 4)) == 2, "slack days are not watched days"


def test_days_still_filling_up_are_left_out() -> None:
    day = date(2026, 1, 31)
    assert settled(day, {"a": date(2026, 1, 30)}, {"a": 9.2}, ["a", "b"]) == date(2026, 1, 20)
    assert settled(day, {"a": date(2026, 6, 30)}, {"a": 9.2}, ["a"]) == day
    assert settled(day, {}, {}, ["a"]) == day


def test_own_silences_in_a_region_cut_its_spans() -> None:
    spans = ((date(2000, 1, 1), date(2000, 12, 31)), (date(2002, 1, 1), date(2003, 12, 31)))
    left = bases._without(spans, [(date(2000, 6, 1), date(2002, 6, 30))])
    assert left == ((date(2000, 1, 1), date(2000, 5, 31)), (date(2002, 7, 1), date(2003, 12, 31)))
    assert bases._without(spans, [(date(2003, 1, 1), date.max)])[-1] == (date(2002, 1, 1), date(2002, 12, 31))


def test_every_category_is_in_one_group() -> None:
    assert set(group_of()) == set(CATEGORY)
    assert sum(len(group.categories) for group in GROUPS.values()) == len(CATEGORY)
    assert timedelta(days=bases.LEAST_DAYS) < timedelta(days=bases.ENOUGH_DAYS)


def test_a_source_that_fell_silent_still_counts_within_its_usual_gaps() -> None:
    usual = Usual(900, 6.0, 12.0, 17.3)
    spells = ((date(2010, 1, 1), date(2026, 10, 28)),)
    life = Lifetime("a", "A", None, spells, (17.3,), 900, usual, date(2026, 10, 28), date(2026, 11, 25), "silent")
    described = Source("a", "A", "", "", None, "", "", 7.0, None, ("*",), "live", "", 900, date(2010, 1, 1), date(2026, 10, 28), None)
    [listener] = bases.listeners([life], [], [described], ["red_sea"])["red_sea"]
    assert listener.covers(date(2026, 11, 14), date(2026, 11, 14)) and not listener.covers(date(2026, 11, 15), date(2026, 11, 15))
    ended = replace(described, closed_on=date(2026, 10, 30))
    [listener] = bases.listeners([replace(life, state="closed")], [], [ended], ["red_sea"])["red_sea"]
    assert listener.spans[-1][1] == date(2026, 10, 30) and not listener.covers(date(2026, 10, 31), date(2026, 10, 31))
