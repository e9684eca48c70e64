"""Settings: address and file give back what was put in; nothing that anybody writes there can break the page."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing import dates, settings
from briefing.logo import normalise_logo
from briefing.saved_file import read_saved
from briefing.section_kinds import SECTIONS
from briefing.settings import AUDIENCES, SECTION_CODES, BriefingError, BriefingSettings
from warehouse.contract.taxonomy import CATEGORY, TLP_CODE
from warehouse.filters import Filters

KNOWN = {"regions": ["gulf_of_guinea", "red_sea"], "areas": ["africa"], "sources": ["asam"]}

briefings = st.builds(
    BriefingSettings,
    title=st.text(max_size=150).map(lambda text: f"A {text}"),
    organisation=st.text(max_size=60),
    audience=st.sampled_from(list(AUDIENCES)),
    mark=st.sampled_from(list(TLP_CODE)),
    days=st.integers(1, 3660),
    dates=st.sampled_from(list(dates.DATE_STYLES)),
    paper=st.sampled_from(["A4", "Letter"]),
    sections=st.lists(st.sampled_from(SECTION_CODES), unique=True).map(tuple),
    filters=st.builds(
        Filters,
        date_to=st.dates(date(1990, 1, 1), date(2030, 1, 1)) | st.none(),
        regions=st.lists(st.sampled_from(KNOWN["regions"])).map(tuple),
        categories=st.lists(st.sampled_from(list(CATEGORY))).map(tuple),
        text=st.text(max_size=20),
    ),
)


@given(briefings)
def test_file_and_address_give_the_same_settings_back(settings_in: BriefingSettings) -> None:
    assert read_saved(settings_in.to_file().encode(), KNOWN) == (settings_in, ())
    assert BriefingSettings.from_query(settings_in.to_query(), KNOWN) == (settings_in, ())


@given(st.dictionaries(st.sampled_from([*settings.NAMES, "from", "region", "text"]), st.text(max_size=40)))
def test_any_address_gives_settings(query: dict[str, str]) -> None:
    settings_read, notes = BriefingSettings.from_query(query, KNOWN)
    assert settings_read.section_codes and all(code in SECTION_CODES for code in settings_read.section_codes)
    assert 1 <= settings_read.days <= settings.MOST_DAYS
    if query.get("mark") not in (None, "", *TLP_CODE):
        assert settings_read.mark == "CLEAR" and any("mark" in note for note in notes)


@pytest.mark.parametrize(
    "text", ["title = ", "= 1", "filters = 3", 'logo = "no base64!"', 'logo = "aGVsbG8="', "\x00", "[filters]\n[filters]"]
)
def test_what_is_no_briefing_says_so(text: str) -> None:
    with pytest.raises(BriefingError):
        read_saved(text.encode(), KNOWN)


def test_unknown_words_are_named_and_left_out() -> None:
    settings_read, notes = read_saved(b'colour = "red"\nmark = "PURPLE"\ndays = "many"\nsections = ["map", "poem"]\n', KNOWN)
    assert settings_read == BriefingSettings(sections=("map",))
    assert len(notes) == 4 and "colour" in notes[0] and "CLEAR" in notes[1]


def test_a_logo_becomes_a_small_png_and_travels_in_the_file() -> None:
    out = io.BytesIO()
    Image.new("RGB", (3000, 1000), "navy").save(out, "JPEG")
    small = normalise_logo(out.getvalue())
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.format == "PNG" and picture.width <= 900 and picture.height <= 300
    settings_read, _ = read_saved(BriefingSettings(logo=small).to_file().encode(), KNOWN)
    with Image.open(io.BytesIO(settings_read.logo)) as again:
        assert again.size == (900, 300)
    assert "logo" not in BriefingSettings(logo=small).to_query()


def test_the_period_moves_on_unless_it_is_fixed() -> None:
    latest = date(2024, 6, 25)
    assert BriefingSettings(days=7).period(latest) == (date(2024, 6, 19), latest)
    fixed = Filters(date_from=date(2023, 1, 1), date_to=date(2023, 2, 1))
    assert BriefingSettings(filters=fixed).period(latest) == (date(2023, 1, 1), date(2023, 2, 1))
    assert BriefingSettings(filters=Filters(date_from=date(2024, 6, 1))).period(latest) == (date(2024, 6, 1), latest)


def test_every_section_has_one_entry() -> None:
    assert set(SECTIONS) == set(SECTION_CODES)
    assert all(set(audience.sections) <= set(SECTIONS) for audience in AUDIENCES.values())


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [
        ("en", "25 June 2024", "27 May"),
        ("iso", "2024-06-25", "05-27"),
        ("de", "25. Juni 2024", "27. Mai"),
        ("es", "25 de junio de 2024", "27 de mayo"),
        ("el", "25 Ιουνίου 2024", "27 Μαΐου"),
        ("zh", "2024年6月25日", "5月27日"),
    ],
)
def test_days_are_written_in_the_language_asked_for(language: str, whole: str, part: str) -> None:
    assert dates.format_day(date(2024, 6, 25), language) == whole
    assert dates.translate_days("from 27 May to 25 June 2024: 12 Maypole 3", language) == f"from {part} to {whole}: 12 Maypole 3"


@given(st.dates(), st.sampled_from(list(dates.DATE_STYLES)))
def test_translating_a_day_is_writing_it(day: date, language: str) -> None:
    if day.year >= 1000:
        assert dates.translate_days(f"on {dates.format_day(day, 'en')}.", language) == f"on {dates.format_day(day, language)}."


@pytest.mark.parametrize("style", list(dates.DATE_STYLES))
def test_a_style_is_offered_with_an_example_of_itself(style: str) -> None:
    assert dates.DATE_STYLES[style].title.endswith(f", {dates.format_day(date(2024, 6, 25), style)}")


def test_what_is_no_day_is_left_as_it_is() -> None:
    assert dates.translate_days("31 June and 30 February 2023, not 29 February", "de") == "31 June and 30 February 2023, not 29. Februar"
