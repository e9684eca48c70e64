"""IMB's live piracy map: a JSON array of markers as the plugin WP Go Maps gives them, with the report's text in a field of its own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson

from data_pipeline.coordinates import take_position
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

FORMS: Final = {
    "markers_json": Form(
        telling=("custom_field_data", "lat", "lng"),
        required=("id", "lat", "lng", "custom_field_data"),
        others=("title", "description", "categories", "category"),
        is_table=False,
        list_name="markers",
    )
}
_ACT_OF_CATEGORY: Final = {"1": "Attempted", "2": "Boarded", "3": "Fired upon", "4": "Hijacked", "5": "Suspicious"}
_SITREP, _NUMBER = "sitrep", "incidentnumber"
_BEGINNING: Final = re.compile(
    r"\s{0,9}(\d{1,2})\.(\d{1,2})\.(\d{4})\s?[:;,]?\s?(?:(\d{2}):?(\d{2})\s?(?:hrs\s?)?(UTC|GMT)\b)?", re.IGNORECASE
)
"""`05.03.2026: 0230 UTC: Posn: ...`; a time without UTC is the ship's own."""
_PLACE: Final = re.compile(r"\bPosn?\b.{0,60}?\d\s?[EW]\b[ ,.:;]{0,4}([^.\n]{3,120})[.\n]", re.IGNORECASE)
"""What stands between the position and the end of its sentence."""
_USUAL_PRECISION_KM: Final = 1.9
_LONGEST_REFERENCE: Final = 40

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one marker says. Raises BadRecord where its text does not begin with a day: offices and advice are markers too."""
    custom = _custom_fields(fields.take_any("custom_field_data"))
    narrative = custom.get(_SITREP) or fields.take_text("description") or ""
    # The text is in one of them, and the other repeats it or is empty.
    fields.ignore("description")
    occurred_on, occurred_at = _read_when(narrative)
    position = take_position(fields, "lat", "lng")
    place = _place_in(narrative)
    act = next(filter(None, map(_ACT_OF_CATEGORY.get, _categories(fields))), None)
    # How the map shows the marker.
    fields.ignore(
        "map_id", "address", "pic", "link", "icon", "anim", "infoopen", "approved", "retina", "type", "did", "sticky", "other_data",
        "gallery", "layergroup", "hover_icon", "hover_retina",
    )  # fmt: skip
    return Draft(
        native_ref=_read_reference(fields, custom.get(_NUMBER), occurred_on),
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        time_precision="minute" if occurred_at else "day",
        latitude=position.latitude,
        longitude=position.longitude,
        # The text states minutes of arc, whatever the decimals that were made of them look like.
        position_precision_km=None if position.latitude is None else _USUAL_PRECISION_KM,
        place=place,
        narrative=narrative,
        field_texts={role: text for role, text in (("act", act), ("place", place)) if text},
        issues=list(position.issues),
    )


def _custom_fields(value: Any) -> dict[str, str]:
    """The fields that the centre has added to the plugin's, by their names' letters. The plugin gives a list, or its JSON as text."""
    if isinstance(value, str):
        try:
            value = orjson.loads(value) if value.strip() else []
        except orjson.JSONDecodeError:
            raise BadRecord("wrong_type", "custom_field_data is text but not JSON") from None
    if not isinstance(value, list | None):
        raise BadRecord("wrong_type", f"custom_field_data holds {type(value).__name__}, not a list")
    custom: dict[str, str] = {}
    for entry in value or []:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            # Taken as any other field, so that its HTML becomes text.
            text = (Fields(entry).take_text("value") or "").strip()
            custom.setdefault(re.sub(r"[^a-z]", "", entry["name"].lower()), text)
    return custom


def _read_when(narrative: str) -> tuple[date, datetime | None]:
    match = _BEGINNING.match(narrative)
    if match is None:
        raise BadRecord("no_date", "the text does not begin with a day such as 05.03.2026")
    try:
        day = date(int(match[3]), int(match[2]), int(match[1]))
        moment = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), tzinfo=UTC) if match[4] else None
    except ValueError:
        raise BadRecord("bad_date", f"{match.group().strip()[:40]!r} is not a date and time") from None
    return day, moment


def _read_reference(fields: Fields, number: str | None, day: date) -> str:
    """The centre's number, with its year, since numbers begin anew; the marker's own id where there is none."""
    marker, title = fields.take_text("id"), fields.take_text("title")
    number = number or next(iter(re.findall(r"\b\d{1,3}-\d{2,4}\b", title or "")), "")
    number = " ".join(number.split())
    if number and len(number) <= _LONGEST_REFERENCE and number.isprintable():
        years = "|".join(f"{year}|{year % 100:02d}" for year in range(day.year - 1, day.year + 2))
        return number if re.search(rf"\d[-/](?:{years})$|^(?:{years})[-/]\d", number) else f"{day.year}-{number}"
    if not marker:
        raise BadRecord("no_reference", "the marker has neither a number nor an id")
    return f"marker-{marker.strip()[:_LONGEST_REFERENCE]}"


def _categories(fields: Fields) -> list[str]:
    """The ids of the marker's categories: a list in newer versions of the plugin, words with commas or a number in older ones."""
    stated = [fields.take_any("categories"), fields.take_any("category")]
    parts = [part for value in stated for part in (value if isinstance(value, list) else str(value or "").split(","))]
    return [str(part).strip() for part in parts]


def _place_in(narrative: str) -> str | None:
    match = _PLACE.search(narrative[:400])
    return match[1].strip(" ,") if match else None
