"""IMO GISIS, module on piracy and armed robbery: the CSV export of a signed-in user.

The export is not valid UTF-8: the degree sign is a broken byte in every position, and texts have more of them.
About half of the records state no position.
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
from data_pipeline.sources.imo_gisis.angles import degrees

REQUIRED: Final = ("Date", "Ship Name", "Latitude", "Longitude", "Incident details")
"""Columns without which a file is no export."""

ORDER: Final = "(order in dates)"
"""Field that `parse` adds to records of files with dates such as 05/01/2024: what the file as a whole shows."""

_COLUMNS: Final = (
    *REQUIRED, "Ship Type", "IMO No.", "Area", "Boarded?", "Consequences for crew etc", "Action taken by master/crew", "Reported?",
    "Reported to...", "Reporting State", "Coastal State Action Taken", "MSC/Circ", "Reference", "ID", "Time", "Flag",
)  # fmt: skip
_ALSO: Final = {"imonumber": "IMO No.", "imo": "IMO No.", "referenceno": "Reference", "shipflag": "Flag", "flagstate": "Flag"}
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_KNOWN: Final = {_NOT_LETTERS.sub("", name.casefold()): name for name in _COLUMNS} | _ALSO

_NOTHING: Final = frozenset({"na", "n/a", "nil", "none", "no information", "no information available", "not stated", "unknown", ""})
_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0"})
_IDENTITY: Final = ("Date", "Ship Name", "IMO No.", "Latitude", "Longitude", "Incident details")
_RECAAP_CATEGORY: Final = re.compile(r"\[\s*cat(?:egory)?\.?\s*([1-4])\s*\]", re.IGNORECASE)
_LONGEST_REFERENCE: Final = 60
_DAMAGED_SHARE: Final = 0.05
"""Broken bytes that may stand among the characters: a short record with its two degree signs holds about one in forty."""
_USUAL_PRECISION_KM: Final = 1.9


def recognise(head: bytes, name: str) -> str | None:
    columns = {_column(heading) for heading in parsing.csv_header(head)}
    return "export_csv" if {"Ship Name", "Incident details", "Action taken by master/crew"} <= columns else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    records = list(parsing.csv_records(file, REQUIRED, _column, _DAMAGED_SHARE))
    order = dates.order_of(file.name, (str(record.fields.get("Date", "")) for record in records))
    for record in records:
        yield record if record.broken else replace(record, fields={**record.fields, ORDER: order})


def read(fields: Fields, format_id: str) -> Draft:
    """The reference is the record's own where the export has a column for it, else its day and a hash of its content."""
    identity = "\x1f".join(re.sub(r"[^a-z0-9]", "", str(fields.take_any(name) or "").casefold()) for name in _IDENTITY)
    stated_day = _text(fields, "Date")
    if stated_day is None:
        raise BadRecord("no_date", "the record has no date")
    day_text, clock = dates.split_time(stated_day)
    occurred_on = dates.day(day_text, fields.take_text(ORDER) or dates.DAY_FIRST)
    latitude, longitude, issues = _position(fields)
    told, contradicted = _reported(fields)
    place, narrative = _text(fields, "Area"), _narrative(fields)
    # Who passed it to the IMO, what the state did later, and the circular that listed it.
    fields.ignore("Reporting State", "Coastal State Action Taken", "MSC/Circ")
    return Draft(
        native_ref=_reference(fields) or f"{occurred_on.isoformat()}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}",
        occurred_on=occurred_on,
        latitude=latitude,
        longitude=longitude,
        position_precision_km=parsing.precision_km(latitude, longitude, _USUAL_PRECISION_KM),
        place=place,
        narrative=narrative,
        said=_said(fields, clock, place),
        facts={**told, **_severity(narrative)},
        issues=issues + contradicted,
    )


def _column(heading: str) -> str:
    """The known name of a column by the letters of its heading, else the heading."""
    return _KNOWN.get(_NOT_LETTERS.sub("", heading.casefold()), heading.strip())


def _text(fields: Fields, name: str) -> str | None:
    text = (fields.take_text(name) or "").strip()
    return None if text.strip(" .-*").casefold() in _NOTHING else text


def _reference(fields: Fields) -> str | None:
    references = (_text(fields, "Reference"), _text(fields, "ID"))
    reference = next((" ".join(one.split()) for one in references if one), None)
    if reference is not None and (len(reference) > _LONGEST_REFERENCE or "\ufffd" in reference):
        raise BadRecord("no_reference", f"{reference[:40]!r} is not a reference")
    return reference


def _position(fields: Fields) -> tuple[float | None, float | None, list[str]]:
    """Both coordinates or none; where they stand but cannot be read, a warning: half of the records have none at all."""
    stated = _text(fields, "Latitude"), _text(fields, "Longitude")
    latitude, longitude = degrees(stated[0] or "", "NS", 90), degrees(stated[1] or "", "EW", 180)
    if latitude is None or longitude is None:
        return None, None, ["position_malformed"] if any(stated) else []
    return latitude, longitude, []


def _reported(fields: Fields) -> tuple[dict[str, bool], list[str]]:
    """Whether a coastal authority was told; nothing where "no" stands beside the name of one."""
    answer, receiver = (_text(fields, "Reported?") or "").casefold(), _text(fields, "Reported to...")
    if answer in _YES or (receiver and answer not in _NO):
        return {"reported_to_authority": True}, []
    if answer in _NO:
        return ({}, ["field_contradiction"]) if receiver else ({"reported_to_authority": False}, [])
    return {}, []


def _narrative(fields: Fields) -> str:
    """Details, consequences and action, each once, as sentences."""
    parts: list[str] = []
    for name in ("Incident details", "Consequences for crew etc", "Action taken by master/crew"):
        part = _text(fields, name)
        if part and not any(part in earlier for earlier in parts):
            parts.append(part if part.endswith((".", "!", "?", "]", ")")) else f"{part}.")
    return "\n".join(parts)


def _severity(narrative: str) -> dict[str, object]:
    """ReCAAP's category where the text carries it over, as in "[Category 3]"."""
    found = _RECAAP_CATEGORY.search(narrative)
    return {"severity": int(found[1]), "severity_basis": [f"recaap_category={found[1]}"]} if found else {}


def _said(fields: Fields, clock: str | None, place: str | None) -> dict[str, str]:
    boarded = _text(fields, "Boarded?")
    act = "boarded" if (boarded or "").casefold() in _YES else "attempted" if (boarded or "").casefold() in _NO else boarded
    imo = _text(fields, "IMO No.")
    said = {
        "vessel_name": _text(fields, "Ship Name"),
        "vessel_type": _text(fields, "Ship Type"),
        "imo": imo and imo.removesuffix(".0"),
        "flag": _text(fields, "Flag"),
        "act": act,
        "time": _text(fields, "Time") or clock,
        "place": place,
    }
    return {role: text for role, text in said.items() if text}
