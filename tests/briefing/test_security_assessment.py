"""The security assessment: one set of sentences in page, DOCX and PDF; unknown never low; a judgement holds only with its reason."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import docx
import numpy as np
import pypdfium2
import pytest

from analytics import trends
from analytics.describe.charts import Chart
from analytics.voyage import sentences
from analytics.voyage.advice import advisories_on_the_way
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import ground_of
from analytics.voyage.kept.since import differences, figures_of
from analytics.voyage.route.waypoints import find_waypoint
from analytics.voyage.security.declared import all_measures, threat_kinds
from analytics.voyage.security.judgement import Judgement, LegJudgement, residual_level
from analytics.voyage.security.last_ports import calls_in_words, read_calls, records_of
from analytics.voyage.security.ship import ShipProfile, ship_in_words, weak_points
from analytics.voyage.security.threats import measures_for, threats_of
from briefing import pdf, word
from briefing.blocks import Document, Exhibit, Paragraphs, TextTable
from briefing.deck.reporting_centres import all_centres
from briefing.security import closing
from briefing.security.assessment import MARK, SecurityCase, compose_assessment
from briefing.security.revision import Revision
from tests.support.invented import LAST_DAY
from tests.support.snapshots import build_snapshot
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.advisories.advisories import Advisory, all_advisories
from warehouse.reader import LOCAL
from warehouse.reference.ports import ELLIPSOID, ports_by_locode
from warehouse.view import SnapshotView, view

NOW = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 6, tzinfo=UTC) + timedelta(days=1)
PORTS = "Singapore 2026-05-01 2026-10-20\nXyzzy <b>=1+1\nLagos, NG\nSantos 2026-13-40\nCape Town 2026-01-02"
SHIP = ShipProfile("Anna & <b>", "9074729", "PA", "tanker", 30_000, 6.5, 15.0, frozenset({"alarm"}), PORTS)
HOSTILE = "#set text(red) *x* <script>"


@dataclass(frozen=True, eq=False)
class Made:
    case: SecurityCase
    snapshot: SnapshotView
    document: Document


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    snapshot = build_snapshot(tmp_path_factory.mktemp("security"), 3000)
    read: Callable[..., Any] = lru_cache(maxsize=None)(trends.query_runner(snapshot.open_database()))
    plan = VoyagePlan((find_waypoint("Singapore"), find_waypoint("Lagos")), NOW + timedelta(days=1))
    assessment = assess_voyage(read, plan, ground_of(read, NOW.date()))
    judgement = Judgement("Acme", "J. Doe", "Sail as planned", HOSTILE, {1: LegJudgement("Low", "Guards aboard"), 2: LegJudgement("Low")})
    advisories = advisories_on_the_way(read(all_advisories), assessment.passage, NOW)
    case = SecurityCase(assessment, SHIP, judgement, advisories, NOW, revision(assessment, advisories))
    seen = view(snapshot, LOCAL)
    return Made(case, seen, compose_assessment(case, seen))


def revision(assessment: VoyageAssessment, advisories: tuple[Advisory, ...]) -> Revision:
    """As if signed before the two newest incidents, another level, and the first advisory."""
    after = figures_of(assessment, advisories, "today", NOW)
    legs = (replace(after.legs[0], level="Low"), *after.legs[1:])
    gone = {"gone": f"Warning: {HOSTILE}"}
    before = replace(after, snapshot_id="then", legs=legs, likely="1%", incidents=after.incidents[2:], advisories=gone)
    return Revision(HOSTILE, "Sail as planned", NOW, before, after, differences(before, after, assessment), True)


def words(text: str) -> str:
    """Without blanks and line ends, which each format sets its own way."""
    return re.sub(r"\s|\u00ad|\ufffe", "", text)


def texts_of(document: Document) -> list[str]:
    """Every text of the document, as the page shows them."""
    texts: list[str] = []
    for section in document.sections:
        texts.append(section.title)
        for block in section.blocks:
            if isinstance(block, Paragraphs):
                texts += [block.title, *block.paragraphs]
            elif isinstance(block, TextTable):
                texts += [
                    block.title,
                    *(column.title for column in block.columns),
                    *(cell for row in block.rows for cell in row),
                    *block.notes,
                ]
            elif isinstance(block, Exhibit):
                texts += [block.title, *block.notes]
    return [text for text in texts if text]


def test_docx_and_pdf_hold_every_word_and_figure_of_the_page(made: Made) -> None:
    written = word.write_docx(made.document)
    printed = pdf.write_pdf(made.document)
    read = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    in_docx = words("".join([*(paragraph.text for paragraph in read.paragraphs), *cells]))
    with pypdfium2.PdfDocument(printed) as pages:
        in_pdf = words("".join(page.get_textpage().get_text_range() for page in pages))
    for text in texts_of(made.document):
        assert words(text) in in_docx, text
    # A cell may be cut by the end of a page, so of the PDF every number is looked for.
    for number in {number for text in texts_of(made.document) for number in re.findall(r"\d[\d.,:]*\d|\d", text)}:
        assert number in in_pdf, number
    assert words(HOSTILE) in in_pdf, "typed text is set as text"
    described = [shape._inline.docPr.get("descr", "") for shape in read.inline_shapes]
    assert [alt.split(":")[0].split(" of ")[0] for alt in described] == ["Map", "Bars", "Bars"]
    assert "TLP:AMBER+STRICT" in read.sections[0].header.paragraphs[0].text and made.document.settings.mark == MARK


def test_a_leg_that_nobody_watches_is_unknown_in_every_table(made: Made) -> None:
    assessment = made.case.assessment
    unwatched = {f"{leg.leg.number}. {leg.leg.title}" for leg in assessment.legs if leg.state == "not_watched"}
    assert unwatched
    tables = {table.name: table for table in made.document.tables}
    by_leg = {row[0]: row for row in tables["threat_by_leg"].rows}
    residual = {row[0]: row for row in tables["residual"].rows}
    for leg in unwatched:
        assert by_leg[leg][3] == "Not watched" and by_leg[leg][5] == "unknown" and by_leg[leg][6] == "Unknown"
        assert residual[leg][1] == "Unknown"
    numbers = {leg.leg.number for leg in assessment.legs if leg.is_unknown}
    for measure, legs in measures_for(threats_of(assessment), SHIP):
        if measure.where != {"port"}:
            assert numbers <= set(legs), "where nothing is known every measure applies"


def test_a_revision_says_what_differs_as_the_page_does(made: Made) -> None:
    tables = {table.name: table for table in made.document.tables}
    assert [row[0] for row in tables["differences"].rows][:2] == ["Level", "Incidents"]
    assert "2 new incidents along the route: Singapore Strait: 2 (" in tables["differences"].rows[1][1]
    figures = {row[0]: row[1:] for row in tables["figures_then_and_now"].rows}
    assessment = made.case.assessment
    assert figures["Incident on the way, to any ship"] == ("1%", sentences.percent_on_the_way(assessment))
    assert figures["Hours unknown, of all"][1] == f"{assessment.whole_hours_unknown:,} of {assessment.passage.hours:,.0f}"
    assert figures["Recorded along the route in 12 months"][1] == f"{assessment.recorded:,}"
    first = compose_assessment(replace(made.case, revision=None), made.snapshot)
    assert [section.code for section in made.document.sections] == [*(section.code for section in first.sections), "revision"]


def test_last_ports_say_what_was_recorded_there_and_what_is_unknown(made: Made) -> None:
    ground, calls = made.case.assessment.ground, read_calls(PORTS)
    singapore, unknown, lagos, no_days, cape_town = records_of(ground, calls)
    port = ports_by_locode()["SGSIN"]
    days = ground.incidents[ground.incidents["occurred_on"].between(date(2026, 5, 1), date(2026, 10, 20))]
    far = ELLIPSOID.inv(days["longitude"], days["latitude"], [port.longitude] * len(days), [port.latitude] * len(days))[2]
    assert singapore.port == port and singapore.during == int((np.asarray(far) <= 12 * 1852).sum()) > 0
    assert singapore.recorded > singapore.during and lagos.port and lagos.during is None
    assert unknown.port is None and no_days.port is None and cape_town.until is None and cape_town.during is None
    [table] = [table for table in made.document.tables if table.name == "last_ports"]
    assert [row[2] for row in table.rows] == [f"{singapore.during:,}", "unknown", "unknown", "unknown", "unknown"]
    [said] = [line for line in texts_of(made.document) if "of her last 10 ports" in line]
    assert "nothing can be said of: Xyzzy <b>=1+1 and Santos 2026-13-40." in said and "Nobody ever watched: Cape Town, ZA" in said
    assert "not stated" in calls_in_words(())


def test_charts_add_up_to_the_figures_of_the_text(made: Made) -> None:
    assessment = made.case.assessment
    charts = {exhibit.description.name: exhibit.description for exhibit in made.document.exhibits}
    hours, months = charts["voyage_hours_by_level"], charts["voyage_months"]
    assert isinstance(hours, Chart) and isinstance(months, Chart)
    by_level = dict(zip(hours.places, hours.series[0].values, strict=True))
    assert by_level["Unknown"] == assessment.whole_hours_unknown > 0, "unknown hours are the first bar"
    assert sum(value or 0 for value in by_level.values()) == pytest.approx(assessment.passage.hours, abs=4)
    recorded = sum(int(value or 0) for value in months.series[0].values)
    assert f"n = {recorded:,}" in months.footnotes[0] and recorded <= assessment.recorded
    if recorded < assessment.recorded:
        assert f"{assessment.recorded - recorded:,} of {assessment.recorded:,} are older" in months.footnotes[0]
    assert "are not watched, and add nothing: that is not calm." in months.footnotes[0]


def test_threats_add_up_to_what_was_recorded(made: Made) -> None:
    assessment = made.case.assessment
    known = {category for kind in threat_kinds().values() for category in kind.categories}
    of_kinds = sum(threat.recorded for threat in threats_of(assessment))
    incidents = assessment.ground.incidents.set_index("incident_id")
    ids = [incident for leg in assessment.legs for incident in leg.evidence.incident_ids]
    assert of_kinds == int(incidents.loc[ids, "category"].isin(known).sum())
    assert known == set(CATEGORY) - {"other"}, "every category is of some kind of threat"


def test_a_judgement_replaces_the_evidence_only_with_a_reason(made: Made) -> None:
    first, second = made.case.assessment.legs[:2]
    assert residual_level(first, made.case.judgement) == ("Low", "judged by the officer: Guards aboard")
    level, why = residual_level(second, made.case.judgement)
    assert level == residual_level(second, Judgement())[0] and "not valid" in why
    assert residual_level(first, Judgement(legs={1: LegJudgement("None at all", "x")}))[1].startswith("as the evidence")


def test_what_is_not_stated_of_a_ship_is_said_and_never_taken_as_good(made: Made) -> None:
    assert "not stated" in ship_in_words(ShipProfile()) and "take her as low" in weak_points(ShipProfile(), 13.0)[0]
    threats = threats_of(made.case.assessment)
    codes = {measure.code for measure, _ in measures_for(threats, ShipProfile())}
    assert "water" in codes, "an unknown freeboard keeps the measure for low ones"
    assert "water" not in {measure.code for measure, _ in measures_for(threats, replace(SHIP, freeboard_m=12.0))}


def test_contacts_older_than_ninety_days_warn_and_what_is_unknown_is_left_to_the_operator(made: Made) -> None:
    newest = max(centre.checked for centre in all_centres())
    fresh, stale = (datetime.combine(newest + timedelta(days=days), NOW.time(), UTC) for days in (closing.STALE_DAYS, 91))

    def checked(now: datetime) -> str:
        table = closing.contacts(made.case.assessment, now)[0]
        assert isinstance(table, TextTable)
        return " ".join(row[-1] for row in table.rows)

    assert "check anew" not in checked(fresh) and "91 days ago, check anew" in checked(stale)
    blank = closing.contacts(made.case.assessment, NOW)[1]
    assert isinstance(blank, TextTable) and {row[2] for row in blank.rows} == {closing.BLANK}


def test_every_measure_names_its_source_and_known_kinds() -> None:
    assert all(measure.source and measure.kinds <= set(threat_kinds()) for measure in all_measures().values())
    assert all(measure.where <= {"underway", "anchored", "port"} and measure.where for measure in all_measures().values())
    assert {kind for measure in all_measures().values() for kind in measure.kinds} == set(threat_kinds()), "no kind is without a measure"


def test_a_voyage_of_one_leg_without_incidents_has_a_document(made: Made) -> None:
    assessment: VoyageAssessment = made.case.assessment
    leg = next(leg for leg in assessment.legs if leg.state == "not_watched")
    alone = replace(assessment, legs=(replace(leg, evidence=replace(leg.evidence, incident_ids=(), year=0)),))
    document = compose_assessment(replace(made.case, assessment=alone, advisories=()), made.snapshot)
    assert pdf.write_pdf(document).startswith(b"%PDF") and word.write_docx(document)
    assert "That does not make it safe" in next(table for table in document.tables if table.name == "consequences").empty
    assert document.period[0] <= date.max
