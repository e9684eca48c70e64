"""The figures that regional risk begins with: how many sea regions stand at each level, and of how many nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analytics.describe.key_figures import KeyFigure, named
from analytics.risk.groups import ALL
from analytics.risk.levels import LEVELS, Level
from analytics.risk.results import Forecast, RiskTable

APART: Final = ("critical", "severe", "substantial")


def figures(table: RiskTable, group: str = ALL) -> tuple[KeyFigure, ...]:
    """Sea regions by level, highest first with the names of the first; the two lowest levels together; those without a level.

    Where no region has a level, only that: a row of noughts would read as calm.
    """
    rows = table.of(group)
    by_code = {one.code: one for one in LEVELS}
    low = [row for row in rows if row.level is not None and row.level.code not in APART]
    unwatched = [row for row in rows if not row.basis.watched]
    thin = sum(row.level is None and row.basis.watched for row in rows)
    unknown = KeyFigure(
        "Level not known",
        f"{len(unwatched) + thin}",
        f"of {len(rows)}: {len(unwatched)} watched by no source, {thin} with too thin data",
        "Sea regions without a level. What nobody watches is not known, which is not calm.",
    )
    known = sum(row.level is not None for row in rows)
    if not known:
        return (unknown,)
    high = [_of(by_code[code], [row for row in rows if row.level == by_code[code]], known) for code in APART]
    meaning = f"Moderate: {by_code['moderate'].meaning}. Low: {by_code['low'].meaning}. Neither says that waters are safe."
    return (*high, KeyFigure("Moderate or low", f"{len(low)}", f"of {known} with a level", meaning), unknown)


def _of(level: Level, rows: Sequence[Forecast], known: int) -> KeyFigure:
    note = named([row.title for row in rows], f"none of {known} with a level")
    return KeyFigure(level.title, f"{len(rows)}", note, f"Sea regions at this level: {level.meaning}.")
