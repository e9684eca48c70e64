"""The app as a server of its own, for tests and measurements that ask it over the network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from tests.conftest import ROOT

APP: Final = ("streamlit", "run", "app.py")


@contextmanager
def running_server(
    module: tuple[str, ...], data: Path, log: Path | None = None, arguments: tuple[str, ...] = (), **environ: str
) -> Iterator[tuple[str, psutil.Process]]:
    """Address and process of the server that `python -m <module>` starts on the data folder `data`, on a free port, or on
    the one that PORT names among `environ`.

    `arguments` are those of the script itself; what the server prints goes to `log`, or nowhere. Raises TimeoutError after a minute.
    """
    port = int(environ.get("PORT", 0)) or free_port()
    command = [sys.executable, "-m", *module, "--server.port", str(port), "--server.headless", "true", "--", *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ANCHORWATCH_DATA": str(data), **environ}
    with (log or Path(os.devnull)).open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=stream, stderr=stream)
    try:
        address = f"http://127.0.0.1:{port}"
        _await_health(address)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def running_app(data: Path, log: Path, *arguments: str, script: str = "app.py", **environ: str) -> Iterator[str]:
    """The address of the app, or of another `script` with its arguments, on a data folder."""
    # A test opens its page at once: what the server would open ahead only takes the processor from it.
    with running_server(("streamlit", "run", script), data, log, arguments, **{"ANCHORWATCH_OPEN_AHEAD": "false", **environ}) as (
        address,
        _,
    ):
        yield address


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await_health(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"nothing answers on {address}")
