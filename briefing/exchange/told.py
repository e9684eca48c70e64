"""What is told of one incident in every exchange format: lasting id, times, a sentence, the facts, and where it was published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from briefing.exports.rows import ExportRows
from warehouse.contract.dates import day_in_words
from warehouse.contract.exchange.names import shared_id
from warehouse.contract.link_codes import MEMBERS
from warehouse.contract.taxonomy import CATEGORY, CYBER_SUBTYPE

Row = dict[str, Any]

FACTS: Final = (
    "occurred_on", "occurred_at", "time_precision", "latitude", "longitude", "position_precision_km", "sea_region", "area", "country",
    "waters", "category", "also", "cyber_subtype", "act", "severity", "severity_scale", "vessel_name", "imo_number", "vessel_type", "flag",
    "vessel_status", "place", "status", "report_count",
)  # fmt: skip
"""The columns of the table `incidents` that are told; who reported is not among them."""

_CONFIDENCE: Final = {"1": 90, "2": 70, "3": 50, "4": 30, "5": 10}
"""Admiralty credibility on STIX's scale of confidence (STIX 2.1, appendix A); what cannot be judged (6) has none."""


@dataclass(frozen=True, slots=True)
class Told:
    """One incident. `facts` are by column, without those that are not known; `confidence` from 0 to 100, None where it cannot be judged."""

    id: UUID
    created: datetime
    modified: datetime
    mark: str
    title: str
    facts: dict[str, Any]
    labels: tuple[str, ...]
    confidence: int | None
    attributions: tuple[str, ...]
    publications: tuple[dict[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An incident that does not stand any more."""

    id: UUID
    created: datetime
    modified: datetime
    mark: str


def told_incidents(rows: ExportRows) -> Iterator[Told]:
    """The incidents of `rows`, one at a time."""
    equal: Counter[str] = Counter()
    for batch in rows.batches:
        for row in batch.to_pylist():
            yield _told(row, equal, rows.about.simulated)


def withdrawn_incidents(rows: ExportRows) -> Iterator[Withdrawn]:
    """Those among `rows` that were withdrawn."""
    for row in rows.withdrawn:
        yield Withdrawn(shared_id("incident", row["incident_id"]), *_moments(row), row["tlp"])


def _told(row: Row, equal: Counter[str], simulated: bool) -> Told:
    facts = {name: _plain(row[name]) for name in FACTS if row[name] not in (None, [])}
    subtype = row["cyber_subtype"] or ""
    return Told(
        _lasting_id(row, facts, equal),
        *_moments(row),
        row["tlp"],
        f"{'SIMULATED: ' if simulated else ''}{_title(row)}",
        facts,
        tuple(filter(None, (row["category"], subtype.replace("_", "-"), "simulated" if simulated else ""))),
        _CONFIDENCE.get(row["credibility"]),
        tuple(row["attributions"] or ()),
        tuple(row["publications"] or ()),
    )


def _lasting_id(row: Row, facts: dict[str, Any], equal: Counter[str]) -> UUID:
    """From the incident's id. What only members report goes out coarsened under ids that change each time, so that files cannot be joined
    to anything narrower; there the id is that of what is told, counted where several incidents read the same."""
    if row["sources"] != [MEMBERS]:
        return shared_id("incident", row["incident_id"])
    words = json.dumps([facts, row["tlp"]], sort_keys=True)
    equal[words] += 1
    return shared_id("coarsened incident", words, equal[words])


def _moments(row: Row) -> tuple[datetime, datetime]:
    # A receiver refuses what was changed before it was made.
    return row["first_published_at"], max(row["first_published_at"], row["last_changed_at"])


def _title(row: Row) -> str:
    """`GNSS interference: Strait of Hormuz, 5 May 2026`."""
    what = CYBER_SUBTYPE[row["cyber_subtype"]].title if row["cyber_subtype"] in CYBER_SUBTYPE else CATEGORY[row["category"]].title
    day = row["occurred_on"]
    when = day_in_words(day) if day else "day not known"
    if row["time_precision"] == "month":
        when = when.partition(" ")[2]
    return f"{what}: {', '.join(filter(None, (row['place'] or row['sea_region_title'], when)))}"


def _plain(value: Any) -> Any:
    """Values as JSON has them: days and moments as ISO 8601."""
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def moment(value: datetime) -> str:
    """`2026-05-05T03:00:00.000Z`: to the millisecond, as STIX requires."""
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"


def without_nulls(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object without the members that are empty."""
    return {name: value for name, value in entries if value not in (None, "", [], ())}
