"""How incidents go in the waters of a briefing, in words for those aboard: kinds, weapons, ships' state, hours. No numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from analytics.describe.words import join_words
from briefing.deck.happenings import Row, items_of

MOSTLY: Final = 0.6
OFTEN: Final = 0.25
SOMETIMES: Final = 0.08
"""Shares of the incidents that state a fact from which it is said to be so mostly, often, sometimes."""
FEWEST: Final = 5
"""Incidents that state a fact, below which nothing is said about it."""
NIGHT: Final = (20, 4)
"""Hours, local solar time, from which and before which it is night."""

WHAT_HAPPENS: Final = {
    "piracy_robbery": "pirates or robbers board ships or try to",
    "militant": "missiles, drones, mines or armed forces threaten or hit ships",
    "suspicious": "small craft approach or follow ships",
    "cargo_theft": "thieves take stores or cargo unseen",
    "cyber": "satellite positions or AIS are disturbed",
    "stowaway": "stowaways hide aboard",
    "drugs": "drugs are hidden aboard",
    "terrorism": "armed groups attack ships",
    "smuggling": "people or goods are smuggled",
    "vessel_theft": "small craft are stolen",
}
WHAT_TO_WATCH: Final = {
    "piracy_robbery": "small craft without lights or closing fast, boats at the stern, hooks, ladders and ropes",
    "militant": "drones and missiles, armed craft, calls on VHF that order a change of course, loss of satellite position",
    "suspicious": "craft that keep company or turn towards you",
    "cargo_theft": "boats alongside at anchor, broken seals and locks",
    "cyber": "positions that jump or freeze: fix by radar and bearings",
    "stowaway": "strangers at the gangway, open spaces before sailing",
    "drugs": "divers and boats at the hull, seals of sea chests and containers",
    "terrorism": "craft that close fast and do not answer",
    "smuggling": "craft in distress that wave ships closer",
    "vessel_theft": "boats and engines left afloat at night",
}
_STATUS: Final = {"anchored": "at anchor", "berthed": "in port", "underway": "under way"}
_WEAPONS: Final = {
    "guns": "guns",
    "knives": "knives",
    "rpg": "rocket-propelled grenades",
    "missile_drone": "missiles or drones",
    "mine": "mines",
}
SMALL_GROUP: Final = 5


def usual_kinds(rows: Sequence[Row]) -> tuple[str, ...]:
    """Codes of the categories that make up a share of SOMETIMES or more, most frequent first; of few incidents, all."""
    counts = Counter(row["category"] for row in rows if row["category"] in WHAT_HAPPENS)
    return tuple(code for code, number in counts.most_common() if number >= SOMETIMES * len(rows))


def what_happens(rows: Sequence[Row]) -> str:
    """`Mostly missiles … hit ships; sometimes small craft approach or follow ships.`"""
    counts = Counter(row["category"] for row in rows)
    by_word: dict[str, list[str]] = {}
    for code in usual_kinds(rows):
        by_word.setdefault(_how_often(counts[code] / len(rows)), []).append(WHAT_HAPPENS[code])
    return _sentence("; ".join(f"{word} {', or '.join(happenings)}" for word, happenings in by_word.items()))


def how_they_come(rows: Sequence[Row]) -> str:
    """Where ships lie, with what and in how large groups attackers come; empty where too few incidents say so."""
    parts = []
    if states := _usual([row["vessel_status"] for row in rows if row["vessel_status"] in _STATUS], _STATUS):
        parts.append(f"Ships are {states}")
    if arms := _usual_items([[code for code in items_of(row["weapons"]) if code in _WEAPONS] for row in rows], _WEAPONS):
        parts.append(f"Attackers have {arms}")
    numbers = [float(row["attackers"]) for row in rows if isinstance(row["attackers"], int | float) and not pd.isna(row["attackers"])]
    if len(numbers) >= FEWEST:
        small = sorted(numbers)[len(numbers) // 2] <= SMALL_GROUP
        parts.append("They come in small groups" if small else "They come in large groups")
    return ". ".join(parts) + ("." if parts else "")


def when_they_come(rows: Sequence[Row]) -> str:
    """`Mostly at night, from 20:00 to 04:00 local time.`; empty where too few incidents state the hour."""
    hours = [hour for hour in map(_solar_hour, rows) if hour is not None]
    if len(hours) < FEWEST:
        return "Few reports state the hour: be ready by day and by night."
    night = sum(hour >= NIGHT[0] or hour < NIGHT[1] for hour in hours) / len(hours)
    if night >= MOSTLY:
        return f"Mostly at night, from {NIGHT[0]}:00 to 0{NIGHT[1]}:00 local time."
    return "Mostly by day." if night <= 1 - MOSTLY - 0.2 else "By day and by night."


def what_to_watch(rows: Sequence[Row], most: int = 3) -> str:
    """What to look out for, for the most frequent kinds of incident."""
    return _sentence("; ".join(WHAT_TO_WATCH[code] for code in usual_kinds(rows)[:most]))


def _usual(codes: Sequence[str], words: dict[str, str]) -> str:
    return _usual_items([[code] for code in codes], words)


def _usual_items(items: Iterable[Sequence[str]], words: dict[str, str]) -> str:
    """`mostly at anchor, sometimes under way`, of the incidents that state anything."""
    stated = [codes for codes in items if codes]
    if len(stated) < FEWEST:
        return ""
    counts = Counter(code for codes in stated for code in set(codes))
    by_word: dict[str, list[str]] = {}
    for code, number in counts.most_common():
        if number >= SOMETIMES * len(stated):
            by_word.setdefault(_how_often(number / len(stated)).lower(), []).append(words[code])
    return ", ".join(f"{word} {join_words(named)}" for word, named in by_word.items())


def _how_often(share: float) -> str:
    return "mostly" if share >= MOSTLY else "often" if share >= OFTEN else "sometimes"


def _solar_hour(row: Row) -> int | None:
    """The hour of local solar time, four minutes a degree east of Greenwich; None where no hour or position is known."""
    moment: Any = row["occurred_at"]
    if moment is None or pd.isna(moment) or row["longitude"] is None:
        return None
    return int((moment + timedelta(minutes=4 * float(row["longitude"]))).hour)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
