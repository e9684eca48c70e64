from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from analytics.coverage.constant_sources import ENOUGH_DAYS, LEAST_DAYS, common_days, constant_set, last_settled_day
from analytics.coverage.day_spans import DaySpan, without
from analytics.coverage.policies import RISK_BASIS
from analytics.coverage.silence import Lifetime
from analytics.coverage.source_evidence import watches_by_reports
from analytics.coverage.usual_gaps import UsualGaps
from analytics.risk.groups import GROUPS, group_by_category
from tests.support.watches import span_pairs, watch_of
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.sources.sources import SourceRow

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OLD = watch_of("old", (date(2000, 1, 1), date(2020, 12, 31)))
LONG = watch_of("long", (date(2005, 1, 1), date(2026, 1, 1)))
YOUNG = watch_of("young", (date(2024, 1, 1), date(2026, 1, 1)))
GAPPED = watch_of("gapped", (date(2000, 1, 1), date(2010, 1, 1)), (date(2012, 1, 1), date(2026, 1, 1)))


def test_the_set_is_of_those_that_watch_on_the_day_and_long_enough() -> None:
    found = constant_set((OLD, LONG, YOUNG), date(2019, 6, 1))
    assert found.sources == ("long", "old") and found.since == date(2005, 1, 1)
    later = constant_set((OLD, LONG, YOUNG), date(2025, 6, 1))
    assert later.sources == ("long",) and later.too_young == (YOUNG,) and later.ended == (OLD,)
    assert later.days == (date(2025, 6, 1) - date(2005, 1, 1)).days + 1


def test_nobody_watching_gives_no_basis() -> None:
    found = constant_set((OLD,), date(2024, 1, 1))
    assert not found.watched and found.days == 0 and found.ended == (OLD,)
    assert constant_set((), date(2024, 1, 1)).ended == ()


def test_a_young_source_alone_is_the_basis_and_its_days_are_few() -> None:
    found = constant_set((YOUNG,), date(2024, 3, 1))
    assert found.sources == ("young",) and found.days == 61


def test_a_source_must_watch_through_the_window_of_a_look_back() -> None:
    assert constant_set((OLD, LONG), date(2020, 12, 15), date(2021, 1, 14)).sources == ("long",)


def test_silences_of_a_source_are_no_common_days() -> None:
    assert common_days((GAPPED, LONG), date(2009, 1, 1), date(2012, 12, 31)) == 366 + 366
    assert not constant_set((GAPPED,), date(2011, 1, 1)).watched


def test_slack_lets_a_live_source_be_silent_for_a_while() -> None:
    live = watch_of("live", (date(2010, 1, 1), date(2026, 1, 1)), slack_days=3)
    assert constant_set((live,), date(2026, 1, 4)).watched and not constant_set((live,), date(2026, 1, 5)).watched
    assert live.days(date(2025, 12, 31), date(2026, 1, 4)) == 2, "slack days are not watched days"


def test_days_still_filling_up_are_left_out() -> None:
    day = date(2026, 1, 31)
    assert last_settled_day(day, {"a": date(2026, 1, 30)}, {"a": 9.2}, ["a", "b"]) == date(2026, 1, 20)
    assert last_settled_day(day, {"a": date(2026, 6, 30)}, {"a": 9.2}, ["a"]) == day
    assert last_settled_day(day, {}, {}, ["a"]) == day


def test_own_silences_in_a_region_cut_its_spans() -> None:
    spans = (DaySpan(date(2000, 1, 1), date(2000, 12, 31)), DaySpan(date(2002, 1, 1), date(2003, 12, 31)))
    left = without(spans, [DaySpan(date(2000, 6, 1), date(2002, 6, 30))])
    assert span_pairs(left) == ((date(2000, 1, 1), date(2000, 5, 31)), (date(2002, 7, 1), date(2003, 12, 31)))
    assert span_pairs(without(spans, [DaySpan(date(2003, 1, 1), date.max)]))[-1] == (date(2002, 1, 1), date(2002, 12, 31))


def test_every_category_is_in_one_group() -> None:
    assert set(group_by_category()) == set(CATEGORY)
    assert sum(len(group.categories) for group in GROUPS.values()) == len(CATEGORY)
    assert timedelta(days=LEAST_DAYS) < timedelta(days=ENOUGH_DAYS)


def test_a_source_that_fell_silent_still_counts_within_its_usual_gaps() -> None:
    usual = UsualGaps(900, 6.0, 12.0, 17.3)
    spans = (DaySpan(date(2010, 1, 1), date(2026, 10, 28)),)
    life = Lifetime("a", "A", None, spans, (17.3,), 900, usual, date(2026, 10, 28), date(2026, 11, 25), "silent")
    described = SourceRow("a", "A", "", "", None, "", "", 7.0, None, ("*",), "live", "", 900, date(2010, 1, 1), date(2026, 10, 28), None)
    [watch] = watches_by_reports([life], [described], NOW, RISK_BASIS, {}, {})
    assert watch.covers(date(2026, 11, 14), date(2026, 11, 14)) and not watch.covers(date(2026, 11, 15), date(2026, 11, 15))
    ended = replace(described, closed_on=date(2026, 10, 30))
    [watch] = watches_by_reports([replace(life, state="closed")], [ended], NOW, RISK_BASIS, {}, {})
    assert watch.last_day == date(2026, 10, 30) and not watch.covers(date(2026, 10, 31), date(2026, 10, 31))
