"""From an assessed voyage, a ship and the officer's judgement to a document.

The order is that of the ISPS Code's ship security assessment (A/8, B/8) and of BMP Maritime Security (2025), section 3: what threatens, how
vulnerable the ship is, what it would lead to, what is done, what risk is left, who decides. Only counts are in it, no single report. It
is marked TLP:AMBER+STRICT, since such assessments are protected from disclosure (ISPS A/8.5 and A/9.5 to 9.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from analytics.describe.maps import Map, Marks
from analytics.risk.results import STATE_TITLES, WatchState
from analytics.voyage import sentences
from analytics.voyage.advice import NONE_KNOWN, facts_in_words
from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.route.routes import NO_NAVIGATION
from analytics.voyage.security.charts import hours_chart, months_chart
from analytics.voyage.security.judgement import Judgement
from analytics.voyage.security.last_ports import calls_in_words, read_calls, records_of
from analytics.voyage.security.ship import ShipProfile, ship_in_words
from briefing.blocks import Block, Document, Exhibit, Paragraphs, Section
from briefing.document import SIMULATED, file_stem
from briefing.security import closing, tables
from briefing.security.revision import Revision, revision_blocks
from briefing.settings import BriefingSettings
from warehouse.contract.dates import moment_in_words, short_moment
from warehouse.contract.taxonomy import ADVISORY_KIND, MARKS, TLP_CODE
from warehouse.queries.advisories.advisories import Advisory
from warehouse.reference.geography import sea_regions
from warehouse.view import SnapshotView

MARK: Final = "AMBER+STRICT"
MOST_ADVISORIES: Final = 12
ROUTE_STEP: Final = 6
"""Every so many positions of the route are drawn: at most twenty miles apart."""
STATE_COLOURS: Final[dict[WatchState, str]] = {"incidents": "#E0663F", "none": "#3E9BD0", "not_watched": "#9AA0A8"}


@dataclass(frozen=True, eq=False)
class SecurityCase:
    """All that the document rests on. `advisories` are those on the way; `now` dates contacts and document; `revision` is what
    differs from what was signed before, None where nothing was."""

    assessment: VoyageAssessment
    ship: ShipProfile
    judgement: Judgement
    advisories: tuple[Advisory, ...]
    now: datetime
    revision: Revision | None = None


def compose_assessment(case: SecurityCase, snapshot: SnapshotView) -> Document:
    """The document."""
    assessment, passage = case.assessment, case.assessment.passage
    ends = [passage.route.waypoints[place].name for place in (0, -1)]
    title = f"Security assessment: {ends[0]} to {ends[1]}"
    settings = BriefingSettings(title=title, organisation=case.judgement.company, audience="full", mark=MARK)
    simulated = "Simulated data" if snapshot.is_demo else "Data"
    as_of = f"{moment_in_words(snapshot.published_at)} UTC"
    days: tuple[date, date] = (passage.departure.date(), passage.arrival.date())
    return Document(
        settings=settings,
        period=days,
        scope=f"{ends[0]} to {ends[1]}, within {assessment.plan.within_nm:g} nm of the route",
        stamp=f"{simulated} of {as_of}",
        as_of=as_of,
        snapshot=snapshot.id,
        banner=SIMULATED if snapshot.is_demo else "",
        sections=sections_of(case),
        last_page=(f"Marked {TLP_CODE[MARK].title}: {TLP_CODE[MARK].definition}", *_sources(assessment)),
        file_stem=file_stem(f"{title} {short_moment(passage.departure)}", snapshot.is_demo),
    )


def sections_of(case: SecurityCase) -> tuple[Section, ...]:
    """The sections, in order."""
    return (
        Section(
            "voyage", "1. Voyage", (Paragraphs(_voyage(case)), _advisories(case), _route_map(case.assessment), _hours(case.assessment))
        ),
        Section(
            "threat", "2. Threat", (tables.threat_by_leg(case.assessment), _months(case.assessment), tables.threat_by_kind(case.assessment))
        ),
        Section("ship", "3. Vulnerability of this ship", _ship(case)),
        Section("consequence", "4. Consequence", (tables.consequences(case.assessment),)),
        Section("measures", "5. Measures", (tables.measures(case.assessment, case.ship),)),
        Section("residual", "6. Residual risk", (tables.residual(case.assessment, case.judgement),)),
        Section("decision", "7. Decision", closing.decision(case.judgement, case.now)),
        Section("contacts", "8. Contacts by area", closing.contacts(case.assessment, case.now)),
        Section("plan", "9. Annex to the ship security plan", (closing.plan_references(),)),
        Section("method", "10. Method and limits", (Paragraphs(_method(case.assessment)),)),
        *([Section("revision", "11. What is new since it was signed", revision_blocks(case.revision))] if case.revision else []),
    )


def _voyage(case: SecurityCase) -> tuple[str, ...]:
    assessment = case.assessment
    lines = (
        f"{sentences.voyage_in_words(assessment.passage)}.",
        ship_in_words(case.ship),
        sentences.answer(assessment),
        sentences.limits_in_time(assessment),
        *(sentences.chance_sentence(leg) for leg in assessment.legs),
        sentences.unreported_sentence(assessment),
    )
    return tuple(line for line in lines if line)


def _ship(case: SecurityCase) -> tuple[Block, ...]:
    records = records_of(case.assessment.ground, read_calls(case.ship.last_ports))
    lines = (*tables.vulnerability(case.assessment, case.ship), calls_in_words(records))
    return (Paragraphs(lines), *([tables.last_ports(records)] if records else []))


def _advisories(case: SecurityCase) -> Paragraphs:
    """Those that may be shown to the whole company."""
    titles = {code: region.title for code, region in sea_regions().items()}
    allowed = [one for one in case.advisories if MARKS.index(one.tlp) <= MARKS.index(MARK)]
    lines = [
        f"{ADVISORY_KIND[advisory.kind].title}: {advisory.title}. {facts_in_words(advisory, titles, case.now)}."
        for advisory in allowed[:MOST_ADVISORIES]
    ]
    if more := len(allowed) - MOST_ADVISORIES:
        lines += [f"{more:,} more are on the page Advisories."] if more > 0 else []
    if left_out := len(case.advisories) - len(allowed):
        lines.append(f"{left_out:,} marked for a narrower circle are left out.")
    return Paragraphs(tuple(lines) or (NONE_KNOWN,), "Advisories for waters on the way")


def _route_map(assessment: VoyageAssessment) -> Exhibit:
    route, marks = assessment.passage.route, []
    for state, title in STATE_TITLES.items():
        places = [place for leg in assessment.legs if leg.state == state for place in range(leg.leg.first, leg.leg.last + 1, ROUTE_STEP)]
        if places:
            longitudes, latitudes = route.longitude[places], route.latitude[places]
            marks.append(Marks(f"Route: {title.lower()}", STATE_COLOURS[state], tuple(longitudes.tolist()), tuple(latitudes.tolist())))
    described = Map(
        "voyage_map",
        "The route, by what is known of its waters",
        "",
        f"Map of the route: {sentences.voyage_in_words(assessment.passage)}.",
        tuple(marks),
        footnotes=(NO_NAVIGATION,),
    )
    return Exhibit(described, assessment.ground.sources)


def _hours(assessment: VoyageAssessment) -> Exhibit:
    return Exhibit(hours_chart(assessment), assessment.ground.sources)


def _months(assessment: VoyageAssessment) -> Exhibit:
    return Exhibit(months_chart(assessment), assessment.ground.sources)


def _method(assessment: VoyageAssessment) -> tuple[str, ...]:
    unknown = [f"{leg.leg.number}. {leg.leg.title}: {sentences.why_unknown(leg)}" for leg in assessment.legs if leg.is_unknown]
    return (*unknown, *(paragraph.replace("*", "") for paragraph in sentences.METHOD))


def _sources(assessment: VoyageAssessment) -> tuple[str, ...]:
    return (f"Sources: {', '.join(assessment.ground.sources)}.",)
