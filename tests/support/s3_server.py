"""A server that speaks S3 on this machine: moto's, in a process of its own, its objects in memory. It keeps conditions of PUT and GET."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from tests.support.server import free_port

BUCKET: Final = "watch"
ADDRESS: Final = f"s3://{BUCKET}/snapshots"
KEYS: Final = {"AWS_ACCESS_KEY_ID": "invented-key", "AWS_SECRET_ACCESS_KEY": "invented-secret"}


class S3Server:
    """`endpoint` stays the same over a restart, after which the server is empty, as if the bucket had been lost."""

    def __init__(self) -> None:
        self._port = free_port()
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        """What the programs that use it have in their environment."""
        return {"ANCHORWATCH_OBJECT_STORE_ENDPOINT": self.endpoint, **KEYS}

    def start(self) -> None:
        """Start it, with an empty bucket. Raises TimeoutError after a minute."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self._port)]
        with Path(os.devnull).open("wb") as nowhere:
            self._process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        for _ in range(600):
            try:
                httpx.put(f"{self.endpoint}/{BUCKET}", trust_env=False).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise TimeoutError(f"nothing answers on {self.endpoint}")

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """While it lasts, connections are taken and nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """A server with an empty bucket."""
    server = S3Server()
    server.start()
    try:
        yield server
    finally:
        server.kill()
