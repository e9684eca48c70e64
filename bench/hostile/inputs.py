"""Changed files of every source through the real `add`, a run and the accounting, in worker processes."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any, Final, NamedTuple

import pyarrow.parquet as pq

from bench.hostile.misses import traceback_as_miss
from bench.hostile.mutations import mutate
from bench.hostile.results import Miss, PartResult
from data_pipeline import registry
from data_pipeline.__main__ import main as command
from data_pipeline.chain import run
from data_pipeline.errors import PipelineError
from data_pipeline.landing import Landing, land_file, list_landings, recognise_format
from data_pipeline.steps.normalise import normalise_landing
from tests.fixtures.golden import fixtures, source_of
from tests.pipeline.helpers import settings_in
from warehouse.contract.settings import Settings

BATCH: Final = 100
"""Inputs that share a data folder and a run."""
MOST_SECONDS: Final = 10.0
"""Of processor time, for one input."""
_COUNTS: Final = ("new", "revised", "unchanged", "repeated", "quarantined")


class ReadAlone(NamedTuple):
    """How many records a file has when read by itself, and whether it is used: of some files every record is quarantined."""

    records: int
    is_used: bool


class OutOfTime(BaseException):
    """Not an Exception: the program must not take it for a fault of a record."""


def measure(seed: int, count: int, workers: int) -> PartResult:
    """Try `count` inputs. Misses: a traceback, more than MOST_SECONDS of processor time, records that are not accounted for."""
    result = PartResult("inputs", seed)
    batches = [(seed, first, min(BATCH, count - first)) for first in range(0, count, BATCH)]
    with ProcessPoolExecutor(workers) as pool:
        for tried, misses, noted in pool.map(try_batch, *zip(*batches, strict=True)):
            result.add(tried, misses, noted)
    return result


def try_batch(seed: int, first: int, count: int) -> tuple[int, list[Miss], Counter[str]]:
    """Land and read the inputs from number `first`, run, and check the accounting of each."""
    misses: list[Miss] = []
    noted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        settings = settings_in(Path(temporary) / "data", enabled_sources=",".join(registry.sources()))
        os.environ["ANCHORWATCH_DATA"], os.environ["ANCHORWATCH_WORKERS"] = str(settings.data), "1"
        settings.work.mkdir(parents=True)
        contents: dict[str, tuple[str, bytes]] = {}
        alone: dict[str, ReadAlone] = {}
        for number in range(first, first + count):
            name, content = changed_input(seed, number)
            file = Path(temporary) / name
            file.write_bytes(content)
            with _noting_misses(misses, f"input {number} of seed {seed}", name, content):
                landing = _land(settings, file, noted)
                if landing is not None:
                    contents[landing.id] = name, content
                    alone[landing.id] = _read_alone(settings, landing, noted)
            file.unlink()
        with _noting_misses(misses, f"run on inputs {first} to {first + count - 1} of seed {seed}", "run", b""):
            misses += _check_run(settings, contents, alone, noted)
    return count, misses, noted


def changed_input(seed: int, number: int) -> tuple[str, bytes]:
    """The name and bytes of one input; the name begins with the source."""
    draw = random.Random(f"{seed}-{number}")
    files = fixtures()
    file = files[number % len(files)]
    content = mutate(file.read_bytes(), file.suffix[1:], draw)
    return f"{source_of(file).id}-{number}-{file.name}", content


@contextlib.contextmanager
def _noting_misses(misses: list[Miss], label: str, name: str, content: bytes) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    started = time.process_time()
    # A whole batch has a hundred times that long.
    limit = MOST_SECONDS if content else MOST_SECONDS * BATCH
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        with traceback_as_miss(misses, label, name, content):
            yield
            if (spent := time.process_time() - started) > limit:
                misses.append(Miss("out of time", f"{label}: {spent:.1f} processor seconds", name, content))
    except OutOfTime:
        misses.append(Miss("out of time", f"{label}: more than {limit:.0f} processor seconds\n{traceback.format_exc()}", name, content))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _land(settings: Settings, file: Path, noted: Counter[str]) -> Landing | None:
    """Land as a person does; what is refused lands as a feed would land it, unread. None where the same bytes have landed."""
    source, known = registry.source(file.name.split("-", 1)[0]), {landing.id for landing in list_landings(settings.landing)}
    if not source.demo:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            status = command(["add", source.id, str(file)])
        noted[f"added with status {status}"] += 1
        if status not in (0, 2):
            raise RuntimeError(f"add ended with status {status}")
        if added := [landing for landing in list_landings(settings.landing) if landing.id not in known]:
            return added[0]
        if status == 0:
            return None
    try:
        format_id = recognise_format(source, file)
    except PipelineError:
        format_id = next(iter(source.formats))
    landing, is_new = land_file(settings.landing, source, format_id, file)
    return landing if is_new else None


def _read_alone(settings: Settings, landing: Landing, noted: Counter[str]) -> ReadAlone:
    """Read one landing and account for its records by the way each of them went."""
    result = normalise_landing(landing, settings.work, None, lambda count: None)
    if result.failure:
        noted["files refused"] += 1
        noted["files refused as a fault of the program"] += "report this fault" in result.failure
    noted["records quarantined as a fault of the program"] += sum(row["reason"] == "unreadable" for row in result.quarantine)
    rows = sum(pq.read_metadata(part).num_rows for part in result.parts)
    if result.read != rows + result.quarantined:
        raise RuntimeError(f"{result.read} records read, {rows} became reports and {result.quarantined} were quarantined")
    return ReadAlone(result.read, result.failure is None)


def _check_run(
    settings: Settings, contents: dict[str, tuple[str, bytes]], alone: dict[str, ReadAlone], noted: Counter[str]
) -> Iterator[Miss]:
    outcome = run(settings)
    noted["records read"] += sum(landing.records for landing in alone.values())
    if outcome.snapshot is None:
        if readable := sum(landing.records for landing in alone.values() if landing.is_used):
            yield Miss("nothing published", f"although {readable} records can be read", "run")
        return
    rows = {row["landing_id"]: row for row in outcome.snapshot.read_table("landings").to_pylist()}
    # Simulated files give way to real ones.
    expected = {landing_id for landing_id, (name, _) in contents.items() if not registry.source(name.split("-", 1)[0]).demo}
    for landing_id in sorted((expected & alone.keys()) | rows.keys()):
        name, content = contents.get(landing_id, ("unknown", b""))
        row: dict[str, Any] = rows.get(landing_id, {})
        if not row:
            yield Miss("landing not in the accounting", name, name, content)
        elif landing_id not in alone or not row["read"] == sum(row[count] for count in _COUNTS) == alone[landing_id].records:
            yield Miss("accounting", f"{name}: {row}, by itself {alone.get(landing_id)}", name, content)
