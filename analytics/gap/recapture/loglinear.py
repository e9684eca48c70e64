"""Log-linear models held against one table: existence, fit, information criteria, abundance and its standard error.

Abundance and standard error as Rcapture has them (Baillargeon and Rivest 2007, J. Stat. Softw. 19(5)): what is observed plus the
exponential of the intercept e, and the square root of e + e**2 times the intercept's variance. BIC counts incidents, not cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.gap.recapture import existence, models, poisson
from analytics.gap.recapture.histories import Flags, Histories, Reals, Wholes
from analytics.gap.recapture.results import Fit, Refusal

NO_ESTIMATE = Refusal(
    "no_estimate", "No estimate exists: the likelihood only rises towards infinite parameters, for want of shared incidents."
)
NOT_IDENTIFIABLE = Refusal("not_identifiable", "The counts do not determine the estimate: different totals fit equally well.")


@dataclass(frozen=True)
class Batch:
    """Models of tables, fitted: all arrays have one entry a table. `parameters` includes those at minus infinity."""

    fitted: poisson.Fitted
    parameters: Wholes
    determined: Flags
    exists: Flags

    @property
    def usable(self) -> Flags:
        return self.determined & self.exists


def batch(wide: models.Design, terms: Flags, counts: Reals, start: Reals | None = None) -> Batch:
    """Fit one model a table: `terms` is tables x parameters of `wide`, `counts` tables x histories."""
    left, cells = models.reduced(wide, terms, counts)
    determined = _determined(wide, left, cells)
    # What is not determined is not fitted: only its intercept is kept, so that the algebra goes through.
    safe = np.where(determined[:, None], left, np.arange(left.shape[1]) == 0)
    fitted = poisson.fit(wide.matrix, counts, safe, cells, start)
    exists = fitted.settled | ~determined
    for table in np.flatnonzero(~exists).tolist():
        matrix = wide.matrix[cells[table]][:, left[table]]
        exists[table] = existence.exists(matrix, counts[table][cells[table]] > 0)
        if exists[table]:
            _finish(fitted, table, counts, safe, cells)
    return Batch(fitted, terms.sum(axis=1), determined, exists)


def _finish(fitted: poisson.Fitted, table: int, counts: Reals, terms: Flags, cells: Flags) -> None:
    """Go on with a fit that has an end but has not reached it."""
    one = slice(table, table + 1)
    more = poisson.fit(fitted.design, counts[one], terms[one], cells[one], fitted.coefficients[one], poisson.MOST_ROUNDS)
    fitted.coefficients[one], fitted.means[one], fitted.settled[one] = more.coefficients, more.means, more.settled


def _determined(wide: models.Design, left: Flags, cells: Flags) -> Flags:
    packed = np.packbits(np.hstack([left, cells]), axis=1)
    _, first, which = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return np.array([existence.determined(wide.matrix[cells[one]][:, left[one]]) for one in first], bool)[which]


def fits(histories: Histories, wanted: Sequence[tuple[int, ...]], order: int = 2) -> tuple[Fit, ...]:
    """The models `wanted` on one table, in their order; where no estimate exists, or none is determined, a refusal and no number."""
    wide = models.design(len(histories.lists), order)
    terms = np.array([wide.parameters(model) for model in wanted])
    counts = np.broadcast_to(histories.counts.astype(float), (len(wanted), len(histories.counts)))
    found = batch(wide, terms, counts)
    return tuple(as_fits(histories, found, [models.name(model, wide.lists) for model in wanted], wanted))


def as_fits(histories: Histories, found: Batch, names: Sequence[str], wanted: Sequence[tuple[int, ...]]) -> list[Fit]:
    """One `Fit` a table of a batch; all its tables are those of `histories`."""
    counts = np.broadcast_to(histories.counts.astype(float), (len(names), len(histories.counts)))
    means, observed = found.fitted.means, histories.observed
    deviance, likelihood = poisson.deviance(counts, means), poisson.loglikelihood(counts, means)
    unseen, variance = found.fitted.unseen, found.fitted.unseen_variance()
    made = []
    for at, (name, model) in enumerate(zip(names, wanted, strict=True)):
        size = int(found.parameters[at])
        refusal = None if found.usable[at] else NOT_IDENTIFIABLE if not found.determined[at] else NO_ESTIMATE
        known = refusal is None
        made.append(
            Fit(
                name,
                tuple(models.places(term) for term in model),
                size,
                len(histories.counts) - size,
                float(deviance[at]) if known else math.nan,
                float(2 * size - 2 * likelihood[at]) if known else math.nan,
                float(math.log(max(observed, 1)) * size - 2 * likelihood[at]) if known else math.nan,
                float(observed + unseen[at]) if known else None,
                math.sqrt(unseen[at] + unseen[at] ** 2 * variance[at]) if known else None,
                refusal,
            )
        )
    return made
