"""The tables of a security assessment, from the voyage's evidence."""

from __future__ import annotations

from typing import Final

from analytics.risk.results import STATE_TITLES
from analytics.voyage import sentences
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.evidence import merged_codes
from analytics.voyage.ports.picture import NEAR_NM
from analytics.voyage.security.judgement import Judgement, level_by_evidence, residual_level
from analytics.voyage.security.last_ports import MOST_CALLS, CallRecord
from analytics.voyage.security.ship import ShipProfile, weak_points
from analytics.voyage.security.threats import measures_for, threats_of
from briefing.blocks import TableColumn, TextTable
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import SEVERITY, VESSEL_STATUS, VESSEL_TYPE

NOT_THE_SHIP: Final = "Probabilities are those of an incident to any ship in the corridor meanwhile, not of an attack on this one."
NO_EFFECT: Final = (
    "No effect of a measure is worked out here: there are no data from which one could be. What risk is left is the officer's judgement; "
    "it replaces the level of the evidence only with a reason."
)


def threat_by_leg(assessment: VoyageAssessment) -> TextTable:
    """One row a leg: when, how long, what is known, how likely an incident is meanwhile, the waters' level."""
    columns = (
        TableColumn("Leg", 0.23),
        TableColumn("Enters, UTC", 0.17),
        TableColumn("Hours (dark)", 0.1, "right"),
        TableColumn("What is known", 0.17),
        TableColumn("12 months", 0.1, "right"),
        TableColumn("While passing", 0.12),
        TableColumn("Waters' level", 0.11),
    )
    rows = tuple(_leg_row(leg) for leg in assessment.legs)
    within = f"12 months: incidents within {assessment.plan.within_nm:g} nm in each leg's last year known."
    return TextTable("threat_by_leg", "Threat by leg", columns, rows, (within, NOT_THE_SHIP))


def _leg_row(leg: LegAssessment) -> tuple[str, ...]:
    until = leg.evidence.until
    likely = sentences.percent(leg.expected.at_least_one) if leg.expected and not leg.is_unknown else "unknown"
    return (
        f"{leg.leg.number}. {leg.leg.title}",
        sentences.leg_times(leg.leg).split(" to ")[0],
        f"{leg.leg.hours:,.0f} ({leg.leg.night_hours:,.0f})",
        STATE_TITLES[leg.state],
        f"{leg.evidence.year:,} (to {short_day(until)})" if until else "unknown",
        likely,
        level_by_evidence(leg),
    )


def threat_by_kind(assessment: VoyageAssessment) -> TextTable:
    """Capability, intent and opportunity, by leg and kind of crime."""
    columns = (
        TableColumn("Leg", 0.22),
        TableColumn("Kind", 0.21),
        TableColumn("Capability: gravest recorded", 0.19),
        TableColumn("Intent: how often", 0.22),
        TableColumn("Opportunity: this ship's time there", 0.16),
    )
    rows = tuple(
        (
            f"{threat.leg.leg.number}. {threat.leg.leg.title}",
            threat.kind.title if threat.recorded else "Every kind",
            threat.capability,
            threat.intent,
            threat.opportunity,
        )
        for threat in threats_of(assessment)
    )
    note = "Counts of what was recorded, not scores. No record where nobody watches is unknown and never low."
    return TextTable("threat_by_kind", "Threat by leg and kind of crime", columns, rows, (note,))


def vulnerability(assessment: VoyageAssessment, ship: ShipProfile) -> tuple[str, ...]:
    """What makes this ship easier or harder to attack, and what was done to ships like her on the way."""
    legs = assessment.legs
    by_status = merged_codes([leg.evidence.by_status for leg in legs])
    by_type = dict(merged_codes([leg.evidence.by_type for leg in legs]))
    dark = sum(leg.leg.night_hours for leg in legs if leg.leg.is_strait)
    lines = [*weak_points(ship, assessment.plan.speed_kn), f"She passes {dark:,.0f} h in straits in the dark."]
    if by_status:
        states = ", ".join(f"{_status(code)} {count:,}" for code, count in by_status if code in VESSEL_STATUS)
        lines.append(f"Of the {assessment.recorded:,} incidents along the route in the last year known, the ships were: {states}.")
    if ship.ship_type and assessment.recorded:
        alike = by_type.get(ship.ship_type, 0)
        lines.append(f"{alike:,} of them were on ships of her type ({VESSEL_TYPE[ship.ship_type].title.lower()}).")
    return tuple(lines)


def last_ports(records: tuple[CallRecord, ...]) -> TextTable:
    """One row a call: when, and what was recorded at the port while she was there and in three years."""
    columns = (
        TableColumn("Port", 0.25),
        TableColumn("Called", 0.22),
        TableColumn("Recorded while there", 0.19, "right"),
        TableColumn("In three years: stowaways, drugs", 0.34),
    )
    note = f"Within {NEAR_NM:g} nm of the port; her own incidents are among them where they were reported."
    rows = tuple(_call_row(record) for record in records)
    return TextTable("last_ports", f"Last {MOST_CALLS} ports of call", columns, rows, (note,), "Not stated.")


def _call_row(record: CallRecord) -> tuple[str, ...]:
    name = record.port.title if record.port else record.call.name or "no name stated"
    called = f"{short_day(record.call.days[0])} to {short_day(record.call.days[1])}" if record.call.days else "days not stated"
    during = "unknown" if record.during is None else f"{record.during:,}"
    if record.port is None:
        return (name, called, "unknown", "unknown: no port of this name is known here")
    if record.until is None:
        return (name, called, "unknown", "unknown: nobody ever watched")
    return (name, called, during, f"{record.recorded:,}: {record.stowaways:,}, {record.drugs:,} (to {short_day(record.until)})")


def _status(code: str) -> str:
    return "not stated" if code == "unknown" else VESSEL_STATUS[code].title.lower()


def consequences(assessment: VoyageAssessment) -> TextTable:
    """For each kind that was recorded on the way, what it may credibly lead to, with the severities recorded."""
    recorded: dict[str, int] = {}
    gravest: dict[str, int] = {}
    kinds = {}
    for threat in threats_of(assessment):
        if threat.recorded:
            kinds[threat.kind.code] = threat.kind
            recorded[threat.kind.code] = recorded.get(threat.kind.code, 0) + threat.recorded
            if threat.gravest:
                gravest[threat.kind.code] = min(gravest.get(threat.kind.code, 9), threat.gravest)
    columns = (
        TableColumn("Kind", 0.24),
        TableColumn("Recorded", 0.1, "right"),
        TableColumn("Gravest", 0.2),
        TableColumn("What it may lead to", 0.46),
    )
    rows = tuple(
        (kind.title, f"{recorded[code]:,}", SEVERITY[gravest[code]].title if code in gravest else "not stated", kind.consequence)
        for code, kind in kinds.items()
    )
    empty = "Nothing was recorded along the route in the last year known. That does not make it safe: see what nobody watches."
    return TextTable("consequences", "Consequence by kind of crime", columns, rows, empty=empty)


def measures(assessment: VoyageAssessment, ship: ShipProfile) -> TextTable:
    """The declared measures that apply to this ship and these legs; who does what by when; whether it is fitted."""
    columns = (
        TableColumn("Measure", 0.16),
        TableColumn("What is done", 0.31),
        TableColumn("Who, by when", 0.17),
        TableColumn("Legs", 0.09),
        TableColumn("Aboard", 0.08),
        TableColumn("Source", 0.19),
    )
    rows = tuple(
        (
            measure.title,
            measure.action,
            f"{measure.who}. {measure.when}",
            ", ".join(map(str, legs)),
            "yes" if measure.code in ship.fitted else "to do",
            measure.source,
        )
        for measure, legs in measures_for(threats_of(assessment), ship)
    )
    note = "On legs of which nothing is known every measure applies. The publications hold more; the flag state's instructions come first."
    return TextTable("measures", "Measures for this ship and these legs", columns, rows, (note,), "No measure applies to a leg.")


def residual(assessment: VoyageAssessment, judgement: Judgement) -> TextTable:
    """Per leg: the level of the evidence, the level that stands, and why."""
    columns = (TableColumn("Leg", 0.3), TableColumn("By the evidence", 0.17), TableColumn("Stands", 0.15), TableColumn("Why", 0.38))
    rows = tuple((f"{leg.leg.number}. {leg.leg.title}", level_by_evidence(leg), *residual_level(leg, judgement)) for leg in assessment.legs)
    return TextTable("residual", "Residual risk by leg", columns, rows, (NO_EFFECT,))
