"""A voyage in words: one answer for the first screen, and what each leg's row says."""

from __future__ import annotations

from datetime import date
from typing import Final

from analytics.describe.words import join_words
from analytics.risk.results import STATE_TITLES
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.chance import chance_in_words, rate_in_words
from analytics.voyage.corridor import WAITING_NM
from analytics.voyage.ground import DENSITY_YEARS, HORIZONS, STALE_DAYS
from analytics.voyage.route.legs import Leg, Passage
from analytics.voyage.route.sky import moon_in_words
from warehouse.contract.dates import day_in_words, short_day, short_moment

METHOD: Final = (
    "Expected is how many incidents to any ship the sources will record in a leg's whole corridor during the hours that this ship spends "
    "in the leg. That is not the chance that she is attacked. It is the forecast of *Regional risk* for each sea region, per day, times "
    "the days in the leg, times the share of the region's incidents that falls into the corridor by the density of the last "
    f"{DENSITY_YEARS} years. Its 80% interval holds the forecast's uncertainty and the share's. The level is that of the whole region, by "
    "the published thresholds. The worst leg is the one with most harm expected: incidents weighted by severity. A leg whose waters nobody "
    f"has watched for {STALE_DAYS} days has no level and no expected number; its hours are unknown and lower no total.",
    "The figure with unreported incidents divides the expected number by the share that the sources compared on *Reporting gap* hold, "
    "region by region, where the data carry an estimate.",
    f"Where the ship waits is a leg of its own: what was recorded within {WAITING_NM:g} nm of the place belongs to it, and not to the legs "
    "before and after.",
    "Day and night are by the sun at the ship's position; night begins at sunset. Times are UTC.",
)


def answer(assessment: VoyageAssessment) -> str:
    """The worst leg, how likely an incident is beside it, and the hours of which nothing is known."""
    worst, unknown, hours = assessment.worst, assessment.whole_hours_unknown, assessment.passage.hours
    if worst is None:
        return f"Nothing can be said of this voyage: all {hours:,.0f} hours are in {_unknown_waters(assessment)}. {_on_record(assessment)}"
    level = f", {worst.level.title.lower()}" if worst.level else ""
    likely = probability_in_words(worst.expected.at_least_one) if worst.expected else ""
    first = (
        f"Worst {'known ' if unknown else ''}leg: {worst.leg.title} ({leg_times(worst.leg)}{level}); {likely} that an incident to any ship "
        f"is recorded within {assessment.plan.within_nm:g} nm of it meanwhile."
    )
    if unknown:
        return f"{first} {unknown:,} of {hours:,.0f} hours are in {_unknown_waters(assessment)}: unknown, not calm."
    return f"{first} All {hours:,.0f} hours are in watched waters."


def _unknown_waters(assessment: VoyageAssessment) -> str:
    if all(leg.state == "not_watched" for leg in assessment.legs if leg.is_unknown):
        return "waters nobody watches"
    return "waters that nobody watches, or whose record carries no forecast"


def limits_in_time(assessment: VoyageAssessment) -> str:
    """What the reader must know of the days judged: a departure that is past, legs beyond the forecast; empty for neither."""
    day, beyond = assessment.ground.day, assessment.beyond_forecast
    departed = assessment.passage.departure.date()
    past = f"Judged by incidents up to {day_in_words(day)}{_which_day(day, departed)}." if day >= departed else ""
    if not beyond:
        return past
    legs, are = ("1 leg ends", "is") if len(beyond) == 1 else (f"{len(beyond)} legs end", "are")
    return f"{past} {legs} after the {HORIZONS[-1]} days of the forecast, and {are} judged as if those days went on.".strip()


def _which_day(day: date, departed: date) -> str:
    return ", the day of departure" if day == departed else f"; the ship left on {day_in_words(departed)}"


def _on_record(assessment: VoyageAssessment) -> str:
    worst = assessment.worst_on_record
    days = {leg.evidence.until for leg in assessment.legs if leg.evidence.until}
    if not days:
        return "Nobody ever watched them."
    until = f"In the last year watched, to {day_in_words(max(days))}"
    if worst is None:
        return f"{until}, none was recorded along the route."
    return f"{until}, {assessment.recorded:,} incidents were recorded along the route, most in {worst.leg.title} ({worst.evidence.year})."


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


def leg_label(leg: LegAssessment) -> str:
    """`High · Incidents recorded · 1 Dec 2026, 06:00 to 08:23 UTC · 12 in the 12 months to 28 Nov 2026`, for the map."""
    until = leg.evidence.until
    recorded = f"{leg.evidence.year:,} in the 12 months to {short_day(until)}" if until else ""
    parts = (leg.known_level.title if leg.known_level else "", STATE_TITLES[leg.state], f"{leg_times(leg.leg)} UTC", recorded)
    return " · ".join(filter(None, parts))


def probability_in_words(probability: float) -> str:
    """`5% likely`, `less than 1% likely`."""
    return f"{percent(probability).replace('<', 'less than ').replace('>', 'more than ')} likely"


def percent(probability: float) -> str:
    """`5%`, `<1%`, `>99%`."""
    if probability < 0.01:
        return "<1%"
    return f"{probability:.0%}" if probability < 0.99 else ">99%"


def percent_on_the_way(assessment: VoyageAssessment) -> str:
    """The probability of an incident along the whole voyage: `12%`, `at least 12%` where hours are unknown, or `unknown`."""
    if assessment.expected is None:
        return "unknown"
    return f"{'at least ' if assessment.unknown_hours else ''}{percent(assessment.expected.at_least_one)}"


def voyage_in_words(passage: Passage) -> str:
    """`Singapore, SG to Rotterdam, NL, 8,376 nm, 1 Dec 2026 to 28 Dec 2026`."""
    ends = [passage.route.waypoints[place].name for place in (0, -1)]
    times = f"{short_moment(passage.departure)} to {short_moment(passage.arrival)} UTC"
    waits = sum(leg.hours for leg in passage.legs if leg.is_waiting)
    waiting = f", {waits:,.0f} h waiting" if waits else ""
    return f"{ends[0]} to {ends[1]}, {passage.route.length_nm:,.0f} nm at {passage.speed_kn:g} knots{waiting}, {times}"


def why_unknown(leg: LegAssessment) -> str:
    """Why nothing is known of a leg: since when nobody watches, or why there is no forecast."""
    if leg.state != "not_watched":
        return f"{leg.reason}."
    until = leg.evidence.until
    return f"Nobody has watched since {day_in_words(until)}." if until else "Nobody has ever watched."


def chance_sentence(leg: LegAssessment) -> str:
    """The chance that a passage meets a grave incident, where ships are counted; empty elsewhere."""
    if leg.chance is None:
        return ""
    ungraded = f"; {leg.chance.ungraded} of unknown severity counted like the others" if leg.chance.ungraded else ""
    return (
        f"{leg.leg.title}: {rate_in_words(leg.chance)}. By what is recorded, the chance that an average passage meets an incident of CAT 1 "
        f"or 2 is {chance_in_words(leg.chance)}{ungraded}."
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
    missing = (
        f" For {join_words(without)} no estimate of what goes unreported is possible and nothing is added: there the figure is too low."
        if without
        else ""
    )
    return (
        f"Recorded incidents expected along the known legs: {_number(plain)}. With those that no source records: {_number(sums[0])} "
        f"({_number(sums[1])} to {_number(sums[2])} by the 95% intervals of the reporting gap).{missing}"
    )


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
