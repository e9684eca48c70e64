"""The simulation behind *How good is this?*: what is stored is what comes out again, and keeps to what is promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.gap.quality import charts, simulation


def world(name: str) -> simulation.World:
    return next(one for one in simulation.worlds() if one.name == name)


def test_a_stored_cell_comes_out_again() -> None:
    """One world of two lists and one of three at their smallest size: as stored, but for what rounding in the algebra may move."""
    stored = {(one.world, one.size): one for one in simulation.stored().results}
    again = simulation.result(world("two_alike"), 100)
    assert simulation.written([again], [], "", "") == simulation.written([stored["two_alike", 100]], [], "", "")
    bound = simulation.result(world("three_differ"), 100)
    assert bound.bound_below == pytest.approx(stored["three_differ", 100].bound_below, abs=0.011)


def test_what_is_stored_keeps_to_what_is_promised() -> None:
    """95% intervals cover at least 90% at six sizes; the lower bound stays below in 95%, but for the error of so many runs."""
    found = simulation.stored().results
    hold, differ = ([one for one in found if one.kind == kind] for kind in ("hold", "differ"))
    assert {one.size for one in hold} == {one.size for one in differ} == set(simulation.SIZES)
    assert len({one.world for one in hold}) >= 4
    assert len({one.world for one in differ}) >= 3
    assert {(one.world, one.size) for one in hold if one.covered < 0.90} == set()
    assert {(one.world, one.size) for one in differ if one.bound_low_below < 0.95} == set()
    assert all(one.estimated > 0.5 * one.runs for one in hold)
    assert all(abs(one.bias) < 0.05 for one in hold)


def test_the_chain_is_stored_with_its_truth() -> None:
    rows = simulation.stored().chain
    assert {row["incidents_differ"] for row in rows} == {True, False}
    assert all(row["observed"] <= row["low"] <= row["estimate"] <= row["high"] for row in rows)


def test_a_world_that_breaks_the_assumptions_is_seen() -> None:
    """The measure can fail: two sources cannot see that incidents differ, and their interval then misses the truth."""
    differing = world("three_differ")
    broken = replace(differing, kind="hold", chances=differing.chances[:, :2])
    assert simulation.result(broken, 800, runs=40).covered < 0.2


def test_pictures() -> None:
    found = simulation.stored()
    covered, below = charts.coverage(found), charts.bound_below(found)
    for chart, kind in ((covered, "hold"), (below, "differ")):
        assert chart.places == tuple(f"{size:,}" for size in simulation.SIZES)
        assert len(chart.series) == len({one.world for one in found.results if one.kind == kind})
        assert all(value is not None for series in chart.series for value in series.values)
        assert any(found.made_on in note for note in chart.footnotes)
    through = charts.chain(found)
    assert through.series[1].values == tuple(row["true"] for row in found.chain)
    assert len(set(through.places)) == len(found.chain)
    assert charts.chain(replace(found, chain=())).is_empty
    empty = replace(found, results=())
    assert charts.coverage(empty).is_empty
