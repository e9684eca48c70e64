"""The app as a server of its own, for tests that ask it over the network."""

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

from tests.conftest import ROOT


@contextmanager
def running_app(data: Path, log: Path, *arguments: str, script: str = "app.py", **environ: str) -> Iterator[str]:
    """The app, or another `script` with its arguments, on a data folder, and its address; what it prints goes to `log`."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), "--server.headless", "true"]
    # A test opens its page at once: what the server would open ahead only takes the processor from it.
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ANCHORWATCH_DATA": str(data), "ANCHORWATCH_OPEN_AHEAD": "false", **environ}
    with log.open("wb") as stream:
        process = subprocess.Popen([*command, "--", *arguments], cwd=ROOT, env=environ, stdout=stream, stderr=stream)
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"the app did not start on {address}")
