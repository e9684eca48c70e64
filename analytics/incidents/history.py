"""The history of an incident: when it happened, was told, was published, landed, and what was changed from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby, pairwise
from typing import Any, Final

from warehouse.contract.codes import Code
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.contract.link_codes import VERDICT
from warehouse.contract.taxonomy import CODE_LISTS, SEVERITY

COMPARED: Final[dict[str, str]] = {
    "occurred_on": "day",
    "occurred_at": "time",
    "latitude": "latitude",
    "longitude": "longitude",
    "place": "place",
    "sea_region": "sea region",
    "category": "category",
    "act": "act",
    "severity": "severity",
    "vessel_name": "ship's name",
    "imo_number": "IMO number",
    "vessel_type": "type of ship",
    "flag": "flag",
    "vessel_status": "ship's status",
    "attackers": "attackers",
    "weapons": "weapons",
    "crew_harm": "harm to the crew",
    "stolen": "loot",
    "reported_to_authority": "authority told",
    "narrative": "text",
}
"""The facts of a report that are compared from revision to revision, and their names in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that a revision changed: from what to what, in words; empty where nothing was or is stated."""

    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline. `moment` is UTC; `exact` is False where only the day is known."""

    moment: datetime
    exact: bool
    title: str
    who: str
    changes: tuple[Change, ...] = ()


def timeline(
    incident: Mapping[str, Any], revisions: Sequence[Mapping[str, Any]], decisions: Iterable[Mapping[str, Any]] = ()
) -> tuple[Event, ...]:
    """Everything with a date about an incident, oldest first.

    `revisions` are rows of `queries.card.history`, `decisions` rows of `queries.links.decisions_on`. Days without a time stand
    before the hours of that day.
    """
    events: list[Event] = []
    if incident["occurred_on"] is not None:
        events.append(_event(incident["occurred_at"], incident["occurred_on"], "Happened", "by the best of its reports"))
    for _, group in groupby(revisions, key=lambda row: row["report_id"]):
        events += _of_report(list(group), incident)
    for one in decisions:
        verdict = VERDICT[one["verdict"]].title if one["verdict"] in VERDICT else str(one["verdict"])
        standing = "" if one["state"] == "in_force" else " (no longer in force)"
        events.append(Event(_utc(one["made_at"]), True, f"Decided: {verdict.lower()}{standing}", f"{one['who']}: {one['why']}"))
    return tuple(sorted(events, key=lambda event: (event.moment, event.exact)))


def _of_report(revisions: list[Mapping[str, Any]], incident: Mapping[str, Any]) -> list[Event]:
    first, last = revisions[0], revisions[-1]
    who = f"{last['source_title'] or last['source']}, {last['native_ref']}"
    events = []
    if last["occurred_on"] is not None and last["occurred_on"] != incident["occurred_on"]:
        events.append(_event(last["occurred_at"], last["occurred_on"], "Happened, as this report dates it", who))
    for column, title in (("reported_at", "Told to the reporting body"), ("published_at", "Published")):
        if last[column] is not None:
            events.append(Event(_utc(last[column]), True, title, who))
    events.append(Event(_utc(first["landed_at"]), True, "First seen here", who))
    for before, after in pairwise(revisions):
        found = changes(before, after)
        if after["change"] == "confirmed" and not found:
            events.append(Event(_utc(after["landed_at"]), True, "Confirmed by another file format", who))
        else:
            events.append(Event(_utc(after["landed_at"]), True, "Revised", who, found))
    return events


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The facts in which two revisions of a report differ, in the order of COMPARED."""
    return tuple(
        Change(title, said(column, before[column]), said(column, after[column]))
        for column, title in COMPARED.items()
        if before[column] != after[column]
    )


def said(column: str, value: Any) -> str:
    """A fact's value in words; empty where nothing is stated."""
    if value is None or value == [] or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "severity":
        return SEVERITY[value].title
    if isinstance(value, datetime):
        return f"{moment_in_words(_utc(value))} UTC"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".") + "°"
    codes = CODE_LISTS.get("weapon" if column == "weapons" else column, {})
    words = [_title(codes, str(one)) for one in value] if isinstance(value, list) else [_title(codes, str(value))]
    return ", ".join(words)


def _title(codes: Mapping[str, Code], code: str) -> str:
    return codes[code].title if code in codes else code


def _event(moment: datetime | None, day: date, title: str, who: str) -> Event:
    return Event(_utc(moment) if moment else datetime.combine(day, time.min, UTC), moment is not None, title, who)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
