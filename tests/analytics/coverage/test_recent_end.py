"""The day on which recent spans end is chosen by coverage: neither the newest record nor a short sample decides it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from analytics.coverage.recent_end import (
    LOOK_BACK,
    WELL_WATCHED,
    RecentEnd,
    recent_end,
    recent_end_of,
    watch_of_filters,
    watched_weight,
    waters_of,
)
from analytics.coverage.source_watch import SourceWatch
from tests.support.watches import watch_of
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TODAY = NOW.date()
ASAM = watch_of("asam", (date(1978, 5, 4), date(2024, 6, 25)), title="ASAM", state="closed")
SAMPLE = watch_of("ukmto", (date(2026, 7, 1), date(2026, 8, 18)), title="UKMTO", regions=frozenset({"red_sea"}), state="stale")
LIVE = watch_of("live", (date(2020, 1, 1), TODAY), title="Live Body", state="live", slack_days=3.0)
WORLD: dict[str | None, float] = {"red_sea": 23.0, "gulf_of_guinea": 52.0, "caribbean": 24.0, None: 1.0}
REGIONS = ("red_sea", "gulf_of_guinea", "caribbean")
BEGIN = date(2025, 1, 1)
DAYS = st.integers(0, (TODAY - BEGIN).days).map(lambda number: BEGIN + timedelta(days=number))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))


def end_of(*watches: SourceWatch, weights: dict[str | None, float] = WORLD) -> RecentEnd:
    end = recent_end(watches, NOW, weights)
    assert end is not None
    return end


@st.composite
def sources(draw: st.DrawFn, most: int = 4) -> tuple[SourceWatch, ...]:
    """Sources that watch some or all waters (None) on one span each, in the last two years."""
    waters = st.one_of(st.none(), st.frozensets(st.sampled_from(REGIONS), min_size=1))
    return tuple(watch_of(f"source_{n}", draw(SPANS), regions=draw(waters)) for n in range(draw(st.integers(1, most))))


def test_a_short_sample_does_not_take_the_headline_from_a_source_of_the_world() -> None:
    end = end_of(ASAM, SAMPLE)
    assert (end.day, end.sources, end.later, end.is_well_watched) == (date(2024, 6, 25), ("ASAM",), ("UKMTO",), True)
    assert (end.phrase, end.days_behind, end.is_today) == ("to 25 June 2024, last watched day", 887, False)
    assert "After 25 June 2024 only UKMTO reports" in end.reason
    # Not even for the waters that it watched, for 49 of the 90 days.
    assert end_of(ASAM, SAMPLE, weights={"red_sea": 1.0}).day == date(2024, 6, 25)


def test_a_source_carries_the_waters_that_it_watches_on_enough_days() -> None:
    longer = watch_of("ukmto", (date(2026, 6, 19), date(2026, 8, 18)), regions=frozenset({"red_sea"}))
    assert end_of(ASAM, longer, weights={"red_sea": 1.0}).day == date(2026, 8, 18)
    assert end_of(ASAM, longer).day == date(2024, 6, 25)


def test_regional_sources_together_carry_the_world() -> None:
    gulf = watch_of("gulf", (date(2020, 1, 1), TODAY), regions=frozenset({"gulf_of_guinea"}))
    red = watch_of("red", (date(2020, 1, 1), TODAY), regions=frozenset({"red_sea"}))
    assert end_of(ASAM, gulf).day == end_of(ASAM, red).day == date(2024, 6, 25)
    assert end_of(ASAM, gulf, red).is_today


def test_a_live_source_ends_the_span_today() -> None:
    end = end_of(ASAM, LIVE)
    assert (end.day, end.is_today, end.days_behind) == (TODAY, True, 0)
    assert (end.phrase, end.reason) == ("to today, 29 November 2026", "Live Body reports up to today.")


def test_without_a_later_source_the_reason_says_so() -> None:
    assert end_of(ASAM).reason == "No source reports after 25 June 2024: figures are for the days before that day, not for today."


def test_a_first_source_is_used_before_it_has_run_for_long() -> None:
    end = end_of(SAMPLE)
    assert (end.day, end.is_well_watched) == (date(2026, 8, 18), False)


def test_reports_dated_ahead_of_the_clock() -> None:
    ahead = TODAY + timedelta(days=3)
    assert end_of(watch_of("a", (date(2020, 1, 1), ahead))).day == TODAY
    assert end_of(watch_of("a", (ahead, ahead))).day == ahead


def test_waters_that_nobody_watches_have_no_end() -> None:
    assert recent_end([], NOW, WORLD) is None
    assert recent_end([SAMPLE], NOW, {"caribbean": 1.0, None: 2.0}) is None


def watched_slowly(watches: tuple[SourceWatch, ...], day: date) -> float:
    """The definition, day by day."""
    total = 0.0
    for region, weight in WORLD.items():
        watching = [watch for watch in watches if watch.watches(region)]
        back = [day - timedelta(days=n) for n in range(LOOK_BACK)]
        share = sum(any(watch.touches(one, one) for watch in watching) for one in back) / LOOK_BACK
        total += weight * share * any(watch.touches(day, day) for watch in watching)
    return total / sum(WORLD.values())


@given(sources(), DAYS)
def test_the_sum_is_the_definition(watches: tuple[SourceWatch, ...], day: date) -> None:
    assert watched_weight(watches, WORLD, day, day + timedelta(days=1)) == pytest.approx(
        [watched_slowly(watches, day), watched_slowly(watches, day + timedelta(days=1))]
    )


@given(sources(), sources(2))
@example((ASAM,), (SAMPLE,))
def test_more_coverage_never_moves_a_well_watched_end_back(watches: tuple[SourceWatch, ...], more: tuple[SourceWatch, ...]) -> None:
    before, after = end_of(*watches), end_of(*watches, *more)
    assume(before.is_well_watched)
    assert after.is_well_watched and after.day >= before.day


@given(SPANS, st.frozensets(st.sampled_from(REGIONS), min_size=1), st.integers(1, int(LOOK_BACK * WELL_WATCHED) - 1))
def test_a_short_sample_alone_never_moves_the_end(span: tuple[date, date], waters: frozenset[str], days: int) -> None:
    """Fewer days than a span needs, after all the others have ended: whatever the waters."""
    sample = watch_of("sample", (span[0], span[0] + timedelta(days=days - 1)), regions=waters)
    assert end_of(ASAM, sample).day == date(2024, 6, 25)


@given(sources(), SPANS)
def test_the_end_moves_only_onto_days_that_the_new_source_watched(watches: tuple[SourceWatch, ...], span: tuple[date, date]) -> None:
    sample = watch_of("sample", span)
    before, after = end_of(*watches), end_of(*watches, sample)
    assume(before.is_well_watched and after.day != before.day)
    # It may also lift a day that others watched too thinly, as far as its own days count among the last ones.
    assert span[0] <= after.day < span[1] + timedelta(days=LOOK_BACK)


def test_only_waters_and_sources_decide() -> None:
    everything = Filters(date(2020, 1, 1), date(2021, 1, 1), ("red_sea",), ("africa",), ("cyber",), sources=("asam",), text="x")
    assert waters_of(everything) == Filters(regions=("red_sea",), areas=("africa",), sources=("asam",))


@pytest.mark.real_data
@pytest.mark.parametrize("filters", [Filters(), Filters(regions=("red_sea",)), Filters(areas=("africa",)), Filters(regions=("-",))])
def test_the_real_archive_ends_in_june_2024(filters: Filters, real_snapshot: Snapshot) -> None:
    with real_snapshot.open_database() as con:
        end = recent_end_of(con, NOW, filters)
        assert end is not None and (end.day, end.is_well_watched) == (date(2024, 6, 25), True)
        assert recent_end_of(con, NOW, Filters(sources=("imb_crime_at_sea",))) != end
        assert recent_end_of(con, NOW, Filters(sources=("ukmto",))) is None


@pytest.mark.real_data
def test_a_count_of_none_says_who_watched(real_snapshot: Snapshot) -> None:
    with real_snapshot.open_database() as con:

        def said(first: date, last: date, sources: tuple[str, ...] = ()) -> str:
            return watch_of_filters(con, NOW, Filters(first, last, sources=sources)).none_known

        assert said(date(2024, 1, 1), date(2024, 6, 25)) == "No incident is known. Watched on all of these days by ASAM."
        assert said(date(2024, 1, 1), date(2024, 12, 31)) == "No incident is known. Watched only in part, by ASAM; that does not mean calm."
        nobody = "Nobody watched these waters on these days: nothing is known."
        assert said(date(2026, 1, 1), date(2026, 6, 25)) == said(date(2027, 1, 1), date(2027, 1, 2)) == nobody
        assert said(date(2024, 1, 1), date(2024, 1, 2), sources=("ukmto",)) == nobody
