"""Every measure against a number counted by hand on ten incidents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.measures import MEASURES
from warehouse.queries.situation import spans

DAY = date(2026, 5, 5)
TEN: list[dict[str, Any]] = [
    {"act": "boarded", "weapons": ["knives"], "crew_harm": ["threatened"], "severity": 2},
    {"act": "boarded", "weapons": ["none"], "crew_harm": [], "severity": 4},
    {"act": "hijacked", "weapons": ["guns", "rpg"], "crew_harm": ["hostage", "injured"], "severity": 1},
    {"act": "kidnapping", "weapons": ["not_stated"], "crew_harm": ["kidnapped"], "severity": 1},
    {"act": "seized", "weapons": ["not_stated"], "crew_harm": [], "severity": 1},
    {"act": "fired_upon", "weapons": ["guns"], "crew_harm": [], "severity": None},
    {"act": "attempted", "weapons": ["other"], "crew_harm": [], "severity": 0},
    {"act": "struck", "weapons": ["missile_drone"], "crew_harm": ["killed"], "severity": 1},
    {"act": "struck", "weapons": ["mine"], "crew_harm": [], "severity": 3},
    {"act": None, "weapons": ["not_stated"], "crew_harm": [], "severity": 3},
]
EXPECTED = {"incidents": 10, "boarded": 5, "armed": 6, "crew_harmed": 4, "severe": 5}


def test_every_measure_has_an_expected_number() -> None:
    assert set(EXPECTED) == set(MEASURES)


@pytest.mark.parametrize("measure", list(MEASURES))
def test_measure(measure: str, tmp_path: Path) -> None:
    base = build_snapshot(tmp_path / "base", 10)
    incidents = [row | facts | {"occurred_on": DAY} for row, facts in zip(table_rows(base, "incidents"), TEN, strict=True)]
    with republish(base, tmp_path / "ten", {"incidents": incidents}).open_database() as con:
        found = spans.span_tallies(con, [("now", DAY, DAY)])
    assert found[measure].sum() == EXPECTED[measure]


def test_measures_and_their_sql_are_the_same_list(tmp_path: Path) -> None:
    with build_snapshot(tmp_path, 5).open_database() as con:
        found = spans.span_tallies(con, [("now", DAY, DAY)])
    assert list(found.columns) == ["span", "category", "sea_region", *MEASURES]
