"""A publisher (the real watch), an S3 server, a members' database on PostgreSQL and two replicas (the real server), each to be killed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from sqlalchemy import create_engine, make_url, text

from bench.increments import new_reports
from bench.measure import ROOT, run_command
from tests.support.s3_server import ADDRESS, S3Server
from tests.support.server import APP, free_port, running_server
from warehouse.contract.snapshot import Store

LONGEST: Final = 300.0


class Server:
    """A replica that can be killed and started again at the same address, with its cache."""

    def __init__(self, data: Path, environ: dict[str, str]) -> None:
        self.data, self._environ = data, {**environ, "PORT": str(free_port()), "ANCHORWATCH_SNAPSHOTS_FROM": ADDRESS}
        self.address = f"http://127.0.0.1:{self._environ['PORT']}"
        self._running = ExitStack()

    def start(self) -> None:
        _, self.process = self._running.enter_context(running_server(APP, self.data, self.data.with_suffix(".log"), (), **self._environ))

    def kill(self) -> None:
        """At once, without leave to end."""
        self.process.kill()
        self._running.close()

    def stop(self) -> None:
        self._running.close()


@dataclass
class Scene:
    """All parts. `published`: when each snapshot came into force where it was published."""

    data: Path
    s3: S3Server
    environ: dict[str, str]
    database: str
    servers: list[Server]
    reports: int = 90_000
    published: dict[str, float] = field(default_factory=dict)

    def start_watch(self) -> None:
        """The publisher: lands nothing by itself, publishes what has landed, and puts it into the bucket."""
        environ = {**os.environ, **self.environ, "ANCHORWATCH_DATA": str(self.data), "ANCHORWATCH_SNAPSHOTS_TO": ADDRESS}
        with self.data.with_suffix(".log").open("ab") as log:
            self.watch = psutil.Popen([sys.executable, "-m", "data_pipeline", "watch"], cwd=ROOT, env=environ, stdout=log, stderr=log)

    def kill_watch(self) -> None:
        self.watch.kill()
        self.watch.wait(20)

    def land(self, number: int = 10) -> None:
        """Land new reports; the watch publishes them by itself."""
        file = self.data.with_name("new.json")
        file.write_bytes(new_reports(number, self.reports))
        self.reports += number
        run_command("add", "asam", str(file), data=self.data)

    def await_publish(self) -> str:
        """Wait until another snapshot is in force where it is published; returns its id. Raises TimeoutError."""
        store, until = Store(self.data), time.monotonic() + LONGEST
        while (current := store.current_id()) is None or current in self.published:
            if time.monotonic() > until:
                raise TimeoutError("nothing was published")
            time.sleep(0.05)
        self.published[current] = store.pointer.stat().st_mtime
        return current

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """While it lasts, PostgreSQL takes no connection to the members' database and has ended those that there were."""
        name = make_url(self.database).database
        admin = create_engine(make_url(self.database).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name})
            try:
                yield
            finally:
                connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
        admin.dispose()


@contextmanager
def new_database(admin_address: str) -> Iterator[str]:
    """The address of a new database at a PostgreSQL server, dropped in the end."""
    name = f"anchorwatch_bench_{os.getpid()}"
    admin = create_engine(admin_address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield make_url(admin_address).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
