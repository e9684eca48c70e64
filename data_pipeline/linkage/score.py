"""Candidate pairs weighed by Splink; and for those worth keeping, what each comparison gave."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any, Final

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from data_pipeline.linkage.comparison import Comparison, Level, level_sql
from data_pipeline.linkage.features import USUAL_CROWD
from data_pipeline.linkage.model import COMPARISONS
from data_pipeline.linkage.weights import LinkageWeights, linkage_weights
from data_pipeline.sql import statement

_LEAST_PROBABILITY: Final = 1e-9
"""A level that was never seen keeps this probability: with 0 its weight would be infinite."""
_BATCH: Final = 1_000_000


def splink_settings(weights: LinkageWeights, comparisons: Sequence[Comparison] = COMPARISONS) -> SettingsCreator:
    """Splink's settings for one kind of pairs; `comparisons`: those of the model, in the SQL of the engine that runs them."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=weights.prior,
        comparisons=[_splink_comparison(comparison, weights) for comparison in comparisons],
        blocking_rules_to_generate_predictions=[],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _splink_comparison(comparison: Comparison, weights: LinkageWeights) -> dict[str, Any]:
    silent = {"sql_condition": comparison.silent, "label_for_charts": "silent", "is_null_level": True}
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.words,
            "m_probability": _m(level, comparison, weights),
            "u_probability": _u(level, comparison, weights),
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.code, "comparison_levels": [silent, *levels]}


def score_pairs(con: duckdb.DuckDBPyConnection, pairs: str, weights: LinkageWeights, into: str) -> None:
    """Make the table `into` (a, b, `match_weight` in bits) from the table `pairs` (join_key_l, join_key_r).

    Records are the rows of table `compared`.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    [[count]] = con.table(pairs).count("*").fetchall()
    con.execute(f"CREATE OR REPLACE TABLE {into} (a INTEGER, b INTEGER, match_weight DOUBLE)")
    for first in range(0, count, _BATCH):
        # In batches, and with the records of a batch alone: what is compared of both sides stands beside every pair while it is scored.
        con.execute(statement("linkage/weigh/batch").replace("{pairs}", pairs), {"first": first, "size": _BATCH})
        con.execute(statement("linkage/weigh/batch_records"))
        api = DuckDBAPI(connection=con)
        # Its check of settings takes the columns of macros for faults and costs more than the scoring.
        linker = Linker(api.register("batch_records"), splink_settings(weights), log_level=None, validate_settings=False)
        linker.table_management.register_blocked_pairs_for_predict(api.register("batch"))
        scored = linker.inference.predict()
        con.table(scored.physical_name).project("unique_id_l, unique_id_r, match_weight").insert_into(into)
        scored.drop_table_from_database_and_remove_from_cache()
        con.execute("DROP TABLE batch")
        con.execute("DROP TABLE batch_records")


def explain_pairs(con: duckdb.DuckDBPyConnection, into: str) -> None:
    """Make the table `into`: report_a, report_b, evidence (JSON), days_apart, distance_km of the pairs of the table `kept`.

    Computed anew for these few, since keeping every comparison of every candidate pair would take gigabytes.
    """
    # + 1, because DuckDB's lists begin at 1; a silent comparison is then 0, which no list has, and gives null.
    levels = ", ".join(f"{level_sql(comparison)} + 1 AS level_{comparison.code}" for comparison in COMPARISONS)
    parts = ", ".join(_evidence_sql(comparison) for comparison in COMPARISONS)
    query = statement("linkage/assign/evidence").replace("{into}", into).replace("{levels}", levels).replace("{parts}", parts)
    con.execute(query, {"usual_crowd": USUAL_CROWD})


def _evidence_sql(comparison: Comparison) -> str:
    """SQL of one comparison's part of the evidence: what was compared, the level in words, and its weight."""
    level = f"level_{comparison.code}"
    weight = f"round({_bits_by_kind_sql(comparison)}[{level}], 2)"
    return f"{{feature: '{comparison.title}', level: {_words_sql(comparison)}[{level}], weight: {weight}}}"


def _words_sql(comparison: Comparison) -> str:
    """SQL of the list of what each level says in words."""
    return "[" + ", ".join(f"'{level.words}'" for level in comparison.levels) + "]"


def _bits_by_kind_sql(comparison: Comparison) -> str:
    """SQL that gives the list of what each level weighs in pairs of the row's kind."""
    between, reissue = (_level_bits(comparison, linkage_weights(kind)) for kind in ("between", "reissue"))
    return f"CASE kind WHEN 'between' THEN {between} ELSE {reissue} END"


def _level_bits(comparison: Comparison, weights: LinkageWeights) -> list[float]:
    return [math.log2(_m(level, comparison, weights) / _u(level, comparison, weights)) for level in comparison.levels]


def _m(level: Level, comparison: Comparison, weights: LinkageWeights) -> float:
    return max(weights.m(comparison.code, level.code), _LEAST_PROBABILITY)


def _u(level: Level, comparison: Comparison, weights: LinkageWeights) -> float:
    return max(weights.u(comparison.code, level.code), _LEAST_PROBABILITY)
