"""One incident in short neutral words, written from its facts: what happened to the ship, and how it ended.

Never from a narrative: those are long, name ships and people, and may be hostile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analytics.describe.words import join_words
from warehouse.contract.taxonomy import ACT, SEVERITY, VESSEL_TYPE
from warehouse.reference.geography import country_titles

Row = Mapping[str, Any]
"""A row of `spans.span_incidents`."""

_WEAPONS: Final = {"guns": "guns", "knives": "knives", "rpg": "rocket-propelled grenades", "other": "other weapons"}
_HIT_BY: Final = {"missile_drone": "a missile or drone", "mine": "a mine"}
_HARM: Final = {
    "killed": "killed",
    "missing": "missing",
    "kidnapped": "kidnapped",
    "hostage": "held",
    "injured": "injured",
    "assaulted": "assaulted",
    "threatened": "threatened",
}
"""Gravest first: outcomes name them in this order."""
_STOLEN: Final = {
    "ships_stores": "ship's stores",
    "ships_equipment": "ship's equipment",
    "crew_belongings": "crew belongings",
    "cash": "cash",
    "cargo": "cargo",
    "boats_and_engines": "boats and engines",
    "fuel": "fuel",
}
_BY_ACT: Final = {
    "attempted": "Attackers tried to board and failed",
    "boarded": "Boarded",
    "fired_upon": "Fired upon",
    "hijacked": "Hijacked",
    "kidnapping": "People taken off the ship",
    "suspicious": "Approached by a suspicious craft",
    "struck": "Hit",
    "seized": "Seized by a state or a militia",
    "interference": "Signals or systems disrupted",
    "found": "Stowaways, drugs or goods found aboard",
}
_TAKEN: Final = ("hijacked", "kidnapping", "seized")


def what_happened(row: Row) -> str:
    """`Hijacked by 8 attackers with guns`, `Hit by a missile or drone`."""
    act, weapons = row["act"], items_of(row["weapons"])
    hit_by = [_HIT_BY[code] for code in weapons if code in _HIT_BY]
    if act == "struck":
        return f"Hit by {join_words(hit_by)}" if hit_by else "Hit by a missile, drone, mine or shell"
    if act == "attempted" and row["category"] in ("militant", "terrorism"):
        return f"Attacked with {join_words(hit_by)}, not hit" if hit_by else "Attacked, not hit"
    return f"{_BY_ACT.get(act, ACT['other'].title)}{_attackers(row, weapons)}"


def _attackers(row: Row, weapons: Sequence[str]) -> str:
    number = row["attackers"]
    count = int(number) if isinstance(number, int | float) and not pd.isna(number) and number > 0 else 0
    people = "" if not count else "one attacker" if count == 1 else f"{count:,} attackers"
    arms = join_words([_WEAPONS[code] for code in _WEAPONS if code in weapons]) if any(code in _WEAPONS for code in weapons) else ""
    if row["act"] in ("suspicious", "interference", "found", "other", "attempted", "seized") or row["act"] not in _BY_ACT:
        return f"; {arms} seen" if arms else ""
    if people:
        return f" by {people}{f' with {arms}' if arms else ''}"
    return f" by attackers with {arms}" if arms else ""


def outcome(row: Row) -> str:
    """`Crew killed and injured; cash stolen`; says so where no harm is reported."""
    harm = [words for code, words in _HARM.items() if code in items_of(row["crew_harm"])]
    stolen = [words for code, words in _STOLEN.items() if code in items_of(row["stolen"])]
    parts = [f"Crew {join_words(harm)}" if harm else "No harm to crew reported"]
    parts += [f"{join_words(stolen)} stolen"] if stolen else []
    parts += ["ship and crew taken" if row["act"] == "hijacked" and not harm else "ship taken"] if row["act"] in _TAKEN[::2] else []
    return "; ".join(parts)


def where(row: Row, region_titles: Mapping[str, str], with_region: bool = True) -> str:
    """`Lagos anchorage, Gulf of Guinea`, `off Yemen, Gulf of Aden`."""
    place, country = row["place"], row["country"]
    country_title = country_titles().get(country, "") if isinstance(country, str) else ""
    near = place if isinstance(place, str) and place.strip() else f"Off {country_title}" if country_title else ""
    region = region_titles.get(row["sea_region"] or "", "") if with_region or not near else ""
    return ", ".join(part for part in (near, region) if part) or "No position"


def ship_type(row: Row) -> str:
    """`Bulk carrier`; never a name."""
    return VESSEL_TYPE[row["vessel_type"]].title if row["vessel_type"] in VESSEL_TYPE else "Not stated"


def severity_text(row: Row) -> str:
    """`1 very significant`, `Attempted`, or a dash where too little is known."""
    level = row["severity"]
    known = isinstance(level, int | float) and not pd.isna(level) and int(level) in SEVERITY
    return SEVERITY[int(level)].title if known else "–"


def items_of(value: object) -> list[str]:
    """The codes in a list column, which may be missing."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
