"""Estimates the model's probabilities from reports, without labels.

Between sources: u from pairs drawn at random (as Splink does), raised for the clustering of distinct events (two ships
robbed in one night in one anchorage), which shows among reports of sources that never issue an event twice; m by expectation
maximisation in which rivals share one match between them, since a report has at most one partner in the other source.

Re-issues: u from pairs of one source two days apart, which are different events; m by expectation maximisation over pairs of
one day. So u includes the crowding of events near one another, which makes nearness a weak sign.

Literature: Fellegi and Sunter 1969; Winkler 1988 (expectation maximisation); Ripley 1976 (clustering against independence).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from data_pipeline.errors import UsageError
from data_pipeline.linkage.comparison import level_sql
from data_pipeline.linkage.model import COMPARISONS, NAME, WHEN, WHERE
from data_pipeline.sql import statement

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Tables = list[Reals]
"""One array a comparison, one value a level."""

CODES: Final = [comparison.code for comparison in COMPARISONS]
EM_ROUNDS: Final = 120
LEAST_PAIRS: Final = 100
"""Below this, levels without a single pair make the estimate a division by zero, or a guess."""
INDEPENDENT: Final = {"text": 0.4, "words": 0.15, "name": 0.03, "when": 0.0, "where": 0.0, "imo": 0.02}
"""Share of reports that state a thing regardless of the event: another's wording, a mistaken figure. It bounds how much one
contradiction weighs. 0.1 for any comparison that is not named here."""
ASSUMED: Final = {
    "between": {"imo": [(0.97, 1e-4), (0.03, 0.9999)], "flag": [(0.9, 0.06), (0.1, 0.94)], "country": [(0.99, 0.15), (0.01, 0.85)]},
    "reissue": {
        "imo": [(0.97, 1e-3), (0.03, 0.999)],
        "country": [(0.5, 0.5), (0.5, 0.5)],
        "name": [(0.87, 0.02), (0.07, 0.003), (0.03, 0.002), (0.028, 0.02), (0.1, 0.05), (0.002, 0.905)],
    },
}
"""m and u that the reports at hand cannot teach: because only one source states the thing; and the name among re-issues, where the
estimate takes ships robbed in one raid, described in much the same words, for one."""
DAYS_SPANNED: Final = {"one_day": 1.8, "two_days": 2.0, "other_day": 0.05, "four_days": 4.0, "week": 6.0, "slip": 9.0, "month": 50.0}
"""Days on either side that a level of the comparison of time spans: its u is this share of all days."""
REISSUE_SHARE: Final = {
    "one_day": 0.03, "two_days": 0.002, "other_day": 0.3, "four_days": 0.002, "week": 0.002, "slip": 0.01, "month": 0.0005, "later": 0.0001,
}  # fmt: skip
"""Assumed share of re-issues among neighbours of one source that lie so far apart in time: a re-issue repeats the day."""


def comparison_levels(con: duckdb.DuckDBPyConnection, pairs: str) -> tuple[Any, Wholes]:
    """Ids and sources of the pairs of the relation `pairs` (frame), and the level of every comparison (pairs x comparisons, -1 silent)."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE pairs_at_hand AS {pairs}")
    columns = ", ".join(f"{level_sql(comparison)} AS {comparison.code}" for comparison in COMPARISONS)
    rows = con.sql(statement("linkage/train/paired")).project(f"unique_id_l, unique_id_r, source_l, source_r, {columns}").df()
    return rows.iloc[:, :4], rows[CODES].to_numpy(np.int64)


def estimate_weights(con: duckdb.DuckDBPyConnection, reissuing: Collection[str]) -> dict[str, Any]:
    """The content of weights.toml, from the tables `compared` and `candidates`; `reissuing` names sources that issue an event twice."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE random_pairs AS {statement('linkage/train/random_pairs')}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE neighbours AS {statement('linkage/train/neighbours')}")
    return {
        "between": _estimate_between(con, _clustering_factors(con, reissuing, close=True)),
        "reissue": _estimate_reissue(con, reissuing, _clustering_factors(con, reissuing, close=False)),
    }


def _clustering_factors(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], *, close: bool) -> tuple[float, float]:
    """How much more often two distinct events near one another fall on one day, and on consecutive days, than if they were independent.

    Counted in sources that never issue an event twice, whose neighbouring reports are therefore distinct events.
    """
    parameters = {"reissuing": list(reissuing), "close": close}
    counts = dict(con.sql(statement("linkage/train/neighbour_counts"), params=parameters).fetchall())
    far = (3, 4, 5, 6, 7) if close else (2,)
    usual = sum(counts.get(day, 0) for day in far) / len(far)
    # Twice: a gap of n days can lie before or after, a gap of none cannot.
    return (max(1.0, 2 * counts.get(0, 0) / usual), max(1.0, counts.get(1, 0) / usual)) if usual else (1.0, 1.0)


def _estimate_between(con: duckdb.DuckDBPyConnection, clustering: tuple[float, float]) -> dict[str, Any]:
    """m, u and prior of pairs of two sources. Raises UsageError when the sources have no period in common."""
    ids, levels = comparison_levels(con, "FROM candidates")
    between = (ids["source_l"] != ids["source_r"]).to_numpy()
    ids, levels = ids[between], levels[between]
    u = _all_level_shares(comparison_levels(con, "FROM random_pairs")[1])
    [[days, possible, in_common, both_timed, local_days]] = con.sql(statement("linkage/train/possible_pairs")).fetchall()
    if days is None:
        raise UsageError("weights are estimated from a period that all sources report on, and there is none; switch a source off and run")
    u[0] = _time_shares(days, both_timed, local_days, clustering)
    name = CODES.index("name")
    in_text = next(index for index, level in enumerate(NAME.levels) if level.code == "in_text")
    share = u[name][in_text]
    # Random pairs seldom name both ships; pairs that do, and are months apart, tell more about unlike names.
    u[name] = _all_level_shares(comparison_levels(con, statement("linkage/train/random_names"))[1])[name] * (1 - share)
    u[name][in_text] = share
    left, right = (np.unique(ids[side], return_inverse=True)[1] for side in ("unique_id_l", "unique_id_r"))
    # Odds by themselves suppose that both reports are free; the probability that they are falls with every match already made.
    both_free = 1.0

    def posterior(odds: Reals) -> Reals:
        nonlocal both_free
        probability = _posterior_with_rivals(odds / both_free, left, right)
        both_free = (1 - min(0.9, 2 * probability.sum() / in_common)) ** 2
        return probability

    m, prior = _fit_em(levels, u, float(possible), posterior)
    _set_rounding_levels(con, m[CODES.index("where")], u[CODES.index("where")])
    return _weights_to_write("between", m, u, prior / both_free)


def _set_rounding_levels(con: duckdb.DuckDBPyConnection, m: Reals, u: Reals) -> None:
    """m and u of positions that agree within the rounding to whole degrees, where the sources at hand give few such positions.

    As if one position in a hundred were rounded: m from how frequented the waters of matches are, u from random pairs so near.
    """
    index = {level.code: number for number, level in enumerate(WHERE.levels)}
    [near] = con.sql(statement("linkage/train/random_near")).fetchall()
    for crowd, share in zip(("quiet", "middling", "busy"), near, strict=True):
        matches = sum(m[index[f"{code}_{crowd}"]] for code in ("same_spot", "close", "near"))
        m[index[f"rounding_{crowd}"]], u[index[f"rounding_{crowd}"]] = 0.01 * matches, 0.01 * share


def _time_shares(days: float, both_timed: float, local_days: float, clustering: tuple[float, float]) -> Reals:
    """u of the comparison of time, for reports spread over `days` days.

    Two random times of one day are within 90 minutes of each other in about 1/8 of cases, and over eight hours apart in 4/9.
    """
    same_day_factor, next_day_factor = clustering
    one_day = {
        "same_hour": both_timed / 8,
        "same_day": 1 - both_timed * (1 / 8 + 4 / 9),
        "same_local_day": local_days,
        "same_day_hours_apart": both_timed * 4 / 9,
    }
    days_by_level = {**DAYS_SPANNED, **one_day}
    spans = np.array([days_by_level.get(level.code, 0.0) for level in WHEN.levels])
    spans[-1] = days - spans.sum()
    factor = {**dict.fromkeys(one_day, same_day_factor), "one_day": next_day_factor}
    shares = spans / days * np.array([factor.get(level.code, 1.0) for level in WHEN.levels])
    return np.asarray(shares / shares.sum())


def _estimate_reissue(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], clustering: tuple[float, float]) -> dict[str, Any]:
    """m, u and prior of pairs of one source that issues events again."""
    ids, levels = comparison_levels(con, "FROM neighbours")
    levels = levels[ids["source_l"].isin(list(reissuing)).to_numpy()]
    index = {level.code: number for number, level in enumerate(WHEN.levels)}
    when = levels[:, 0]
    one_day = np.isin(when, [index["same_hour"], index["same_day"], index["same_day_hours_apart"]])
    # Two days apart: too far for a re-issue, so these pairs are different events, yet as close to one another as re-issues are.
    apart = when == index["two_days"]
    u = _all_level_shares(levels[apart])
    # Any value will do, since the odds of time are assumed below and m follows from u.
    u[0] = np.full(len(WHEN.levels), 0.1)
    # Different events of one day are entered one after the other, those of different days are not.
    other_ships = levels[one_day & (levels[:, CODES.index("name")] == len(NAME.levels) - 1)]
    u[CODES.index("serial")] = _all_level_shares(other_ships)[CODES.index("serial")]
    same_day = levels[one_day].copy()
    # Silent: all these pairs are of one day, which must not count as evidence.
    same_day[:, 0] = -1
    m, prior = _fit_em(same_day, u, float(len(same_day)), lambda odds: odds / (1 + odds))
    # At most what is left when the pairs of one day that chance explains, by those two days apart, are taken away.
    same_day_factor, _ = clustering
    prior = min(prior, max(0.02, 1 - apart.sum() / 2 * same_day_factor / max(1, one_day.sum())))
    probability = {
        "same_hour": 4 * prior / (1 + 3 * prior),
        "same_day": prior,
        "same_local_day": prior / 2,
        "same_day_hours_apart": prior / 10,
        **REISSUE_SHARE,
    }
    odds = np.array([probability[level.code] / (1 - probability[level.code]) for level in WHEN.levels])
    m[0] = u[0] * odds / (prior / (1 - prior))
    return _weights_to_write("reissue", m, u, prior)


def _fit_em(levels: Wholes, u: Tables, possible: float, posterior: Callable[[Reals], Reals]) -> tuple[Tables, float]:
    """m of every level and the prior among `possible` pairs, by expectation maximisation; u stays as it is."""
    if len(levels) < LEAST_PAIRS:
        raise UsageError(
            f"the published reports are too few to estimate weights from: {len(levels):,} pairs of them could be the same event, and at "
            f"least {LEAST_PAIRS} are needed. Land more files of sources that report on the same waters and years, and run."
        )
    m: Tables = []
    # The start: every level half as likely among matches as the one before it, and a third of the pairs matches.
    for comparison in COMPARISONS:
        falling = np.exp(-0.7 * np.arange(len(comparison.levels)))
        m.append(falling / falling.sum())
    prior = len(levels) / 3 / possible
    for _ in range(EM_ROUNDS):
        probability = posterior(np.exp2(np.clip(match_weights(levels, m, u, prior), -60, 60)))
        m = [_level_shares(levels[:, index], probability, u[index], len(compared.levels)) for index, compared in enumerate(COMPARISONS)]
        prior = probability.sum() / possible
    return m, prior


def match_weights(levels: Wholes, m: Tables, u: Tables, prior: float) -> Reals:
    """Match weights in bits, prior included; `levels` as `comparison_levels` gives them."""
    weight = np.full(len(levels), np.log2(prior / (1 - prior)))
    for index in range(len(m)):
        stated = levels[:, index] >= 0
        weight[stated] += np.log2(m[index] / u[index])[levels[stated, index]]
    return weight


def _posterior_with_rivals(odds: Reals, left: Wholes, right: Wholes) -> Reals:
    """Probability of each pair when a report has at most one partner: rivals share it by their odds."""
    return np.asarray(odds / (1 + np.bincount(left, odds)[left] + np.bincount(right, odds)[right] - odds))


def _level_shares(column: Wholes, weight: Reals, smooth: float | Reals, size: int) -> Reals:
    """Weighted share of every level among the pairs where both sides state the thing; `smooth` is added to each level's count."""
    stated = column >= 0
    counts = np.bincount(column[stated], weight[stated], minlength=size) + smooth
    return np.asarray(counts / counts.sum())


def _all_level_shares(levels: Wholes) -> Tables:
    # Half a pair is added to every level (Jeffreys' prior), so that none has probability 0.
    weight = np.ones(len(levels))
    return [_level_shares(levels[:, index], weight, 0.5, len(compared.levels)) for index, compared in enumerate(COMPARISONS)]


def _weights_to_write(kind: str, m: Tables, u: Tables, prior: float) -> dict[str, Any]:
    """The tables with the share of independent statements mixed in, ready to be written."""
    content: dict[str, Any] = {"prior": prior}
    for index, compared in enumerate(COMPARISONS):
        if compared.code in ASSUMED[kind]:
            pairs = ASSUMED[kind][compared.code]
        else:
            share = INDEPENDENT.get(compared.code, 0.1)
            pairs = list(zip((1 - share) * m[index] + share * u[index], u[index], strict=True))
        content[compared.code] = {
            level.code: [float(f"{m_level:.4g}"), float(f"{u_level:.4g}")]
            for level, (m_level, u_level) in zip(compared.levels, pairs, strict=True)
        }
    return content
