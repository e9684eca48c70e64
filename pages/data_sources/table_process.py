"""The pipeline's command `map`, run as a process of its own: a file that someone hands in never reaches this server's memory as data.

The process has a limit of time; what it prints is JSON, and what it refuses is said in its own words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from warehouse.contract import settings

SECONDS: Final = 120
"""A file of the largest size that can be handed in here is read in a few seconds."""
_LAST_LINES: Final = 3


class TableRefused(Exception):
    """What the command says against a file or its mapping."""


def ask_about_table(name: str, content: bytes, mapping: dict[str, Any] | None = None, save: bool = False) -> dict[str, Any]:
    """What `map --json` answers about a file of these bytes: guess, mapping, preview; with `save`, what was kept. Raises TableRefused."""
    with tempfile.TemporaryDirectory(prefix="anchorwatch-table-") as folder:
        # The name that somebody gave it may be no name of a file here.
        file = Path(folder) / "table"
        file.write_bytes(content)
        command = [sys.executable, "-m", "data_pipeline", "map", str(file), "--json", f"--name={_printable(name)}"]
        if mapping is not None:
            stated = Path(folder) / "mapping.json"
            stated.write_text(json.dumps(mapping), encoding="utf-8")
            command += ["--mapping", str(stated), *(["--save"] if save else [])]
        return _answer_of(command)


def _answer_of(command: list[str]) -> dict[str, Any]:
    # The environment includes ANCHORWATCH_*, so the command reads the same settings as the page.
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(command, cwd=settings.ROOT, env=environ, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TableRefused(f"Reading the file took longer than {SECONDS} seconds. Use the command `python -m data_pipeline map`.") from None
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:]
    raise TableRefused(" ".join(said).removeprefix("error:").strip() or "The file could not be read.")


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:120] or "table"
