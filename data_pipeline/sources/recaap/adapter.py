"""ReCAAP ISC's incident map: a JSON array of incidents, or one page of them under `content`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord

REQUIRED: Final = ("timeOfIncident", "positionLatitude", "positionLongitude", "incidentType")
_OURS: Final = re.compile(rb'"positionLatitude"\s*:|"timeOfIncident"\s*:')
_NOTHING: Final = frozenset({"nil", "none", "n/a", "na", "not stated", "unknown", "null", ""})
_NEGATION: Final = re.compile(r"no(?:t|thing|ne)?\b", re.IGNORECASE)
_CATEGORY: Final = re.compile(r"\bcat(?:egory)?\.?\s*([1-4])\b", re.IGNORECASE)
_USUAL_PRECISION_KM: Final = 1.9


def recognise(head: bytes, name: str) -> str | None:
    """By its own field names: a JSON array as such could be anybody's."""
    starts = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return "map_json" if starts in (b"[", b"{") and _OURS.search(head) else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    return parsing.json_records(file, "content", REQUIRED)


def read(fields: Fields, format_id: str) -> Draft:
    """The reference is the centre's `id`; its `incidentNo` stands beside it and may be missing."""
    number = _text(fields, "incidentNo")
    reference = _text(fields, "id") or number
    if reference is None:
        raise BadRecord("no_reference", "the record has neither id nor incidentNo")
    stated = fields.take_text("timeOfIncident")
    if stated is None:
        raise BadRecord("no_date", "the record has no timeOfIncident")
    occurred_on, occurred_at = parsing.moment(stated)
    latitude, longitude = parsing.position(fields.take_number("positionLatitude"), fields.take_number("positionLongitude"))
    place = _text(fields, "positionSeaName")
    act, severity = _kind(_text(fields, "incidentType"))
    said = {
        "reference": number,
        "vessel_name": _text(fields, "shipName"),
        "vessel_type": _text(fields, "shipType"),
        "flag": _text(fields, "shipFlag"),
        "act": act,
        "place": place,
    }
    return Draft(
        native_ref=reference,
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        time_precision="minute" if occurred_at else "day",
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.rounding_km(latitude, longitude, _USUAL_PRECISION_KM),
        place=place,
        narrative=_narrative(fields),
        said={role: text for role, text in said.items() if text},
        facts={} if severity is None else {"severity": severity, "severity_basis": [f"recaap_category={severity}"]},
    )


def _text(fields: Fields, name: str) -> str | None:
    text = (fields.take_text(name) or "").strip()
    return None if text.strip(" .-").casefold() in _NOTHING else text


def _kind(stated: str | None) -> tuple[str | None, int | None]:
    """The act in words, and the severity where a category is stated. Actual incidents and those with a category are boardings."""
    if stated is None:
        return None, None
    category = _CATEGORY.search(stated)
    if category is not None:
        return "boarded", int(category[1])
    return ("boarded" if stated.casefold().startswith("actual") else stated), None


def _narrative(fields: Fields) -> str:
    """Description and method, then what was taken and damaged, each once, as sentences."""
    parts: list[str] = []
    for name, sentence in (
        ("incidentCaseDescription", "{}."),
        ("detailsAttackMethod", "{}."),
        ("detailsStolenCargo", "{} stolen."),
        ("detailsDamages", "Damage: {}."),
    ):
        part = _text(fields, name)
        if part and not any(part in earlier for earlier in parts):
            whole = part.endswith((".", "!", "?")) or _NEGATION.match(part)
            parts.append(part if whole else sentence.format(part))
    return "\n".join(parts)
