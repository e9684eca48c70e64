"""Named measures of incidents and what each counts. Their SQL is in `measures.sql`, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `code` is its column, `title` is displayed, `unit` and `definition` explain it."""

    code: str
    title: str
    unit: str
    definition: str


MEASURES: Final[dict[str, Measure]] = {
    measure.code: measure
    for measure in (
        Measure("incidents", "Incidents", "incidents", "Real events, each counted once however many bodies report it."),
        Measure("boarded", "Boarded or taken", "incidents", "Attackers boarded or seized the ship, or abducted people from it."),
        Measure(
            "armed",
            "Armed attackers",
            "incidents",
            "A weapon of any kind is mentioned. Reports that say nothing about weapons do not count.",
        ),
        Measure(
            "crew_harmed",
            "Crew harmed",
            "incidents",
            "At least one crew member was threatened, held, kidnapped, injured or killed, or is missing.",
        ),
        Measure(
            "severe",
            "Severe",
            "incidents",
            "Severity 1 or 2: ReCAAP's CAT 1 and CAT 2, and the same levels by consequence where ReCAAP has no category. Incidents of "
            "unknown severity do not count.",
        ),
    )
}
