"""How incidents near a port go, as far as reports state it: kind, act, ship, gang, weapons, harm, what was taken, hour and weekday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from analytics.describe.charts import Chart, Series
from analytics.describe.colours import NEUTRAL
from analytics.voyage.ports.picture import NEAR_NM, WIDE_NM, PortPicture
from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM, SEVERITY, VESSEL_STATUS, WEAPON

NIGHT: Final = (20, 6)
"""Hours of the local sun from which and before which it counts as night."""
FEWEST_HOURS: Final = 5
"""Incidents with a known hour below which day and night are not told apart."""
BANDS: Final = ((1, 3), (4, 6), (7, 9))
"""Sizes of gangs, by ReCAAP's limits; more than the last are grave by number alone."""
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WITHOUT_FORCE: Final = ("stowaway", "drugs", "cargo_theft")
"""Kinds of crime of ports rather than of the sea."""
_SILENT: Final = frozenset(("unknown", "not_stated"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of one fact: how many incidents within NEAR_NM and within WIDE_NM state it."""

    fact: str
    value: str
    near: int
    wide: int


def facts_of(picture: PortPicture) -> tuple[Fact, ...]:
    """Every value stated, most frequent first within its fact; `not stated` closes each fact."""
    return tuple(fact for name, values_of in _FACTS.items() for fact in _facts(picture, name, values_of))


def count_of(incidents: pd.DataFrame, category: str) -> int:
    """Incidents of a category, those that have it beside another included."""
    also = incidents["also"].map(lambda codes: category in list(codes))
    return int(((incidents["category"] == category) | also.astype(bool)).sum())


def night_share(incidents: pd.DataFrame) -> tuple[int, int]:
    """How many happened at night, of how many whose hour is known."""
    hours = incidents["hour"].dropna()
    return int(((hours >= NIGHT[0]) | (hours < NIGHT[1])).sum()), len(hours)


def armed_share(incidents: pd.DataFrame) -> tuple[int, int]:
    """How many were armed, of how many whose report says whether."""
    stated = [set(codes) - _SILENT for codes in incidents["weapons"]]
    known = [codes for codes in stated if codes]
    return sum(codes != {"none"} for codes in known), len(known)


def lying_share(incidents: pd.DataFrame) -> tuple[int, int]:
    """How many happened to ships at berth or anchor, of how many whose report says what the ship did."""
    states = incidents["vessel_status"]
    lying = int(states.isin(("berthed", "anchored")).sum())
    return lying, lying + int((states == "underway").sum())


def hours_chart(picture: PortPicture) -> Chart:
    """Incidents within NEAR_NM by hour of the local sun."""
    hours = picture.near["hour"].dropna().astype(int)
    counts = [int((hours == hour).sum()) for hour in range(24)]
    return _bars(picture, "hours", "By hour of the local sun", "Hour", tuple(f"{hour:02d}" for hour in range(24)), counts)


def weekdays_chart(picture: PortPicture) -> Chart:
    """Incidents within NEAR_NM by day of the week."""
    days = [day.weekday() for day in picture.near["occurred_on"]]
    return _bars(picture, "weekdays", "By day of the week", "Day", DAYS, [days.count(day) for day in range(7)])


def _bars(picture: PortPicture, name: str, title: str, place_title: str, places: tuple[str, ...], counts: Sequence[int]) -> Chart:
    known = sum(counts)
    missing = len(picture.near) - known
    return Chart(
        name=f"port_{name}",
        title=f"{title}, within {NEAR_NM:.0f} nm of {picture.port.title}",
        unit="incidents",
        place_title=place_title,
        places=places,
        series=(Series("Incidents", "bar", tuple(float(count) for count in counts), (NEUTRAL,)),) if known else (),
        alt=f"Bars of {known:,} incidents; most in {places[max(range(len(counts)), key=counts.__getitem__)]}." if known else "No bars.",
        footnotes=(f"n = {known:,}" + (f"; of {missing:,} more it is not known." if missing else "."),),
        height=240,
        # On an axis that ends at 1 or 2, whole numbers would repeat.
        most=float(max(4, *counts)),
    )


def _facts(picture: PortPicture, name: str, values_of: Callable[[pd.DataFrame], list[list[str]]]) -> list[Fact]:
    near, wide = (Counter(value for values in values_of(frame) for value in set(values)) for frame in (picture.near, picture.incidents))
    stated = sorted((value for value in wide if value), key=lambda value: (-near[value], -wide[value], value))
    return [Fact(name, value or "not stated", near[value], wide[value]) for value in (*stated, *([""] if wide[""] else []))]


def _of_code(column: str, titles: dict[str, Any]) -> Callable[[pd.DataFrame], list[list[str]]]:
    return lambda frame: [[_title(code, titles)] for code in frame[column]]


def _of_codes(column: str, titles: dict[str, Any], silent: str = "") -> Callable[[pd.DataFrame], list[list[str]]]:
    return lambda frame: [[_title(code, titles) for code in codes] or [silent] for codes in frame[column]]


def _title(code: object, titles: dict[str, Any]) -> str:
    """The title of a code; empty for one that says nothing, or that is none."""
    text = str(int(code)) if isinstance(code, float) and not pd.isna(code) else str(code)
    return "" if text in _SILENT or text not in titles else str(titles[text].title)


def _gangs(frame: pd.DataFrame) -> list[list[str]]:
    return [[_band(least, most)] for least, most in zip(frame["attackers"], frame["attackers_max"], strict=True)]


def _band(least: float | None, most: float | None) -> str:
    number = most if most is not None and not pd.isna(most) else least
    if number is None or pd.isna(number):
        return ""
    return next((f"{low} to {high} persons" for low, high in BANDS if number <= high), f"more than {BANDS[-1][1]} persons")


def _taken(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(thing).replace("_", " ").capitalize() for thing in things] or [""] for things in frame["stolen"]]


_FACTS: Final[dict[str, Callable[[pd.DataFrame], list[list[str]]]]] = {
    "Kind": _of_code("category", CATEGORY),
    "Act": _of_code("act", ACT),
    "Severity": _of_code("severity", {str(level): code for level, code in SEVERITY.items()}),
    "The ship was": _of_code("vessel_status", VESSEL_STATUS),
    "Gang": _gangs,
    "Weapons": _of_codes("weapons", WEAPON),
    "Harm to the crew": _of_codes("crew_harm", CREW_HARM),
    "Taken": _taken,
}

HOW_ABOARD: Final = (
    "How they came aboard is not a field of its own in any report: it stands in the texts, on the incidents' cards. "
    f"Within {WIDE_NM:.0f} nm includes within {NEAR_NM:.0f}."
)
