"""The figures that regional risk opens with: how many sea regions are at each level, and how many have none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analytics.describe.key_figures import KeyFigure, list_with_rest
from analytics.risk.groups import ALL_KINDS
from analytics.risk.levels import LEVELS, RiskLevel
from analytics.risk.results import Forecast, RiskTable

# Levels with a figure of their own; the two lowest share one, since neither calls for attention.
APART: Final = ("critical", "severe", "substantial")


def level_key_figures(table: RiskTable, group: str = ALL_KINDS) -> tuple[KeyFigure, ...]:
    """Sea regions by level, highest first, each with its first names; the two lowest levels together; then those without a level.

    Where no region has a level, only that is shown: a row of noughts would read as calm.
    """
    rows = table.of_group(group)
    by_code = {level.code: level for level in LEVELS}
    low = [row for row in rows if row.level is not None and row.level.code not in APART]
    unwatched = [row for row in rows if not row.basis.watched]
    thin = sum(row.level is None and row.basis.watched for row in rows)
    unknown = KeyFigure(
        "Level unknown",
        f"{len(unwatched) + thin}",
        f"of {len(rows)}: {len(unwatched)} watched by no source, {thin} with too few data",
        "Sea regions without a level. What nobody watches is unknown, which does not mean calm.",
    )
    with_level = sum(row.level is not None for row in rows)
    if not with_level:
        return (unknown,)
    high = [_level_figure(by_code[code], [row for row in rows if row.level == by_code[code]], with_level) for code in APART]
    meaning = f"Moderate: {by_code['moderate'].meaning}. Low: {by_code['low'].meaning}. Neither says that waters are safe."
    return (*high, KeyFigure("Moderate or low", f"{len(low)}", f"of {with_level} with a level", meaning), unknown)


def _level_figure(level: RiskLevel, rows: Sequence[Forecast], with_level: int) -> KeyFigure:
    note = list_with_rest([row.title for row in rows], f"none of {with_level} with a level")
    return KeyFigure(level.title, f"{len(rows)}", note, f"Sea regions at this level: {level.meaning}.")
