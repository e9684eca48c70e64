"""Small published tables, typed from the literature, and independent ways to compute what the estimators give."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analytics.gap import Histories

HEPATITIS = Histories.from_rows(
    ("P", "Q", "E"),
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]],
    [69, 55, 63, 21, 17, 18, 28],
)
"""Hepatitis A in northern Taiwan, 271 students on three lists (Chao, Tsay and others 2001, Stat. Med. 20)."""

SEPARATE = Histories.from_rows(("A", "B", "C"), [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]], [40, 30, 20, 6])
"""Made to break estimators: C shares nothing (the form of Chan, Silverman and Vincent 2021, table 2)."""

UNSHARED_PAIR = Histories.from_rows(("A", "B", "C"), [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 0, 1]], [50, 60, 30, 12, 9])
"""A and B share nothing, yet each shares with C."""


def drawn(size: int, chances: list[float], seed: int, taken_over: float = 0.0) -> Histories:
    """`size` incidents on independent lists; of the first list's incidents the second takes over a share."""
    rng = np.random.default_rng(seed)
    held = rng.random((size, len(chances))) < chances
    held[:, 1] |= held[:, 0] & (rng.random(size) < taken_over)
    return Histories.from_rows([f"list {number}" for number in range(len(chances))], held[held.any(axis=1)])


def unseen_by_search(histories: Histories, pairs: list[tuple[int, int]]) -> float:
    """What nobody holds under a log-linear model, by a general minimiser over the Poisson likelihood written cell by cell."""
    rows = list(itertools.product((0, 1), repeat=len(histories.lists)))[1:]
    numbers = [sum(held << place for place, held in enumerate(row)) for row in rows]
    counts = histories.counts[np.array(numbers) - 1]

    def columns(row: tuple[int, ...]) -> list[float]:
        return [1.0, *row, *(row[first] * row[second] for first, second in pairs)]

    matrix = np.array([columns(row) for row in rows])

    def minus_likelihood(beta: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        means = np.exp(matrix @ beta)
        return float((means - counts * (matrix @ beta)).sum()), (means - counts) @ matrix

    # The likelihood has one maximum: any start leads there.
    start = np.zeros(matrix.shape[1])
    optimum = minimize(minus_likelihood, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    return float(np.exp(optimum.x[0]))
