"""Whom a ship calls: reporting centres by sea region, from `reporting_centres.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "reporting_centres.toml"


@dataclass(frozen=True, slots=True)
class ReportingCentre:
    """A centre; `regions` are codes of sea regions, none for all waters. `source` is where its numbers were `checked` last."""

    title: str
    telephone: str
    mail: str
    regions: frozenset[str]
    source: str
    checked: date


@cache
def all_centres() -> tuple[ReportingCentre, ...]:
    """Every centre, in the order of the file."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["centre"]
    return tuple(
        ReportingCentre(entry["title"], entry["telephone"], entry["mail"], frozenset(entry["regions"]), entry["source"], entry["checked"])
        for entry in entries
    )


def centres_for(regions: Collection[str]) -> tuple[ReportingCentre, ...]:
    """The centres that serve one of `regions`, those of all waters last; without regions every centre."""
    return tuple(centre for centre in all_centres() if not regions or not centre.regions or centre.regions & set(regions))
