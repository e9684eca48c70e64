from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.contract import csv_files
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents


@pytest.fixture
def table(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return incidents.stream_incidents(con, Filters(sources=("gulf_net",))).read_all()


def test_csv_reads_back(table: pa.Table, invented: Snapshot) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_files.to_csv(table, invented).decode("utf-8-sig"))))
    assert [row["incident_id"] for row in rows] == table["incident_id"].to_pylist()
    first = table.to_pylist()[0]
    assert rows[0]["weapons"] == "; ".join(first["weapons"])
    assert rows[0]["occurred_on"] == first["occurred_on"].isoformat()
    assert float(rows[0]["latitude"]) == first["latitude"]
    assert all(row["attribution"] and row["snapshot"] == invented.id and row["simulated"] == "false" for row in rows)
    moments = {row["incident_id"]: row["occurred_at"] for row in table.to_pylist()}
    assert all(row["occurred_at"] == (f"{at:%Y-%m-%dT%H:%M:%SZ}" if (at := moments[row["incident_id"]]) else "") for row in rows)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '=HYPERLINK("http://x","a")', "|calc", "%0A=1", "＝1", "\x00=1"],
)
def test_a_formula_in_a_csv_is_only_text(table: pa.Table, invented: Snapshot, text: str) -> None:
    one = table.slice(0, 1)
    one = one.set_column(one.column_names.index("vessel_name"), "vessel_name", [[text]])
    one = one.set_column(one.column_names.index("stolen"), "stolen", pa.array([[text, "rope"]]))
    row = next(csv.DictReader(io.StringIO(csv_files.to_csv(one, invented).decode("utf-8-sig"), newline="")))
    assert row["vessel_name"] == f"'{text}"
    assert row["stolen"] == f"'{text}; rope"


RISKY = "=+-@|%＝＋－＠\t\r\n\x00"
SPACES = "\x0b\x0c\x1c\x85\xa0\u2028\u200b\u3000\ufeff"


@example([f"{space}=1" for space in SPACES])
@example(["\x0c\x00", " \x00"])
@given(st.lists(st.none() | st.text(st.characters(codec="utf-8") | st.sampled_from(f"{RISKY} a1{SPACES}")), max_size=20))
def test_defused_texts_begin_with_nothing_risky_and_lose_nothing(texts: list[str | None]) -> None:
    found = csv_files.defuse_formulas(pa.array(texts, pa.string())).to_pylist()
    for before, after in zip(texts, found, strict=True):
        if before is None:
            assert after is None
            continue
        assert after in (before, f"'{before}")
        assert csv_files.defuse_text(before) == after
        assert not after or (after[0] not in RISKY and (after.strip(f" {SPACES}") or "a")[0] not in RISKY)
        if before and before[0].isalnum():
            assert after == before


def test_numbers_below_zero_stay_numbers(table: pa.Table, invented: Snapshot) -> None:
    rows = csv.DictReader(io.StringIO(csv_files.to_csv(table, invented).decode("utf-8-sig")))
    assert any(float(row["longitude"]) < 0 for row in rows if row["longitude"])


def test_nothing_to_export_is_a_valid_file(table: pa.Table, invented: Snapshot) -> None:
    assert len(csv_files.to_csv(table.slice(0, 0), invented).decode("utf-8-sig").splitlines()) == 1


def test_rows_are_streamed_not_gathered(table: pa.Table, invented: Snapshot) -> None:
    """A hundred times the rows must not take more memory: batches go out one by one."""
    [batch, *_] = table.combine_chunks().to_batches()

    def peak(times: int) -> int:
        most = 0

        def batches() -> Iterator[pa.RecordBatch]:
            nonlocal most
            for _ in range(times):
                yield batch
                most = max(most, pa.total_allocated_bytes())

        with Path("/dev/null").open("wb") as nowhere:
            csv_files.write_csv(csv_files.stamp_batches(batches(), invented), csv_files.stamped_schema(batch.schema), nowhere)
        return most

    peak(2)
    assert peak(200) < 1.5 * peak(20)


def test_progress_counts_the_rows(table: pa.Table) -> None:
    told: list[int] = []
    batches = list(csv_files.count_rows(table.combine_chunks().to_batches(max_chunksize=100), told.append))
    assert told[-1] == table.num_rows == sum(batch.num_rows for batch in batches)
    assert told == sorted(set(told))


def test_reports_are_exported_once_with_all_their_incidents(con: duckdb.DuckDBPyConnection) -> None:
    found = incidents.stream_reports(con, Filters()).read_all()
    assert found.num_rows == con.execute("SELECT count(*) FROM reports").fetchall()[0][0] == incidents.count_reports(con, Filters())
    assert len(pc.unique(found["report_id"])) == found.num_rows
    pairs = {(row["report_id"], one) for row in found.to_pylist() for one in row["incident_ids"]}
    assert pairs == set(con.execute("SELECT report_id, incident_id FROM incident_reports").fetchall())
    assert "reporter" not in found.column_names
    some = Filters(sources=("gulf_net",), categories=("stowaway",))
    kept = set(incidents.stream_incidents(con, some).read_all()["incident_id"].to_pylist())
    told = incidents.stream_reports(con, some).read_all()
    assert {one for ids in told["incident_ids"].to_pylist() for one in ids} == kept
    assert told.num_rows == incidents.count_reports(con, some)
