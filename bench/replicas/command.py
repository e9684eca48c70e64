"""The command: figures first, then rounds in which every part is killed once while readers read.

    python -m bench replicas --database postgresql+psycopg://USER@HOST/postgres [--rounds 2] [--open-ahead]

The data are the real archives, 17,000 reports; the S3 server is moto's, which loses everything when it is killed. Readers hold websockets
to both replicas and must see whole pages of the old snapshot or the new one. PostgreSQL is not killed but made to end all connections and
to take none for five seconds, which is what its clients see of its death.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench.increments import land_real_files
from bench.measure import print_figure, run_command
from bench.replicas.readers import Reader
from bench.replicas.scene import LONGEST, Scene, Server, new_database
from data_pipeline.upload.state import read_state
from members.server_secret import Secret
from tests.pipeline.helpers import settings_in
from tests.support.s3_server import ADDRESS, running_s3
from warehouse.contract.health.replica import read_replica_health
from warehouse.contract.snapshot import Store

AIM: Final = 10.0
"""Seconds from published to shown on every replica."""
_MEASURED: Final = 3


def main(arguments: Sequence[str]) -> int:
    """Measure and kill as the command line asks; ends with 1 where a reader saw what nobody should."""
    parser = argparse.ArgumentParser(prog="python -m bench replicas", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--database", required=True, help="a PostgreSQL server on which a database may be made and dropped")
    parser.add_argument("--rounds", type=int, default=2, help="how often every part is killed")
    parser.add_argument("--open-ahead", action="store_true", help="replicas work out all pages before they show a snapshot")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scene = stack.enter_context(_scene(folder, args.database, args.open_ahead))
        readers = [Reader(server.address) for server in scene.servers]
        _measure_first(scene)
        for server, reader in zip(scene.servers, readers, strict=True):
            server.start()
            stack.callback(server.stop)
            reader.start()
            stack.callback(reader.stop)
        _await_shown(readers, max(scene.published))
        _measure_publishes(scene, readers)
        chance = random.Random(args.seed)
        for _ in range(args.rounds):
            for kill in (_kill_replica, _kill_publisher, _kill_bucket, _hang_bucket, _kill_database):
                kill(scene, readers, chance)
        return _report(scene, readers)


@contextmanager
def _scene(folder: Path, admin_address: str, open_ahead: bool) -> Iterator[Scene]:
    with running_s3() as s3, new_database(admin_address) as database:
        for name in Secret:
            (folder / "secrets").mkdir(exist_ok=True)
            (folder / "secrets" / name).write_bytes(secrets.token_bytes(32))
        environ = {
            **s3.environ,
            "ANCHORWATCH_FEEDS": "none",
            "ANCHORWATCH_MEMBER_REPORTS": "true",
            "ANCHORWATCH_MEMBERS_DATABASE": database,
            "ANCHORWATCH_SECRETS_FOLDER": str(folder / "secrets"),
            "ANCHORWATCH_OPEN_AHEAD": str(open_ahead).lower(),
        }
        os.environ.update(s3.environ)
        yield Scene(folder / "data", s3, environ, database, [Server(folder / f"replica-{number}", environ) for number in (1, 2)])


def _measure_first(scene: Scene) -> None:
    land_real_files(scene.data)
    run_command("run", "--offline", data=scene.data)
    started = time.perf_counter()
    run_command("upload", data=scene.data, ANCHORWATCH_SNAPSHOTS_TO=ADDRESS)
    print_figure("first upload, as a command", time.perf_counter() - started, "s")
    print_figure("  uploaded", _uploaded(scene) / 1e6, "MB")
    scene.await_publish()
    scene.start_watch()


def _measure_publishes(scene: Scene, readers: list[Reader]) -> None:
    for _ in range(_MEASURED):
        scene.land()
        snapshot_id = scene.await_publish()
        _await_shown(readers, snapshot_id)
        seconds = max(reader.seen[snapshot_id] for reader in readers) - scene.published[snapshot_id]
        print_figure("ten new reports, from published to shown on both replicas", seconds, "s", aim=AIM)
        print_figure("  uploaded for them", _uploaded(scene) / 1e6, "MB")


def _uploaded(scene: Scene) -> int:
    return read_state(settings_in(scene.data, snapshots_to=ADDRESS)).bytes


def _await_shown(readers: list[Reader], snapshot_id: str) -> None:
    """Wait until every reader has been shown it. Raises TimeoutError."""
    until = time.monotonic() + LONGEST
    while not all(snapshot_id in reader.seen for reader in readers):
        if time.monotonic() > until:
            raise TimeoutError(f"{snapshot_id} is not shown: {[reader.order[-1:] for reader in readers]}")
        time.sleep(0.1)


def _kill_replica(scene: Scene, readers: list[Reader], chance: random.Random) -> None:
    scene.land()
    snapshot_id = scene.await_publish()
    server = chance.choice(scene.servers)
    time.sleep(chance.random() * 5)
    _said("a replica is killed", server.kill)
    server.start()
    _await_shown(readers, snapshot_id)


def _kill_publisher(scene: Scene, readers: list[Reader], chance: random.Random) -> None:
    scene.land()
    time.sleep(chance.random() * 20)
    _said("the publisher is killed", scene.kill_watch)
    scene.start_watch()
    _await_shown(readers, scene.await_publish())


def _kill_bucket(scene: Scene, readers: list[Reader], chance: random.Random) -> None:
    scene.land()
    time.sleep(chance.random() * 15)
    _said("the S3 server is killed and comes back empty", scene.s3.kill)
    scene.await_publish()
    time.sleep(5)
    scene.s3.start()
    # What was put there before is gone: the next upload brings all of it.
    scene.land()
    _await_shown(readers, scene.await_publish())


def _hang_bucket(scene: Scene, readers: list[Reader], chance: random.Random) -> None:
    with scene.s3.hanging():
        _said("the S3 server takes connections and answers nothing", lambda: None)
        started = time.monotonic()
        while any(_failing(server) is False for server in scene.servers):
            if time.monotonic() - started > LONGEST:
                raise TimeoutError("no replica says that it is behind")
            time.sleep(0.2)
        print_figure("  until both replicas say that they are behind", time.monotonic() - started, "s")
    scene.land()
    _await_shown(readers, scene.await_publish())


def _failing(server: Server) -> bool:
    return read_replica_health(server.data, ADDRESS).failing_since is not None


def _kill_database(scene: Scene, readers: list[Reader], chance: random.Random) -> None:
    before = [reader.answers for reader in readers]
    with scene.database_away():
        _said("PostgreSQL ends all connections and takes none", lambda: None)
        time.sleep(5)
    print_figure("  pages read meanwhile", sum(reader.answers for reader in readers) - sum(before), "")
    scene.land()
    _await_shown(readers, scene.await_publish())


def _said(what: str, deed: Callable[[], None]) -> None:
    deed()
    print(f"  {what}", flush=True)


def _report(scene: Scene, readers: list[Reader]) -> int:
    faults = sum(sum(reader.faults.values()) for reader in readers)
    back = sum(reader.order != sorted(reader.order) for reader in readers)
    print_figure("pages read", sum(reader.answers for reader in readers), "")
    print_figure("  connections broken off, by servers that were killed", sum(reader.broken_off for reader in readers), "")
    print_figure("  snapshots shown", len({snapshot_id for reader in readers for snapshot_id in reader.order}), "")
    print_figure("  errors shown", faults, "", aim=0)
    print_figure("  readers who were taken back to an older snapshot", back, "", aim=0)
    print_figure("  faults in the caches", sum(len(Store(server.data).open().faults()) for server in scene.servers), "", aim=0)
    for reader in readers:
        for text, count in reader.faults.most_common(5):
            print(f"  {count} times: {text}")
    scene.kill_watch()
    return 1 if faults or back else 0
