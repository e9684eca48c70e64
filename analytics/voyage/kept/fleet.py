"""Several voyages at once: what lies ahead of each ship, which is worst, and how many hours nobody watches.

Only what lies ahead counts: a leg that a ship has left says nothing of what may happen to her.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analytics.voyage import sentences
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.expected import Expected, total_of
from analytics.voyage.route.legs import Passage

Stage = Literal["planned", "under way", "arrived"]


@dataclass(frozen=True, eq=False)
class FleetVoyage:
    """A kept voyage as it stands at `now`. `passage` is None where its plan cannot be sailed any more, for the `reason`; `assessment` is
    None there too, and of a ship that has arrived."""

    voyage_id: str
    name: str
    ship: str
    now: datetime
    passage: Passage | None = None
    assessment: VoyageAssessment | None = None
    reason: str = ""

    @property
    def stage(self) -> Stage:
        if self.passage is None or self.passage.departure > self.now:
            return "planned"
        return "under way" if self.passage.arrival > self.now else "arrived"

    @property
    def ahead(self) -> tuple[LegAssessment, ...]:
        """The legs that the ship has not left yet."""
        return tuple(leg for leg in self.assessment.legs if leg.leg.end > self.now) if self.assessment else ()

    @property
    def next_strait(self) -> LegAssessment | None:
        """The strait that the ship is in, or comes to next."""
        return next((leg for leg in self.ahead if leg.leg.is_strait), None)

    @property
    def worst(self) -> LegAssessment | None:
        """The known leg ahead with most harm expected; None where nothing ahead is known."""
        return max((leg for leg in self.ahead if not leg.is_unknown), key=lambda leg: leg.harm, default=None)

    @property
    def hours_ahead(self) -> float:
        return sum(self._hours(leg) for leg in self.ahead)

    @property
    def unknown_hours(self) -> float:
        """Hours ahead in waters of which nothing is known."""
        return sum(self._hours(leg) for leg in self.ahead if leg.is_unknown)

    @property
    def expected(self) -> Expected | None:
        """What is expected on the known legs ahead; a leg under way counts whole."""
        return total_of([leg.expected for leg in self.ahead if leg.expected and not leg.is_unknown])

    @property
    def likely(self) -> str:
        """As `sentences.percent_on_the_way`, of what lies ahead."""
        if self.expected is None:
            return "unknown" if self.ahead else ""
        return f"{'at least ' if self.unknown_hours else ''}{sentences.percent(self.expected.at_least_one)}"

    def _hours(self, leg: LegAssessment) -> float:
        return (leg.leg.end - max(leg.leg.start, self.now)).total_seconds() / 3600


def most_pressing_first(voyages: Iterable[FleetVoyage]) -> tuple[FleetVoyage, ...]:
    """Most harm ahead first; then those of which most hours are unknown; voyages that cannot be assessed before both, arrived ones last."""
    return tuple(
        sorted(
            voyages,
            key=lambda voyage: (
                voyage.stage == "arrived",
                voyage.assessment is not None,
                -(voyage.worst.harm if voyage.worst else 0.0),
                -voyage.unknown_hours,
                voyage.name,
            ),
        )
    )


def answer(voyages: Sequence[FleetVoyage], changed: int | None) -> str:
    """How many voyages, the worst leg ahead of any, the hours nobody knows, and how many changed; None: nothing to compare with."""
    sailing = [voyage for voyage in voyages if voyage.stage != "arrived"]
    if not sailing:
        return f"{_many(len(voyages))} kept, none planned or under way: all ships have arrived."
    failed = sum(voyage.assessment is None for voyage in sailing)
    first = f"{_many(len(sailing))}, {sum(voyage.stage == 'under way' for voyage in sailing):,} under way"
    parts = [f"{first}.", _worst(sailing), _unknown(sailing)]
    if failed:
        parts.append(f"{failed:,} cannot be assessed as planned.")
    if changed is not None:
        parts.append("Nothing changed since the day before." if not changed else f"{changed:,} changed since the day before.")
    return " ".join(filter(None, parts))


def _many(number: int) -> str:
    return "1 voyage" if number == 1 else f"{number:,} voyages"


def _worst(voyages: Sequence[FleetVoyage]) -> str:
    known = [(voyage, voyage.worst) for voyage in voyages if voyage.worst]
    if not known:
        return "No leg ahead is known."
    voyage, leg = max(known, key=lambda pair: pair[1].harm if pair[1] else 0.0)
    assert leg and leg.expected
    level = f", {leg.level.title.lower()}" if leg.level else ""
    likely = sentences.probability_in_words(leg.expected.at_least_one)
    return (
        f"Worst known leg ahead: {voyage.ship or voyage.name} in {leg.leg.title} ({sentences.leg_times(leg.leg)}{level}); {likely} that an "
        "incident to any ship is recorded near her during that time."
    )


def _unknown(voyages: Sequence[FleetVoyage]) -> str:
    unknown, hours = sum(voyage.unknown_hours for voyage in voyages), sum(voyage.hours_ahead for voyage in voyages)
    if not unknown:
        return f"All {hours:,.0f} hours ahead are in watched waters."
    return f"{max(1, round(unknown)):,} of {hours:,.0f} hours ahead are in waters of which nothing is known: unknown, not calm."
