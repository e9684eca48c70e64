"""Daily transits of straits, from files that the operator places in the folder `exposure` of the data folder.

A file is IMF PortWatch's own CSV of daily chokepoints (columns date, portname, n_total), or has this JSON format:
`{"updated": DAY, "source": TEXT, "columns": ["date", "total", ...], "chokepoints": {CODE: {"name": TEXT, "series": [[DAY, TOTAL, ...],
...]}}}`. Files are read in the order of their names; a later file replaces the straits that it contains.
"""

from __future__ import annotations

import codecs
import csv
import io
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

STRAITS: Final = Path(__file__).parent / "reference" / "straits.toml"
FOLDER: Final = "exposure"
_SUFFIXES: Final = (".json", ".csv")
_KNOWN_CODES: Final = {
    "suez": "suez", "panama": "panama", "bab-el-mandeb": "bab el", "good-hope": "good hope", "gibraltar": "gibraltar", "dover": "dover",
    "bosphorus": "bosporus", "danish-straits": "oresund", "malacca": "malacca", "hormuz": "hormuz", "taiwan-strait": "taiwan",
    "kerch": "kerch",
}  # fmt: skip
"""PortWatch's straits: the code in its JSON, and a part of the name in its CSV."""


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
    folder = data / FOLDER
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.suffix.casefold() in _SUFFIXES) if folder.is_dir() else []
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def read_exposure(data: Path) -> Exposure:
    """The transits in the data folder; none where there is no file. A broken file is reported in `problems` and skipped."""
    straits: dict[str, StraitTransits] = {}
    problems = []
    for name, _, _ in files_fingerprint(data):
        try:
            content = (data / FOLDER / name).read_bytes().removeprefix(codecs.BOM_UTF8)
            is_table = name.casefold().endswith(".csv")
            read, doubts = _parse_table(content.decode("utf-8")) if is_table else _parse_straits(orjson.loads(content))
            straits |= read
            problems += [f"{name}: {doubt}" for doubt in doubts]
        # Whatever is wrong with one file, the transits in the others must not be lost.
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(f"{name} does not have the format of daily transits ({type(error).__name__}: {error})")
    return Exposure(straits, tuple(problems))


def current_exposure(data: Path) -> Exposure:
    """The transit files of a data folder as they are now, read anew once one has been edited."""
    return _read_once(data, files_fingerprint(data))


def counted_straits(data: Path) -> tuple[StraitTransits, ...]:
    """The straits of these files that lie in a sea region."""
    return tuple(strait for strait in current_exposure(data).straits.values() if strait.sea_region)


@lru_cache(maxsize=4)
def _read_once(data: Path, files: tuple[tuple[str, int, int], ...]) -> Exposure:
    return read_exposure(data)


@cache
def regions_of_straits() -> dict[str, str]:
    """Codes of sea regions by the codes of straits."""
    return {code: strait["sea_region"] for code, strait in tomllib.loads(STRAITS.read_text(encoding="utf-8")).items()}


def _parse_straits(file: dict[str, Any]) -> tuple[dict[str, StraitTransits], list[str]]:
    """The straits of a JSON file, and what is doubtful about them."""
    day, total = file["columns"].index("date"), file["columns"].index("total")
    straits: dict[str, StraitTransits] = {}
    doubts: list[str] = []
    for code, chokepoint in file["chokepoints"].items():
        # Days without a count are left out: an unknown number of ships is not none.
        rows = [(date.fromisoformat(row[day]), int(row[total])) for row in chokepoint["series"] if row[total] is not None]
        straits[str(code)] = _strait_of(str(code), str(chokepoint["name"]), str(file.get("source", "not stated")), rows, doubts)
        if code not in _KNOWN_CODES:
            known = ", ".join(sorted(_KNOWN_CODES))
            doubts.append(f"{str(code)[:40]!r} is no code of a strait, so its ships count for no region; known are {known}")
    return straits, doubts


def _parse_table(text: str) -> tuple[dict[str, StraitTransits], list[str]]:
    """The straits of PortWatch's CSV, and what is doubtful about them. Raises KeyError for a column that is missing."""
    rows: dict[str, list[tuple[date, int]]] = {}
    for record in csv.DictReader(io.StringIO(text, newline="")):
        if record["n_total"]:
            day = date.fromisoformat(record["date"][:10].replace("/", "-"))
            rows.setdefault(record["portname"], []).append((day, int(float(record["n_total"]))))
    if not rows:
        raise ValueError("no row has a count in column n_total")
    doubts: list[str] = []
    codes = {name: code for name in rows for code, words in _KNOWN_CODES.items() if words in name.casefold()}
    if not codes:
        doubts.append(f"none of its straits is known, so its ships count for no region: {', '.join(sorted(rows))[:200]}")
    source = "IMF PortWatch (portwatch.imf.org), open data"
    return {codes.get(name, name): _strait_of(codes.get(name, name), name, source, days, doubts) for name, days in rows.items()}, doubts


def _strait_of(code: str, title: str, source: str, rows: list[tuple[date, int]], doubts: list[str]) -> StraitTransits:
    """One strait; of a day that stands twice the last count is kept. Adds to `doubts` what is doubtful."""
    by_day: dict[date, int] = {}
    repeated = set()
    for day, ships in rows:
        if ships < 0:
            raise ValueError(f"{code}: a negative number of transits")
        if by_day.get(day, ships) != ships:
            repeated.add(day)
        by_day[day] = ships
    if repeated:
        others = f", and {len(repeated) - 1} other days," if len(repeated) > 1 else ""
        doubts.append(f"{title}: {min(repeated)}{others} given twice with different counts; the last is used")
    days = tuple(sorted(by_day))
    return StraitTransits(code, title, regions_of_straits().get(code), source, days, tuple(by_day[day] for day in days))
