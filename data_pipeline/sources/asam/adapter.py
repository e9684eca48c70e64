"""ASAM in its three formats: NGA's API (JSON), NGA's export (CSV), the ArcGIS hub's export (CSV)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord

API_FIELDS: Final = ("reference", "date", "latitude", "longitude", "hostility", "victim", "description")
EXPORT_COLUMNS: Final = ("reference", "date", "position", "navArea", "subreg", "hostility", "victim", "description")
ARCGIS_COLUMNS: Final = (
    "X",
    "Y",
    "reference",
    "dateofocc",
    "subreg",
    "hostility_d",
    "victim_d",
    "description",
    "hostilitytype_l",
    "victim_l",
)
_REFERENCE: Final = re.compile(r"\d{4}-\d{1,5}")
_API_START: Final = re.compile(rb'(?:\s|\xef\xbb\xbf)*+\{\s*"asam"')
_USUAL_PRECISION_KM: Final = 1.9
"""A minute of arc."""


def recognise(head: bytes, name: str) -> str | None:
    """The format, from the API's opening or from the CSV header: files are renamed, so names are not relied on."""
    if _API_START.match(head):
        return "api_json"
    columns = set(parsing.csv_header(head))
    if set(EXPORT_COLUMNS) <= columns:
        return "export_csv"
    return "arcgis_csv" if {"X", "Y", "reference", "hostility_d"} <= columns else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    """The records of a file in any of the three formats. Raises BrokenFile."""
    if format_id == "api_json":
        return parsing.json_records(file, "asam", API_FIELDS)
    return parsing.csv_records(file, EXPORT_COLUMNS if format_id == "export_csv" else ARCGIS_COLUMNS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. Raises BadRecord when it has no reference of the form 2024-15."""
    reference = (fields.take_text("reference") or "").strip()
    if not _REFERENCE.fullmatch(reference):
        raise BadRecord("no_reference", f"{reference[:40]!r} is not a reference of the form 2024-15")
    stated_day = fields.take_text("dateofocc" if format_id == "arcgis_csv" else "date")
    latitude, longitude = _read_position(fields, format_id)
    field_texts = _read_field_texts(fields, format_id)
    fields.ignore("OBJECTID", "navArea", "navarea")
    return Draft(
        native_ref=reference,
        occurred_on=parsing.parse_day(stated_day) if stated_day else None,
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.precision_km(latitude, longitude, _USUAL_PRECISION_KM),
        nga_subregion=(fields.take_text("subreg") or "").strip() or None,
        narrative=fields.take_text("description") or "",
        field_texts=field_texts,
    )


def _read_position(fields: Fields, format_id: str) -> tuple[float | None, float | None]:
    if format_id == "export_csv":
        stated = fields.take_text("position")
        return parsing.parse_dms_position(stated) if stated else (None, None)
    if format_id == "arcgis_csv":
        # The hub reprojected to whole metres and back: from the fifth decimal on it is noise.
        latitude, longitude = fields.take_number("Y"), fields.take_number("X")
        rounded = (None if latitude is None else round(latitude, 4), None if longitude is None else round(longitude, 4))
        return parsing.check_position(*rounded)
    # The API also gives the position as text, in the same degrees.
    fields.ignore("position")
    return parsing.check_position(fields.take_number("latitude"), fields.take_number("longitude"))


def _read_field_texts(fields: Fields, format_id: str) -> dict[str, str]:
    if format_id == "arcgis_csv":
        # The hub has the words and their codes; the codes help where the words are empty.
        names = {"hostility_d": "hostility", "victim_d": "victim", "hostilitytype_l": "hostility_code", "victim_l": "victim_code"}
    else:
        names = {"hostility": "hostility", "victim": "victim"}
    return {role: text.strip() for name, role in names.items() if (text := fields.take_text(name))}
