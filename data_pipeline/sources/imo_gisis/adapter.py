"""IMO GISIS, piracy and armed robbery module: the CSV export of a signed-in user.

The export is not valid UTF-8: the degree sign in every position is a stray byte, and the texts contain more.
About half the records give no position.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord
from data_pipeline.sources.imo_gisis import dates
from data_pipeline.sources.imo_gisis.angles import parse_angle

REQUIRED: Final = ("Date", "Ship Name", "Latitude", "Longitude", "Incident details")
"""Columns that every export has."""

ORDER: Final = "(order in dates)"
"""Field that `parse` adds to every record: the order of day and month in dates such as 05/01/2024, which only the whole file shows."""

_COLUMNS: Final = (
    *REQUIRED, "Ship Type", "IMO No.", "Area", "Boarded?", "Consequences for crew etc", "Action taken by master/crew", "Reported?",
    "Reported to...", "Reporting State", "Coastal State Action Taken", "MSC/Circ", "Reference", "ID", "Time", "Flag",
)  # fmt: skip
# Headings that some exports use instead, by their letters.
_ALTERNATIVE_HEADINGS: Final = {
    "imonumber": "IMO No.",
    "imo": "IMO No.",
    "referenceno": "Reference",
    "shipflag": "Flag",
    "flagstate": "Flag",
}
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_COLUMN_BY_LETTERS: Final = {_NOT_LETTERS.sub("", name.casefold()): name for name in _COLUMNS} | _ALTERNATIVE_HEADINGS

_EMPTY_WORDS: Final = frozenset({"na", "n/a", "nil", "none", "no information", "no information available", "not stated", "unknown", ""})
_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0"})
# Never change these: every record's reference, and with it links and decisions, would change.
_IDENTITY: Final = ("Date", "Ship Name", "IMO No.", "Latitude", "Longitude", "Incident details")
_RECAAP_CATEGORY: Final = re.compile(r"\[\s*cat(?:egory)?\.?\s*([1-4])\s*\]", re.IGNORECASE)
_MAX_REFERENCE_LENGTH: Final = 60
_DAMAGED_SHARE: Final = 0.05
"""Undecodable bytes allowed among the characters: a short record with its two degree signs has about one in forty."""
_USUAL_PRECISION_KM: Final = 1.9


def recognise(head: bytes, name: str) -> str | None:
    """The format, from three columns that together no other source has."""
    columns = {_column_name(heading) for heading in parsing.csv_header(head)}
    return "export_csv" if {"Ship Name", "Incident details", "Action taken by master/crew"} <= columns else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    """The records, each with the order of its dates. Holds the whole file, since the order may show only in the last record."""
    records = list(parsing.csv_records(file, REQUIRED, _column_name, _DAMAGED_SHARE))
    order = dates.infer_date_order(file.name, (str(record.fields.get("Date", "")) for record in records))
    for record in records:
        yield record if record.broken else replace(record, fields={**record.fields, ORDER: order})


def read(fields: Fields, format_id: str) -> Draft:
    """What one record says. Its reference is its own where the export has a column for it, else its day and a hash of its content."""
    identity = "\x1f".join(re.sub(r"[^a-z0-9]", "", str(fields.take_any(name) or "").casefold()) for name in _IDENTITY)
    stated_day = _take_text(fields, "Date")
    if stated_day is None:
        raise BadRecord("no_date", "the record has no date")
    day_text, clock = dates.split_time(stated_day)
    occurred_on = dates.parse_day(day_text, fields.take_text(ORDER) or dates.DAY_FIRST)
    latitude, longitude, issues = _read_position(fields)
    reported, contradictions = _read_reported(fields)
    place, narrative = _take_text(fields, "Area"), _compose_narrative(fields)
    # Who forwarded it to the IMO, what the coastal state did later, and the circular that listed it.
    fields.ignore("Reporting State", "Coastal State Action Taken", "MSC/Circ")
    return Draft(
        native_ref=_read_reference(fields) or f"{occurred_on.isoformat()}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}",
        occurred_on=occurred_on,
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.precision_km(latitude, longitude, _USUAL_PRECISION_KM),
        place=place,
        narrative=narrative,
        field_texts=_read_field_texts(fields, clock, place),
        facts={**reported, **_find_severity(narrative)},
        issues=issues + contradictions,
    )


def _column_name(heading: str) -> str:
    """The known column whose heading has the same letters, else the heading: exports differ in case, blanks and dots."""
    return _COLUMN_BY_LETTERS.get(_NOT_LETTERS.sub("", heading.casefold()), heading.strip())


def _take_text(fields: Fields, name: str) -> str | None:
    text = (fields.take_text(name) or "").strip()
    return None if text.strip(" .-*").casefold() in _EMPTY_WORDS else text


def _read_reference(fields: Fields) -> str | None:
    references = (_take_text(fields, "Reference"), _take_text(fields, "ID"))
    reference = next((" ".join(candidate.split()) for candidate in references if candidate), None)
    if reference is not None and (len(reference) > _MAX_REFERENCE_LENGTH or "\ufffd" in reference):
        raise BadRecord("no_reference", f"{reference[:40]!r} is not a reference")
    return reference


def _read_position(fields: Fields) -> tuple[float | None, float | None, list[str]]:
    """Both coordinates or neither, and a warning where they are given but cannot be read."""
    stated = _take_text(fields, "Latitude"), _take_text(fields, "Longitude")
    latitude, longitude = parse_angle(stated[0] or "", "NS", 90), parse_angle(stated[1] or "", "EW", 180)
    if latitude is None or longitude is None:
        return None, None, ["position_malformed"] if any(stated) else []
    return latitude, longitude, []


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
