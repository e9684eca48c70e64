"""Which sources hold which incidents, and the links in doubt: against the tables read row by row."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.cuts import double_reports
from tests.support.published import republish
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories

CASES = [
    Filters(),
    Filters(date_from=date(2020, 1, 1)),
    Filters(areas=("africa",), categories=("piracy_robbery",)),
    Filters(text="pale star"),
]


def rows(con: duckdb.DuckDBPyConnection, statement: str) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = con.sql(statement).to_arrow_table().to_pylist()
    return table


def kept_ids(con: duckdb.DuckDBPyConnection, filters: Filters) -> set[str]:
    from warehouse.queries.incidents import incidents

    return set(incidents.stream_incidents(con, filters).read_all()["incident_id"].to_pylist())


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_histories_count_every_incident_once(con: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    ids = kept_ids(con, filters)
    dated = [row for row in rows(con, "FROM incidents") if row["incident_id"] in ids and row["occurred_on"]]
    expected = Counter((row["occurred_on"].year, row["sea_region"], row["severity"], tuple(row["sources"])) for row in dated)
    histories = source_histories.source_histories(con, filters, ("severity",))
    counted: Counter[Any] = Counter()
    for row in histories.astype(object).where(histories.notna(), None).to_dict("records"):
        counted[row["year"], row["sea_region"], None if row["severity"] is None else int(row["severity"]), tuple(row["sources"])] += row[
            "incidents"
        ]
    assert counted == expected
    assert expected
    assert list(histories.columns) == ["year", "sea_region", "sources", "severity", "repeats", "incidents"]


def test_a_source_repeats_when_all_its_reports_credit_the_other_body(con: duckdb.DuckDBPyConnection) -> None:
    body = {"harbour_watch": None, "coast_desk": None, "gulf_net": None}
    origins = {
        row["source"]: row["body"]
        for row in rows(con, "SELECT DISTINCT sources[1] AS source, origins[1] AS body FROM incidents WHERE report_count = 1")
    }
    assert set(origins) == set(body)
    source_of = {code: source for source, code in origins.items()}
    reports: dict[str, dict[str, list[list[str]]]] = {}
    for row in rows(con, "FROM incident_reports"):
        reports.setdefault(row["incident_id"], {}).setdefault(row["report_id"].split(":")[0], []).append(row["cites"])
    expected: Counter[tuple[str, ...]] = Counter()
    for of_sources in reports.values():
        pairs = [
            f"{source}>{source_of[code]}"
            for source, cites in of_sources.items() if all(cites)
            for code in {code for bodies in cites for code in bodies} if code in source_of and source_of[code] != source
        ]  # fmt: skip
        expected[tuple(sorted(pairs))] += 1
    histories = source_histories.source_histories(con, Filters(), ())
    counted: Counter[tuple[str, ...]] = Counter()
    for repeats, count in zip(histories["repeats"], histories["incidents"], strict=True):
        counted[tuple(repeats)] += int(count)
    assert counted == expected
    assert sum(bool(pairs) for pairs in expected) >= 2


def test_doubtful_links_and_their_incidents(con: duckdb.DuckDBPyConnection) -> None:
    uncertain = source_histories.uncertain_links(con, Filters(), least=0.01)
    judged = {(row["report_a"], row["report_b"]): row for row in rows(con, "FROM links")}
    expected = {
        pair
        for pair, row in judged.items()
        if row["reason"] != "decision" and row["probability"] is not None and 0.01 <= row["probability"] <= 0.99
    }
    pairs = {(row["report_a"], row["report_b"]): row for row in uncertain.pairs.to_dict("records")}
    assert expected
    assert {pair for pair, row in pairs.items() if row["probability"] < 1} == expected
    for pair, row in pairs.items():
        assert row["probability"] == 1 or row["probability"] == judged[pair]["probability"]
    touched = {row["incident_a"] for row in pairs.values()} | {row["incident_b"] for row in pairs.values()}
    members = Counter(row["incident_id"] for row in rows(con, "FROM incident_reports"))
    assert Counter(uncertain.members["incident_id"]) == {incident: members[incident] for incident in touched}
    assert (uncertain.members["source"] == uncertain.members["report_id"].str.split(":").str[0]).all()


def test_what_a_person_settled_is_not_in_doubt(con: duckdb.DuckDBPyConnection) -> None:
    decided = {(row["report_a"], row["report_b"]) for row in rows(con, "FROM links") if row["reason"] == "decision"}
    uncertain = source_histories.uncertain_links(con, Filters())
    assert decided
    probabilities = {(row["report_a"], row["report_b"]): row["probability"] for row in uncertain.pairs.to_dict("records")}
    assert {probabilities[pair] for pair in decided & probabilities.keys()} <= {1.0}


def test_filters_narrow_the_links(con: duckdb.DuckDBPyConnection) -> None:
    some = Filters(date_from=date(2022, 1, 1))
    ids = kept_ids(con, some)
    uncertain = source_histories.uncertain_links(con, some)
    assert set(uncertain.members["incident_id"]) <= ids
    assert len(uncertain.pairs) < len(source_histories.uncertain_links(con, Filters()).pairs)
    nothing = source_histories.uncertain_links(con, Filters(date_from=date(2090, 1, 1)))
    assert nothing.pairs.empty
    assert nothing.members.empty


@pytest.mark.parametrize("source", ["coast_desk", "harbour_watch", "gulf_net"])
def test_a_source_that_says_everything_twice_changes_no_history(
    source: str, invented: Snapshot, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """The body behind a source must be known though no incident has one report only; else repeats would count as finds."""
    once = source_histories.source_histories(con, Filters())
    with republish(invented, tmp_path, double_reports(invented, source)).open_database() as twice:
        assert source_histories.source_histories(twice, Filters()).to_json() == once.to_json()
    assert once["repeats"].map(len).sum() > 0
