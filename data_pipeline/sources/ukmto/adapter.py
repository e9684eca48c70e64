"""UKMTO's service: a JSON array of incidents and advisories, revised in place; the one may become the other."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline import parsing
from data_pipeline.advisories.model import Notice, mark_as_advisory, moment_of
from data_pipeline.advisories.references import number_of
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
_KINDS_OF_ADVISORY: Final = {
    "advisory": "advisory", "advice": "advisory", "warning": "warning", "navigational warning": "warning", "notice": "notice",
    "information": "notice", "general information": "notice", "product": "product", "guidance": "product", "weekly report": "product",
}  # fmt: skip
"""Types of records that are no incidents; all others are. UKMTO's warnings of incidents have the type of the deed, not this one."""
_CANCELLED: Final = ("cancelled", "canceled", "withdrawn")
_TITLED_ADVISORY: Final = re.compile(r"\bUKMTO ADVISORY\b", re.IGNORECASE)
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
    number, year, issuer = _read_number(fields, narrative, created_on.year)
    draft = Draft(
        native_ref=f"{year}-{number:03d}" if issuer == "UKMTO" else f"{issuer}-{year}-{number:03d}",
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
    if (kind := _kind_of_advisory(field_texts["act"], narrative)) is None:
        return draft
    title = f"{issuer} {kind} {number:03d}-{year % 100:02d}"
    issued_at = moment_of(created_on, created_at)
    notice = Notice(kind, f"{title}: {place}" if place else title, issued_at, number=number_of(number, year))
    return mark_as_advisory(draft, notice)


def _kind_of_advisory(type_name: str | None, narrative: str) -> str | None:
    """The kind of advisory that a record is, by its type, or by its heading where that names none; None for an incident."""
    name = " ".join((type_name or "").casefold().split())
    if name in _KINDS_OF_ADVISORY:
        return _KINDS_OF_ADVISORY[name]
    is_titled = _TITLED_ADVISORY.search(narrative[:_HEADING_LENGTH]) is not None
    return "advisory" if is_titled and (not name or name in _CANCELLED) else None


def _read_number(fields: Fields, narrative: str, year: int) -> tuple[int, int, str]:
    """Number, year and issuer, since numbers restart every year. The year is that of "078-26" in the text, else of creation."""
    number, issuer = fields.take_number("incidentNumber"), _take_text(fields, "incidentIssuer") or "UKMTO"
    # JSON gives 78 or 78.0.
    if number is None or not number.is_integer():
        raise BadRecord("no_reference", f"incidentNumber {number} is not a whole number")
    if (titled := re.search(rf"(?<!\d)0*{number:.0f}-(\d\d)(?!\d)", narrative[:_HEADING_LENGTH])) is not None:
        year = 2000 + int(titled[1])
    return int(number), year, "UKMTO" if issuer.upper() == "UKMTO" else issuer


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
