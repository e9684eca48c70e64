"""Same arguments, same content, however many rows are written at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from data_pipeline.errors import UsageError
from data_pipeline.sources.demo.simulator import simulate as simulator
from data_pipeline.sources.demo.simulator.simulate import ReportingOptions, simulate

from .conftest import BODIES, END, incidents_of, reports_of, true_reports_of

FILES = [*(f"{body}.parquet" for body in BODIES), "truth/incidents.parquet", "truth/reports.parquet"]


def test_same_seed_same_bytes(draw: Callable[..., Path]) -> None:
    first, second = draw(2_000), draw(2_000)
    for name in FILES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_another_seed_gives_other_incidents(draw: Callable[..., Path]) -> None:
    first, second = draw(2_000), draw(2_000, seed=7)
    assert incidents_of(first)["occurred_at"].to_pylist() != incidents_of(second)["occurred_at"].to_pylist()


def test_rows_written_at_once_change_no_content(draw: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "RECORDS_PER_BLOCK", 700)
    first, second = draw(6_000, rows_per_group=113), draw(6_000, rows_per_group=50_000)
    assert pq.read_metadata(first / "demo_navy.parquet").num_row_groups > pq.read_metadata(second / "demo_navy.parquet").num_row_groups
    for name in FILES:
        assert pq.read_table(first / name).equals(pq.read_table(second / name)), name


def test_references_are_unique_across_blocks(draw: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "RECORDS_PER_BLOCK", 300)
    folder = draw(4_000)
    for body in BODIES:
        table = reports_of(folder, body)
        keys = list(zip(table["reference"].to_pylist(), table["revision"].to_pylist(), strict=True))
        assert len(keys) == len(set(keys)) > 50, body
    numbers = incidents_of(folder)["incident"].to_pylist()
    assert numbers == list(range(1, len(numbers) + 1))


def test_noise_changes_neither_what_happens_nor_who_hears(draw: Callable[..., Path]) -> None:
    quiet, loud = incidents_of(draw(noise=0.0)), incidents_of(draw(noise=3.0))
    assert quiet.equals(loud)


@pytest.mark.parametrize("reports", [1_000, 12_000, 60_000])
def test_size_is_about_what_was_asked_for(reports: int, draw: Callable[..., Path], usual: Path) -> None:
    folder = usual if reports == 60_000 else draw(reports)
    records = sum(reports_of(folder, body).num_rows for body in BODIES)
    # Poisson counts of incidents, each with one to three records.
    assert abs(records - reports) < 5 * np.sqrt(1.6 * reports) + 0.01 * reports


def test_progress_ends_at_the_number_written(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    files = simulate(tmp_path, 1_500, 3, END, 5, lambda done, total: calls.append((done, total)))
    assert calls == sorted(calls)
    assert calls[-1][0] == sum(pq.read_metadata(file).num_rows for file in files) <= calls[-1][1]
    assert [file.stem for file in files] == BODIES


def test_it_ends_yesterday_unless_told_otherwise(tmp_path: Path) -> None:
    """A first look at the pages shows a present. Around midnight the day may change on the way."""
    days = [datetime.now(UTC).date() - timedelta(days=1)]
    file = simulate(tmp_path, 300, 3, years=1)[0]
    days.append(datetime.now(UTC).date() - timedelta(days=1))
    assert pq.read_metadata(file).metadata[b"end"].decode() in {day.isoformat() for day in days}


def test_what_was_asked_for_stands_in_the_files(usual: Path) -> None:
    about = pq.read_metadata(usual / "demo_asia.parquet").metadata
    assert about[b"anchorwatch"] == b"demo"
    assert about[b"body"] == b"demo_asia"
    assert (about[b"seed"], about[b"end"], about[b"reports"], about[b"noise"]) == (b"1852", b"2026-10-31", b"60000", b"1.0")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((10, 1, END), "10 reports"),
        ((30_000_000, 1, END), "30,000,000 reports"),
        ((1_000, -1, END), "seed -1"),
        ((1_000, 1, END, 0), "0 years"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, arguments: tuple[int, int, date], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        simulate(tmp_path, *arguments)
    assert not list(tmp_path.iterdir())


def test_noise_below_zero_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="noise"):
        simulate(tmp_path, 1_000, 1, END, reporting=ReportingOptions(noise=-1))


def test_a_body_that_did_not_work_then_has_no_file(tmp_path: Path) -> None:
    simulate(tmp_path, 1_000, 1, date(2020, 12, 31), 2)
    assert (tmp_path / "demo_navy.parquet").exists()
    files = simulate(tmp_path, 1_000, 1, END, 1)
    assert [file.stem for file in files] == ["demo_bureau", "demo_asia", "demo_gulf"], "the navy closed in 2024"
    assert sorted(file.name for file in tmp_path.glob("*.parquet")) == sorted(file.name for file in files)
    assert not list(tmp_path.rglob(".*"))


def test_a_failure_leaves_no_file_behind(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, 1_000, 1, END, progress=stop)
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_true_reports_name_records_of_the_files(usual: Path) -> None:
    truth = true_reports_of(usual).to_pandas()
    incidents = set(incidents_of(usual)["incident"].to_pylist())
    assert set(truth["incident"]) <= incidents
    for body in BODIES:
        table = reports_of(usual, body).select(["reference", "revision"]).to_pandas()
        of_body = truth[(truth["source"] == body) & truth["in_file"]]
        assert list(zip(of_body["native_ref"], of_body["revision"], strict=True)) == list(
            zip(table["reference"], table["revision"], strict=True)
        )


def test_the_readme_names_every_column_of_the_truth(usual: Path) -> None:
    text = (Path(simulator.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    for table in (incidents_of(usual), true_reports_of(usual)):
        for name in table.column_names:
            name = "chance_<body>" if name.startswith("chance_") else "heard_<body>" if name.startswith("heard_") else name
            assert f"`{name}`" in text, name
