"""Daily calls at ports, from files that the operator places in the folder `exposure/ports` of the data folder.

A file is IMF PortWatch's own CSV of daily port activity (columns date, portname, ISO3, portcalls). Its ports are those of
`reference/ports.csv` with the same name and country; others are left out and counted in `problems`. Files are read in the order of their
names; of a port's day that stands twice, the last count holds.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from warehouse.exposure import FOLDER as EXPOSURE
from warehouse.queries.searching.words import fold
from warehouse.reference.geography import country_codes
from warehouse.reference.ports import ports_by_locode

FOLDER: Final = "ports"
SOURCE: Final = "IMF PortWatch (portwatch.imf.org), open data"


@dataclass(frozen=True, slots=True)
class PortCalls:
    """Calls by port (UN/LOCODE) and day, and what was wrong with files or ports."""

    calls: Mapping[str, Mapping[date, int]]
    problems: tuple[str, ...] = ()


def files_fingerprint(data: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size in bytes and modification time in ns of every file: part of cache keys."""
    folder = data / EXPOSURE / FOLDER
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def read_port_calls(data: Path) -> PortCalls:
    """The calls in the data folder; none where there is no file. A broken file is reported in `problems` and skipped."""
    calls: dict[str, dict[date, int]] = defaultdict(dict)
    locodes = {(fold(port.name), port.locode[:2]): port.locode for port in ports_by_locode().values()}
    problems, unknown = [], set()
    for name, _, _ in files_fingerprint(data):
        read: dict[str, dict[date, int]] = defaultdict(dict)
        try:
            with (data / EXPOSURE / FOLDER / name).open(encoding="utf-8-sig", newline="") as stream:
                for row in csv.DictReader(stream):
                    locode = locodes.get((fold(row["portname"]), country_codes().get(row["ISO3"], "")))
                    if locode is None:
                        unknown.add((row["portname"], row["ISO3"]))
                    elif row["portcalls"]:
                        read[locode][date.fromisoformat(row["date"][:10].replace("/", "-"))] = _count(row["portcalls"])
        # Whatever is wrong with one file, the calls in the others must not be lost.
        except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
            problems.append(f"{name} does not have the format of daily port calls ({type(error).__name__}: {error})")
            continue
        for locode, days in read.items():
            calls[locode] |= days
    if unknown:
        problems.append(f"{len(unknown):,} ports are not among those known here, and their calls are not used")
    return PortCalls(dict(calls), tuple(problems))


def _count(text: str) -> int:
    number = int(float(text))
    if number < 0:
        raise ValueError("a negative number of calls")
    return number
