"""Candidate pairs weighed by Splink; and of those worth keeping, what each comparison found."""

from __future__ import annotations

import logging
import math
from typing import Any, Final

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from data_pipeline.linkage.features import USUAL_CROWD
from data_pipeline.linkage.model import COMPARISONS, Comparison, Level, level_of
from data_pipeline.linkage.weights import Weights, weights
from data_pipeline.sql import statement

_NEVER: Final = 1e-9
_BATCH: Final = 1_000_000


def settings(weights: Weights) -> SettingsCreator:
    """Splink's settings for one kind of pairs."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        probability_two_random_records_match=weights.prior,
        comparisons=[_comparison(one, weights) for one in COMPARISONS],
        blocking_rules_to_generate_predictions=[],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparison(comparison: Comparison, weights: Weights) -> dict[str, Any]:
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


def score(con: duckdb.DuckDBPyConnection, pairs: str, weights: Weights, into: str) -> None:
    """Make the table `into`: the pairs of the table `pairs` (join_key_l, join_key_r) as a, b, `match_weight` in bits. Records are
    the table `compared`."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    [[count]] = con.table(pairs).count("*").fetchall()
    con.execute(f"CREATE OR REPLACE TABLE {into} (a INTEGER, b INTEGER, match_weight DOUBLE)")
    for first in range(0, count, _BATCH):
        # In batches, and with the records of a batch alone: what is compared of both sides stands beside every pair while it is scored.
        con.execute(statement("linkage/batch").replace("{pairs}", pairs), {"first": first, "size": _BATCH})
        con.execute(statement("linkage/batch_records"))
        api = DuckDBAPI(connection=con)
        # Its check of settings takes the columns of macros for faults and costs more than the scoring.
        linker = Linker(api.register("batch_records"), settings(weights), log_level=None, validate_settings=False)
        linker.table_management.register_blocked_pairs_for_predict(api.register("batch"))
        scored = linker.inference.predict()
        con.table(scored.physical_name).project("unique_id_l, unique_id_r, match_weight").insert_into(into)
        scored.drop_table_from_database_and_remove_from_cache()
        con.execute("DROP TABLE batch")
        con.execute("DROP TABLE batch_records")


def evidence(con: duckdb.DuckDBPyConnection, into: str) -> None:
    """Make the table `into`: report_a, report_b, evidence (JSON), days_apart, distance_km of the pairs of the table `kept`."""
    levels = ", ".join(f"{level_of(one)} + 1 AS level_{one.code}" for one in COMPARISONS)
    parts = ", ".join(
        f"{{feature: '{one.title}', level: {_words(one)}[level_{one.code}], weight: round({_bits_of_kind(one)}[level_{one.code}], 2)}}"
        for one in COMPARISONS
    )
    query = statement("linkage/evidence").replace("{into}", into).replace("{levels}", levels).replace("{parts}", parts)
    con.execute(query, {"usual_crowd": USUAL_CROWD})


def _words(comparison: Comparison) -> str:
    """SQL of the list of what each level says in words."""
    return "[" + ", ".join(f"'{level.words}'" for level in comparison.levels) + "]"


def _bits_of_kind(comparison: Comparison) -> str:
    """SQL that gives the list of what each level weighs in pairs of the row's kind."""
    return f"CASE kind WHEN 'between' THEN {_bits(comparison, weights('between'))} ELSE {_bits(comparison, weights('reissue'))} END"


def _bits(comparison: Comparison, weights: Weights) -> list[float]:
    return [math.log2(_m(level, comparison, weights) / _u(level, comparison, weights)) for level in comparison.levels]


def _m(level: Level, comparison: Comparison, weights: Weights) -> float:
    return max(weights.m(comparison.code, level.code), _NEVER)


def _u(level: Level, comparison: Comparison, weights: Weights) -> float:
    return max(weights.u(comparison.code, level.code), _NEVER)
