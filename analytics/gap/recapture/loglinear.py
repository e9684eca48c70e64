"""Log-linear models fitted to tables: existence, fit, information criteria, abundance and its standard error.

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
    "no_estimate", "No estimate exists: with too few shared incidents, the likelihood has no maximum at finite parameters."
)
NOT_IDENTIFIABLE = Refusal("not_identifiable", "The counts do not determine the estimate: different totals fit equally well.")


@dataclass(frozen=True)
class Batch:
    """Fitted models of tables: all arrays have one entry per table. `parameters` counts those at minus infinity too."""

    fitted: poisson.FittedTables
    parameters: Wholes
    determined: Flags
    exists: Flags

    @property
    def usable(self) -> Flags:
        return self.determined & self.exists


def fit_batch(wide: models.Design, terms: Flags, counts: Reals, start: Reals | None = None) -> Batch:
    """Fit one model to each table: `terms` is tables x parameters of `wide`, `counts` tables x histories; `start` are coefficients."""
    remaining, cells = models.without_empty_overlaps(wide, terms, counts)
    determined = _determined_tables(wide, remaining, cells)
    # What is not determined is not fitted: only its intercept is kept, so that the linear equations can be solved.
    safe = np.where(determined[:, None], remaining, np.arange(remaining.shape[1]) == 0)
    fitted = poisson.fit_tables(wide.matrix, counts, safe, cells, start)
    exists = fitted.settled | ~determined
    # The linear programme is slow: it is asked only about the few fits that did not converge.
    for table in np.flatnonzero(~exists).tolist():
        matrix = wide.matrix[cells[table]][:, remaining[table]]
        exists[table] = existence.estimate_exists(matrix, counts[table][cells[table]] > 0)
        if exists[table]:
            _finish_fit(fitted, table, counts, safe, cells)
    return Batch(fitted, terms.sum(axis=1), determined, exists)


def _finish_fit(fitted: poisson.FittedTables, table: int, counts: Reals, terms: Flags, cells: Flags) -> None:
    """Continue a fit that has a maximum but has not reached it."""
    row = slice(table, table + 1)
    more = poisson.fit_tables(fitted.design, counts[row], terms[row], cells[row], fitted.coefficients[row], poisson.MOST_ROUNDS)
    fitted.coefficients[row], fitted.means[row], fitted.settled[row] = more.coefficients, more.means, more.settled


def _determined_tables(wide: models.Design, remaining: Flags, cells: Flags) -> Flags:
    # Rank depends on the pattern of terms and cells alone: each different pattern, as one run of bytes, is judged once.
    packed = np.packbits(np.hstack([remaining, cells]), axis=1)
    _, first, which = np.unique(packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return np.array([existence.has_full_rank(wide.matrix[cells[example]][:, remaining[example]]) for example in first], bool)[which]


def fit_models(histories: Histories, candidates: Sequence[tuple[int, ...]], order: int = 2) -> tuple[Fit, ...]:
    """The models `candidates` fitted to one table, in their order.

    A refusal takes the place of numbers where no estimate exists or none is determined.
    """
    wide = models.widest_design(len(histories.lists), order)
    terms = np.array([wide.parameters(model) for model in candidates])
    counts = np.broadcast_to(histories.counts.astype(float), (len(candidates), len(histories.counts)))
    fitted = fit_batch(wide, terms, counts)
    return tuple(fits_of_batch(histories, fitted, [models.model_name(model, wide.lists) for model in candidates], candidates))


def fits_of_batch(histories: Histories, batch: Batch, names: Sequence[str], candidates: Sequence[tuple[int, ...]]) -> list[Fit]:
    """One `Fit` for each table of a batch; all its tables are those of `histories`."""
    counts = np.broadcast_to(histories.counts.astype(float), (len(names), len(histories.counts)))
    means, observed = batch.fitted.means, histories.observed
    deviance, likelihood = poisson.deviance(counts, means), poisson.loglikelihood(counts, means)
    unseen, variance = batch.fitted.unseen, batch.fitted.unseen_variance()
    fits = []
    for at, (name, model) in enumerate(zip(names, candidates, strict=True)):
        size = int(batch.parameters[at])
        refusal = None if batch.usable[at] else NOT_IDENTIFIABLE if not batch.determined[at] else NO_ESTIMATE
        is_usable = refusal is None
        fits.append(
            Fit(
                name,
                tuple(models.lists_of_term(term) for term in model),
                size,
                len(histories.counts) - size,
                float(deviance[at]) if is_usable else math.nan,
                float(2 * size - 2 * likelihood[at]) if is_usable else math.nan,
                float(math.log(max(observed, 1)) * size - 2 * likelihood[at]) if is_usable else math.nan,
                float(observed + unseen[at]) if is_usable else None,
                math.sqrt(unseen[at] + unseen[at] ** 2 * variance[at]) if is_usable else None,
                refusal,
            )
        )
    return fits
