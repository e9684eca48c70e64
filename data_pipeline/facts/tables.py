"""Look-ups beside the rules: small CSV files read once, by name."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

RULES: Final = Path(__file__).parent / "rules"


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `rules/<name>.csv`, in order, all cells stripped."""
    with (RULES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple({column: (cell or "").strip() for column, cell in row.items()} for row in csv.DictReader(file))


@cache
def lookup(name: str, key: str, value: str) -> dict[str, str]:
    """One column of a table by another, keys in lower case. Several keys in a cell are separated by `|`."""
    found: dict[str, str] = {}
    for row in table(name):
        for word in row[key].split("|"):
            if word.strip():
                found.setdefault(word.strip().lower(), row[value])
    return found


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The expressions of `rules/<name>.toml`, table `patterns`, compiled; case is ignored.

    A list of expressions means any of them; `{any}` in an expression `<key>_frame` stands for that list.
    """
    data = tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8"))["patterns"]
    found = {}
    for key, value in data.items():
        if key.endswith("_frame"):
            continue
        either = value if isinstance(value, str) else "(?:" + "|".join(value) + ")"
        found[key] = re.compile(data.get(f"{key}_frame", "{any}").replace("{any}", either), re.IGNORECASE)
    return found
