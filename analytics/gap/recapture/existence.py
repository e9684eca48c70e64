"""Whether a model's estimate exists, and whether the counts determine it.

Where two lists of an interaction share nothing, its estimate is minus infinity: the interaction then removes all histories with
both lists (the extended maximum likelihood of Chan, Silverman and Vincent 2021, J. Am. Stat. Assoc. 116). What remains has an
estimate exactly when some strictly positive table has the same margins: a linear programme (Fienberg and Rinaldo 2012, Ann. Stat. 40).
That depends only on which histories occur, not on how often. The estimate is determined when the design has full column rank.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from analytics.gap.recapture.histories import Flags, Reals

_SMALLEST_CELL = 1e-6
"""A smallest cell below this counts as 0: the corners of the programme are fractions of small whole numbers."""


def estimate_exists(design: Reals, occurs: Flags) -> bool:
    """Whether the estimate exists.

    `design` is cells x parameters of the model without empty overlaps, `occurs` says which cells hold something.
    """
    return _estimate_exists(design.astype(float).tobytes(), occurs.tobytes(), design.shape)


# Keyed by bytes, which can be hashed: the resamples of a bootstrap ask for the same few patterns thousands of times.
@lru_cache(maxsize=20_000)
def _estimate_exists(design: bytes, occurs: bytes, shape: tuple[int, int]) -> bool:
    matrix = np.frombuffer(design).reshape(shape)
    held = np.frombuffer(occurs, bool)
    cells = len(matrix)
    # The variables are the cells of a table with the same margins, and their minimum, which is maximised.
    objective = np.append(np.zeros(cells), -1.0)
    above = np.hstack([-np.eye(cells), np.ones((cells, 1))])
    margins = np.hstack([matrix.T, np.zeros((matrix.shape[1], 1))])
    solution = linprog(
        objective,
        A_ub=above,
        b_ub=np.zeros(cells),
        A_eq=margins,
        b_eq=matrix.T @ held,
        bounds=[(0, None)] * cells + [(0, 1)],
        method="highs",
    )
    return solution.status == 0 and solution.fun is not None and float(solution.fun) < -_SMALLEST_CELL


def has_full_rank(design: Reals) -> bool:
    """Whether the design, without empty overlaps, has full column rank."""
    return _has_full_rank(design.astype(float).tobytes(), design.shape)


@lru_cache(maxsize=20_000)
def _has_full_rank(design: bytes, shape: tuple[int, int]) -> bool:
    if shape[0] < shape[1]:
        return False
    return bool(np.linalg.matrix_rank(np.frombuffer(design).reshape(shape)) == shape[1])
