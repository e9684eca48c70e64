"""Landing: the bytes as they came, once, whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.errors import LandingError
from data_pipeline.landing import land_file, landing_faults, list_landings, verify_bytes
from tests.pipeline.helpers import START
from warehouse.contract.files import sha256

ASAM = registry.source("asam")
IMB = registry.source("imb_crime_at_sea")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "given file <b>.json"
    path.write_bytes(b'{"asam": []}' + os.urandom(100))
    return path


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    return tmp_path / "landing"


def copied(file: Path, name: str) -> Path:
    return Path(shutil.copy(file, file.with_name(name)))


def test_bytes_land_unchanged_and_read_only(file: Path, zone: Path) -> None:
    landing, is_new = land_file(zone, ASAM, "api_json", file, START)
    assert is_new
    assert landing.file.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(landing.file.stat().st_mode) == 0o444
    assert landing.id == f"20260101T000000000000-{sha256(file)[:12]}"
    assert landing.file == zone / "asam" / f"{landing.id}.json"
    assert (landing.origin, landing.bytes, landing.landed_at) == (file.name, file.stat().st_size, START)
    assert list_landings(zone) == [landing]
    assert landing_faults(zone) == []
    verify_bytes(landing)


def test_the_same_bytes_land_once_a_source(file: Path, zone: Path) -> None:
    first, _ = land_file(zone, ASAM, "api_json", file, START)
    again = land_file(zone, ASAM, "api_json", copied(file, "other name.json"), START + timedelta(days=1))
    assert again == (first, False)
    other, is_new = land_file(zone, IMB, "data_set_csv", file, START + timedelta(days=1))
    assert is_new
    assert list_landings(zone) == [first, other]


def test_landings_keep_their_order_when_the_clock_stands_or_runs_back(file: Path, zone: Path) -> None:
    moments = [START, START, START - timedelta(days=1), START + timedelta(microseconds=1)]
    landed = []
    for number, moment in enumerate(moments):
        file.write_bytes(b"%d" % number)
        landed.append(land_file(zone, ASAM, "api_json", file, moment)[0])
    assert list_landings(zone) == landed
    times = [landing.landed_at for landing in landed]
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [("fsync", errno.ENOSPC, "The disk is full; free some space and try again."), ("replace", errno.EIO, ""), ("fsync", errno.EDQUOT, "")],
)
def test_what_cannot_be_written_leaves_nothing_behind(
    file: Path, zone: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, message: str
) -> None:
    land_file(zone, ASAM, "api_json", copied(file, "before.json"), START)
    file.write_bytes(b"more")
    before = sorted(zone.rglob("*"))
    real, calls = getattr(os, call), [0]

    def fails_at_the(number: int) -> Any:
        def failing(*args: Any) -> Any:
            calls[0] += 1
            if calls[0] == number:
                raise OSError(code, os.strerror(code))
            return real(*args)

        return failing

    for number in (1, 2):
        calls[0] = 0
        with monkeypatch.context() as patched:
            patched.setattr(os, call, fails_at_the(number))
            with pytest.raises(LandingError) as caught:
                land_file(zone, ASAM, "api_json", file)
        assert "given file <b>.json could not be landed in" in str(caught.value)
        assert os.strerror(code) in str(caught.value)
        assert message in str(caught.value)
        assert sorted(zone.rglob("*")) == before
        assert landing_faults(zone) == []


def test_a_file_that_changes_while_it_is_read_is_refused(file: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.copyfileobj

    def changing(source: Any, sink: Any, size: int) -> None:
        real(source, sink, size)
        sink.write(b"more")

    monkeypatch.setattr(shutil, "copyfileobj", changing)
    with pytest.raises(LandingError, match="changed while it was read; try again"):
        land_file(zone, ASAM, "api_json", file, START)
    assert list_landings(zone) == []
    assert landing_faults(zone) == []


def test_bytes_without_a_description_have_not_landed(file: Path, zone: Path) -> None:
    landing, _ = land_file(zone, ASAM, "api_json", file, START)
    next(zone.glob("asam/*.landing.json")).unlink()
    assert list_landings(zone) == []
    [fault] = landing_faults(zone)
    assert fault == f"asam: {landing.file.name} never finished landing. Delete it and add the file again."
    again, is_new = land_file(zone, ASAM, "api_json", file, START + timedelta(days=1))
    assert is_new
    assert list_landings(zone) == [again]
