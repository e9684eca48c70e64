"""UKMTO's service: a JSON array of warnings and advisories, revised in place."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline import parsing
from data_pipeline.coordinates import take_position
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

FORMS: Final = {
    "api_json": Form(
        telling=("utcDateOfIncident",),
        required=(
            "incidentNumber", "utcDateCreated", "utcDateOfIncident", "incidentTypeName", "locationLatitude", "locationLongitude",
            "otherDetails",
        ),
        others=("incidentIssuer", "place", "vesselName", "vesselType", "crewHeld", "dateVesselTaken", "vesselUnderPirateControl"),
        is_table=False,
        list_name="incidents",
    )
}  # fmt: skip
_NO_NAME: Final = frozenset({"", "merchant", "merchant vessel", "tanker", "cargo", "vessel", "na", "n/a", "unknown", "tbc", "nil"})
"""What the name field contains when the ship is not named."""
_HEADING_LENGTH: Final = 300
"""Characters of a text that may contain its own number and year."""
_USUAL_PRECISION_KM: Final = 1.9

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. Where day and time in the text differ from the fields, which are typed by hand, the text usually
    wins (see `facts/place_and_time/dates.py`)."""
    stated, created = fields.take_text("utcDateOfIncident"), fields.take_text("utcDateCreated")
    if stated is None:
        raise BadRecord("no_date", "the record has no utcDateOfIncident")
    occurred_on, occurred_at = parsing.parse_moment(stated)
    created_on, created_at = parsing.parse_moment(created) if created else (occurred_on, None)
    position = take_position(fields, "locationLatitude", "locationLongitude")
    place, narrative = _take_text(fields, "place"), fields.take_text("otherDetails") or ""
    field_texts = {
        "act": _take_text(fields, "incidentTypeName"),
        "vessel_name": _read_vessel_name(fields),
        "vessel_type": _take_text(fields, "vesselType"),
        "crew_held": _take_text(fields, "crewHeld"),
        "vessel_taken": _take_text(fields, "dateVesselTaken"),
        "under_pirate_control": _take_text(fields, "vesselUnderPirateControl"),
        "place": place,
    }
    # How the service displays the record, and what other fields already say.
    fields.ignore("sitecoreId", "pinColour", "incidentTypeLevel", "locationLatitudeDDDMMSS", "locationLongitudeDDDMMSS", "region")
    fields.ignore("hideFromTicker", "extendTickerTime")
    return Draft(
        native_ref=_read_reference(fields, narrative, created_on.year),
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        time_precision="minute" if occurred_at else "day",
        latitude=position.latitude,
        longitude=position.longitude,
        position_precision_km=parsing.precision_km(position.latitude, position.longitude, _USUAL_PRECISION_KM),
        published_at=created_at,
        place=place,
        narrative=narrative,
        field_texts={role: text for role, text in field_texts.items() if text},
        issues=list(position.issues),
    )


def _read_reference(fields: Fields, narrative: str, year: int) -> str:
    """Number and year, such as 2026-078, since numbers restart every year. The year is that of "078-26" in the text, else of creation."""
    number, issuer = fields.take_number("incidentNumber"), _take_text(fields, "incidentIssuer") or "UKMTO"
    # JSON gives 78 or 78.0.
    if number is None or not number.is_integer():
        raise BadRecord("no_reference", f"incidentNumber {number} is not a whole number")
    if (titled := re.search(rf"(?<!\d)0*{number:.0f}-(\d\d)(?!\d)", narrative[:_HEADING_LENGTH])) is not None:
        year = 2000 + int(titled[1])
    reference = f"{year}-{number:03.0f}"
    return reference if issuer.upper() == "UKMTO" else f"{issuer}-{reference}"


def _read_vessel_name(fields: Fields) -> str | None:
    name = _take_text(fields, "vesselName")
    return None if name is None or name.strip(" .,-").casefold() in _NO_NAME else name


def _take_text(fields: Fields, name: str) -> str | None:
    """The value as text, stripped; the service writes false and 0 where it has no value."""
    value = fields.take_any(name)
    if isinstance(value, bool):
        return "yes" if value else None
    text = (fields.take_text(name) or "").strip()
    return None if text in ("", "0") else text
