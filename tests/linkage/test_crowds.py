"""Where reports crowd more than in the waters that the weights were learnt from, nearness says less, and the evidence says so."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_pipeline.linkage.features import USUAL_CROWD
from data_pipeline.linkage.link import DecisionConstraints, link_reports
from tests.linkage.test_hard_cases import row
from warehouse.contract.schema import REPORTS

DAY = date(2019, 5, 15)


def reports(crowd: int) -> list[dict[str, Any]]:
    """One event reported by two sources, among `crowd` further reports of each within 70 days, a kilometre or two apart, all unlike it."""
    pair = {"day": DAY, "at": [1.10, 103.60], "status": "underway", "act": "boarded"}
    table = [
        row("asam:2019-1", {**pair, "source": "asam", "ref": "2019-1", "type": "bulk_carrier"}),
        row("imb_crime_at_sea:2019-a", {**pair, "source": "imb_crime_at_sea", "ref": "2019-a"}),
    ]
    for n in range(crowd):
        days = timedelta(days=10 + n % 60)
        other = {"at": [1.12, 103.62], "status": "anchored", "act": "attempted"}
        table.append(row(f"asam:2018-{n}", {**other, "source": "asam", "ref": f"2018-{n}", "day": DAY - days, "name": f"SHIP{n}A"}))
        later = {**other, "source": "imb_crime_at_sea", "ref": f"2018-{n}x", "day": DAY + days, "name": f"VESSEL{n}B"}
        table.append(row(f"imb_crime_at_sea:2018-{n}x", later))
    return table


def judged(crowd: int) -> tuple[float, list[dict[str, Any]]]:
    with duckdb.connect() as con:
        con.register("reports", pa.Table.from_pylist(reports(crowd), REPORTS.arrow()))
        link_reports(con, ["asam"], DecisionConstraints())
        [(weight, evidence)] = con.sql(
            "SELECT weight, evidence FROM judged_pairs WHERE report_a = 'asam:2019-1' AND report_b = 'imb_crime_at_sea:2019-a'"
        ).fetchall()
    return weight, json.loads(evidence)


def test_a_crowd_beyond_the_usual_lowers_the_odds_by_as_much_as_it_is_larger() -> None:
    usual, stated = judged(15)
    crowded, told_crowded = judged(79)
    assert usual - crowded == pytest.approx(2.0, abs=0.01), f"80 reports around are four times the usual {USUAL_CROWD:g}"
    for weight, evidence in ((usual, stated), (crowded, told_crowded)):
        assert sum(part["weight"] for part in evidence) == pytest.approx(weight, abs=0.1), "the evidence sums to the weight"
    [prior] = [part for part in told_crowded if part["feature"] == "Before any evidence"]
    assert prior["level"].endswith("in very crowded waters")
    assert not any("very many" in part["level"] for part in stated)
