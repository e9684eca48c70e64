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
from data_pipeline.landing import faults, land, landings, verify
from tests.pipeline.helpers import START
from warehouse.contract.snapshot import sha256

ASAM = registry.source("asam")
IMB = registry.source("imb_crime_at_sea")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    file = tmp_path / "given file <b>.json"
    file.write_bytes(b'{"asam": []}' + os.urandom(100))
    return file


@pytest.fixture
def zone(tmp_path: Path) -> Path:
    return tmp_path / "landing"


def copied(file: Path, name: str) -> Path:
    return Path(shutil.copy(file, file.with_name(name)))


def test_bytes_land_unchanged_and_read_only(given: Path, zone: Path) -> None:
    landing, is_new = land(zone, ASAM, "api_json", given, START)
    assert is_new
    assert landing.file.read_bytes() == given.read_bytes()
    assert stat.S_IMODE(landing.file.stat().st_mode) == 0o444
    assert landing.id == f"20260101T000000000000-{sha256(given)[:12]}"
    assert landing.file == zone / "asam" / f"{landing.id}.json"
    assert (landing.origin, landing.bytes, landing.landed_at) == (given.name, given.stat().st_size, START)
    assert landings(zone) == [landing]
    assert faults(zone) == []
    verify(landing)


def test_the_same_bytes_land_once_a_source(given: Path, zone: Path) -> None:
    first, _ = land(zone, ASAM, "api_json", given, START)
    again = land(zone, ASAM, "api_json", copied(given, "other name.json"), START + timedelta(days=1))
    assert again == (first, False)
    other, is_new = land(zone, IMB, "data_set_csv", given, START + timedelta(days=1))
    assert is_new
    assert landings(zone) == [first, other]


def test_landings_keep_their_order_when_the_clock_stands_or_runs_back(given: Path, zone: Path) -> None:
    moments = [START, START, START - timedelta(days=1), START + timedelta(microseconds=1)]
    landed = []
    for number, moment in enumerate(moments):
        given.write_bytes(b"%d" % number)
        landed.append(land(zone, ASAM, "api_json", given, moment)[0])
    assert landings(zone) == landed
    times = [one.landed_at for one in landed]
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("call", "code", "said"),
    [("fsync", errno.ENOSPC, "The disk is full; free some space and try again."), ("replace", errno.EIO, ""), ("fsync", errno.EDQUOT, "")],
)
def test_what_cannot_be_written_leaves_nothing_behind(
    given: Path, zone: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, said: str
) -> None:
    land(zone, ASAM, "api_json", copied(given, "before.json"), START)
    given.write_bytes(b"more")
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
                land(zone, ASAM, "api_json", given)
        assert "given file <b>.json could not be landed in" in str(caught.value)
        assert os.strerror(code) in str(caught.value)
        assert said in str(caught.value)
        assert sorted(zone.rglob("*")) == before
        assert faults(zone) == []


def test_a_file_that_changes_while_it_is_read_is_refused(given: Path, zone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.copyfileobj

    def changing(source: Any, sink: Any, size: int) -> None:
        real(source, sink, size)
        sink.write(b"more")

    monkeypatch.setattr(shutil, "copyfileobj", changing)
    with pytest.raises(LandingError, match="changed while it was read; try again"):
        land(zone, ASAM, "api_json", given, START)
    assert landings(zone) == []
    assert faults(zone) == []


def test_bytes_without_a_description_have_not_landed(given: Path, zone: Path) -> None:
    landing, _ = land(zone, ASAM, "api_json", given, START)
    next(zone.glob("asam/*.landing.json")).unlink()
    assert landings(zone) == []
    [fault] = faults(zone)
    assert fault == f"asam: {landing.file.name} never finished landing. Delete it and add the file again."
    again, is_new = land(zone, ASAM, "api_json", given, START + timedelta(days=1))
    assert is_new
    assert landings(zone) == [again]
