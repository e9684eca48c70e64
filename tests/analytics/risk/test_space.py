from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from h3.api import basic_int as h3
from scipy import stats

from analytics.risk.patterns import hotspots, near_repeat, transit_rates
from tests.support.watches import watch_of
from warehouse.exposure import StraitTransits

CENTRE = h3.latlng_to_cell(1.2, 104.0, 3)
CELLS = sorted(h3.grid_disk(CENTRE, 6))


def table(counts: dict[int, int]) -> pa.Table:
    return pa.table({"cell": pa.array(list(counts), pa.uint64()), "incidents": list(counts.values())})


def test_a_cluster_is_hot_and_even_waters_are_not() -> None:
    rng = np.random.default_rng(1)
    even = {cell: int(rng.poisson(2.0)) for cell in CELLS}
    assert hotspots.find_hot_spots(table(even), table(even), 20_000).spots == ()
    crowded = even | dict.fromkeys(h3.grid_disk(CENTRE, 1), 25)
    hot = hotspots.find_hot_spots(table(crowded), table(even), 20_000)
    assert CENTRE in {spot.cell for spot in hot.spots}
    assert {spot.cell for spot in hot.spots} <= set(h3.grid_disk(CENTRE, 2))
    assert hot.spots[0].around == 7 * 25 or hot.spots[0].around >= 25
    assert all(spot.p <= hotspots.DISCOVERY_RATE and spot.z > 0 for spot in hot.spots)


def test_chances_are_those_of_random_draws() -> None:
    amounts = np.array([0.0] * 90 + [1.0] * 10)
    neighbours = {place: [(place + 1) % 100, (place + 2) % 100] for place in range(100)}
    chances = hotspots._monte_carlo_p(amounts, neighbours, 50_000)
    assert chances[0] == 1.0
    assert chances[95] == pytest.approx(stats.binom.sf(2, 3, 0.1), rel=0.3), "three of three"
    assert chances[88] == pytest.approx(stats.binom.sf(0, 3, 0.1), rel=0.05), "one of three"


def test_too_little_is_not_tested() -> None:
    few = dict.fromkeys(h3.grid_disk(CENTRE, 1), 1)
    assert "too few" in hotspots.find_hot_spots(table({CENTRE: 3}), table(few)).reason
    assert hotspots.find_hot_spots(table({}), table(dict.fromkeys(CELLS, 1))).reason == "no incident to test"


def scattered(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 365, n), rng.uniform(-1, 1, n), np.mod(rng.uniform(179, 181, n) + 180, 360) - 180


def test_chance_alone_gives_no_near_repeats() -> None:
    days, latitudes, longitudes = scattered(250, 4)
    repeats = near_repeat.near_repeat_test(days, latitudes, longitudes, np.zeros(250, dtype=np.int64), 199)
    assert (repeats.p > 0.01).all()
    assert np.nanmean(repeats.ratio) == pytest.approx(1.0, abs=0.15)
    assert repeats.observed.sum() == pytest.approx(repeats.expected.sum(), rel=0.1)


def test_repeats_that_follow_close_by_are_found() -> None:
    days, latitudes, longitudes = scattered(150, 5)
    again = slice(0, 40)
    days = np.concatenate([days, days[again] + 1])
    latitudes, longitudes = np.concatenate([latitudes, latitudes[again] + 0.01]), np.concatenate([longitudes, longitudes[again]])
    repeats = near_repeat.near_repeat_test(days, latitudes, longitudes, np.zeros(len(days), dtype=np.int64))
    assert repeats.ratio[0, 0] > 3 and repeats.p[0, 0] <= 0.05
    chart = near_repeat.near_repeat_chart(repeats, "test")
    assert chart.texts[0][0].endswith("*") and chart.rows[0] == "0–10 km" and chart.columns[:2] == ("0–2 days", "3–7 days")


def test_pairs_are_counted_as_a_double_loop_counts_them() -> None:
    _, latitudes, longitudes = scattered(60, 6)
    pairs, band = near_repeat._close_pairs(latitudes, longitudes)
    expected = 0
    for later in range(60):
        for earlier in range(later):
            km = h3.great_circle_distance((latitudes[later], longitudes[later]), (latitudes[earlier], longitudes[earlier]), unit="km")
            expected += km <= near_repeat.DISTANCES_KM[-1]
    assert len(pairs) == expected and band.max() < len(near_repeat.DISTANCES_KM)


def test_a_change_between_years_is_no_repeat() -> None:
    """One place is busy in the first year and another in the second: days are dealt out within a region and year only."""
    rng = np.random.default_rng(7)
    days = np.concatenate([rng.integers(0, 365, 80), rng.integers(365, 730, 80)])
    latitudes = np.concatenate([rng.normal(0, 0.05, 80), rng.normal(1, 0.05, 80)])
    blocks = near_repeat.blocks_of(days, ["a"] * 160)
    repeats = near_repeat.near_repeat_test(days, latitudes, np.zeros(160), blocks, 199)
    assert (repeats.p > 0.01).all()
    anywhere = near_repeat.near_repeat_test(days, latitudes, np.zeros(160), np.zeros(160, dtype=np.int64), 199)
    assert (anywhere.p < 0.05).any(), "without blocks the shift would be taken for repeats"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_events_are_not_tested(n: int) -> None:
    repeats = near_repeat.near_repeat_test(np.arange(n), np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.int64))
    assert "too few" in repeats.reason and near_repeat.near_repeat_chart(repeats, "test").is_empty


def test_garwood_is_the_published_interval() -> None:
    """Garwood's table for counts 0, 1, 10 at 95%."""
    assert transit_rates.garwood_interval(0) == pytest.approx((0.0, 3.689), abs=0.001)
    assert transit_rates.garwood_interval(1) == pytest.approx((0.0253, 5.572), abs=0.001)
    assert transit_rates.garwood_interval(10) == pytest.approx((4.795, 18.390), abs=0.001)


def test_only_days_that_are_watched_and_counted_count() -> None:
    first = date(2024, 1, 1)
    days = tuple(date.fromordinal(first.toordinal() + number) for number in range(100))
    strait = StraitTransits("malacca", "Malacca Strait", "malacca_strait", "test", days, (200,) * 100)
    watching = [watch_of("a", (first, days[49]))]
    numbers = np.array([(day - date(1970, 1, 1)).days for day in (days[3], days[10], days[10], days[60])])
    rate = transit_rates.transit_rate(strait, watching, numbers, first, days[-1])
    assert rate is not None
    assert (rate.incidents, rate.transits, rate.days) == (3, 10_000, 50), "the day after the source ended is on neither side"
    assert rate.rate == pytest.approx(0.3) and rate.low < 0.3 < rate.high
    assert transit_rates.transit_rate(strait, [], numbers, first, days[-1]) is None
    assert transit_rates.transit_rate(strait, watching, numbers, first, days[20]) is None, "too few days"
