"""Whether a model's estimate exists, and whether the counts determine it.

Where two lists of an interaction share nothing, its estimate is minus infinity: the interaction then removes all histories with
both lists (the extended maximum likelihood of Chan, Silverman and Vincent 2021, J. Am. Stat. Assoc. 116). What is left has an
estimate exactly when some strictly positive table has the same margins: a linear programme (Fienberg and Rinaldo 2012, Ann. Stat. 40).
That depends only on which histories occur, not on how often. The estimate is determined when the design has full column rank.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from analytics.gap.recapture.histories import Flags, Reals

_LEAST = 1e-6
"""A least cell below this is 0: the programme's corners are fractions of small whole numbers."""


def exists(design: Reals, occurs: Flags) -> bool:
    """Whether the estimate exists. `design` is cells x parameters of the model as it is left, `occurs` says which cells hold something."""
    return _exists(design.astype(float).tobytes(), occurs.tobytes(), design.shape)


@lru_cache(maxsize=20_000)
def _exists(design: bytes, occurs: bytes, shape: tuple[int, int]) -> bool:
    left = np.frombuffer(design).reshape(shape)
    held = np.frombuffer(occurs, bool)
    cells = len(left)
    objective = np.append(np.zeros(cells), -1.0)
    above = np.hstack([-np.eye(cells), np.ones((cells, 1))])
    margins = np.hstack([left.T, np.zeros((left.shape[1], 1))])
    found = linprog(
        objective, A_ub=above, b_ub=np.zeros(cells), A_eq=margins, b_eq=left.T @ held, bounds=[(0, None)] * cells + [(0, 1)], method="highs"
    )
    return found.status == 0 and found.fun is not None and float(found.fun) < -_LEAST


def determined(design: Reals) -> bool:
    """Whether the design, as it is left, has full column rank."""
    return _determined(design.astype(float).tobytes(), design.shape)


@lru_cache(maxsize=20_000)
def _determined(design: bytes, shape: tuple[int, int]) -> bool:
    if shape[0] < shape[1]:
        return False
    return bool(np.linalg.matrix_rank(np.frombuffer(design).reshape(shape)) == shape[1])
