"""The data set Crime at Sea: IMB incidents, 1993 to 2020, one CSV file."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from data_pipeline import parsing
from data_pipeline.coordinates import position_of
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

# The authors of the data set derived these from the position; we derive our own in the same way for every source.
_DERIVED: Final = ("nearest_country", "eez_country", "shore_distance", "shore_longitude", "shore_latitude", "data_source")
FORMS: Final = {
    "data_set_csv": Form(
        telling=("attack_type", "attack_description", "vessel_status"),
        required=(
            "date", "time", "longitude", "latitude", "attack_type", "location_description", "attack_description", "vessel_name",
            "vessel_status",
        ),
        others=("vessel_type", *_DERIVED),
        day_names=("date",),
    )
}  # fmt: skip
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

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. The data set has no references: a record is identified by its date and a hash of its content."""
    identity = "\x1f".join(str(fields.take_any(name) or "").strip() for name in _IDENTITY)
    stated_day = _take_text(fields, "date")
    if stated_day is None:
        raise BadRecord("no_date", "the record has no date")
    occurred_on = parsing.parse_day(stated_day)
    position = position_of(_take_degrees(fields, "latitude"), _take_degrees(fields, "longitude"))
    field_texts = {role: text.strip() for name, role in _ROLES.items() if (text := _take_text(fields, name))}
    place = _take_text(fields, "location_description")
    fields.ignore(*_DERIVED)
    return Draft(
        native_ref=f"{occurred_on.isoformat()}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}",
        occurred_on=occurred_on,
        latitude=position.latitude,
        longitude=position.longitude,
        position_precision_km=parsing.precision_km(position.latitude, position.longitude, _USUAL_PRECISION_KM),
        place=place.strip() if place else None,
        narrative=_take_text(fields, "attack_description") or "",
        field_texts={**field_texts, "place": place.strip()} if place else field_texts,
        issues=list(position.issues),
    )


def _take_text(fields: Fields, name: str) -> str | None:
    text = fields.take_text(name)
    return None if text is None or text.strip() == "NA" else text


def _take_degrees(fields: Fields, name: str) -> Any:
    value = fields.take_any(name)
    return None if value == "NA" else value
