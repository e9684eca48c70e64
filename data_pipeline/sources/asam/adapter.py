"""ASAM in its forms: NGA's API (JSON), NGA's export (CSV), the ArcGIS hub's export (CSV) and its map (GeoJSON, Esri JSON)."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline import parsing
from data_pipeline.coordinates import StatedPosition, position_in_text, take_position
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

_HUB_FIELDS: Final = ("reference", "dateofocc", "subreg", "hostility_d", "victim_d", "description", "hostilitytype_l", "victim_l")
FORMS: Final = {
    "api_json": Form(
        telling=("reference", "hostility", "victim"),
        required=("reference", "date", "latitude", "longitude", "hostility", "victim", "description"),
        others=("position", "navArea", "subreg"),
        is_table=False,
        list_name="asam",
        day_names=("date",),
    ),
    "export_csv": Form(
        telling=("reference", "date", "position", "hostility"),
        required=("reference", "date", "position", "navArea", "subreg", "hostility", "victim", "description"),
        day_names=("date",),
    ),
    "arcgis_csv": Form(
        telling=("X", "Y", "reference", "hostility_d"), required=("X", "Y", *_HUB_FIELDS), others=("navarea",), day_names=("dateofocc",)
    ),
    "arcgis_json": Form(
        telling=("reference", "dateofocc", "hostility_d"),
        required=_HUB_FIELDS,
        others=("X", "Y", "navarea"),
        is_table=False,
        list_name="features",
        day_names=("dateofocc",),
    ),
}
_HUB: Final = ("arcgis_csv", "arcgis_json")
_REFERENCE: Final = re.compile(r"\d{4}-\d{1,5}")
_USUAL_PRECISION_KM: Final = 1.9
"""A minute of arc."""

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. Raises BadRecord when it has no reference of the form 2024-15."""
    reference = (fields.take_text("reference") or "").strip()
    if not _REFERENCE.fullmatch(reference):
        raise BadRecord("no_reference", f"{reference[:40]!r} is not a reference of the form 2024-15")
    stated_day = fields.take_text("dateofocc" if format_id in _HUB else "date")
    position = _read_position(fields, format_id)
    field_texts = _read_field_texts(fields, format_id)
    fields.ignore("OBJECTID", "navArea", "navarea")
    return Draft(
        native_ref=reference,
        occurred_on=parsing.parse_day(stated_day, "dateofocc" if format_id in _HUB else "date") if stated_day else None,
        latitude=position.latitude,
        longitude=position.longitude,
        position_precision_km=parsing.precision_km(position.latitude, position.longitude, _USUAL_PRECISION_KM),
        nga_subregion=(fields.take_text("subreg") or "").strip() or None,
        narrative=fields.take_text("description") or "",
        field_texts=field_texts,
        issues=list(position.issues),
    )


def _read_position(fields: Fields, format_id: str) -> StatedPosition:
    if format_id == "export_csv":
        stated = fields.take_text("position")
        return position_in_text(stated) if stated else StatedPosition()
    if format_id in _HUB:
        position = take_position(fields, "Y", "X")
        if position.latitude is None or position.longitude is None:
            return position
        # The hub reprojected to whole metres and back: from the fifth decimal on it is noise.
        return StatedPosition(round(position.latitude, 4), round(position.longitude, 4), position.issues)
    position = take_position(fields, "latitude", "longitude")
    # The API also gives the position as text, in the same degrees.
    stated = fields.take_text("position")
    return position_in_text(stated) if position.latitude is None and stated else position


def _read_field_texts(fields: Fields, format_id: str) -> dict[str, str]:
    if format_id in _HUB:
        # The hub has the words and their codes; the codes help where the words are empty.
        names = {"hostility_d": "hostility", "victim_d": "victim", "hostilitytype_l": "hostility_code", "victim_l": "victim_code"}
    else:
        names = {"hostility": "hostility", "victim": "victim"}
    return {role: text.strip() for name, role in names.items() if (text := fields.take_text(name))}
