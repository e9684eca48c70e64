"""Daily transits of straits, from files that the operator places in the folder `exposure` of the data folder.

A file has the JSON format of IMF PortWatch's chokepoints: `{"updated": DAY, "source": TEXT, "columns": ["date", "total", ...],
"chokepoints": {CODE: {"name": TEXT, "series": [[DAY, TOTAL, ...], ...]}}}`. Files are read in the order of their names; a later file
replaces the straits that it contains.
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
class StraitTransits:
    """Transits of one strait: `days` in order, and the ships (`transits`) on each. `sea_region` is None where the strait is not one of
    the project's sea regions."""

    code: str
    title: str
    sea_region: str | None
    source: str
    days: tuple[date, ...]
    transits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """All straits by code, and what was wrong with files that could not be read."""

    straits: dict[str, StraitTransits]
    problems: tuple[str, ...]


def files_fingerprint(data: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size in bytes and modification time in ns of every file in the folder: part of cache keys, so it changes when a file does."""
    files = sorted((data / FOLDER).glob("*.json")) if (data / FOLDER).is_dir() else []
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def read_exposure(data: Path) -> Exposure:
    """The transits in the data folder; none where there is no file. A broken file is reported in `problems` and skipped."""
    straits: dict[str, StraitTransits] = {}
    problems = []
    for name, _, _ in files_fingerprint(data):
        try:
            straits |= _parse_straits(orjson.loads((data / FOLDER / name).read_bytes()))
        # Whatever is wrong with one file, the transits in the others must not be lost.
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(f"{name} does not have the format of daily transits ({type(error).__name__}: {error})")
    return Exposure(straits, tuple(problems))


@cache
def regions_of_straits() -> dict[str, str]:
    """Codes of sea regions by the codes of straits."""
    return {code: strait["sea_region"] for code, strait in tomllib.loads(STRAITS.read_text(encoding="utf-8")).items()}


def _parse_straits(file: dict[str, Any]) -> dict[str, StraitTransits]:
    day, total = file["columns"].index("date"), file["columns"].index("total")
    straits = {}
    for code, chokepoint in file["chokepoints"].items():
        # Days without a count are left out: an unknown number of ships is not none.
        rows = sorted((date.fromisoformat(row[day]), int(row[total])) for row in chokepoint["series"] if row[total] is not None)
        if any(transits < 0 for _, transits in rows):
            raise ValueError(f"{code}: a negative number of transits")
        days, transits = tuple(day_of_row for day_of_row, _ in rows), tuple(number for _, number in rows)
        straits[str(code)] = StraitTransits(
            str(code), str(chokepoint["name"]), regions_of_straits().get(code), str(file.get("source", "not stated")), days, transits
        )
    return straits
