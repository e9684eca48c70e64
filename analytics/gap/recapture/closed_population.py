"""The closed-population models of capture-recapture, as Rcapture's `closedp` defines them.

M0: all lists alike; Mt: each list has its own chance; Mh and Mth: incidents differ as well, in a way that shows only in how many lists
hold them: by any mixture (Chao: a lower bound), or by Poisson (2), Darroch's or gamma (3.5) columns. Baillargeon and Rivest 2007, J.
Stat. Softw. 19(5); Rivest and Baillargeon 2007, Biometrics 63. Models of behavioural response (Mb) need an order of lists in time
and are left out.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from analytics.gap.recapture import existence, poisson
from analytics.gap.recapture.histories import Flags, Histories, Reals, Wholes
from analytics.gap.recapture.loglinear import NO_ESTIMATE, NOT_IDENTIFIABLE
from analytics.gap.recapture.results import Fit, Refusal

LOWER_BOUNDS: Final = ("Mh Chao (LB)", "Mth Chao (LB)")


def closed_population_fits(histories: Histories) -> tuple[Fit, ...]:
    """All models fitted to one table, in Rcapture's order; with two lists only M0 and Mt."""
    held = histories.patterns.astype(float)
    number = histories.patterns.sum(axis=1)
    bases = {"M0": number[:, None].astype(float), "Mt": held}
    fits = [_fit_model(histories, name, base, np.empty((len(held), 0))) for name, base in bases.items()]
    if len(histories.lists) > 2:
        for short, base in (("Mh", bases["M0"]), ("Mth", bases["Mt"])):
            fits.append(_fit_chao_bound(histories, f"{short} Chao (LB)", base, number))
            fits += [_fit_model(histories, f"{short} {name}", base, column) for name, column in _heterogeneity_columns(number).items()]
    return tuple(fits)


def _heterogeneity_columns(number: Wholes) -> dict[str, Reals]:
    """The columns that let incidents differ, from the number of lists that hold them."""
    columns = {"Poisson2": 2.0**number - 1, "Darroch": number**2 / 2, "Gamma3.5": math.log(3.5) - np.log(3.5 + number)}
    return {name: np.asarray(column)[:, None] for name, column in columns.items()}


def _fit_chao_bound(histories: Histories, name: str, base: Reals, number: Wholes) -> Fit:
    """Any mixture: a parameter for each number of lists from three up; negative ones, which no mixture has, are set to 0 one by one."""
    columns = np.column_stack([np.maximum(number - j + 1, 0.0) for j in range(3, len(histories.lists) + 1)])
    keep = list(range(columns.shape[1]))
    while True:
        design, fitted = _fit_columns(histories, np.hstack([base, columns[:, keep]]))
        etas = fitted.coefficients[0, design.shape[1] - len(keep) :]
        negative = np.flatnonzero(etas < 0)
        if not len(negative):
            return _as_fit(histories, name, design, fitted)
        # One at a time: without the first, the others may turn positive.
        del keep[negative[0]]


def _fit_model(histories: Histories, name: str, base: Reals, columns: Reals) -> Fit:
    design, fitted = _fit_columns(histories, np.hstack([base, columns]))
    return _as_fit(histories, name, design, fitted)


def _fit_columns(histories: Histories, columns: Reals) -> tuple[Reals, poisson.FittedTables]:
    design = np.hstack([np.ones((len(columns), 1)), columns])
    terms: Flags = np.ones((1, design.shape[1]), bool)
    counts = histories.counts.astype(float)[None]
    cells = np.ones_like(counts, bool)
    fitted = poisson.fit_tables(design, counts, terms, cells)
    # Many more rounds are worth it only where an estimate exists; elsewhere they would go on for ever.
    if not fitted.settled[0] and existence.has_full_rank(design) and existence.estimate_exists(design, histories.counts > 0):
        fitted = poisson.fit_tables(design, counts, terms, cells, fitted.coefficients, poisson.MOST_ROUNDS)
    return design, fitted


def _as_fit(histories: Histories, name: str, design: Reals, fitted: poisson.FittedTables) -> Fit:
    counts, size = histories.counts.astype(float)[None], design.shape[1]
    refusal: Refusal | None = None
    if not existence.has_full_rank(design):
        refusal = NOT_IDENTIFIABLE
    elif not fitted.settled[0] and not existence.estimate_exists(design, histories.counts > 0):
        refusal = NO_ESTIMATE
    if refusal:
        return Fit(name, (), size, len(design) - size, math.nan, math.nan, math.nan, None, None, refusal)
    unseen, variance = float(fitted.unseen[0]), float(fitted.unseen_variance()[0])
    likelihood = float(poisson.loglikelihood(counts, fitted.means)[0])
    return Fit(
        name,
        (),
        size,
        len(design) - size,
        float(poisson.deviance(counts, fitted.means)[0]),
        2 * size - 2 * likelihood,
        math.log(max(histories.observed, 1)) * size - 2 * likelihood,
        histories.observed + unseen,
        math.sqrt(unseen + unseen**2 * variance),
    )
