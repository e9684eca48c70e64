"""The back-test of voyages: its scores on outcomes whose distribution is known, and the figures that are kept."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
import pytest

from analytics import trends
from analytics.voyage.ground import ground_of
from analytics.voyage.quality import charts
from analytics.voyage.quality.backtest import MONTHS, YEARS, Tried, draw_voyages, figures_of, try_voyage
from analytics.voyage.quality.stored import stored_figures
from analytics.voyage.route.legs import SLOWEST_KN, pass_along
from analytics.voyage.route.routes import sail
from analytics.voyage.route.waypoints import find_waypoint
from tests.support.invented import LAST_DAY
from tests.support.snapshots import build_snapshot
from warehouse.queries.voyage.corridor_incidents import placed_incidents_between
from warehouse.reference.sea_network import USUALLY_CLOSED


def draws(scale: float) -> list[Tried]:
    """Voyages whose recorded counts are drawn from what was expected, times `scale`."""
    draw = np.random.default_rng(5)
    means, shape = draw.gamma(0.6, 1.0, 4000), 3.0
    counts = draw.poisson(draw.gamma(shape, means * scale / shape))
    return [Tried(float(mean), shape, int(count), int(count) % 3, 1.0) for mean, count in zip(means, counts, strict=True)]


def test_a_true_forecast_is_found_calibrated() -> None:
    figures = figures_of(draws(1.0))
    assert figures["overall"]["cover_80"] == pytest.approx(0.8, abs=0.015)
    assert figures["overall"]["recorded"] == pytest.approx(figures["overall"]["expected"], rel=0.06)
    assert figures["overall"]["rivals"]["year_rate"]["crps_better"] > 0.1


def test_a_forecast_that_is_too_low_is_found_out() -> None:
    figures = figures_of(draws(3.0))
    assert figures["overall"]["cover_80"] < charts.BAND[0]
    assert figures["overall"]["recorded"] > 2.5 * figures["overall"]["expected"]


def test_what_the_reader_is_told_names_the_bias_and_the_gain() -> None:
    described = {"years": list(YEARS)}
    assert re.search(r"recorded: 6\d% too low\.", charts.answer(figures_of(draws(3.0)) | described))
    assert re.search(r"recorded: \d\d% too high\.", charts.answer(figures_of(draws(0.6)) | described))
    kept = stored_figures()
    assert kept is not None
    assert "194 incidents were expected and 155 recorded: 25% too high. The error is 2% below that of the rate" in charts.answer(kept)


def test_classes_of_size_hold_every_voyage_once() -> None:
    results = draws(1.0)
    figures = figures_of(results)
    assert sum(part["n"] for part in figures["sizes"]) == len(results) == figures["voyages"]
    assert sum(part["recorded"] for part in figures["sizes"]) == sum(result.recorded for result in results)


def test_voyages_are_drawn_alike_every_time() -> None:
    first, again = draw_voyages(12), draw_voyages(12)
    assert [(departure, way.length_nm) for departure, way in first] == [(departure, way.length_nm) for departure, way in again]
    assert all(YEARS[0] <= departure.year <= YEARS[1] and departure.month in MONTHS for departure, _ in first)
    assert all(way.length_nm > 0 for _, way in first)


def test_outcomes_are_those_beside_the_legs_on_their_days(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One voyage again by hand: what is expected does not change with what comes later, and only the later days are counted."""
    snapshot = build_snapshot(tmp_path_factory.mktemp("backtest"), 3000)
    read = lru_cache(maxsize=None)(trends.query_runner(snapshot.open_database()))
    day = date(2024, 3, 31)
    ground = ground_of(read, day)
    route = sail([find_waypoint("Singapore"), find_waypoint("Chennai")], USUALLY_CLOSED)
    incidents = read(placed_incidents_between, date(2022, 1, 1), LAST_DAY)
    known = incidents[incidents["occurred_on"] <= day]
    recorded = 0
    for first in range(2, 28, 4):
        # As slow as may be, so that some incident happens beside the ship.
        passage = pass_along(route, datetime(2024, 4, first, 6, tzinfo=UTC), SLOWEST_KN)
        whole, before = try_voyage(ground, passage, incidents), try_voyage(ground, passage, known)
        assert whole and before
        assert (whole.mean, whole.shape, whole.year_rate) == (before.mean, before.shape, before.year_rate)
        assert before.recorded == 0
        days = passage.departure.date(), passage.arrival.date()
        assert whole.recorded <= int(incidents["occurred_on"].between(*days).sum())
        recorded += whole.recorded
    assert recorded > 0


def test_the_kept_figures_are_whole_and_said() -> None:
    figures = stored_figures()
    assert figures is not None
    assert figures["overall"]["n"] == figures["voyages"] == sum(part["n"] for part in figures["sizes"])
    assert f"{figures['overall']['cover_80']:.1%}" in charts.answer(figures)
    assert charts.coverage_chart(figures).places[0] == "All voyages"
    assert charts.key_figures(figures)[0].value == f"{figures['overall']['cover_80']:.1%}"
