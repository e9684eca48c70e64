"""What the columns of any table can be: the targets of a mapping, and the codes that each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from warehouse.contract.codes import Code
from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM, SEVERITY, VESSEL_STATUS, VESSEL_TYPE, WEAPON

TEXT, WORKBOOK, JSON = "text", "workbook", "json"
KINDS: Final = {
    TEXT: ("Table in text (CSV, TSV)", "csv"),
    WORKBOOK: ("Excel workbook", "xlsx"),
    JSON: ("JSON, JSON lines or GeoJSON", "json"),
}
"""The kinds of files that a table may come in: title and extension."""
DAY_ORDERS: Final = {
    "day_first": "31.12.2026, 31/12/26, 31 Dec 2026",
    "month_first": "12/31/2026, 12-31-26",
    "year_first": "2026-12-31, 26/12/31",
    "excel": "46387, days since 1900 as Excel counts them",
}
"""How the days of a column are written; a pattern of strptime, such as %d%m%Y, is accepted as well."""
UNITS: Final = {
    "latitude": ("degrees", "ddmm"),
    "longitude": ("degrees", "ddmm"),
    "position": ("lat_lon", "lon_lat"),
    "position_precision": ("km", "nm", "m"),
}
"""How numbers are meant; the first of each is the usual one. `ddmm`: 0115.5 for 1 degree 15.5 minutes. The order of a pair of decimals."""
KM: Final = {"km": 1.0, "nm": 1.852, "m": 0.001}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column can be. `role`: as what its words are given to the reader of facts; `codes`: what its values can stand for, and titles.

    `several`: whether more than one column may be it; their texts are joined.
    """

    title: str
    role: str = ""
    codes: Mapping[str, str] | None = None
    several: bool = False
    is_day: bool = False


def _titles(codes: Mapping[str, Code]) -> dict[str, str]:
    return {name: code.title for name, code in codes.items()}


TARGETS: Final[dict[str, Target]] = {
    "occurred_on": Target("Day of the event, with or without its time", is_day=True),
    "time": Target("Time of the event"),
    "reported_at": Target("When it was reported", is_day=True),
    "published_at": Target("When it was published", is_day=True),
    "latitude": Target("Latitude"),
    "longitude": Target("Longitude"),
    "position": Target("Position, both halves in one column"),
    "position_precision": Target("How precisely the position is known"),
    "place": Target("Place in words", role="place", several=True),
    "narrative": Target("What happened, in words", several=True),
    "category": Target("Kind of crime", role="hostility", codes=_titles(CATEGORY)),
    "act": Target("What was done to the ship", role="act", codes=_titles(ACT)),
    "severity": Target("Severity", codes={str(level): code.title for level, code in SEVERITY.items()}),
    "vessel_name": Target("Name of the ship", role="vessel_name"),
    "imo_number": Target("IMO number", role="imo"),
    "vessel_type": Target("Type of the ship", role="vessel_type", codes=_titles(VESSEL_TYPE)),
    "flag": Target("Flag", role="flag"),
    "vessel_status": Target("What the ship was doing", role="vessel_status", codes=_titles(VESSEL_STATUS)),
    "attackers": Target("Number of attackers"),
    "weapons": Target("Weapons", codes=_titles(WEAPON)),
    "crew_harm": Target("Harm to the crew", codes=_titles(CREW_HARM)),
    "stolen": Target("What was taken"),
    "reported_to_authority": Target("Whether a coastal authority was informed", codes={"yes": "Yes", "no": "No"}),
    "source_url": Target("Web address of the report"),
    "reporter": Target("Who sent it (kept as a pseudonym)"),
}
