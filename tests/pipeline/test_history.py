"""Revisions: a series of runs and one rebuild agree, whatever lands; an oracle in plain Python says what is right."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from data_pipeline import registry
from data_pipeline.landing import Landing
from data_pipeline.steps import history
from data_pipeline.steps.history import Accounting
from data_pipeline.steps.normalise import PART_SCHEMA
from data_pipeline.steps.staging import StagedTables
from tests.pipeline.helpers import START
from warehouse.contract.manifest import described_files, sealed_manifest
from warehouse.contract.schema import ADVISORIES, REPORT_REVISIONS, REPORTS, SCHEMA_VERSION
from warehouse.contract.snapshot import Snapshot

FORMATS = registry.source("asam").formats
API, EXPORT, HUB = "api_json", "export_csv", "arcgis_csv"

REVISION_ONLY = {"sighting", "change", "format", "format_rank", "landed_at"}
"""Columns that a revision has and a report has not."""

Records = list[tuple[str, str]]
"""Reference and content of the records of one file, in their order."""


@dataclass(frozen=True)
class File:
    """One landed file: its format and records."""

    format: str
    records: Records


@dataclass
class HistoryResult:
    """The tables that history derives from some files."""

    revisions: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    accounting: dict[str, Accounting] = field(default_factory=dict)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(":memory:")
    con.execute("SET TimeZone='UTC'; SET enable_progress_bar=false; SET threads=1")
    yield con
    con.close()


def landing(number: int, format_id: str) -> Landing:
    landed_at = START + timedelta(hours=number)
    return Landing(f"landing-{number}", "asam", format_id, "file", "0" * 64, 1, landed_at, Path("unread"))


def part(folder: Path, number: int, records: Records) -> Path:
    rows = [
        {
            "report_id": f"asam:{ref}", "source": "asam", "native_ref": ref, "content_hash": statement, "narrative": f"{ref} {statement}",
            "occurred_on": START.date(), "issues": ["on_land"] if statement == "B" else [], "raw_locator": f"{number}/{row}",
            "landing_id": f"landing-{number}", "row": row,
        }
        for row, (ref, statement) in enumerate(records)
    ]  # fmt: skip
    file = folder / f"part-{number}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=PART_SCHEMA), file)
    return file


def described(folder: Path) -> Snapshot:
    """What has been staged in a folder, as the next run sees it."""
    tables = {table.name: described_files(folder, table) for table in (REPORTS, REPORT_REVISIONS, ADVISORIES)}
    manifest = {"schema_version": SCHEMA_VERSION, "published_at": START.isoformat(), "tables": tables}
    (folder / "manifest.json").write_bytes(sealed_manifest(manifest))
    return Snapshot(folder.name, folder)


def history_of(con: duckdb.DuckDBPyConnection, files: Sequence[File], runs: Sequence[int]) -> HistoryResult:
    """History of `files`, in runs of so many files each; every run adds to the one before."""
    result, base, done = HistoryResult(), None, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [part(folder, number, file.records) for number, file in enumerate(files)]
        for run, size in enumerate(runs):
            staged = folder / f"run-{run}"
            staged.mkdir()
            batch = range(done, done + size)
            result.accounting |= history.build_history(
                con, [landing(n, files[n].format) for n in batch], [parts[n] for n in batch], base, StagedTables(con, staged, base, 10)
            )
            base, done = described(staged), done + size
        assert done == len(files)
        assert base is not None
        result.revisions = base.read_table("report_revisions").to_pylist()
        result.reports = base.read_table("reports").to_pylist()
    return result


@dataclass
class OracleState:
    """The oracle's memory of one report."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)


def oracle(files: Sequence[File]) -> HistoryResult:
    """The same in plain Python, one record after another."""
    reports: dict[str, OracleState] = {}
    counts: dict[str, Counter[str]] = {}
    for number, file in enumerate(files):
        this = landing(number, file.format)
        counts[this.id] = Counter()
        in_file: set[tuple[str, str]] = set()
        for row, (ref, statement) in enumerate(file.records):
            earlier = reports.setdefault(f"asam:{ref}", OracleState())
            change = change_of(earlier, file.format, statement) if (ref, statement) not in in_file else "repeated"
            in_file.add((ref, statement))
            counts[this.id]["unchanged" if change == "confirmed" else change] += 1
            if change in ("new", "revised"):
                counts[this.id]["warnings"] += statement == "B"
            if change != "repeated":
                earlier.last[file.format] = statement
            if change in ("new", "revised", "confirmed"):
                earlier.statements.append(
                    {"change": change, "format": file.format, "said": statement, "at": this.landed_at, "locator": f"{number}/{row}"}
                )
    result = HistoryResult(accounting={record: Accounting(**count) for record, count in counts.items() if count})
    for report_id, earlier in sorted(reports.items()):
        rows = list(numbered(report_id, earlier.statements))
        result.revisions += rows
        present = max(rows, key=lambda row: (row["format_rank"], row["sighting"]))
        result.reports.append({name: value for name, value in present.items() if name not in REVISION_ONLY})
    return result


def change_of(earlier: OracleState, format_id: str, statement: str) -> str:
    if not earlier.statements:
        return "new"
    if earlier.last.get(format_id) == statement:
        return "unchanged"
    if format_id not in earlier.last and statement in {record["said"] for record in earlier.statements}:
        return "confirmed"
    return "revised"


def numbered(report_id: str, statements: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    revision, changed_at = 0, {}
    for sighting, record in enumerate(statements, start=1):
        if record["change"] != "confirmed":
            revision += 1
            changed_at[record["said"]] = record["at"]
        yield {
            "report_id": report_id,
            "sighting": sighting,
            "revision": revision,
            "change": record["change"],
            "format": record["format"],
            "format_rank": FORMATS[record["format"]].rank,
            "content_hash": record["said"],
            "narrative": f"{report_id.removeprefix('asam:')} {record['said']}",
            "first_seen_at": statements[0]["at"],
            "last_changed_at": changed_at[record["said"]],
            "landed_at": record["at"],
            "raw_locator": record["locator"],
        }


def only(rows: list[dict[str, Any]], like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns that the oracle computes."""
    return [{name: row[name] for name in like[0] if name in row} for row in rows] if like else rows


files = st.lists(
    st.builds(
        File,
        st.sampled_from([API, EXPORT, HUB]),
        # Many references at once: each is a history of its own, so few examples try many.
        st.lists(st.tuples(st.integers(1, 12).map(lambda number: f"2020-{number:02d}"), st.sampled_from("ABC")), max_size=30),
    ),
    min_size=1,
    max_size=6,
)


@given(files=files, data=st.data())
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_runs_one_by_one_in_any_grouping_and_a_rebuild_agree(
    con: duckdb.DuckDBPyConnection, files: list[File], data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.booleans(), min_size=len(files) - 1, max_size=len(files) - 1), label="a run ends after")
    runs: list[int] = []
    size = 1
    for cut in cuts:
        runs, size = ([*runs, size], 1) if cut else (runs, size + 1)
    runs.append(size)
    rebuilt = history_of(con, files, [len(files)])
    assert history_of(con, files, runs) == rebuilt
    right = oracle(files)
    assert only(rebuilt.revisions, right.revisions) == right.revisions
    assert only(rebuilt.reports, right.reports) == right.reports
    assert rebuilt.accounting == right.accounting
    for number, file in enumerate(files):
        became = rebuilt.accounting.get(f"landing-{number}", Accounting())
        assert became.new + became.revised + became.unchanged + became.repeated == len(file.records)
    assert sum(became.new for became in rebuilt.accounting.values()) == len(rebuilt.reports)


def story(con: duckdb.DuckDBPyConnection, *files: File) -> list[tuple[str, str, int]]:
    """Format, change and revision of every kept statement; the same one by one and at once."""
    rebuilt = history_of(con, files, [len(files)])
    assert history_of(con, files, [1] * len(files)) == rebuilt
    return [(row["format"], row["change"], row["revision"]) for row in rebuilt.revisions]


def test_a_record_in_two_formats_is_one_report(con: duckdb.DuckDBPyConnection) -> None:
    record = [("2020-1", "A")]
    assert story(con, File(API, record), File(EXPORT, record), File(HUB, record)) == [
        (API, "new", 1),
        (EXPORT, "confirmed", 1),
        (HUB, "confirmed", 1),
    ]


def test_a_return_to_an_earlier_content_in_one_format_is_seen(con: duckdb.DuckDBPyConnection) -> None:
    files = [File(API, [("2020-1", statement)]) for statement in "ABA"]
    assert story(con, *files) == [(API, "new", 1), (API, "revised", 2), (API, "revised", 3)]
    [present] = history_of(con, files, [3]).reports
    assert (present["content_hash"], present["revision"]) == ("A", 3)
    assert present["last_changed_at"] == START + timedelta(hours=2), "the present revision is the third, not the first"
    assert present["first_seen_at"] == START


@pytest.mark.parametrize("order", [(API, EXPORT, HUB), (HUB, EXPORT, API), (EXPORT, API, HUB)])
def test_the_format_of_the_highest_rank_gives_the_present_revision(con: duckdb.DuckDBPyConnection, order: tuple[str, ...]) -> None:
    content = {API: "A", EXPORT: "B", HUB: "C"}
    files = [File(format_id, [("2020-1", content[format_id])]) for format_id in order]
    for runs in ([3], [1, 1, 1]):
        [present] = history_of(con, files, runs).reports
        assert present["content_hash"] == "A"
        assert present["revision"] == 1 + order.index(API)


def test_a_later_file_of_a_lower_rank_does_not_undo_a_revision(con: duckdb.DuckDBPyConnection) -> None:
    old, new = [("2020-1", "A")], [("2020-1", "B")]
    assert story(con, File(API, old), File(API, new), File(HUB, old)) == [(API, "new", 1), (API, "revised", 2), (HUB, "confirmed", 2)]
    [present] = history_of(con, [File(API, old), File(API, new), File(HUB, old)], [2, 1]).reports
    assert (present["content_hash"], present["last_changed_at"]) == ("B", START + timedelta(hours=1))


def test_a_reference_twice_in_one_file_is_repeated_or_revised(con: duckdb.DuckDBPyConnection) -> None:
    file = File(API, [("2020-1", "A"), ("2020-1", "A"), ("2020-2", "A"), ("2020-2", "B"), ("2020-2", "A")])
    result = history_of(con, [file], [1])
    assert result.accounting == {"landing-0": Accounting(new=2, revised=1, unchanged=0, repeated=2, warnings=1)}
    assert [(row["native_ref"], row["content_hash"]) for row in result.reports] == [("2020-1", "A"), ("2020-2", "B")]


def test_the_same_file_again_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    file = File(API, [("2020-1", "A"), ("2020-2", "B")])
    first, again = history_of(con, [file], [1]), history_of(con, [file, file], [1, 1])
    assert again.revisions == first.revisions
    assert again.accounting["landing-1"] == Accounting(unchanged=2)


def test_a_file_without_usable_records_changes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    files = [File(API, [("2020-1", "A")]), File(API, []), File(API, [("2020-1", "B")])]
    assert story(con, *files) == [(API, "new", 1), (API, "revised", 2)]
