"""The short documents: the board deck, slide by slide, and the captain's and crew's sheets."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from pptx import Presentation

from analytics.describe.charts import Chart
from analytics.describe.maps import Map
from analytics.situation.comparison import ComparedCounts
from briefing import pdf, slides
from briefing.blocks import Document, Exhibit, Page, TextTable
from briefing.deck import habits, happenings
from briefing.deck.headline import change_clause
from briefing.deck.reporting_centres import all_centres, centres_for
from briefing.deck.words import EQUAL, change_in_words, expected_in_words, is_clear
from briefing.finishing import finished_block, has_one_bar
from briefing.saved_file import read_saved
from briefing.section_kinds import SECTIONS
from briefing.settings import AUDIENCES, DECK, BriefingSettings
from tests.briefing.conftest import Make
from tests.support.charts import random_charts
from tests.support.published import republish, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.reference.geography import sea_regions

FORBIDDEN = re.compile(
    r"\b(ratio|interval|CI|p-value|Poisson|sigma|variance|confidence|median|mean of|quantile|coefficient)\b", re.IGNORECASE
)
SILENT = Filters(date_from=date(2040, 1, 1), date_to=date(2040, 3, 1))
SPANS = {"a year": Filters(date_from=date(2025, 11, 1), date_to=date(2026, 11, 1)), "nothing in it": SILENT, "the latest": Filters()}
NARRATIVE = Filters(date_from=date(2025, 11, 1), date_to=date(2026, 11, 1), regions=("gulf_of_guinea",))


def pages_of(document: Document) -> list[Page]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Page)]


def read_slides(document: Document) -> Any:
    return Presentation(io.BytesIO(slides.write_pptx(document)))


def words_on(slide: Any) -> str:
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*texts, *tables])


def words_of(document: Document) -> str:
    return "\n".join(words_on(slide) for slide in read_slides(document).slides)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as read:
        return "\n".join(read[number].get_textpage().get_text_range() for number in range(len(read)))


@pytest.fixture(scope="module")
def simulated(invented: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return republish(invented, tmp_path_factory.mktemp("simulated"), {}, demo=True)


@pytest.mark.parametrize(("demo", "span"), [(False, "a year"), (True, "the latest"), (True, "nothing in it")])
def test_a_board_gets_five_to_seven_slides_with_a_sentence_each(
    demo: bool, span: str, invented: Snapshot, simulated: Snapshot, make: Make
) -> None:
    document = make(simulated if demo else invented, audience="board", filters=SPANS[span])
    deck = list(read_slides(document).slides)
    assert 5 <= len(deck) <= 7
    written = pdf.write_pdf(document)
    assert text_of(written)
    for slide in deck:
        assert len(slide.shapes.title.text_frame.text.split()) >= 4
        assert demo is ("Simulated data" in words_on(slide))
    with pypdfium2.PdfDocument(written) as read:
        assert len(read) == len(deck)
        width, height = read[0].get_size()
    assert round(width / height, 2) == round(16 / 9, 2)


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("audience", ["board", "captain", "crew"])
def test_no_statistics_no_hatching_and_no_lone_bar(span: str, audience: str, invented: Snapshot, make: Make) -> None:
    document = make(invented, audience=audience, filters=SPANS[span])
    words = words_of(document)
    assert not FORBIDDEN.findall(words)
    # Counts are whole: the one decimal point that may occur is that of a licence's version or a document's identifier.
    assert not re.findall(r"\b\d+\.\d+ (?:incidents|expected|more|fewer)", words)
    for exhibit in document.exhibits:
        assert not (isinstance(exhibit.description, Chart) and has_one_bar(exhibit.description))
        assert not (isinstance(exhibit.description, Map) and any(area.hatched for area in exhibit.description.areas))
        assert not re.search(r"\([^()]*\) \([^()]*\)$", exhibit.title)


@given(random_charts())
@settings(max_examples=60, deadline=None)
def test_a_single_bar_becomes_a_table(chart: Chart) -> None:
    block = finished_block(Exhibit(chart, ("ASAM",)), {})
    if has_one_bar(chart):
        assert isinstance(block, TextTable) and len(block.rows) == len(chart.places)
    else:
        assert isinstance(block, Exhibit)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_full_deck_has_no_lone_bar_either(audience: str, invented: Snapshot, make: Make) -> None:
    document = make(invented, audience=audience, filters=Filters(date_from=date(2026, 10, 28), date_to=date(2026, 11, 1)))
    assert not [item for item in document.exhibits if isinstance(item.description, Chart) and has_one_bar(item.description)]
    assert "warnings" not in " ".join(table.title for table in document.tables)


LONG = ("full", "fleet")
"""Audiences whose documents take longest: with incidents in them they are made in other tests."""


@pytest.mark.parametrize(
    ("audience", "demo", "span"),
    [
        (audience, demo, span)
        for audience, demo, span in product(sorted(set(AUDIENCES) - {"board"}), (False, True), SPANS)
        if (audience not in LONG and demo is (span == "the latest")) or (span == "nothing in it" and not demo)
    ],
)
def test_every_other_audience_in_every_format(
    audience: str, demo: bool, span: str, invented: Snapshot, simulated: Snapshot, make: Make
) -> None:
    document = make(simulated if demo else invented, audience=audience, filters=SPANS[span])
    assert text_of(pdf.write_pdf(document)) and len(read_slides(document).slides)


def test_every_source_charted_is_credited_in_full_and_in_short(invented: Snapshot, make: Make, tmp_path: Path) -> None:
    licences = ["CC BY 4.0", "Open Government Licence v3.0", "US government work, public domain"]
    sources = [
        row | {"licence": licences[number % 3], "attribution": f"Source: {row['title']}, to be named"}
        for number, row in enumerate(table_rows(invented, "sources"))
    ]
    document = make(republish(invented, tmp_path, {"sources": sources}), audience="board")
    reporting = {row["title"]: row for row in sources if row["reports"]}
    charted = {title for exhibit in document.exhibits for title in exhibit.sources}
    assert charted
    last = words_on(list(read_slides(document).slides)[-1])
    text = " ".join(text_of(pdf.write_pdf(document)).split())
    shorts = {"CC BY 4.0": "CC BY 4.0", "Open Government Licence v3.0": "OGL v3.0", "US government work, public domain": "public domain"}
    for row in reporting.values():
        assert row["attribution"] in last and row["licence"] in last
        assert row["attribution"] in text
    assert charted <= {f"{title} ({shorts[row['licence']]})" for title, row in reporting.items()}
    for page in pages_of(document):
        if page.exhibit is not None and page.exhibit.sources:
            assert all(title in " ".join(page.footnotes) for title in page.exhibit.sources)


def test_incidents_stand_in_the_deck_without_ships_names(invented: Snapshot, make: Make) -> None:
    names = {str(row["vessel_name"]) for row in table_rows(invented, "incidents") if row["vessel_name"]}
    document = make(invented, audience="board")
    table = next(table for table in document.tables if table.name == "deck_incidents")
    assert 1 <= len(table.rows) <= 6 and len(table.columns) == 5
    assert not names & {cell for row in table.rows for cell in row}
    crew = words_of(make(invented, audience="crew"))
    assert not [name for name in names if len(name) > 4 and name in crew]


def test_a_map_never_names_a_day_that_nobody_watched(invented: Snapshot, make: Make) -> None:
    document = make(invented, audience="board", filters=Filters(date_from=date(2025, 1, 1), date_to=date(2039, 12, 31)))
    assert document.period[1] < date(2039, 12, 31)
    titles = [exhibit.title for exhibit in document.exhibits]
    assert titles and not [title for title in titles if "2039" in title]
    assert "Nobody watched" in words_of(document)


def test_any_span_is_compared_over_the_sources_that_carry_it(invented: Snapshot, make: Make) -> None:
    for first in (date(2024, 1, 1), date(2025, 3, 17), date(2026, 9, 1)):
        document = make(invented, audience="board", filters=Filters(date_from=first, date_to=date(2039, 1, 1)))
        assert any(table.name == "deck_changes" for table in document.tables), first


def test_a_small_crew_sheet_is_one_page_and_a_captains_at_most_two(invented: Snapshot, make: Make) -> None:
    for audience, most in (("crew", 1), ("captain", 2)):
        with pypdfium2.PdfDocument(pdf.write_pdf(make(invented, audience=audience, filters=NARRATIVE))) as read:
            assert len(read) <= most, audience


def test_the_captain_reads_whom_to_call(invented: Snapshot, make: Make) -> None:
    words = words_of(make(invented, audience="captain", filters=NARRATIVE))
    assert "MDAT-GoG" in words and "UKMTO" not in words and "IMB Piracy Reporting Centre" in words
    assert {region for centre in all_centres() for region in centre.regions} <= set(sea_regions())
    assert centres_for(()) == all_centres()


def test_hostile_texts_stay_on_their_slides(hostile: Snapshot, make: Make) -> None:
    for audience in ("board", "captain", "crew"):
        document = make(hostile, audience=audience, title="=cmd|'/c calc'!A1 " * 6, organisation="#panic(1) $x$ *b*")
        deck = read_slides(document)
        for slide in deck.slides:
            for shape in slide.shapes:
                assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width + 9144
                assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height + 9144
        assert text_of(pdf.write_pdf(document))


def test_texts_of_a_slide_do_not_overlap(invented: Snapshot, make: Make) -> None:
    for page in pages_of(make(invented, audience="board")):
        boxes = [item.box for item in slides.page_layout.lay_out(page).items if not isinstance(item, slides.page_layout.PlacedTile)]
        for number, (left, top, width, height) in enumerate(boxes):
            for other in boxes[number + 1 :]:
                apart = left + width <= other[0] + 0.01 or other[0] + other[2] <= left + 0.01
                assert apart or top + height <= other[1] + 0.01 or other[1] + other[3] <= top + 0.01, page.title


def counts(now: int, before: int) -> ComparedCounts:
    return ComparedCounts("x", now, before, now, None, None, None, None)


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (94, 69, "36% more"), (69, 94, "27% fewer"), (5, 5, "as many"), (9, 3, "up from 3 to 9"), (0, 4, "down from 4 to 0"),
        (0, 40, "down from 40 to 0"),
        (1000, 5, "up from 5 to 1,000"), (1001, 1000, "about as many"),
    ],
)  # fmt: skip
def test_changes_are_whole_percentages_or_counts(now: int, before: int, words: str) -> None:
    assert change_in_words(counts(now, before)) == words


@pytest.mark.parametrize(
    ("now", "before", "clause"),
    [
        (16, 13, ", 23% more than in the 7 days before, which chance alone could explain"),
        (94, 60, ", 57% more than in the 7 days before"),
        (1001, 1000, ", about as many as in the 7 days before"),
        (5, 5, ", as many as in the 7 days before"),
        (9, 3, ", against 3 in the 7 days before"),
    ],
)
def test_a_headline_says_where_chance_could_explain_the_change(now: int, before: int, clause: str) -> None:
    measures = SimpleNamespace(measures={"incidents": counts(now, before)})
    watch = SimpleNamespace(span_titles=("the 7 days", "the 7 days before"), exposures=EQUAL)
    context: Any = SimpleNamespace(compared=measures, equal_watch=watch, situation=SimpleNamespace(comparison=measures))
    assert change_clause(context) == clause


def test_changes_between_unequal_spans_are_stated_by_day() -> None:
    assert change_in_words(counts(62, 31), (60.0, 30.0)) == "about as many per day watched"
    assert change_in_words(counts(60, 60), (60.0, 30.0)) == "50% fewer per day watched"
    assert not is_clear(counts(62, 31), 1, (60.0, 30.0)) and is_clear(counts(62, 31), 1)


def test_small_changes_are_not_called_clear() -> None:
    assert not is_clear(counts(3, 1), 1) and not is_clear(counts(0, 0), 1) and is_clear(counts(60, 4), 30)


def test_expected_numbers_are_whole() -> None:
    assert expected_in_words(4.6, 2, 9) == "5 (between 2 and 9)"
    assert expected_in_words(0.2, 0, 1) == "fewer than 1 (between 0 and 1)"


def row(**facts: Any) -> dict[str, Any]:
    unknown = ("attackers", "severity", "place", "country", "sea_region", "vessel_type", "occurred_at", "longitude")
    stated: dict[str, Any] = {"act": "boarded", "category": "piracy_robbery", "vessel_status": "unknown"}
    return {**dict.fromkeys(unknown), **{name: [] for name in ("weapons", "crew_harm", "stolen")}, **stated, **facts}


UNHARMED = "No harm to crew reported"


@pytest.mark.parametrize(
    ("facts", "happened", "ended"),
    [
        (
            {"act": "struck", "weapons": ["missile_drone"], "crew_harm": ["injured", "killed"]},
            "Hit by a missile or drone",
            "Crew killed and injured",
        ),
        (
            {"act": "attempted", "category": "militant", "weapons": ["missile_drone"]},
            "Attacked with a missile or drone, not hit",
            UNHARMED,
        ),
        (
            {"act": "hijacked", "attackers": 8, "weapons": ["guns", "rpg"]},
            "Hijacked by 8 attackers with guns and rocket-propelled grenades",
            f"{UNHARMED}; ship and crew taken",
        ),
        (
            {"weapons": ["knives"], "stolen": ["cash", "ships_stores"]},
            "Boarded by attackers with knives",
            f"{UNHARMED}; ship's stores and cash stolen",
        ),
        ({"act": "of a later version", "weapons": ["unheard of"]}, "Other", UNHARMED),
    ],
)
def test_an_incident_in_neutral_words(facts: dict[str, Any], happened: str, ended: str) -> None:
    assert happenings.what_happened(row(**facts)) == happened
    assert happenings.outcome(row(**facts)) == ended


def test_every_kind_of_incident_has_its_words() -> None:
    from warehouse.contract.taxonomy import ACT, CATEGORY, CREW_HARM

    assert set(habits.WHAT_HAPPENS) == set(habits.WHAT_TO_WATCH) == set(CATEGORY) - {"other"}
    assert set(happenings._HARM) == set(CREW_HARM)
    assert set(happenings._BY_ACT) == set(ACT) - {"other"}


def test_an_older_saved_briefing_still_reads(invented: Snapshot, make: Make) -> None:
    older = (
        'title = "Weekly"\norganisation = ""\nmark = "CLEAR"\ndays = 30\ndates = "en"\npaper = "A4"\naudience = "board"\n'
        'sections = ["situation", "figures", "map", "kinds", "trends", "risk", "gap", "sources", "method"]\n'
        '\n[filters]\nregion = "gulf_of_guinea"\n'
    )
    read, notes = read_saved(older.encode(), {"regions": ["gulf_of_guinea"]})
    assert not notes and read.days == 30 and read.section_codes[0] == "situation" and read.filters.regions == ("gulf_of_guinea",)
    assert BriefingSettings().days == 365 and BriefingSettings().section_codes == DECK
    assert set(DECK) <= set(SECTIONS)
    mixed = make(invented, audience="board", sections=("headline", "figures"))
    assert not mixed.is_paged and text_of(pdf.write_pdf(mixed)) and len(read_slides(mixed).slides) >= 4
