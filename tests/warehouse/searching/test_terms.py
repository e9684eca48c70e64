"""How a searched text is understood."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.queries.searching.terms import MOST_TERMS, number_asked, reference_key, terms_of
from warehouse.queries.searching.vocabulary import key_of, meanings
from warehouse.reference.geography import FOLDER, country_titles, sea_regions


def test_a_combination_is_taken_apart() -> None:
    tanker, lagos, year = terms_of("tanker Lagos Roads 2019")
    assert "tanker" in dict(tanker.codes)["vessel_type"] and "lng_tanker" in dict(tanker.codes)["vessel_type"]
    assert lagos.label == "lagos roads" and re.search(lagos.pattern, "lagos anchorage")
    assert year.year == 2019


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("red sea", ["red sea"]),
        ("Bab-el-Mandeb missile", ["bab el mandeb", "missile"]),
        ('"red sea star"', ["red sea star"]),
        ("attack in the Gulf of Aden", ["attack", "gulf of aden"]),
        ("the", ["the"]),
        ("IMO 9074729", ["9074729"]),
        ("imo list", ["imo", "list"]),
        ("100%_", ["100"]),
        ("%%", []),
        ("", []),
        ("2023-132", ["2023 132"]),
    ],
)
def test_phrases_stay_together(text: str, labels: list[str]) -> None:
    assert [term.label for term in terms_of(text)] == labels


PAIRS = [
    ("houthi", "Huthi"),
    ("Houthis", "ansarallah"),
    ("stowaway", "stowaways"),
    ("stow-away", "stowaway"),
    ("kidnap", "kidnapped"),
    ("abducted", "kidnapping"),
    ("GNSS jamming", "GPS jamming"),
    ("tug boat", "tugboat"),
    ("tug-boat", "tugs"),
    ("skiff", "speedboats"),
    ("Chittagong", "Chattogram"),
    ("Lagos", "Lagos Roads"),
    ("Bab el Mandeb", "Bab-al-Mandab"),
    ("Straits of Malacca", "Malacca Strait"),
    ("Ivory Coast", "Côte d'Ivoire"),
    ("UAE", "United Arab Emirates"),
    ("Hodeidah", "Al Hudaydah"),
    ("Lomé", "LOME"),
    ("Bombay", "Mumbai"),
    ("robbers", "robbery"),
    ("knife", "knives"),
]


@pytest.mark.parametrize(("text", "other"), PAIRS)
def test_other_words_for_the_same_ask_for_the_same(text: str, other: str) -> None:
    [term], [same] = terms_of(text), terms_of(other)
    assert set(term.patterns) == set(same.patterns) and term.codes == same.codes


def test_every_region_and_country_is_found_by_its_name() -> None:
    for region in sea_regions().values():
        title = region.title.split(" (")[0].split(",")[0]
        assert any(region.code in codes for term in terms_of(title) for column, codes in term.codes if column == "sea_region"), title
    for code, title in country_titles().items():
        assert code in meanings()[key_of(title)].codes["country"]


def test_no_phrase_stands_in_two_groups() -> None:
    for name in ("search_words.toml", "place_names.toml"):
        groups = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["groups"]
        keys = [{key_of(phrase) for phrase in group} for group in groups]
        for at, own in enumerate(keys):
            assert all(not own & other for other in keys[at + 1 :]), groups[at]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("IMO 9074729", "imo_number"),
        ("9074729", "imo_number"),
        ("MMSI 123456789", "mmsi"),
        ("call sign ABCD", "call_sign"),
        ("imo", None),
        ("lagos", None),
    ],
)
def test_numbers_that_are_asked_for(text: str, number: str | None) -> None:
    assert number_asked(text) == number


def test_references_are_compared_by_letters_and_digits() -> None:
    assert reference_key("UKMTO 2026-078") == reference_key("ukmto:2026-078") == "ukmto2026078"
    assert reference_key("lagos") is None


@given(st.text(max_size=120))
def test_any_text_gives_few_terms_with_usable_patterns(text: str) -> None:
    terms = terms_of(text)
    assert len(terms) <= MOST_TERMS
    for term in terms:
        re.compile(term.pattern)
        number_asked(text)
