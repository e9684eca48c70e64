"""The app on a free port, for as long as a block runs."""

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

from bench.measure import ROOT

APP: Final = ("streamlit", "run", "app.py")


@contextmanager
def running_server(module: tuple[str, ...], data: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Address and process of the server that `python -m <module>` starts on the data folder `data`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    words = [sys.executable, "-m", *module, "--server.port", str(port), "--server.headless", "true"]
    environ = {**os.environ, "ANCHORWATCH_DATA": str(data), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _await_health(address)
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()


def _await_health(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"nothing answers on {address}")
