"""Publishes in a row leave nothing behind: no open file, no snapshot beyond those kept, no other file."""

from __future__ import annotations

from pathlib import Path

import psutil

from bench.increments import leftovers, new_reports, publish
from tests.pipeline.helpers import settings_in
from warehouse.contract.snapshot import Store


def test_publishes_in_a_row_leave_nothing_behind(tmp_path: Path) -> None:
    settings, process = settings_in(tmp_path / "data"), psutil.Process()
    publish(settings, new_reports(20, 1_000))
    open_files = len(process.open_files())
    for number in range(settings.keep_snapshots + 3):
        publish(settings, new_reports(1, 10_000 + number))
    store = Store(settings.data)
    assert len(process.open_files()) == open_files
    assert len(store.ids()) <= settings.keep_snapshots + 1
    assert leftovers(settings.data) == []
    assert store.open().manifest.tables["reports"].rows == 20 + settings.keep_snapshots + 3
    assert store.open().faults() == []
