"""The switches that capture-recapture is tried with: what holds when its assumptions hold, and what fails when not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from .conftest import incidents_of, true_reports_of

ASIA = ["singapore_strait", "malacca_strait", "java_sea", "vietnam", "chittagong", "philippines"]


def _chapman(first: pd.Series, second: pd.Series) -> tuple[float, float]:
    """Chapman's estimate of the total and its standard error (Chapman 1951, Seber 1970)."""
    n_first, n_second, n_both = first.sum(), second.sum(), (first & second).sum()
    total = (n_first + 1) * (n_second + 1) / (n_both + 1) - 1
    variance = (n_first + 1) * (n_second + 1) * (n_first - n_both) * (n_second - n_both) / ((n_both + 1) ** 2 * (n_both + 2))
    return float(total), float(np.sqrt(variance))


def _robberies(folder: Path) -> pd.DataFrame:
    table: pd.DataFrame = incidents_of(folder).to_pandas()
    return table[table["sea_region"].isin(ASIA) & table["category"].isin(["piracy_robbery", "cargo_theft"])]


def test_where_the_assumptions_hold_the_estimate_is_right(draw: Callable[..., Path]) -> None:
    table = _robberies(draw(30_000, heterogeneous=False, independent=True))
    assert set(table["chance_demo_bureau"]) == {0.50}
    assert set(table["chance_demo_asia"]) == {0.55}
    total, error = _chapman(table["heard_demo_bureau"], table["heard_demo_asia"])
    assert abs(total - len(table)) < 3 * error
    assert error < 0.05 * total


def test_heterogeneity_makes_the_estimate_too_low(usual: Path) -> None:
    table = _robberies(usual)
    total, error = _chapman(table["heard_demo_bureau"], table["heard_demo_asia"])
    assert total + 3 * error < len(table)
    notified_share = table.groupby("overlooked")["heard_demo_bureau"].mean()
    assert notified_share[True] < 0.55 * notified_share[False]


def test_bodies_hear_each_for_themselves(draw: Callable[..., Path]) -> None:
    table = _robberies(draw(30_000, heterogeneous=False, independent=True))
    both = (table["heard_demo_bureau"] & table["heard_demo_asia"]).mean()
    apart = table["heard_demo_bureau"].mean() * table["heard_demo_asia"].mean()
    assert abs(both - apart) < 4 * np.sqrt(0.25 / len(table))


def test_independent_bodies_republish_nothing(draw: Callable[..., Path], usual: Path) -> None:
    alone = true_reports_of(draw(independent=True)).to_pandas()
    assert set(alone["kind"]) == {"own", "reissue"}
    assert (true_reports_of(usual).to_pandas()["kind"] == "republished").sum() > 500


def test_grave_incidents_are_heard_of_more(usual: Path) -> None:
    table = incidents_of(usual).to_pandas()
    robbery = table[table["category"] == "piracy_robbery"].groupby("severity")["heard_demo_bureau"].mean()
    assert robbery[1] > robbery[3] > robbery[4]


def test_heard_is_drawn_by_the_chance_beside_it(usual: Path) -> None:
    table = incidents_of(usual).to_pandas()
    for body in ("demo_navy", "demo_bureau", "demo_asia", "demo_gulf"):
        chance, notified = table[f"chance_{body}"], table[f"heard_{body}"]
        assert not notified[chance == 0].any()
        groups = pd.cut(chance[chance > 0], 5)
        for _, rows in chance[chance > 0].groupby(groups, observed=True):
            spread = np.sqrt((rows * (1 - rows)).sum())
            assert abs(notified[rows.index].sum() - rows.sum()) < 4.5 * spread + 1, body
