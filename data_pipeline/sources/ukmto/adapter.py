"""UKMTO's service: a JSON array of warnings and advisories, revised in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord

REQUIRED: Final = (
    "incidentNumber",
    "utcDateCreated",
    "utcDateOfIncident",
    "incidentTypeName",
    "locationLatitude",
    "locationLongitude",
    "otherDetails",
)
_OURS: Final = re.compile(rb'"utcDateOfIncident"\s*:')
_NO_NAME: Final = frozenset({"", "merchant", "merchant vessel", "tanker", "cargo", "vessel", "na", "n/a", "unknown", "tbc", "nil"})
"""What stands in the field of the name when the ship is not named."""
_TITLE: Final = 300
"""Characters of a text in which its own number and year stand."""
_USUAL_PRECISION_KM: Final = 1.9


def recognise(head: bytes, name: str) -> str | None:
    return "api_json" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[") and _OURS.search(head) else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    return parsing.json_records(file, "incidents", REQUIRED)


def read(fields: Fields, format_id: str) -> Draft:
    """The text's day and time count where they differ from the fields' (see `facts/when.py`): the fields are typed by hand."""
    stated, created = fields.take_text("utcDateOfIncident"), fields.take_text("utcDateCreated")
    if stated is None:
        raise BadRecord("no_date", "the record has no utcDateOfIncident")
    occurred_on, occurred_at = parsing.moment(stated)
    created_on, created_at = parsing.moment(created) if created else (occurred_on, None)
    latitude, longitude = parsing.position(fields.take_number("locationLatitude"), fields.take_number("locationLongitude"))
    place, narrative = _text(fields, "place"), fields.take_text("otherDetails") or ""
    said = {
        "act": _text(fields, "incidentTypeName"),
        "vessel_name": _name(fields),
        "vessel_type": _text(fields, "vesselType"),
        "crew_held": _text(fields, "crewHeld"),
        "vessel_taken": _text(fields, "dateVesselTaken"),
        "under_pirate_control": _text(fields, "vesselUnderPirateControl"),
        "place": place,
    }
    # How the service shows the record, and what other fields say, too.
    fields.ignore("sitecoreId", "pinColour", "incidentTypeLevel", "locationLatitudeDDDMMSS", "locationLongitudeDDDMMSS", "region")
    fields.ignore("hideFromTicker", "extendTickerTime")
    return Draft(
        native_ref=_reference(fields, narrative, created_on.year),
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        time_precision="minute" if occurred_at else "day",
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.precision_km(latitude, longitude, _USUAL_PRECISION_KM),
        published_at=created_at,
        place=place,
        narrative=narrative,
        said={role: text for role, text in said.items() if text},
    )


def _reference(fields: Fields, narrative: str, year: int) -> str:
    """Number and year, as 2026-078: numbers begin again each year. The year is that of the text's "078-26", else of its creation."""
    number, issuer = fields.take_number("incidentNumber"), _text(fields, "incidentIssuer") or "UKMTO"
    if number is None or not number.is_integer():
        raise BadRecord("no_reference", f"incidentNumber {number} is no whole number")
    if (titled := re.search(rf"(?<!\d)0*{number:.0f}-(\d\d)(?!\d)", narrative[:_TITLE])) is not None:
        year = 2000 + int(titled[1])
    reference = f"{year}-{number:03.0f}"
    return reference if issuer.upper() == "UKMTO" else f"{issuer}-{reference}"


def _name(fields: Fields) -> str | None:
    name = _text(fields, "vesselName")
    return None if name is None or name.strip(" .,-").casefold() in _NO_NAME else name


def _text(fields: Fields, name: str) -> str | None:
    """The value as text without blanks at its ends; "false" and 0 are nothing here."""
    value = fields.take_any(name)
    if isinstance(value, bool):
        return "yes" if value else None
    text = (fields.take_text(name) or "").strip()
    return None if text in ("", "0") else text
