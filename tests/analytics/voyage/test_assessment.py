"""A voyage assessed: three states, figures that add up, and nothing unknown that could pass for calm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from analytics.risk.patterns.transit_rates import TransitRate
from analytics.voyage import sentences
from analytics.voyage.alternatives import alternatives_to, other_plans
from analytics.voyage.assessment import VoyageAssessment, assess_voyage, passage_of
from analytics.voyage.chance import chance_in_words, chance_of_passage
from analytics.voyage.corridor import NO_LEG, corridor_of
from analytics.voyage.errors import VoyageError
from analytics.voyage.expected import Expected, total_of
from analytics.voyage.ground import STALE_DAYS, Ground, StraitRates, ground_of
from analytics.voyage.strait_hours import hours_of_straits, passage_factors
from tests.analytics.voyage.conftest import plan
from tests.support.invented import LAST_DAY
from warehouse.exposure import StraitTransits
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM
from warehouse.reference.sea_share import cell_areas, sea_share


def test_watched_and_unwatched_waters_are_never_mixed(lagos: VoyageAssessment) -> None:
    states = {leg.leg.region: leg.state for leg in lagos.legs}
    assert states["singapore_strait"] == states["gulf_of_guinea"] == "incidents"
    assert states["south_atlantic"] == "not_watched"
    for leg in lagos.legs:
        assert leg.is_unknown == (leg.expected is None)
        if leg.state == "not_watched":
            assert leg.level is None and leg.chance is None, "a leg that nobody watches has no level"
    unwatched = sum(leg.leg.hours for leg in lagos.legs if leg.state == "not_watched")
    assert lagos.unknown_hours == pytest.approx(unwatched)
    assert f"{unwatched:,.0f} of {lagos.passage.hours:,.0f} hours" in sentences.answer(lagos)


def test_a_record_too_short_for_a_forecast_is_unknown_and_not_called_unwatched(lagos: VoyageAssessment) -> None:
    short = replace(lagos.legs[0], state="none", expected=None, reason="Too little is on record: 20 days watched")
    some = replace(lagos, legs=(short, *lagos.legs[1:]))
    assert short.is_unknown and short.known_level is None
    assert some.unknown_hours == pytest.approx(lagos.unknown_hours + short.leg.hours)
    assert "or whose record carries no forecast: unknown, not calm." in sentences.answer(some)
    assert sentences.why_unknown(short) == "Too little is on record: 20 days watched."
    assert sentences.answer(replace(lagos, legs=(short,))).startswith("Nothing can be said of this voyage: all ")


def test_no_unknown_hour_is_rounded_to_none(lagos: VoyageAssessment) -> None:
    ocean = next(leg for leg in lagos.legs if leg.is_unknown)
    minutes = replace(ocean, leg=replace(ocean.leg, end=ocean.leg.start + timedelta(minutes=10)))
    assert replace(lagos, legs=(lagos.legs[0], minutes)).whole_hours_unknown == 1
    assert replace(lagos, legs=(lagos.legs[0],)).whole_hours_unknown == 0


def test_days_before_today_and_beyond_the_forecast_are_said(read: Callable[..., Any], ground: Ground, lagos: VoyageAssessment) -> None:
    assert sentences.limits_in_time(lagos) == ""
    leap_day = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)
    ahead = assess_voyage(read, plan("Singapore", "Lagos", departure=leap_day), ground)
    known = sum(not leg.is_unknown for leg in ahead.legs)
    assert known and sentences.limits_in_time(ahead) == (
        f"{known} legs end after the 90 days of the forecast, and are judged as if those days went on."
    )
    past = datetime(2024, 3, 1, 6, tzinfo=UTC)
    before = assess_voyage(read, plan("Singapore", "Lagos", departure=past), ground_of(read, past.date()))
    assert sentences.limits_in_time(before) == "Judged by incidents up to 1 March 2024, the day of departure."


def test_what_nobody_counted_is_no_zero_on_the_map(lagos: VoyageAssessment) -> None:
    ocean = next(leg for leg in lagos.legs if leg.is_unknown)
    never = replace(ocean, evidence=replace(ocean.evidence, until=None, year=0))
    assert sentences.leg_label(never).startswith("Not watched · ") and "12 months" not in sentences.leg_label(never)
    strait = sentences.leg_label(lagos.legs[0])
    assert " · Incidents recorded · " in strait and strait.endswith(" in the 12 months to 2 Nov 2026")


def test_a_way_with_unknown_hours_has_at_least_the_chance_of_its_known_legs(lagos: VoyageAssessment) -> None:
    assert sentences.percent_on_the_way(lagos).startswith("at least ")
    assert not sentences.percent_on_the_way(replace(lagos, legs=lagos.legs[:1])).startswith("at least ")
    assert sentences.percent_on_the_way(replace(lagos, legs=())) == "unknown"


def test_a_leg_that_nobody_watches_never_lowers_what_is_expected(lagos: VoyageAssessment) -> None:
    known = [leg.expected for leg in lagos.legs if leg.expected]
    assert lagos.expected is not None
    assert lagos.expected.mean == pytest.approx(sum(part.mean for part in known))
    assert lagos.expected.at_least_one >= max(part.at_least_one for part in known) - 1e-9


def test_sources_that_fell_silent_leave_nothing_known(read: Callable[..., Any]) -> None:
    late = LAST_DAY + timedelta(days=STALE_DAYS + 1)
    departure = datetime(late.year, late.month, late.day, tzinfo=UTC) + timedelta(days=1)
    silent = assess_voyage(read, plan("Singapore", "Lagos", departure=departure), ground_of(read, late))
    assert {leg.state for leg in silent.legs} == {"not_watched"}
    assert silent.worst is None and silent.expected is None
    assert silent.unknown_hours == pytest.approx(silent.passage.hours)
    said = sentences.answer(silent)
    assert said.startswith("Nothing can be said of this voyage: all ")
    assert "to 1 November 2026" in said and "most in Singapore Strait" in said


def test_evidence_counts_what_lies_within_the_corridor(lagos: VoyageAssessment, ground: Ground) -> None:
    """Each incident again, by its distance on the ellipsoid to every position of the way."""
    route, incidents = lagos.passage.route, ground.incidents
    known = incidents[incidents["sea_region"] == "singapore_strait"].tail(150)
    corridor = corridor_of(lagos.passage, 25.0)
    legs = corridor.legs_at(known["latitude"].to_numpy(), known["longitude"].to_numpy())
    near = slice(0, int(np.searchsorted(route.nm, 200.0)))
    for (latitude, longitude), leg in zip(known[["latitude", "longitude"]].to_numpy().tolist(), legs, strict=True):
        count = len(route.nm[near])
        metres = ELLIPSOID.inv(np.full(count, longitude), np.full(count, latitude), route.longitude[near], route.latitude[near])[2]
        distance = min(metres) / 1000 / KM_PER_NM
        if abs(distance - 25.0) > 0.3:
            assert (leg != NO_LEG) == (distance < 25.0)
    assert {leg for leg in legs.tolist() if leg != NO_LEG} <= {0, 1}


def test_a_wider_corridor_holds_no_less(read: Callable[..., Any], ground: Ground) -> None:
    assessed = [assess_voyage(read, plan("Singapore", "Lagos", within_nm=width), ground) for width in (25.0, 50.0, 100.0)]
    recorded = [one.recorded for one in assessed]
    assert recorded == sorted(recorded) and recorded[0] > 0
    means = [one.expected.mean for one in assessed if one.expected]
    assert means == sorted(means)
    with pytest.raises(VoyageError, match="25, 50, 100 nm"):
        passage_of(plan("Singapore", "Lagos", within_nm=30.0))


def test_shares_of_a_region_add_up_to_no_more_than_one(lagos: VoyageAssessment, ground: Ground) -> None:
    shares = corridor_of(lagos.passage, 100.0).cells.shares_by_leg(ground.density, len(lagos.legs))
    totals: dict[str, float] = {}
    for leg in shares:
        for region, share in leg.items():
            totals[region] = totals.get(region, 0.0) + share
    assert all(0 < share <= 1 + 1e-9 for share in totals.values())
    assert totals["singapore_strait"] > 0.5


def test_the_whole_sea_within_the_corridor_is_the_whole_forecast(ground: Ground) -> None:
    """Cells of one region with all of its mass: the share is one, whatever lies around."""
    from analytics.voyage.corridor import CorridorCells

    rows, columns = np.nonzero(sea_share() > 0)
    everything = CorridorCells(rows, columns, np.ones(len(rows)), np.zeros(len(rows), np.int64))
    shares = everything.shares_by_leg(ground.density, 1)[0]
    known = float((ground.density.values * cell_areas()[:, None] * sea_share()).sum())
    assert known > 0
    assert all(share == pytest.approx(1.0) for share in shares.values())


def test_twice_the_time_is_twice_what_is_expected(read: Callable[..., Any], ground: Ground) -> None:
    slow, fast = (assess_voyage(read, plan("Singapore", "01-10N 103-45E", speed_kn=speed), ground).expected for speed in (6.0, 12.0))
    assert slow is not None and fast is not None
    assert slow.mean == pytest.approx(2 * fast.mean, rel=0.02)


def test_no_known_part_gives_no_number() -> None:
    assert total_of([]) is None
    part = Expected(0.5, 2.0, 1.0)
    total = total_of([part, part])
    assert total is not None and total.mean == pytest.approx(1.0) and total.harm == pytest.approx(2.0)
    low, high = part.interval
    assert low == 0 and high >= 1 and 0 < part.at_least_one < 0.5


def test_seasons_are_those_of_earlier_years_and_known_only_where_watched(lagos: VoyageAssessment) -> None:
    strait, ocean = lagos.legs[0].evidence, next(leg for leg in lagos.legs if leg.leg.region == "south_atlantic").evidence
    assert [year for year, _ in strait.seasons] == [2025, 2024, 2023, 2022, 2021]
    assert all(count is not None and count > 0 for _, count in strait.seasons)
    assert all(count is None for _, count in ocean.seasons)
    assert sum(count for _, count in strait.by_status) == strait.year, "every ship has a status"


def test_ships_like_ours_are_counted(read: Callable[..., Any], ground: Ground, lagos: VoyageAssessment) -> None:
    code, count = lagos.legs[0].evidence.by_type[0]
    ours = assess_voyage(read, plan("Singapore", "Lagos", ship_type=code), ground)
    assert ours.legs[0].evidence.like_ours == count > 0
    assert lagos.legs[0].evidence.like_ours == 0


def rate(incidents: int, transits: int = 10_000) -> TransitRate:
    day = date(2026, 1, 1)
    return TransitRate("malacca", "Malacca", day, day, 365, incidents, transits, incidents / transits * 1000, 0.0, 1.0)


def test_the_chance_of_a_passage_is_that_of_a_poisson_count() -> None:
    chance = chance_of_passage(StraitRates(rate(40), rate(10), rate(0)))
    assert chance is not None
    assert chance.chance == pytest.approx(1 - np.exp(-10 / 10_000))
    # Garwood's 80% interval of a count of ten, from tables: 6.221 to 15.407.
    assert (chance.low, chance.high) == pytest.approx((6.221e-4, 15.395e-4), rel=2e-3)
    assert chance_in_words(chance) == "about 1 in 1,000 (80% interval 1 in 1,600 to 1 in 650)"


def test_unknown_severities_count_like_the_others_and_no_transits_give_no_chance() -> None:
    half = chance_of_passage(StraitRates(rate(40), rate(10), rate(20)))
    assert half is not None and half.chance == pytest.approx(1 - np.exp(-20 / 10_000))
    assert chance_of_passage(StraitRates(rate(5), rate(0), rate(5))) is None
    none = chance_of_passage(StraitRates(rate(0), rate(0), rate(0)))
    assert none is not None and none.chance == 0 and none.high > 0
    assert chance_in_words(none) == "between none and 1 in 4,300 (80% interval; none was recorded)"
    assert chance_of_passage(None) is None


def test_counted_transits_give_a_chance_on_their_leg_alone(read: Callable[..., Any]) -> None:
    days = tuple(LAST_DAY - timedelta(days=back) for back in range(400, 0, -1))
    strait = StraitTransits("malacca", "Malacca Strait", "malacca_strait", "test", days, (200,) * len(days))
    assessed = assess_voyage(read, plan("Singapore", "Chennai"), ground_of(read, LAST_DAY + timedelta(days=1), (strait,)))
    counted = [leg for leg in assessed.legs if leg.chance]
    assert [leg.leg.region for leg in counted] == ["malacca_strait"]
    assert "per 1,000 transits" in sentences.chance_sentence(counted[0])
    assert all(not sentences.chance_sentence(leg) for leg in assessed.legs if leg not in counted)


def test_what_goes_unreported_is_a_second_figure(lagos: VoyageAssessment) -> None:
    said = sentences.unreported_sentence(lagos)
    assert said.startswith("Recorded incidents expected along the known legs: ")
    known = [leg for leg in lagos.legs if leg.expected and leg.gap and leg.gap.unreported]
    assert known
    more = sum(leg.expected.mean / (1 - leg.gap.unreported.share) for leg in known if leg.expected and leg.gap and leg.gap.unreported)
    assert more > sum(leg.expected.mean for leg in known if leg.expected)


def test_hours_of_a_strait_are_relative_to_the_mean_of_the_day() -> None:
    night = np.array([10] * 6 + [0] * 12 + [10] * 6)
    hour, day = passage_factors(night, 1.0), passage_factors(night, 24.0)
    assert np.mean(hour) == pytest.approx(1.0, abs=0.01)
    assert hour[12] < 0.3 and hour[2] > 1.5
    assert day == pytest.approx(np.ones(24), abs=0.01), "a passage of a whole day meets every hour"
    assert passage_factors(night, 2.5)[4] == pytest.approx((2 * (hour[4] + hour[5]) + hour[6]) / 5, abs=0.05)
    assert (passage_factors(np.zeros(24, np.int64), 3.0) == 1).all()


def test_straits_with_enough_known_hours_are_told_apart(lagos: VoyageAssessment) -> None:
    straits = hours_of_straits(lagos)
    assert straits[0].title == "Singapore Strait"
    assert 0 <= straits[0].planned < 24
    # 06:00 UTC at 104 degrees east is about one o'clock by the sun.
    assert straits[0].planned in (12, 13)
    assert f"{straits[0].incidents} incidents with a known hour" in straits[0].sentence


def test_alternatives_are_assessed_alike(read: Callable[..., Any], ground: Ground) -> None:
    first = plan("Singapore", "Rotterdam")
    passages = passage_of(first).route.passages
    others = alternatives_to(first, passages, lambda other: assess_voyage(read, other, ground))
    titles = {other.title: other.assessment for other in others}
    assert {"As planned", "24 hours later", "At 10 knots", "At 16 knots", "Without the Suez Canal"} <= set(titles)
    planned, around = titles["As planned"], titles["Without the Suez Canal"]
    assert planned and around and around.passage.route.length_nm > planned.passage.route.length_nm
    assert "suez" not in around.passage.route.passages
    assert all(other.avoid == first.avoid for title, other in other_plans(replace(first, is_followed=True), passages))


def test_an_alternative_that_cannot_be_sailed_says_why(read: Callable[..., Any], ground: Ground) -> None:
    first = plan("Jebel Ali", "Singapore")
    others = alternatives_to(first, ("hormuz",), lambda other: assess_voyage(read, other, ground))
    [blocked] = [other for other in others if other.title == "Without the Strait of Hormuz"]
    assert blocked.assessment is None
    assert blocked.reason.startswith("No route by sea is known")


def test_the_sentences_name_times_light_and_waters(lagos: VoyageAssessment) -> None:
    assert lagos.worst is not None
    assert lagos.worst.harm == max(leg.harm for leg in lagos.legs)
    assert lagos.worst.leg.title in sentences.answer(lagos)
    assert len(sentences.answer(lagos).split()) <= 60
    short = replace(lagos.legs[0].leg, night_hours=0.0)
    assert sentences.leg_times(short).endswith("by day")
    assert "by night, " in sentences.leg_times(replace(short, night_hours=short.hours))
    assert [sentences.probability_in_words(value) for value in (0.001, 0.05, 0.999)] == [
        "less than 1% likely",
        "5% likely",
        "more than 99% likely",
    ]
