"""The data set Crime at Sea: IMB incidents, 1993 to 2020, one CSV file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord

COLUMNS: Final = (
    "date",
    "time",
    "longitude",
    "latitude",
    "attack_type",
    "location_description",
    "attack_description",
    "vessel_name",
    "vessel_status",
)
_USUAL_PRECISION_KM: Final = 1.9
_ROLES: Final = {
    "attack_type": "act",
    "vessel_name": "vessel_name",
    "vessel_type": "vessel_type",
    "vessel_status": "vessel_status",
    "time": "time",
}
# Never change these: every record's reference, and with it links and decisions, would change.
_IDENTITY: Final = ("date", "time", "longitude", "latitude", "location_description", "attack_type", "vessel_name", "attack_description")


def recognise(head: bytes, name: str) -> str | None:
    """The format, from three columns that together no other source has."""
    return "data_set_csv" if {"attack_type", "attack_description", "vessel_status"} <= set(parsing.csv_header(head)) else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    """The records of the CSV file. Raises BrokenFile."""
    return parsing.csv_records(file, COLUMNS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. The data set has no references: a record is identified by its date and a hash of its content."""
    identity = "\x1f".join(str(fields.take_any(name) or "").strip() for name in _IDENTITY)
    stated_day = _take_text(fields, "date")
    if stated_day is None:
        raise BadRecord("no_date", "the record has no date")
    occurred_on = parsing.parse_day(stated_day)
    latitude, longitude = parsing.check_position(_take_number(fields, "latitude"), _take_number(fields, "longitude"))
    field_texts = {role: text.strip() for name, role in _ROLES.items() if (text := _take_text(fields, name))}
    place = _take_text(fields, "location_description")
    # The authors of the data set derived these from the position; we derive our own in the same way for every source.
    fields.ignore("nearest_country", "eez_country", "shore_distance", "shore_longitude", "shore_latitude", "data_source")
    return Draft(
        native_ref=f"{occurred_on.isoformat()}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}",
        occurred_on=occurred_on,
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.precision_km(latitude, longitude, _USUAL_PRECISION_KM),
        place=place.strip() if place else None,
        narrative=_take_text(fields, "attack_description") or "",
        field_texts={**field_texts, "place": place.strip()} if place else field_texts,
    )


def _take_text(fields: Fields, name: str) -> str | None:
    text = fields.take_text(name)
    return None if text is None or text.strip() == "NA" else text


def _take_number(fields: Fields, name: str) -> float | None:
    return None if fields.take_any(name) == "NA" else fields.take_number(name)
