"""What the server imports and opens before its first reader comes."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from pages.server import open_ahead
from pages.shell import navigation
from tests.conftest import ROOT
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.in_force import Served

SERVER = """
import asyncio, json
from app import app
from pages.server import first_paint as paint
from pages.server import open_ahead as ahead
from pages.shell import data, navigation
from tests.support.published import republish
from warehouse.queries import run

# Nobody paints what the server opens itself: a page that waited for it would be left out.
paint.LONGEST, ahead.LONGEST, ahead.BREATH, ahead.LOOK_EVERY = 60.0, 30.0, 0.0, 0.1
ran, opened, original, real = [], [], run.load_sql, ahead.open_page

def counting(name, given=frozenset()):
    ran.append(name)
    return original(name, given)

async def noted(address):
    await real(address)
    opened.append(address)

async def until(reached):
    for _ in range(1200):
        if reached():
            return
        await asyncio.sleep(0.1)

async def main():
    run.load_sql, ahead.open_page = counting, noted
    pages = ["" if entry.default else entry.address for entry in navigation.all_entries()]
    async with app.lifespan()(app):
        await until(lambda: len(opened) == len(pages))
        ahead_ran, asked = len(ran), {}
        first = data.in_force().snapshot
        second = republish(first, data.store().data, {})
        await until(lambda: len(opened) > len(pages))
        shown_meanwhile = data.in_force().snapshot.id
        await until(lambda: data.in_force().snapshot.id == second.id)
        opened_for_second, ran_for_second = opened[len(pages):], len(ran) - ahead_ran
        for address in pages:
            before = len(ran)
            await real(address)
            asked[address] = ran[before:]
    print(json.dumps({
        "opened": opened[:len(pages)], "ran": ahead_ran, "asked": asked, "shown meanwhile": shown_meanwhile == first.id,
        "opened for second": opened_for_second, "ran for second": ran_for_second,
    }))

asyncio.run(main())
"""


def test_what_is_imported_ahead_is_there() -> None:
    """A module that was renamed would end the thread silently, and the first reader would wait again."""
    open_ahead.import_modules()
    assert sys.modules.keys() >= set(open_ahead.MODULES)


def serve(data: Path) -> dict[str, object]:
    """What a server did ahead: the pages it opened, how many queries it ran, and which ones a reader's visit to each page still ran."""
    settings = {**os.environ, "ANCHORWATCH_DATA": str(data), "PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-c", SERVER], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=200, check=False)
    assert said.returncode == 0, said.stderr
    found: dict[str, object] = json.loads(said.stdout.splitlines()[-1])
    return found


def test_a_reader_finds_every_page_worked_out(tmp_path: Path) -> None:
    """After the start, and after a publish: until all pages are worked out on the new snapshot, readers stay on the last."""
    build_snapshot(tmp_path, 300)
    found = serve(tmp_path)
    assert found["shown meanwhile"]
    assert found["opened for second"] == found["opened"]
    assert isinstance(found["ran for second"], int) and found["ran for second"] > 50
    assert found["opened"] == ["" if entry.default else entry.address for entry in navigation.all_entries()]
    assert isinstance(found["ran"], int) and found["ran"] > 50
    assert found["asked"] == {address: [] for address in found["opened"]}


def test_a_server_that_spares_the_processor_opens_none(base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def opened(address: str) -> None:
        raise AssertionError(f"{address} was opened")

    monkeypatch.setenv("ANCHORWATCH_DATA", str(base.folder.parent.parent))
    monkeypatch.setenv("ANCHORWATCH_OPEN_AHEAD", "false")
    monkeypatch.setattr(open_ahead, "open_page", opened)
    asyncio.run(asyncio.wait_for(open_ahead.keep_ready(), 60))
    monkeypatch.setenv("ANCHORWATCH_OPEN_AHEAD", "true")
    with pytest.raises(AssertionError, match="was opened"):
        asyncio.run(asyncio.wait_for(open_ahead.keep_ready(), 60))


def test_another_snapshot_and_another_hour_open_the_pages_again(base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing published yet, then a snapshot seen twice, the next hour, the next snapshot; then the setting is changed."""
    looks: list[tuple[str, str] | None] = [None, ("one", "09"), ("one", "09"), ("one", "10"), ("two", "10")]
    opened: list[str] = []
    left = iter(looks)

    def in_force() -> tuple[str, str] | None:
        found = next(left)
        if found == looks[-1]:
            monkeypatch.setenv("ANCHORWATCH_OPEN_AHEAD", "false")
        return found

    async def note(address: str) -> None:
        opened.append(address)

    monkeypatch.setattr(open_ahead, "_newest_state", in_force)
    monkeypatch.setattr("pages.shell.data.in_force", lambda: Served(base))
    monkeypatch.setattr("pages.shell.data.prepared", lambda: nullcontext(Served(base)))
    monkeypatch.setattr(open_ahead, "open_page", note)
    monkeypatch.setattr(open_ahead, "BREATH", 0.0)
    monkeypatch.setattr(open_ahead, "LOOK_EVERY", 0.0)
    asyncio.run(asyncio.wait_for(open_ahead.keep_ready(), 60))
    assert opened == 3 * ["" if entry.default else entry.address for entry in navigation.all_entries()]
