"""What passes between the steps: raw records, drafts, and the codes for warnings and quarantine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

QUARANTINE_REASONS: Final[dict[str, str]] = {
    "no_reference": "The record has no reference of its own.",
    "no_date": "No day of the event in field or text.",
    "bad_date": "The date cannot be read.",
    "date_before_1900": "The date lies before 1900.",
    "date_in_future": "The date lies more than one day after the file landed.",
    "bad_position": "Latitude or longitude is not a number or out of range.",
    "wrong_type": "A field holds another type than the format states.",
    "too_long": "A field holds more than 200,000 characters.",
    "not_a_record": "The element is not a record.",
}

ISSUE_CODES: Final[dict[str, str]] = {
    "date_conflict_near": "Text and field differ by one to three days; the text's day is kept when it is explicit.",
    "date_conflict_month": "Text and field differ by about a month.",
    "date_conflict_far": "Text and field differ by more.",
    "reference_year_differs": "The reference's year is not the event's year.",
    "position_conflict": "The text's position lies more than 25 km from the fields'.",
    "position_conflict_far": "The text's position lies more than 500 km from the fields'.",
    "position_sign_flip": "The field has the wrong hemisphere; the text's position is kept.",
    "position_malformed": "The text holds a position that cannot be read.",
    "position_default": "The position is a placeholder.",
    "position_reference_only": "The text says that the position is for reference only.",
    "on_land": "The position lies more than 10 km inland.",
    "no_sea_region": "The position lies in no sea region.",
    "text_missing": "The report has no text.",
    "text_repaired": "Broken characters or OCR slips were repaired.",
    "text_damaged": "Broken characters remain that cannot be repaired with certainty.",
    "text_all_caps": "The text is all in capitals.",
    "control_characters": "Control characters were removed.",
    "imo_invalid": "An IMO number fails its check digit.",
    "imo_conflict": "Field and text state different IMO numbers.",
    "field_contradiction": "A field and the text state different facts; see `why`.",
}


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it stands in a landed file.

    `locator` is its place in the file (0-based index for JSON, 1-based record number for CSV),
    `fields` its content by name. `broken` carries (reason, message) when it is not a record at all.
    """

    locator: str
    fields: dict[str, Any]
    broken: tuple[str, str] | None = None


@dataclass(slots=True)
class Draft:
    """What a source's adapter reads out of one raw record, before text, geography and history.

    `said` holds the words of the source's own fields by role (`hostility`, `victim`, `act`, `vessel_type`,
    `vessel_status`, `vessel_name`, `flag`, `category`, `place`, ...), which look-ups and rules turn into codes.
    `facts` holds facts the source already states in our codes (column name to value); they win over text.
    """

    native_ref: str
    occurred_on: date | None = None
    occurred_at: datetime | None = None
    time_precision: str = "day"
    latitude: float | None = None
    longitude: float | None = None
    position_precision_km: float | None = None
    reported_at: datetime | None = None
    published_at: datetime | None = None
    nga_subregion: str | None = None
    source_url: str | None = None
    place: str | None = None
    narrative: str = ""
    said: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Why:
    """One decision: which rule gave which value, on what evidence (the words that matched)."""

    fact: str
    value: str
    rule: str
    evidence: str


@dataclass(slots=True)
class Facts:
    """Everything read from a draft's fields and text. Names are those of the report table."""

    occurred_on: date | None = None
    occurred_at: datetime | None = None
    time_precision: str = "day"
    latitude: float | None = None
    longitude: float | None = None
    position_precision_km: float | None = None
    position_basis: str = "none"
    category: str = "other"
    also: list[str] = field(default_factory=list)
    cyber_subtype: str | None = None
    act: str | None = None
    severity: int | None = None
    severity_basis: list[str] = field(default_factory=list)
    vessel_name: str | None = None
    imo_number: int | None = None
    vessel_type: str | None = None
    flag: str | None = None
    vessel_status: str = "unknown"
    attackers: int | None = None
    attackers_max: int | None = None
    weapons: list[str] = field(default_factory=lambda: ["not_stated"])
    crew_harm: list[str] = field(default_factory=list)
    stolen: list[str] = field(default_factory=list)
    reported_to_authority: bool | None = None
    in_port: bool = False
    narrative: str = ""
    issues: list[str] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)
