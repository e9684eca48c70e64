"""IMO GISIS, piracy and armed robbery module: the CSV export of a signed-in user, or the same records as JSON.

The export is not valid UTF-8: the degree sign in every position is a stray byte, and the texts contain more. About half the records
give no position.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from data_pipeline import parsing
from data_pipeline.coordinates import position_of
from data_pipeline.errors import BadRecord
from data_pipeline.facts.vessel.names import names_no_ship
from data_pipeline.fields import Fields
from data_pipeline.files import reading
from data_pipeline.files.days import split_time
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft

_REQUIRED: Final = ("Date", "Ship Name", "Latitude", "Longitude", "Incident details")
_TELLING: Final = ("Ship Name", "Incident details", "Action taken by master/crew")
_OTHERS: Final = (
    "Ship Type", "IMO No.", "Area", "Boarded?", "Consequences for crew etc", "Reported?", "Reported to...", "Reporting State",
    "Coastal State Action Taken", "MSC/Circ", "Reference", "ID", "Time", "Flag",
)  # fmt: skip
# Headings that some exports use instead, by their letters.
_ALSO_WRITTEN: Final = {
    "imonumber": "IMO No.",
    "imo": "IMO No.",
    "referenceno": "Reference",
    "shipflag": "Flag",
    "flagstate": "Flag",
}
FORMS: Final = {
    "export_csv": Form(_TELLING, _REQUIRED, _OTHERS, day_names=("Date",), also_written=_ALSO_WRITTEN),
    "records_json": Form(_TELLING, _REQUIRED, _OTHERS, is_table=False, day_names=("Date",), also_written=_ALSO_WRITTEN),
}
_EMPTY_WORDS: Final = frozenset({"na", "n/a", "nil", "none", "no information", "no information available", "not stated", "unknown", ""})
_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0"})
_RECAAP_CATEGORY: Final = re.compile(r"\[\s*cat(?:egory)?\.?\s*([1-4])\s*\]", re.IGNORECASE)
_MAX_REFERENCE_LENGTH: Final = 60
_USUAL_PRECISION_KM: Final = 1.9

recognise, parse = reading.functions_for(FORMS)


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. Its reference is its own where the export has a column for it, else its day and a hash of its ship."""
    stated_day = _take_text(fields, "Date")
    if stated_day is None:
        raise BadRecord("no_date", "the record has no date")
    day_text, clock = split_time(stated_day)
    occurred_on = parsing.parse_day(day_text, "Date")
    position = position_of(_take_text(fields, "Latitude"), _take_text(fields, "Longitude"))
    reported, contradictions = _read_reported(fields)
    place, narrative = _take_text(fields, "Area"), _compose_narrative(fields)
    # Who forwarded it to the IMO, what the coastal state did later, and the circular that listed it.
    fields.ignore("Reporting State", "Coastal State Action Taken", "MSC/Circ")
    return Draft(
        native_ref=_read_reference(fields) or f"{occurred_on.isoformat()}-{_identity(fields)}",
        occurred_on=occurred_on,
        latitude=position.latitude,
        longitude=position.longitude,
        position_precision_km=parsing.precision_km(position.latitude, position.longitude, _USUAL_PRECISION_KM),
        place=place,
        narrative=narrative,
        field_texts=_read_field_texts(fields, clock, place),
        facts={**reported, **_find_severity(narrative)},
        issues=position.issues + contradictions,
    )


def _take_text(fields: Fields, name: str) -> str | None:
    text = (fields.take_text(name) or "").strip()
    return None if text.strip(" .-*").casefold() in _EMPTY_WORDS else text


def _identity(fields: Fields) -> str:
    """Eight hex digits of the ship's name; of the details where no ship is named.

    Nothing else of a record counts, so that a later export which fills in or corrects a field is a revision. Never change this: every
    record's reference, and with it links and decisions, would change.
    """
    name = _take_text(fields, "Ship Name") or ""
    telling = fields.take_any("Incident details") if names_no_ship(name) else name
    letters = re.sub(r"[^a-z0-9]", "", str(telling or "").casefold())
    return hashlib.sha256(letters.encode()).hexdigest()[:8]


def _read_reference(fields: Fields) -> str | None:
    references = (_take_text(fields, "Reference"), _take_text(fields, "ID"))
    reference = next((" ".join(candidate.split()) for candidate in references if candidate), None)
    if reference is not None and (len(reference) > _MAX_REFERENCE_LENGTH or "\ufffd" in reference):
        raise BadRecord("no_reference", f"{reference[:40]!r} is not a reference")
    return reference


def _read_reported(fields: Fields) -> tuple[dict[str, bool], list[str]]:
    """Whether a coastal authority was informed; left open, with a warning, where "no" stands beside the name of one."""
    answer, receiver = (_take_text(fields, "Reported?") or "").casefold(), _take_text(fields, "Reported to...")
    if answer in _YES or (receiver and answer not in _NO):
        return {"reported_to_authority": True}, []
    if answer in _NO:
        return ({}, ["field_contradiction"]) if receiver else ({"reported_to_authority": False}, [])
    return {}, []


def _compose_narrative(fields: Fields) -> str:
    """Details, consequences and action, each once and as sentences."""
    parts: list[str] = []
    for name in ("Incident details", "Consequences for crew etc", "Action taken by master/crew"):
        part = _take_text(fields, name)
        if part and not any(part in earlier for earlier in parts):
            parts.append(part if part.endswith((".", "!", "?", "]", ")")) else f"{part}.")
    return "\n".join(parts)


def _find_severity(narrative: str) -> dict[str, object]:
    """ReCAAP's category where the text quotes it, as in "[Category 3]"."""
    match = _RECAAP_CATEGORY.search(narrative)
    if match is None:
        return {}
    return {"severity": int(match[1]), "severity_basis": [f"recaap_category={match[1]}"], "severity_scale": "recaap"}


def _read_field_texts(fields: Fields, clock: str | None, place: str | None) -> dict[str, str]:
    boarded = _take_text(fields, "Boarded?")
    act = "boarded" if (boarded or "").casefold() in _YES else "attempted" if (boarded or "").casefold() in _NO else boarded
    imo = _take_text(fields, "IMO No.")
    field_texts = {
        "vessel_name": _take_text(fields, "Ship Name"),
        "vessel_type": _take_text(fields, "Ship Type"),
        # Spreadsheets turn the number into a decimal.
        "imo": imo and imo.removesuffix(".0"),
        "flag": _take_text(fields, "Flag"),
        "act": act,
        "time": _take_text(fields, "Time") or clock,
        "place": place,
    }
    return {role: text for role, text in field_texts.items() if text}
