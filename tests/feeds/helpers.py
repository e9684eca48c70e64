"""Invented answers of the feeds."""

from __future__ import annotations

from typing import Any

import orjson


def ukmto_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One invented, faultless record of UKMTO's service; `changes` replace fields."""
    record = {
        "incidentIssuer": "UKMTO",
        "incidentNumber": number,
        "utcDateCreated": "2026-11-01T11:26:16Z",
        "utcDateOfIncident": "2026-11-01T11:22:00Z",
        "incidentTypeName": "Attack",
        "locationLatitude": 12.6,
        "locationLongitude": 48.25,
        "place": "Gulf of Aden",
        "vesselName": "PALE STAR",
        "vesselType": "Tanker",
        "vesselUnderPirateControl": False,
        "dateVesselTaken": None,
        "crewHeld": 0,
        "otherDetails": f"UKMTO WARNING {number:03}-26 - ATTACK\r\nA skiff fired on a tanker 60NM south of an invented port.",
    }
    return {**record, **changes}


def ukmto(*numbers: int) -> bytes:
    """UKMTO's answer with records of these numbers."""
    return orjson.dumps([ukmto_record(number) for number in numbers])


def esri_feature(number: int) -> dict[str, Any]:
    """One invented feature of ASAM's layer."""
    attributes = {
        "OBJECTID": number, "reference": f"2018-{number}", "dateofocc": 1524182400000, "subreg": "57", "hostility_d": "Robbers",
        "victim_d": "Tanker PALE STAR", "description": f"NIGERIA: On 20 April, robbers boarded the tanker PALE STAR. Case {number}.",
        "hostilitytype_l": 1, "victim_l": 4, "navarea": "II",
    }  # fmt: skip
    return {"attributes": attributes, "geometry": {"x": 3.366, "y": 6.35}}
