"""Files damaged after they were written are found, reported and, where the landed bytes allow it, repaired."""

from __future__ import annotations

import stat

import pyarrow as pa
import pytest

from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, content
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

API = (ASAM / "api_json.json").read_bytes()


def test_bytes_that_changed_since_they_landed_are_found_and_not_published(good: Store, cli: Cli, settings: Settings) -> None:
    before = good.current_id()
    landed = next(file for file in settings.landing.glob("asam/*") if not file.name.endswith(".landing.json"))
    landed.chmod(stat.S_IRUSR | stat.S_IWUSR)
    landed.write_bytes(API.replace(b"AMBER KEEL", b"EMBER KEEL"))
    answer = cli("doctor")
    assert answer.status == 1
    assert f"asam: {landed.name} has been changed since it landed. Restore it from a backup." in answer.out
    answer = cli("rebuild")
    assert answer.status == 2
    assert "files that could be read before cannot be read now, so nothing is published" in answer.err
    assert "the landed bytes of asam.json have been changed since they landed" in answer.err
    assert good.current_id() == before


def test_landed_bytes_that_are_gone_are_found_and_not_published(good: Store, cli: Cli, settings: Settings) -> None:
    before = good.current_id()
    landed = next(file for file in settings.landing.glob("asam/*") if not file.name.endswith(".landing.json"))
    landed.unlink()
    answer = cli("doctor")
    assert answer.status == 1
    assert f"are gone ({landed.name}). Restore them from a backup." in answer.out
    assert cli("rebuild").status == 2
    assert good.current_id() == before


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"id": "x"}', b"\x00\x01", b'{"landed_at": "soon"}'])
def test_a_broken_landing_description_is_told(good: Store, cli: Cli, settings: Settings, damage: bytes) -> None:
    sidecar = next(settings.landing.glob("asam/*.landing.json"))
    sidecar.write_bytes(damage)
    for words, status in ((["run"], 2), (["rebuild"], 2), (["doctor"], 1), (["add", "asam", str(ASAM / "api_json_position.json")], 2)):
        answer = cli(*words)
        assert answer.status == status, words
        assert f"{sidecar.name} cannot be read" in (answer.out + answer.err).replace("\n", " ")
        assert "Restore it from a backup, or give it up with" in (answer.out + answer.err).replace("\n", " ")
    assert good.open().faults() == []


@pytest.mark.parametrize("table", ["report_revisions", "reports", "sea_regions"])
def test_a_damaged_snapshot_is_found_and_derived_anew(good: Store, cli: Cli, table: str) -> None:
    before, damaged = content(good.open()), good.open()
    [file] = damaged.table_files(table)
    file.write_bytes(file.read_bytes()[:-30])
    answer = cli("doctor")
    assert answer.status == 1
    assert f"table {table} has been changed since it was published. Run `python -m data_pipeline rebuild`." in answer.out
    assert cli("run").status == 0
    assert good.current_id() != damaged.id
    assert content(good.open()) == before


def test_a_current_that_names_nothing_is_found_and_mended(good: Store, cli: Cli) -> None:
    before = content(good.open())
    good.pointer.write_text("20200101T000000")
    answer = cli("doctor")
    assert answer.status == 1
    assert "CURRENT names snapshot 20200101T000000, which is gone. Run `python -m data_pipeline rebuild`." in answer.out
    answer = cli("quarantine")
    assert answer.status == 2
    assert "there is no snapshot '20200101T000000'" in answer.err
    assert cli("run").status == 0
    assert content(good.open()) == before


@pytest.mark.parametrize("error", [pa.ArrowNotImplementedError("Integers with more than 64 bits"), pa.ArrowInvalid("x"), OSError("x")])
def test_a_damaged_table_of_landings_ends_no_check_in_a_traceback(
    good: Store, cli: Cli, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A flipped bit in the schema of a Parquet file gives other errors than one in its data."""

    def broken(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("warehouse.contract.snapshot.pq.read_table", broken)
    assert cli("doctor").status in (0, 1)
