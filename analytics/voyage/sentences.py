"""A voyage in words: one answer for the first screen, and what each leg's row says."""

from __future__ import annotations

from typing import Final

from analytics.coverage.region_watch import RegionWatch
from analytics.describe.words import join_words
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.chance import chance_in_words, rate_in_words
from analytics.voyage.ground import DENSITY_YEARS, STALE_DAYS
from analytics.voyage.legs import Leg, Passage
from analytics.voyage.sky import moon_in_words
from warehouse.contract.dates import day_in_words, short_moment

METHOD: Final = (
    "Expected is how many incidents of any ship the sources will record in the corridor while this ship passes: the forecast of *Regional "
    "risk* for each sea region, per day, times the days in the leg, times the share of the region's incidents that falls into the corridor "
    f"by the density of the last {DENSITY_YEARS} years. Its 80% interval holds the forecast's uncertainty and the share's. The level is "
    "that of the whole region, by the published thresholds. A leg whose waters nobody has watched for "
    f"{STALE_DAYS} days has no level and no expected number; its hours are unknown and lower no total.",
    "The figure with unreported incidents divides the expected number by the share that the sources compared on *Reporting gap* hold, "
    "region by region, where the data carry an estimate.",
    "Day and night are by the sun at the ship's position; night begins at sunset. Times are UTC.",
)


def answer(assessment: VoyageAssessment) -> str:
    """The worst leg, how likely an incident is beside it, and the hours of which nothing is known."""
    worst, unknown, hours = assessment.worst, assessment.unknown_hours, assessment.passage.hours
    gaps = f"{unknown:,.0f} of {hours:,.0f} hours are in waters nobody watches: unknown, not calm."
    if worst is None:
        return f"Nothing can be said of this voyage now: all {hours:,.0f} hours are in waters nobody watches. {_on_record(assessment)}"
    level = f", {worst.level.title.lower()}" if worst.level else ""
    likely = probability_in_words(worst.expected.at_least_one) if worst.expected else ""
    first = f"Worst leg: {worst.leg.title} ({leg_times(worst.leg)}{level}); {likely} that an incident is recorded beside the ship there."
    if unknown:
        return f"{first} {gaps}"
    return f"{first} All {hours:,.0f} hours are in watched waters."


def _on_record(assessment: VoyageAssessment) -> str:
    worst = assessment.worst_on_record
    days = {leg.evidence.until for leg in assessment.legs if leg.evidence.until}
    if not days:
        return "Nobody ever watched them."
    until = f"In the last year watched, to {day_in_words(max(days))}"
    if worst is None:
        return f"{until}, none was recorded along the way."
    return f"{until}, {assessment.recorded:,} incidents were recorded along the way, most in {worst.leg.title} ({worst.evidence.year})."


def leg_times(leg: Leg) -> str:
    """`1 Dec 2026, 06:00 to 08:23, by night`; both days where they differ."""
    end = f"{leg.end:%H:%M}" if leg.start.date() == leg.end.date() else short_moment(leg.end)
    return f"{short_moment(leg.start)} to {end}{_light(leg)}"


def _light(leg: Leg) -> str:
    if leg.night_hours < leg.hours / 20:
        return ", by day"
    if leg.night_hours > leg.hours * 19 / 20:
        return f", by night, {moon_in_words(leg.moon)}"
    return ""


def probability_in_words(probability: float) -> str:
    """`a chance of 5%`, `less than 1%`."""
    if probability < 0.01:
        return "less than 1% likely"
    return f"{probability:.0%} likely" if probability < 0.99 else "more than 99% likely"


def voyage_in_words(passage: Passage) -> str:
    """`Singapore, SG to Rotterdam, NL, 8,376 nm, 1 Dec 2026 to 28 Dec 2026`."""
    ends = [passage.route.waypoints[place].name for place in (0, -1)]
    times = f"{short_moment(passage.departure)} to {short_moment(passage.arrival)} UTC"
    return f"{ends[0]} to {ends[1]}, {passage.route.length_nm:,.0f} nm at {passage.speed_kn:g} knots, {times}"


def why_state(leg: LegAssessment, watch: RegionWatch | None) -> str:
    """What stands behind a leg's state: who watched, or since when nobody does."""
    if leg.state == "not_watched":
        until = leg.evidence.until
        return f"Nobody has watched since {day_in_words(until)}." if until else "Nobody has ever watched."
    return watch.who_watched if watch else ""


def chance_sentence(leg: LegAssessment) -> str:
    """The chance that this passage meets a grave incident, where ships are counted; empty elsewhere."""
    if leg.chance is None:
        return ""
    ungraded = f"; {leg.chance.ungraded} of unknown severity counted like the others" if leg.chance.ungraded else ""
    return (
        f"{leg.leg.title}: {rate_in_words(leg.chance)}; the chance that one passage meets an incident of CAT 1 or 2 is "
        f"{chance_in_words(leg.chance)}, with an 80% interval{ungraded}."
    )


def unreported_sentence(assessment: VoyageAssessment) -> str:
    """The expected number with what no source records, as a second figure; or which legs' data carry no such figure."""
    known = [leg for leg in assessment.legs if leg.expected and not leg.is_unknown]
    if not known:
        return ""
    sums, without = [0.0, 0.0, 0.0], []
    for leg in known:
        share = leg.gap.unreported if leg.gap else None
        mean = leg.expected.mean if leg.expected else 0.0
        if share is None:
            without.append(leg.leg.title)
        for place, part in enumerate((share.share, share.low, share.high) if share else (0.0, 0.0, 0.0)):
            sums[place] += mean / max(1 - part, 0.01)
    plain = sum(leg.expected.mean for leg in known if leg.expected)
    missing = f" No estimate of what goes unreported is possible for {join_words(without)}; these count as recorded." if without else ""
    return (
        f"Recorded incidents expected along the known legs: {_number(plain)}. With those that no source records: {_number(sums[0])} "
        f"(between {_number(sums[1])} and {_number(sums[2])}).{missing}"
    )


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
