"""Daily transits of straits, from files that the operator puts in the folder `exposure` of the data folder.

A file has the form of IMF PortWatch's chokepoints as JSON: `{"updated": DAY, "source": TEXT, "columns": ["date", "total",
...], "chokepoints": {CODE: {"name": TEXT, "series": [[DAY, TOTAL, ...], ...]}}}`. Files are read in the order of their
names; a later one replaces the straits that it names.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

STRAITS: Final = Path(__file__).parent / "reference" / "straits.toml"
FOLDER: Final = "exposure"


@dataclass(frozen=True, slots=True)
class Strait:
    """Transits of one strait: `days` in order, with `transits` (ships) on each. `sea_region` is None where the strait is
    none of the project's regions."""

    code: str
    title: str
    sea_region: str | None
    source: str
    days: tuple[date, ...]
    transits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """All straits by code, and what is wrong with files that could not be read."""

    straits: dict[str, Strait]
    problems: tuple[str, ...]


def fingerprint(data: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file in the folder: changes when one of them does."""
    files = sorted((data / FOLDER).glob("*.json")) if (data / FOLDER).is_dir() else []
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def read(data: Path) -> Exposure:
    """The transits in the data folder; none when there is no file. A broken file is named and left out."""
    found: dict[str, Strait] = {}
    problems = []
    for name, _, _ in fingerprint(data):
        try:
            found |= _straits(orjson.loads((data / FOLDER / name).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(f"{name} is not in the form of daily transits ({type(error).__name__}: {error})")
    return Exposure(found, tuple(problems))


@cache
def regions_of_straits() -> dict[str, str]:
    """Code of a strait to that of its sea region."""
    return {code: said["sea_region"] for code, said in tomllib.loads(STRAITS.read_text(encoding="utf-8")).items()}


def _straits(said: dict[str, Any]) -> dict[str, Strait]:
    day, total = said["columns"].index("date"), said["columns"].index("total")
    found = {}
    for code, one in said["chokepoints"].items():
        rows = sorted((date.fromisoformat(row[day]), int(row[total])) for row in one["series"] if row[total] is not None)
        if any(transits < 0 for _, transits in rows):
            raise ValueError(f"{code}: a negative number of transits")
        days, transits = tuple(when for when, _ in rows), tuple(number for _, number in rows)
        found[str(code)] = Strait(
            str(code), str(one["name"]), regions_of_straits().get(code), str(said.get("source", "not stated")), days, transits
        )
    return found
