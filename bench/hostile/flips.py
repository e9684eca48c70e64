"""One changed bit in a published snapshot: each must be noticed by what serves readers, and by doctor."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from bench.hostile.misses import traceback_as_miss
from bench.hostile.results import Miss, PartResult
from data_pipeline.chain import run
from data_pipeline.doctor.examine import examine_data_folder
from tests.pipeline.helpers import FEED, land_fixture, settings_in
from warehouse.contract.snapshot import SnapshotError, Store
from warehouse.in_force import CheckedStore
from warehouse.reader import local_reader
from warehouse.view import view


def measure(seed: int, count: int) -> PartResult:
    """Flip `count` bits, one at a time, in files drawn evenly. Misses: served as if nothing were wrong, doctor content, a traceback."""
    result = PartResult("flips", seed)
    # So few rows a file that tables of a few reports are in several.
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary, patch("data_pipeline.steps.staging.FEWEST_ROWS", 5):
        settings = settings_in(Path(temporary) / "data")
        for number in range(len(FEED)):
            land_fixture(settings, number, number)
            # Two snapshots, so that there is one to fall back on.
            if number >= len(FEED) - 2:
                run(settings)
        for number in range(count):
            data = shutil.copytree(settings.data, Path(temporary) / "flipped")
            in_force = Store(data).open()
            draw = random.Random(f"{seed}-{number}")
            files = [Store(data).pointer, *sorted(in_force.folder.iterdir())]
            place = flip_bit(draw.choice(files), draw)
            result.add(1, _not_noticed(data, in_force.id, place))
            shutil.rmtree(data)
    return result


def flip_bit(file: Path, draw: random.Random) -> str:
    """Change one bit of a file; returns where."""
    content = bytearray(file.read_bytes())
    byte, bit = draw.randrange(len(content)), draw.randrange(8)
    content[byte] ^= 1 << bit
    file.write_bytes(content)
    return f"{file.name}, byte {byte}, bit {bit}"


def _not_noticed(data: Path, snapshot_id: str, place: str) -> list[Miss]:
    settings = settings_in(data)
    misses: list[Miss] = []
    with traceback_as_miss(misses, place, place):
        try:
            served = CheckedStore(Store(data)).in_force()
            if served.fault is None:
                misses.append(Miss("served in silence", f"{place}: snapshot {served.snapshot.id} is served without a notice", place))
            elif served.snapshot.id == snapshot_id and "CURRENT" not in place:
                misses.append(Miss("served damaged", f"{place}: {served.fault}", place))
            view(served.snapshot, local_reader(settings)).connect().close()
        except SnapshotError as error:
            misses.append(Miss("no snapshot served", f"{place}: {error}, although an older one is whole", place))
    with traceback_as_miss(misses, f"doctor, {place}", place):
        if all(finding.ok for finding in examine_data_folder(settings)):
            misses.append(Miss("doctor content", place, place))
    return misses
