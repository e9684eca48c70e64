"""The end of a security assessment: the decision with its signatures, whom to call by area, and where the plan's duties are met."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.security.judgement import DECISIONS, Judgement
from briefing.blocks import Block, Paragraphs, TableColumn, TextTable
from briefing.deck.reporting_centres import ReportingCentre, centres_for
from warehouse.contract.dates import day_in_words

STALE_DAYS: Final = 90
BLANK: Final = "…" * 20
TO_FILL_IN: Final = (
    ("Company security officer, 24 hours", "name, telephone, mail"),
    ("Designated person ashore", "name, telephone"),
    ("Flag state, security contact", "office, telephone"),
    ("Coastal and port states on the way", "contact points as in GISIS, telephone"),
    ("Voluntary reporting areas on the way", "limits and forms by the chart or centre in force"),
    ("Joint War Committee's listed areas on the way", "list and date by the insurer"),
)
_REFERENCES: Final = (
    ("A/8.4.1", "Existing security measures and procedures", "Section 5, column Aboard"),
    ("A/8.4.2", "Key shipboard operations to protect", "To be filled in by the officer for this ship"),
    ("A/8.4.3", "Possible threats and their likelihood", "Section 2"),
    ("A/8.4.4", "Weaknesses, human factors included", "Section 3; human factors to be filled in"),
    ("A/9.4.3", "Unauthorised access to the ship", "Section 5, doors, gangway and barriers"),
    ("A/9.4.4", "Response to threats and breaches", "Section 5, alarm, citadel; ship's own procedures"),
    ("A/9.4.9", "Training, drills and exercises", "Section 5, brief and drill the crew; crew brief and receipt list"),
    ("A/9.4.11", "Periodic review of the plan", "This assessment, made again when the picture has changed"),
    ("A/9.4.12", "Reporting security incidents", "Section 8"),
    ("A/9.4.13, A/9.4.14", "Ship and company security officer, 24 hours", "Section 8, to be filled in"),
    ("A/9.4.17, A/9.4.18", "Ship security alert system", "Ship security plan; tested under section 5"),
    ("B/9.2.2", "Relations with company, ports, ships and authorities", "Section 8"),
    ("B/9.2.4, B/9.2.5", "Measures at levels 1, 2 and 3", "Section 5; levels to be set by the officer"),
    ("B/9.2.6", "Review and amendment", "Section 7; in a revision section 11"),
    ("B/9.2.7", "Reporting to contracting governments", "Section 8, to be filled in"),
)


def decision(judgement: Judgement, now: datetime) -> tuple[Block, ...]:
    """What was decided, and who signs."""
    lines = [f"Decision: {judgement.decision}.", f"Remarks: {judgement.remarks or 'none'}."]
    if judgement.decision == DECISIONS[0]:
        lines.append("This is a draft until somebody decides.")
    rows = tuple(
        (role, name or BLANK, BLANK, BLANK)
        for role, name in (("Company security officer", judgement.officer), ("Master", ""), ("Ship security officer", ""))
    )
    columns = (TableColumn("Signed by", 0.3), TableColumn("Name", 0.26), TableColumn("Signature", 0.26), TableColumn("Date", 0.18))
    table = TextTable("signatures", "Signatures", columns, rows, (f"Drawn up on {day_in_words(now.date())}.",))
    return (Paragraphs(tuple(lines)), table)


def contacts(assessment: VoyageAssessment, now: datetime) -> tuple[Block, ...]:
    """Reporting centres for the waters on the way, and what the operator fills in."""
    regions = {leg.leg.region for leg in assessment.legs if leg.leg.region}
    columns = (
        TableColumn("Centre", 0.27),
        TableColumn("Telephone", 0.19),
        TableColumn("Mail", 0.24),
        TableColumn("Legs", 0.1),
        TableColumn("Checked", 0.2),
    )
    rows = tuple(
        (centre.title, centre.telephone, centre.mail, _legs_of(centre, assessment), _checked(centre, now))
        for centre in centres_for(regions)
    )
    centres = TextTable("centres", "Reporting centres", columns, rows, ("Check every number before sailing.",))
    blank = TextTable(
        "to_fill_in",
        "To be filled in by the operator",
        (TableColumn("Contact", 0.4), TableColumn("What", 0.3), TableColumn("Filled in", 0.3)),
        tuple((contact, needed, BLANK) for contact, needed in TO_FILL_IN),
        ("Left open on purpose: Anchorwatch has no current, licensed list of these.",),
    )
    return (centres, blank)


def _legs_of(centre: ReportingCentre, assessment: VoyageAssessment) -> str:
    numbers = [leg.leg.number for leg in assessment.legs if not centre.regions or leg.leg.region in centre.regions]
    return "all" if len(numbers) == len(assessment.legs) else ", ".join(map(str, numbers))


def _checked(centre: ReportingCentre, now: datetime) -> str:
    age = (now.date() - centre.checked).days
    day = day_in_words(centre.checked)
    return f"{day}: {age} days ago, check anew" if age > STALE_DAYS else day


def plan_references() -> TextTable:
    """Where this document serves the ISPS Code's assessment and plan."""
    columns = (TableColumn("ISPS Code", 0.2), TableColumn("What it asks for", 0.4), TableColumn("Where", 0.4))
    note = "An aid to the plan and no plan: the administration approves that, and the ship's own survey (A/8.4) is made on board."
    return TextTable("plan", "Where the code's points are met", columns, _REFERENCES, (note,))
