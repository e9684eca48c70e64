"""The pipeline's commands `map` and `add`, run as processes of their own: a file that someone hands in never reaches this server's memory
as data.

A process has a limit of time; what it refuses is said in its own words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from briefing.exports.names import safe_name
from warehouse.contract import settings

SECONDS: Final = 120
"""A file of the largest size that can be handed in here is read in a few seconds."""
_LAST_LINES: Final = 3
_PARTNERS: Final = "partners"
"""The source of incidents that other security teams share."""


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


def land_shared_incidents(name: str, content: bytes) -> str:
    """Land what other security teams share; what `add` says of it. Raises TableRefused."""
    with tempfile.TemporaryDirectory(prefix="anchorwatch-shared-") as folder:
        file = Path(folder) / safe_name(Path(_printable(name)).stem, "json")
        file.write_bytes(content)
        printed = _printed_by([sys.executable, "-m", "data_pipeline", "add", _PARTNERS, str(file)])
    return " ".join(printed.decode("utf-8", "replace").split())


def _answer_of(command: list[str]) -> dict[str, Any]:
    return dict(json.loads(_printed_by(command)))


def _printed_by(command: list[str]) -> bytes:
    # The environment includes ANCHORWATCH_*, so the command reads the same settings as the page.
    environ = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(command, cwd=settings.ROOT, env=environ, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TableRefused(f"Reading the file took longer than {SECONDS} seconds. Use the command `python -m data_pipeline`.") from None
    if done.returncode == 0:
        return done.stdout
    # What ends a command stands in its errors; what is wrong with one file of several, in its output.
    said = (done.stderr.strip() or done.stdout).decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:]
    raise TableRefused(" ".join(said).removeprefix("error:").strip() or "The file could not be read.")


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:120] or "table"
