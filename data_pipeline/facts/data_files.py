"""Tables and regular expressions kept as data: CSV and TOML files beside the modules that use them, each read once."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
"""Tables and patterns are named by their path below this folder, without extension: `vessel/flags`."""


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file. Not cached: callers keep what they compile from it."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `<name>.csv` in file order, every cell stripped."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple({column: (cell or "").strip() for column, cell in row.items()} for row in csv.DictReader(file))


@cache
def read_mapping(name: str, key_column: str, value_column: str) -> dict[str, str]:
    """One column of a table by another, with keys in lower case; `|` separates several keys in a cell."""
    mapping: dict[str, str] = {}
    for row in read_table(name):
        for key in row[key_column].split("|"):
            if key.strip():
                # The first row wins, so that a table can list the usual meaning of an ambiguous word first.
                mapping.setdefault(key.strip().lower(), row[value_column])
    return mapping


@cache
def read_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The regular expressions in `[patterns]` of `<name>.toml`, compiled to ignore case.

    A list matches any of its expressions. Where there is a `<key>_frame`, its `{any}` stands for the expressions of `<key>`.
    """
    entries = read_toml(FOLDER / f"{name}.toml")["patterns"]
    compiled = {}
    for key, entry in entries.items():
        if key.endswith("_frame"):
            continue
        alternatives = entry if isinstance(entry, str) else "(?:" + "|".join(entry) + ")"
        compiled[key] = re.compile(entries.get(f"{key}_frame", "{any}").replace("{any}", alternatives), re.IGNORECASE)
    return compiled
