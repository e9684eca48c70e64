"""The simulation behind *How good is this?*: what is stored is what comes out again, and keeps to what is promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.gap.quality import charts, simulation


def world(name: str) -> simulation.World:
    return next(candidate for candidate in simulation.drawn_worlds() if candidate.name == name)


def test_a_stored_cell_comes_out_again() -> None:
    """One world of two lists and one of three at their smallest size: as stored, but for what rounding in the algebra may move."""
    stored = {(result.world, result.size): result for result in simulation.stored_results().results}
    again = simulation.simulate_world(world("two_alike"), 100)
    assert simulation.results_as_json([again], [], "", "") == simulation.results_as_json([stored["two_alike", 100]], [], "", "")
    bound = simulation.simulate_world(world("three_differ"), 100)
    assert bound.bound_below == pytest.approx(stored["three_differ", 100].bound_below, abs=0.011)


def test_what_is_stored_keeps_to_what_is_promised() -> None:
    """95% intervals cover at least 90% at six sizes; the lower bound stays below in 95%, but for the error of so many runs."""
    results = simulation.stored_results().results
    hold, differ = ([result for result in results if result.kind == kind] for kind in ("hold", "differ"))
    assert {result.size for result in hold} == {result.size for result in differ} == set(simulation.SIZES)
    assert len({result.world for result in hold}) >= 4
    assert len({result.world for result in differ}) >= 3
    assert {(result.world, result.size) for result in hold if result.covered < 0.90} == set()
    assert {(result.world, result.size) for result in differ if result.bound_low_below < 0.95} == set()
    assert all(result.estimated > 0.5 * result.runs for result in hold)
    assert all(abs(result.bias) < 0.05 for result in hold)


def test_the_chain_is_stored_with_its_truth() -> None:
    rows = simulation.stored_results().chain
    assert {row["incidents_differ"] for row in rows} == {True, False}
    assert all(row["observed"] <= row["low"] <= row["estimate"] <= row["high"] for row in rows)


def test_a_world_that_breaks_the_assumptions_is_seen() -> None:
    """The measure can fail: two sources cannot see that incidents differ, and their interval then misses the truth."""
    differing = world("three_differ")
    broken = replace(differing, kind="hold", chances=differing.chances[:, :2])
    assert simulation.simulate_world(broken, 800, runs=40).covered < 0.2


def test_pictures() -> None:
    stored = simulation.stored_results()
    covered, below = charts.interval_coverage_chart(stored), charts.lower_bound_chart(stored)
    for chart, kind in ((covered, "hold"), (below, "differ")):
        assert chart.places == tuple(f"{size:,}" for size in simulation.SIZES)
        assert len(chart.series) == len({result.world for result in stored.results if result.kind == kind})
        assert all(value is not None for series in chart.series for value in series.values)
        assert any(stored.made_on in note for note in chart.footnotes)
    through = charts.pipeline_chart(stored)
    assert through.series[1].values == tuple(row["true"] for row in stored.chain)
    assert len(set(through.places)) == len(stored.chain)
    assert charts.pipeline_chart(replace(stored, chain=())).is_empty
    empty = replace(stored, results=())
    assert charts.interval_coverage_chart(empty).is_empty
