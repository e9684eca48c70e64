"""Incidents and their ids do not depend on the order of the reports, on running again, or on what comes later."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_pipeline.linkage.link import DecisionConstraints, link_reports
from tests.linkage.test_hard_cases import CASES, SEEN, report_id, routine, row
from warehouse.contract.schema import REPORTS

Membership = set[tuple[str, str]]


def world() -> list[dict[str, Any]]:
    cases = [row(report_id(n, letter), case[letter]) for n, case in enumerate(CASES) for letter in case if len(letter) == 1]
    return [*cases, *routine()]


def linked(reports: list[dict[str, Any]]) -> Membership:
    with duckdb.connect() as con:
        con.register("reports", pa.Table.from_pylist(reports, REPORTS.arrow()))
        link_reports(con, ["asam"], DecisionConstraints())
        return set(con.sql("SELECT report_id, incident_id FROM membership").fetchall())


@pytest.fixture(scope="module")
def once() -> Membership:
    return linked(world())


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_repetition_change_nothing(once: Membership, seed: int) -> None:
    shuffled = world()
    random.Random(seed).shuffle(shuffled)
    assert linked(shuffled) == once


def test_a_report_that_comes_later_takes_no_incidents_id(once: Membership) -> None:
    """The first case's second report lands a year after; its id sorts first or last, the incident keeps the id it had."""
    for late in ("asam:1996-12", "imb_crime_at_sea:1996-a"):
        reports = [{**row, "first_seen_at": SEEN + timedelta(days=365)} if row["report_id"] == late else row for row in world()]
        alone = linked([row for row in reports if row["report_id"] != late])
        both = linked(reports)
        [other] = {"asam:1996-12", "imb_crime_at_sea:1996-a"} - {late}
        assert (other, other) in alone
        assert {incident for report, incident in both if report in (late, other)} == {other}
        assert {pair for pair in both if pair[0] not in (late, other)} == {pair for pair in once if pair[0] not in (late, other)}


def test_every_incident_bears_the_id_of_one_of_its_reports(once: Membership) -> None:
    assert {incident for _, incident in once} <= {report for report, incident in once if report == incident}


def test_no_report_at_all_and_a_single_one() -> None:
    assert linked([]) == set()
    assert linked(world()[:1]) == {("asam:1996-12", "asam:1996-12")}
