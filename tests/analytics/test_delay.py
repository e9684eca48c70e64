from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.delays import delay_curves


def histograms(delays: np.ndarray, ages: np.ndarray, longest: int) -> tuple[np.ndarray, np.ndarray]:
    return np.bincount(delays, minlength=longest + 1), np.bincount(np.minimum(ages, longest), minlength=longest + 1)


def counts(delays: list[int | None], ages: list[int], source: str = "one") -> pd.DataFrame:
    rows = [(source, "source", source, "stated" if days is not None else "unknown", "delay", days, 1) for days in delays]
    rows += [(source, "source", source, "stated", "age", age, 1) for age in ages]
    return pd.DataFrame(rows, columns=["source", "by", "cell", "basis", "kind", "days", "reports"])


def test_without_truncation_it_is_the_empirical_distribution() -> None:
    delays = np.array([0, 0, 1, 2, 2, 2, 7, 9])
    share, low, high = delay_curves.reverse_time(*histograms(delays, np.full(8, 20), 20))
    assert share == pytest.approx([(delays <= day).mean() for day in range(21)])
    assert np.all((low <= share + 1e-12) & (share <= high + 1e-12))


def test_by_hand() -> None:
    """Delays 0, 1, 1, 2 with events 5, 5, 1, 5 days old. At 2: one of three at risk (the event one day old could not show it)."""
    share, _, _ = delay_curves.reverse_time(*histograms(np.array([0, 1, 1, 2]), np.array([5, 5, 1, 5]), 5))
    assert share[:3] == pytest.approx([2 / 3 * 1 / 3, 2 / 3, 1.0])


@pytest.mark.parametrize("growth", [0.0, 0.01, -0.01])
def test_truncation_is_undone(growth: float) -> None:
    """Only what is out by the last day is seen; more events lately (or fewer) must not make the delays look shorter (or longer)."""
    rng = np.random.default_rng(4)
    age = rng.choice(np.arange(400), 60_000, p=(weights := np.exp(-growth * np.arange(400))) / weights.sum())
    took = np.minimum(rng.lognormal(np.log(14), 0.9, 60_000).astype(int), 200)
    observed = took <= age
    naive = (took[observed] <= 14).mean()
    share, low, high = delay_curves.reverse_time(*histograms(took[observed], age[observed], 365))
    truth = np.array([(took <= day).mean() for day in range(61)])
    assert share[:61] == pytest.approx(truth, abs=0.02)
    assert np.mean((low[1:61] <= truth[1:]) & (truth[1:] <= high[1:61])) > 0.8
    if growth == 0.01:
        assert naive > truth[14] + 0.03, "the test has something to undo"


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(9)
    inside = 0
    for _ in range(300):
        age = rng.integers(0, 120, 400)
        took = rng.geometric(0.1, 400)
        observed = took <= age
        _, low, high = delay_curves.reverse_time(*histograms(took[observed], age[observed], 119))
        inside += low[10] <= 1 - 0.9**10 <= high[10]
    assert 0.90 <= inside / 300 <= 0.985


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=80))
@settings(max_examples=80, deadline=None)
def test_a_curve_rises_from_zero_to_one(pairs: list[tuple[int, int]]) -> None:
    took = np.array([min(pair) for pair in pairs])
    age = np.array([max(pair) for pair in pairs])
    share, low, high = delay_curves.reverse_time(*histograms(took, age, 40))
    assert np.all(np.diff(share) >= -1e-12) and share[-1] == 1.0
    assert np.all((low >= 0) & (low <= share + 1e-9) & (high >= share - 1e-9) & (high <= 1))


def test_curves_say_what_they_leave_out_and_why_there_is_none() -> None:
    delays: list[int | None] = [*range(40), -2, 366, 366, None]
    (curve,) = delay_curves.delay_curves(counts(delays, [400] * 40))
    assert (curve.reports, curve.impossible, curve.later, curve.unknown) == (40, 1, 2, 1)
    assert curve.days_until(0.5) == (19, curve.days_until(0.5)[1], curve.days_until(0.5)[2])  # type: ignore[index]
    middle = curve.days_until(0.5)
    assert middle is not None and middle[1] <= middle[0] <= middle[2]
    (few,) = delay_curves.delay_curves(counts([3] * 29, [400] * 29))
    assert few.days_until(0.5) is None and "29" in few.refusal and few.share == ()
    (none,) = delay_curves.delay_curves(counts([None] * 7, []))
    assert "No report has a known publication date" in none.refusal and none.unknown == 7


def test_numbering_proves_least_delays() -> None:
    """Numbers given in the order of publishing, delays of 0 to 20 days: what is proven is never more than what was."""
    rng = np.random.default_rng(2)
    published = np.sort(rng.integers(0, 300, 400))
    took = rng.integers(0, 21, 400)
    start = date(2015, 1, 25)
    frame = pd.DataFrame({
        "native_ref": [f"2015-{number + 1}" for number in range(400)],
        "occurred_on": [start + timedelta(days=int(day - late)) for day, late in zip(published, took, strict=True)],
    }).sample(frac=1, random_state=1)  # fmt: skip
    numbered = delay_curves.delays_by_numbering(frame)
    assert list(numbered["number"]) == list(range(1, 401))
    assert np.all(numbered["least_days"].to_numpy()[20:] <= took[20:])
    assert np.mean(took - numbered["least_days"].to_numpy()) < 8
    odd = pd.concat([frame, pd.DataFrame({"native_ref": ["X-1", "2015-77a"], "occurred_on": [start, start]})])
    assert len(delay_curves.delays_by_numbering(odd)) == 400
    assert delay_curves.delays_by_numbering(odd[400:]).empty
    wrong = frame.assign(
        occurred_on=[date(2016, 6, 1) if ref == "2015-200" else day for ref, day in zip(*frame.to_dict("list").values(), strict=True)]
    )
    assert (delay_curves.delays_by_numbering(wrong)["least_days"] - numbered["least_days"]).iloc[200:].abs().max() < 8, (
        "one mistaken day moves nothing"
    )
