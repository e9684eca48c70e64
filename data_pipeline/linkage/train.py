"""Estimates the model's probabilities from reports without labels.

Between sources: u from pairs drawn at random (as Splink does), raised for the clustering of distinct events (two ships
robbed in one night in one roads), which shows among reports of sources that never issue an event twice; m by expectation
maximisation in which rivals share one match between them, since a report has at most one partner in the other source.

Re-issues: u from pairs of one source two days apart, which are different events; m by expectation maximisation over pairs of
one day. So the crowding of events near one another, which makes nearness a weak sign, is in u.

Literature: Fellegi and Sunter 1969; Winkler 1988 (expectation maximisation); Ripley 1976 (clustering against independence).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from data_pipeline.linkage.model import COMPARISONS, NAME, WHEN, WHERE, level_of
from data_pipeline.sql import statement

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Tables = list[Reals]
"""One array a comparison, one value a level."""

CODES: Final = [one.code for one in COMPARISONS]
ROUNDS: Final = 120
INDEPENDENT: Final = {"text": 0.4, "words": 0.15, "name": 0.03, "when": 0.0, "where": 0.0, "imo": 0.02}
"""Share of reports that state a thing without regard to the event: another's wording, a mistaken figure. It bounds how much one
contradiction weighs. 0.1 where nothing stands here."""
ASSUMED: Final = {
    "between": {"imo": [(0.97, 1e-4), (0.03, 0.9999)], "flag": [(0.9, 0.06), (0.1, 0.94)]},
    "reissue": {
        "imo": [(0.97, 1e-3), (0.03, 0.999)],
        "name": [(0.87, 0.02), (0.07, 0.003), (0.03, 0.002), (0.028, 0.02), (0.1, 0.05), (0.002, 0.905)],
    },
}
"""m and u that the reports at hand cannot teach: because only one source states the thing; and the name among re-issues, where the
estimate takes ships robbed in one raid, told in much the same words, for one."""
DAYS: Final = {"one_day": 1.8, "two_days": 2.0, "other_day": 0.05, "four_days": 4.0, "week": 6.0, "slip": 9.0, "month": 50.0}
"""Days on either side that a level of the comparison of time spans: its u is this share of all days."""
REISSUED: Final = {
    "one_day": 0.03, "two_days": 0.002, "other_day": 0.3, "four_days": 0.002, "week": 0.002, "slip": 0.01, "month": 0.0005, "later": 0.0001,
}  # fmt: skip
"""Assumed share of re-issues among neighbours of one source that lie so far apart in time: a re-issue repeats the day."""


def levels(con: duckdb.DuckDBPyConnection, pairs: str) -> tuple[Any, Wholes]:
    """Ids and sources of the pairs of the relation `pairs` (frame), and the level of every comparison (pairs x comparisons, -1 silent)."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE pairs_at_hand AS {pairs}")
    columns = ", ".join(f"{level_of(one)} AS {one.code}" for one in COMPARISONS)
    rows = con.sql(statement("linkage/paired")).project(f"unique_id_l, unique_id_r, source_l, source_r, {columns}").df()
    return rows.iloc[:, :4], rows[[one.code for one in COMPARISONS]].to_numpy(np.int64)


def train(con: duckdb.DuckDBPyConnection, reissuing: Collection[str]) -> dict[str, Any]:
    """The content of weights.toml, from the tables `compared` and `candidates`; `reissuing` names sources that issue an event twice."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE random_pairs AS {statement('linkage/random_pairs')}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE neighbours AS {statement('linkage/neighbours')}")
    raised = _clustering(con, reissuing, close=True)
    return {"between": _between(con, raised), "reissue": _reissue(con, reissuing, _clustering(con, reissuing, close=False))}


def _clustering(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], *, close: bool) -> tuple[float, float]:
    """How much oftener two distinct events near one another fall on one day, and on two days running, than independence has it."""
    known = {"reissuing": list(reissuing), "close": close}
    counts = dict(con.sql(statement("linkage/neighbour_counts"), params=known).fetchall())
    far = (3, 4, 5, 6, 7) if close else (2,)
    usual = sum(counts.get(day, 0) for day in far) / len(far)
    return (max(1.0, 2 * counts.get(0, 0) / usual), max(1.0, counts.get(1, 0) / usual)) if usual else (1.0, 1.0)


def _between(con: duckdb.DuckDBPyConnection, raised: tuple[float, float]) -> dict[str, Any]:
    ids, found = levels(con, "FROM candidates")
    two = (ids["source_l"] != ids["source_r"]).to_numpy()
    ids, found = ids[two], found[two]
    u = _shares(levels(con, "FROM random_pairs")[1])
    [[days, possible, in_common, both_timed, local_days]] = con.sql(statement("linkage/possible_pairs")).fetchall()
    u[0] = _of_days(days, both_timed, local_days, raised)
    name = CODES.index("name")
    in_text = next(index for index, level in enumerate(NAME.levels) if level.code == "in_text")
    share = u[name][in_text]
    u[name] = _shares(levels(con, statement("linkage/random_names"))[1])[name] * (1 - share)
    u[name][in_text] = share
    left, right = (np.unique(ids[name], return_inverse=True)[1] for name in ("unique_id_l", "unique_id_r"))
    alone = 1.0

    def posterior(odds: Reals) -> Reals:
        nonlocal alone
        chance = _shared(odds / alone, left, right)
        alone = (1 - min(0.9, 2 * chance.sum() / in_common)) ** 2
        return chance

    m, prior = _fit(found, u, float(possible), posterior)
    _round(con, m[CODES.index("where")], u[CODES.index("where")])
    return _written("between", m, u, prior / alone)


def _round(con: duckdb.DuckDBPyConnection, m: Reals, u: Reals) -> None:
    """m and u of positions that agree within the rounding to whole degrees, where the sources at hand give few such positions.

    As if one position in a hundred were rounded: m from how frequented the waters of matches are, u from random pairs so near.
    """
    index = {level.code: number for number, level in enumerate(WHERE.levels)}
    [near] = con.sql(statement("linkage/random_near")).fetchall()
    for crowd, share in zip(("quiet", "middling", "busy"), near, strict=True):
        matches = sum(m[index[f"{code}_{crowd}"]] for code in ("same_spot", "close", "near"))
        m[index[f"rounding_{crowd}"]], u[index[f"rounding_{crowd}"]] = 0.01 * matches, 0.01 * share


def _of_days(days: float, both_timed: float, local_days: float, raised: tuple[float, float]) -> Reals:
    """u of the comparison of time; two times at random on one day are within 90 minutes in 1/8 and eight hours apart in 4/9 of cases."""
    one_day = {
        "same_hour": both_timed / 8,
        "same_day": 1 - both_timed * (1 / 8 + 4 / 9),
        "same_local_day": local_days,
        "same_day_hours_apart": both_timed * 4 / 9,
    }
    known = {**DAYS, **one_day}
    spans = np.array([known.get(level.code, 0.0) for level in WHEN.levels])
    spans[-1] = days - spans.sum()
    factor = {**dict.fromkeys(one_day, raised[0]), "one_day": raised[1]}
    shares = spans / days * np.array([factor.get(level.code, 1.0) for level in WHEN.levels])
    return np.asarray(shares / shares.sum())


def _reissue(con: duckdb.DuckDBPyConnection, reissuing: Collection[str], raised: tuple[float, float]) -> dict[str, Any]:
    ids, found = levels(con, "FROM neighbours")
    of_those = ids["source_l"].isin(list(reissuing)).to_numpy()
    found = found[of_those]
    index = {level.code: number for number, level in enumerate(WHEN.levels)}
    when = found[:, 0]
    one_day = np.isin(when, [index["same_hour"], index["same_day"], index["same_day_hours_apart"]])
    apart = when == index["two_days"]
    u = _shares(found[apart])
    u[0] = np.full(len(WHEN.levels), 0.1)
    # Different events of one day are entered one after the other, those of different days are not.
    other_ships = found[one_day & (found[:, CODES.index("name")] == len(NAME.levels) - 1)]
    u[CODES.index("serial")] = _shares(other_ships)[CODES.index("serial")]
    same = found[one_day].copy()
    same[:, 0] = -1
    m, prior = _fit(same, u, float(len(same)), lambda odds: odds / (1 + odds))
    prior = min(prior, max(0.02, 1 - apart.sum() / 2 * raised[0] / max(1, one_day.sum())))
    chance = {
        "same_hour": 4 * prior / (1 + 3 * prior),
        "same_day": prior,
        "same_local_day": prior / 2,
        "same_day_hours_apart": prior / 10,
        **REISSUED,
    }
    odds = np.array([chance[level.code] / (1 - chance[level.code]) for level in WHEN.levels])
    m[0] = u[0] * odds / (prior / (1 - prior))
    return _written("reissue", m, u, prior)


def _fit(found: Wholes, u: Tables, possible: float, posterior: Callable[[Reals], Reals]) -> tuple[Tables, float]:
    """m of every level and the prior among `possible` pairs, by expectation maximisation; u stays as it is."""
    m: Tables = []
    for one in COMPARISONS:
        falling = np.exp(-0.7 * np.arange(len(one.levels)))
        m.append(falling / falling.sum())
    prior = len(found) / 3 / possible
    for _ in range(ROUNDS):
        chance = posterior(np.exp2(np.clip(weigh(found, m, u, prior), -60, 60)))
        m = [_share(found[:, index], chance, u[index], len(one.levels)) for index, one in enumerate(COMPARISONS)]
        prior = chance.sum() / possible
    return m, prior


def weigh(found: Wholes, m: Tables, u: Tables, prior: float) -> Reals:
    """Match weights in bits."""
    weight = np.full(len(found), np.log2(prior / (1 - prior)))
    for index in range(len(m)):
        told = found[:, index] >= 0
        weight[told] += np.log2(m[index] / u[index])[found[told, index]]
    return weight


def _shared(odds: Reals, left: Wholes, right: Wholes) -> Reals:
    """Probability of each pair when a report has at most one partner: rivals share it by their odds."""
    return np.asarray(odds / (1 + np.bincount(left, odds)[left] + np.bincount(right, odds)[right] - odds))


def _share(column: Wholes, weight: Reals, smooth: float | Reals, size: int) -> Reals:
    """Weighted share of every level among the pairs where both sides speak; `smooth` is added to each level's count."""
    told = column >= 0
    counts = np.bincount(column[told], weight[told], minlength=size) + smooth
    return np.asarray(counts / counts.sum())


def _shares(found: Wholes) -> Tables:
    return [_share(found[:, index], np.ones(len(found)), 0.5, len(one.levels)) for index, one in enumerate(COMPARISONS)]


def _written(kind: str, m: Tables, u: Tables, prior: float) -> dict[str, Any]:
    """The tables with the share of independent statements mixed in, ready to be written."""
    said: dict[str, Any] = {"prior": prior}
    for index, one in enumerate(COMPARISONS):
        if one.code in ASSUMED[kind]:
            pairs = ASSUMED[kind][one.code]
        else:
            free = INDEPENDENT.get(one.code, 0.1)
            pairs = list(zip((1 - free) * m[index] + free * u[index], u[index], strict=True))
        said[one.code] = {level.code: [float(f"{a:.4g}"), float(f"{b:.4g}")] for level, (a, b) in zip(one.levels, pairs, strict=True)}
    return said
