"""How an advisory stands at a moment, and which of them a reader has asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb

from warehouse.contract.codes import Code, code_list
from warehouse.queries.advisories.advisories import Advisory, all_advisories

IN_FORCE: Final = "in_force"
STANDING: Final = code_list(
    Code(IN_FORCE, "In force", "It holds now."),
    Code("to_come", "To come", "It has been issued and takes effect later."),
    Code("expired", "Expired", "The time for which it held, stated or assumed, is over."),
    Code("ended", "Ended", "Another advisory from the same body has cancelled or replaced it."),
    Code("withdrawn", "Withdrawn", "Its text says that it holds no longer, or its body counts it as an incident now."),
)


@dataclass(frozen=True, slots=True)
class AdvisoryFilter:
    """Codes of sea regions, ids of sources, codes of kinds, and words that title, text or number must hold; each empty for all."""

    regions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: str = ""

    def admits(self, advisory: Advisory) -> bool:
        """Whether an advisory passes. One that names no waters passes no filter of waters."""
        if self.regions and not set(self.regions) & set(advisory.sea_regions):
            return False
        if (self.sources and advisory.source not in self.sources) or (self.kinds and advisory.kind not in self.kinds):
            return False
        text = f"{advisory.title} {advisory.native_ref} {advisory.narrative or ''}".casefold()
        return all(word in text for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class Standing:
    """Advisories at a moment: those in force, the gravest kind first and the latest issued first among equals; and all others."""

    in_force: tuple[Advisory, ...]
    others: tuple[Advisory, ...]

    @property
    def by_region(self) -> list[tuple[str, int]]:
        """Sea regions with the number of advisories in force that are about them, most first."""
        counts = Counter(region for advisory in self.in_force for region in advisory.sea_regions)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def standing_at(advisory: Advisory, now: datetime) -> str:
    """A code of STANDING."""
    if advisory.withdrawn:
        return "withdrawn"
    if advisory.ended_at is not None and advisory.ended_at <= now:
        return "ended"
    if advisory.valid_from > now:
        return "to_come"
    return "expired" if advisory.valid_to is not None and advisory.valid_to <= now else IN_FORCE


def in_force_at(con: duckdb.DuckDBPyConnection, now: datetime) -> tuple[Advisory, ...]:
    """The advisories in force at `now`, warnings first."""
    return divide(all_advisories(con), now).in_force


def divide(advisories: Iterable[Advisory], now: datetime) -> Standing:
    """Those in force at `now`, and the others in the order given."""
    in_force: list[Advisory] = []
    others: list[Advisory] = []
    for advisory in advisories:
        (in_force if standing_at(advisory, now) == IN_FORCE else others).append(advisory)
    # A warning is of a danger at a place; the sort keeps the order of issue among equals.
    in_force.sort(key=lambda advisory: advisory.kind != "warning")
    return Standing(tuple(in_force), tuple(others))
