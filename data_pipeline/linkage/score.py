"""Candidate pairs weighed by Splink, and what each comparison found."""

from __future__ import annotations

import logging
from typing import Any, Final

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator

from data_pipeline.linkage.features import USUAL_CROWD
from data_pipeline.linkage.model import COMPARISONS, Comparison
from data_pipeline.linkage.weights import Weights
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
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison, weights: Weights) -> dict[str, Any]:
    silent = {"sql_condition": comparison.silent, "label_for_charts": "silent", "is_null_level": True}
    levels = [
        {
            "sql_condition": level.sql,
            "label_for_charts": level.words,
            "m_probability": max(weights.m(comparison.code, level.code), _NEVER),
            "u_probability": max(weights.u(comparison.code, level.code), _NEVER),
        }
        for level in comparison.levels
    ]
    return {"output_column_name": comparison.code, "comparison_levels": [silent, *levels]}


def score(con: duckdb.DuckDBPyConnection, pairs: str, weights: Weights, into: str) -> None:
    """Make the table `into`: the pairs of the table `pairs` (join_key_l, join_key_r, match_key) with `match_weight` in bits and,
    for each comparison, its part `mw_<code>`. Records are the table `compared`."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    parts = ", ".join(f"mw_{one.code}" for one in COMPARISONS)
    kept = f"SELECT unique_id_l AS report_a, unique_id_r AS report_b, match_weight, {parts}"
    [[count]] = con.table(pairs).count("*").fetchall()
    for first in range(0, max(count, 1), _BATCH):
        # In batches, since what is compared of both sides stands beside every pair while it is scored.
        con.execute(f"CREATE OR REPLACE TEMP TABLE batch AS FROM {pairs} WHERE rowid >= {first} AND rowid < {first + _BATCH}")
        api = DuckDBAPI(connection=con)
        # Its check of settings takes the columns of macros for faults and costs more than the scoring.
        linker = Linker(api.register("compared"), settings(weights), log_level=None, validate_settings=False)
        linker.table_management.register_blocked_pairs_for_predict(api.register("batch"))
        scored = linker.inference.predict()
        con.execute(f"{f'INSERT INTO {into}' if first else f'CREATE OR REPLACE TABLE {into} AS'} {kept} FROM {scored.physical_name}")
        scored.drop_table_from_database_and_remove_from_cache()


def evidence(con: duckdb.DuckDBPyConnection, into: str) -> None:
    """Make the table `into`: report_a, report_b, evidence (JSON), days_apart, distance_km of the pairs of the table `kept`."""
    parts = ", ".join(f"{{feature: '{one.title}', level: {_words(one)}, weight: round(mw_{one.code}, 2)}}" for one in COMPARISONS)
    con.execute(statement("linkage/evidence").replace("{into}", into).replace("{parts}", parts), {"usual_crowd": USUAL_CROWD})


def _words(comparison: Comparison) -> str:
    """SQL that gives the words of the first level that holds on a row of a pair, null where a side is silent."""
    cases = " ".join(f"WHEN {level.sql} THEN '{level.words}'" for level in comparison.levels if level.sql != "ELSE")
    return f"CASE WHEN {comparison.silent} THEN NULL {cases} ELSE '{comparison.levels[-1].words}' END"
