"""Kinds of threat and measures as declared in `measures.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "measures.toml"


@dataclass(frozen=True, slots=True)
class ThreatKind:
    """A kind of threat: the categories of incidents that are of it, and what it may credibly lead to."""

    code: str
    title: str
    categories: frozenset[str]
    consequence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: who does what by when, against which kinds of threat, where (`underway`, `anchored`, `port`), by which source.

    `below_freeboard_m`: only for ships with less freeboard, or an unknown one; None for all.
    """

    code: str
    title: str
    action: str
    who: str
    when: str
    kinds: frozenset[str]
    where: frozenset[str]
    source: str
    below_freeboard_m: float | None


@cache
def threat_kinds() -> dict[str, ThreatKind]:
    """Every kind of threat by its code, in the order of the file."""
    entries = _file()["threat"]
    return {code: ThreatKind(code, entry["title"], frozenset(entry["categories"]), entry["consequence"]) for code, entry in entries.items()}


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure by its code, in the order of the file."""
    return {
        entry["id"]: Measure(
            entry["id"],
            entry["title"],
            entry["action"],
            entry["who"],
            entry["when"],
            frozenset(entry["kinds"]),
            frozenset(entry["where"]),
            entry["source"],
            entry.get("below_freeboard_m"),
        )
        for entry in _file()["measure"]
    }


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
