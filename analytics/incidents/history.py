"""The history of an incident: when it happened, was reported, published and received, and what each revision changed."""

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
    "severity_scale": "scale of severity",
    "vessel_name": "ship's name",
    "imo_number": "IMO number",
    "vessel_type": "type of ship",
    "flag": "flag",
    "vessel_status": "ship's status",
    "attackers": "attackers",
    "weapons": "weapons",
    "crew_harm": "harm to the crew",
    "stolen": "stolen items",
    "reported_to_authority": "reported to an authority",
    "narrative": "text",
}
"""The facts of a report that are compared from revision to revision, and their names in words."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that a revision changed, before and after, in words; empty where nothing is stated."""

    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One entry of a timeline. `moment` is UTC; `exact` is False where only the day is known."""

    moment: datetime
    exact: bool
    title: str
    who: str
    changes: tuple[Change, ...] = ()


def timeline(
    incident: Mapping[str, Any], revisions: Sequence[Mapping[str, Any]], decisions: Iterable[Mapping[str, Any]] = ()
) -> tuple[TimelineEvent, ...]:
    """Everything with a date about an incident, oldest first.

    `revisions` are rows of `queries.incident.report_history`, `decisions` rows of `queries.review.decisions_on`. An event known only by
    its day comes before those with a time on that day.
    """
    events: list[TimelineEvent] = []
    if incident["occurred_on"] is not None:
        events.append(_dated_event(incident["occurred_at"], incident["occurred_on"], "Happened", "according to its best report"))
    # Rows come report by report, as groupby needs them.
    for _, group in groupby(revisions, key=lambda row: row["report_id"]):
        events += _report_events(list(group), incident)
    for decision in decisions:
        verdict = VERDICT[decision["verdict"]].title if decision["verdict"] in VERDICT else str(decision["verdict"])
        standing = "" if decision["state"] == "in_force" else " (no longer in force)"
        events.append(
            TimelineEvent(
                _as_utc(decision["made_at"]), True, f"Decided: {verdict.lower()}{standing}", f"{decision['who']}: {decision['why']}"
            )
        )
    return tuple(sorted(events, key=lambda event: (event.moment, event.exact)))


def _report_events(revisions: list[Mapping[str, Any]], incident: Mapping[str, Any]) -> list[TimelineEvent]:
    first, last = revisions[0], revisions[-1]
    who = f"{last['source_title'] or last['source']}, {last['native_ref']}"
    events = []
    if last["occurred_on"] is not None and last["occurred_on"] != incident["occurred_on"]:
        events.append(_dated_event(last["occurred_at"], last["occurred_on"], "Happened, according to this report", who))
    for column, title in (("reported_at", "Reported to the body"), ("published_at", "Published")):
        if last[column] is not None:
            events.append(TimelineEvent(_as_utc(last[column]), True, title, who))
    events.append(TimelineEvent(_as_utc(first["landed_at"]), True, "First seen here", who))
    for before, after in pairwise(revisions):
        changed = changed_facts(before, after)
        # The same report in a second file format is stored as a revision; without a change it is a confirmation, not one.
        if after["change"] == "confirmed" and not changed:
            events.append(TimelineEvent(_as_utc(after["landed_at"]), True, "Confirmed by another file format", who))
        else:
            events.append(TimelineEvent(_as_utc(after["landed_at"]), True, _revision_title(before, after), who, changed))
    return events


def _revision_title(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if (before.get("notice") is None) != (after.get("notice") is None):
        return "Reported as an incident" if after.get("notice") is None else "Made an advisory by its body"
    if bool(before["withdrawn"]) == bool(after["withdrawn"]):
        return "Revised"
    return "Withdrawn by its body" if after["withdrawn"] else "Stated again after a withdrawal"


def changed_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The facts in which two revisions of a report differ, in the order of COMPARED."""
    return tuple(
        Change(title, fact_in_words(column, before[column]), fact_in_words(column, after[column]))
        for column, title in COMPARED.items()
        if before[column] != after[column]
    )


def fact_in_words(column: str, value: Any) -> str:
    """The value of a fact in words; empty where nothing is stated."""
    if value is None or value == [] or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "severity":
        return SEVERITY[value].title
    # Before date: a datetime is one too.
    if isinstance(value, datetime):
        return f"{moment_in_words(_as_utc(value))} UTC"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, float):
        # Only positions are fractions: four decimals are about ten metres.
        return f"{value:.4f}".rstrip("0").rstrip(".") + "°"
    # The one column whose code list is named in the singular.
    codes = CODE_LISTS.get("weapon" if column == "weapons" else column, {})
    words = [_code_title(codes, str(code)) for code in value] if isinstance(value, list) else [_code_title(codes, str(value))]
    return ", ".join(words)


def _code_title(codes: Mapping[str, Code], code: str) -> str:
    return codes[code].title if code in codes else code


def _dated_event(moment: datetime | None, day: date, title: str, who: str) -> TimelineEvent:
    return TimelineEvent(_as_utc(moment) if moment else datetime.combine(day, time.min, UTC), moment is not None, title, who)


def _as_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
