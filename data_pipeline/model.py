"""What passes between the steps: raw records, drafts, and the codes for warnings and quarantine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from warehouse.contract.issues import ISSUE_CODES as ISSUE_CODES
from warehouse.contract.issues import QUARANTINE_REASONS as QUARANTINE_REASONS


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
    reporter: str | None = None
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
