"""What a comparison of two reports is, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: its code in weights.toml, its words for a reader, its SQL on columns of `compared`."""

    code: str
    words: str
    sql: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared; `silent` is true where a side says nothing. The last level is everything else."""

    code: str
    title: str
    silent: str
    levels: tuple[Level, ...]


def level_sql(comparison: Comparison) -> str:
    """SQL that gives the index of the first level that holds, -1 where a side is silent."""
    cases = " ".join(f"WHEN {level.sql} THEN {index}" for index, level in enumerate(comparison.levels) if level.sql != "ELSE")
    return f"CASE WHEN {comparison.silent} THEN -1 {cases} ELSE {len(comparison.levels) - 1} END"
