"""MDAT-GoG's map of occurrences: a GeoJSON collection of points, each with a type, a text and a ship."""

from __future__ import annotations

from typing import Any, Final

from data_pipeline import parsing
from data_pipeline.advisories.model import Notice, mark_as_advisory, moment_of
from data_pipeline.coordinates import take_position
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

FORMS: Final = {
    "points_geojson": Form(
        telling=("serial", "gdh", "occurrenceType"),
        required=("serial", "gdh", "description", "occurrenceType"),
        others=(
            "title", "location", "locationDetail", "severity", "vessel", "isAlert", "isAdvisory", "reporter", "verifier", "lastModified",
        ),
        is_table=False,
        list_name="features",
    )
}  # fmt: skip
_EMPTY_WORDS: Final = frozenset({"nil", "none", "n/a", "na", "not stated", "unknown", "null", "tbc", "not reported", ""})
_USUAL_PRECISION_KM: Final = 1.9

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one occurrence says; its reference is the centre's `serial`."""
    reference = _take_text(fields, "serial")
    if reference is None:
        raise BadRecord("no_reference", "the record has no serial")
    stated = fields.take_text("gdh")
    if stated is None:
        raise BadRecord("no_date", "the record has no gdh")
    occurred_on, occurred_at = parsing.parse_moment(stated)
    position = take_position(fields, "Y", "X")
    place = ", ".join(filter(None, (_take_text(fields, "locationDetail"), _take_text(fields, "location")))) or None
    field_texts = {"act": _label(fields.take_any("occurrenceType")), "place": place, **_vessel_texts(fields.take_any("vessel"))}
    # The centre's own scale, how the map shows the point, and who handled it: names of people are not kept.
    fields.ignore("severity", "isAlert", "reporter", "verifier", "lastModified", "id")
    draft = Draft(
        native_ref=reference,
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        time_precision="minute" if occurred_at else "day",
        latitude=position.latitude,
        longitude=position.longitude,
        position_precision_km=parsing.precision_km(position.latitude, position.longitude, _USUAL_PRECISION_KM),
        place=place,
        narrative=_compose_narrative(fields),
        field_texts={role: text for role, text in field_texts.items() if text},
        issues=list(position.issues),
    )
    if fields.take_any("isAdvisory") is not True:
        return draft
    title = _take_text(fields, "title") or f"MDAT-GoG advisory {reference}"
    return mark_as_advisory(draft, Notice("advisory", title, moment_of(occurred_on, occurred_at)))


def _take_text(fields: Fields, name: str) -> str | None:
    text = (fields.take_text(name) or "").strip()
    return None if text.strip(" .-").casefold() in _EMPTY_WORDS else text


def _label(value: Any) -> str | None:
    """The words of a type, which is an object with a label, or the label alone."""
    if isinstance(value, dict):
        return _take_text(Fields(value), "label")
    return _take_text(Fields({"label": value}), "label")


def _vessel_texts(value: Any) -> dict[str, str | None]:
    """The ship's fields by role; none where no ship is named."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRecord("wrong_type", f"field 'vessel' holds {type(value).__name__}, not an object")
    vessel = Fields(value)
    kind = value.get("type")
    return {
        "vessel_name": _take_text(vessel, "name"),
        "vessel_type": _label(kind),
        "flag": _label(value.get("flag")),
        "imo": _take_text(vessel, "imo"),
    }


def _compose_narrative(fields: Fields) -> str:
    """The title, where the text does not begin with it, and the text."""
    title, text = _take_text(fields, "title"), _take_text(fields, "description")
    if title and text and not text.casefold().startswith(title.casefold()[:40]):
        return f"{title if title.endswith(('.', '!', '?')) else f'{title}.'}\n{text}"
    return text or title or ""
