"""Named measures of incidents: what each counts, in words. Their SQL stands in `sql/measures.sql`, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `code` is its column, `title` is shown, `unit` and `definition` explain it."""

    code: str
    title: str
    unit: str
    definition: str


MEASURES: Final[dict[str, Measure]] = {
    measure.code: measure
    for measure in (
        Measure("incidents", "Incidents", "incidents", "Real events, however many bodies report each."),
        Measure("boarded", "Boarded or taken", "incidents", "Attackers got aboard, took the ship, or took people off it."),
        Measure(
            "armed", "Armed attackers", "incidents", "A weapon of any kind is named. Reports that are silent about weapons do not count."
        ),
        Measure(
            "crew_harmed", "Crew harmed", "incidents", "At least one of the crew was threatened, held, taken, hurt, killed or is missing."
        ),
        Measure(
            "severe",
            "Severe",
            "incidents",
            "ReCAAP CAT 1 or CAT 2, or the ship was struck or seized, for which ReCAAP has no category. Others whose severity is not "
            "known do not count.",
        ),
    )
}
