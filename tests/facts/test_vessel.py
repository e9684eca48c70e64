"""Type, name, flag and IMO number of the ship, from fields and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.facts.data_files import read_table
from data_pipeline.facts.vessel.names import join_names, names_in_field, names_in_text, names_in_victim
from data_pipeline.facts.vessel.phrases import country_code, demonyms, vessel_type_phrases
from tests.facts.drafts import read
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.reference.ship_numbers import is_imo_number

TYPES = [
    ({"victim": "MERCHANT VESSEL"}, "An unidentified container ship was boarded.", "container_ship"),
    ({"victim": "TANKER"}, "Crude oil tanker (AMBER STAR) was hijacked.", "crude_tanker"),
    ({"victim": "Vessel"}, "Robbers boarded an anchored bulk carrier.", "bulk_carrier"),
    ({"victim": "FISHING VESSEL"}, "On 5 March, a merchant vessel was approached by a fishing vessel.", "merchant_vessel"),
    ({"victim": "Tug"}, "A tug towing a barge was boarded.", "tug_and_barge"),
    ({"vessel_type": "Asphalt/Bitumen Tanker"}, "", "product_tanker"),
    ({"vessel_type": "Floating Production Storage and Offloading"}, "", "platform"),
    ({"vessel_type": "Hover Palace"}, "", "other"),
    ({}, "Six men in a fishing boat approached a chemical tanker.", "chemical_tanker"),
    ({}, "Pirates hijacked the dhow off the coast.", "dhow"),
    ({}, "The tanker terminal was attacked; a yacht moored there was boarded.", "yacht"),
    ({}, "M/V AMBER STAR reported gunmen.", "merchant_vessel"),
    ({}, "Robbers were seen.", None),
]
NAMES = [
    ({"victim": "M/V AMBER STAR"}, "", "AMBER STAR"),
    ({"victim": "Liberia-flagged product tanker AMBER STAR"}, "", "AMBER STAR"),
    ({"victim": "OIL TANKER AMBERLEY"}, "", "AMBERLEY"),
    ({"victim": "AMBER REEFER"}, "", "AMBER REEFER"),
    ({"victim": "TUG AMBER 5 & BARGE KEEL 3717"}, "", "AMBER 5; KEEL 3717"),
    ({"victim": "AMBER STAR, 9VXW"}, "", "AMBER STAR"),
    ({"victim": "GENERAL CARGO SHIP"}, "", None),
    ({"victim": "SUSPICIOUS APPROACH"}, "", None),
    ({"victim": "CONTAINER SHIP AT CALLAO ANCHORAGE"}, "", None),
    ({"victim": "Anchored bulk carrier"}, "", None),
    ({"victim": "MERCHANT VESSEL"}, "RED SEA: The tanker (AMBER STAR) was boarded (IMB) in 02-27N 004-01E.", "AMBER STAR"),
    ({"victim": "Tanker"}, "On 5 March, pirates boarded the Malta-flagged tanker AMBER STAR near Lagos.", "AMBER STAR"),
    ({"victim": "Malta-flagged tanker AMBER STA"}, "The Malta-flagged tanker AMBER STAR was boarded.", "AMBER STAR"),
    ({}, 'The cruise vessel "Amber Star" was boarded by bandits.', "AMBER STAR"),
    ({}, "The tanker, Amber Star, was boarded.", "AMBER STAR"),
    ({}, "M/V Amber Star boarded by six thieves.", "AMBER STAR"),
    ({}, "M/V AMBER STAR WAS BOARDED BY SIX THIEVES WHILE SHE LAY AT ANCHOR OFF THE PORT.", "AMBER STAR"),
    ({}, "Three ships (Malta-flagged AMBER STAR, Panama-flagged KEEL, and Liberia-flagged WREN) were held.", "AMBER STAR; KEEL; WREN"),
    ({}, "The navy sent NNS AMBER to help; UKMTO and VTIS were informed at 0230 UTC.", None),
    ({"vessel_name": "Mv Amber Star"}, "", "AMBER STAR"),
    ({"vessel_name": "Amber 5 & Keel 9"}, "", "AMBER 5; KEEL 9"),
    ({"vessel_name": "Name Withheld"}, "Robbers boarded the tanker AMBER STAR.", None),
]
FLAGS = [
    ({"victim": "Marshall Islands-flagged bulk carrier AMBER"}, "", "MHL"),
    ({"victim": "Marshall Islands product tanker AMBER"}, "", "MHL"),
    ({}, "The 1,167 ton Danish-flag cargo ship was boarded.", "DNK"),
    ({}, "THE UK REGISTERED TANKER WAS BOARDED.", "GBR"),
    ({}, "The Antigua and Barbuda-flagged ship was boarded.", "ATG"),
    ({}, "Ten gunmen attacked a Korean heavy lift ship.", "KOR"),
    ({}, "The ship was sailing under the flag of Kuwait.", "KWT"),
    ({}, "Nigerian navy boats chased the tanker off the Indonesian coast.", None),
    ({}, "Somali pirates attacked the tanker.", None),
]


@pytest.mark.parametrize(("field_texts", "text", "code"), TYPES)
def test_types(field_texts: dict[str, str], text: str, code: str | None) -> None:
    assert read(text, field_texts).vessel_type == code


@pytest.mark.parametrize(("field_texts", "text", "name"), NAMES)
def test_names(field_texts: dict[str, str], text: str, name: str | None) -> None:
    assert read(text, field_texts).vessel_name == name


@pytest.mark.parametrize(("field_texts", "text", "code"), FLAGS)
def test_flags(field_texts: dict[str, str], text: str, code: str | None) -> None:
    assert read(text, field_texts).flag == code


def test_a_type_in_the_name_field() -> None:
    facts = read("", {"vessel_name": "Dhow Al Amber"})
    assert (facts.vessel_type, facts.vessel_name) == ("dhow", "AL AMBER")
    assert read("", {"vessel_name": "MV Amber"}).vessel_type is None


def test_contradicting_types_are_flagged() -> None:
    facts = read("The bulk carrier was boarded.", {"victim": "Container ship"})
    assert facts.vessel_type == "container_ship"
    assert "field_contradiction" in facts.issues


def test_imo_numbers() -> None:
    facts = read("The tanker (IMO No. 9074729) was boarded.")
    assert (facts.imo_number, facts.issues) == (9074729, [])
    wrong = read("The tanker, IMO 9074728, was boarded.")
    assert (wrong.imo_number, wrong.issues) == (None, ["imo_invalid"])
    two = read("The tanker (IMO 9074729) was boarded.", {"imo": "9319466"})
    assert (two.imo_number, two.issues) == (9319466, ["imo_conflict"])


@given(st.integers(0, 999_999))
def test_a_ship_number_has_one_check_digit(first_six: int) -> None:
    assert sum(is_imo_number(f"{first_six:06}{digit}") for digit in range(10)) == 1


def test_look_ups_lead_to_codes() -> None:
    assert set(vessel_type_phrases().values.values()) <= set(VESSEL_TYPE)
    flags = read_table("vessel/flags")
    assert len({row["alpha3"] for row in flags}) == len(flags) == len({row["alpha2"] for row in flags})
    assert all(len(row["alpha3"]) == 3 and len(row["alpha2"]) == 2 for row in flags)
    assert len(demonyms()) > 150


@pytest.mark.parametrize(("words", "code"), [("HK", "HKG"), ("hkg", "HKG"), ("Hong Kong", "HKG"), ("Maltese", "MLT"), ("Atlantis", None)])
def test_countries(words: str, code: str | None) -> None:
    assert country_code(words) == code


@given(st.text(max_size=80))
def test_any_text_gives_names_or_none(text: str) -> None:
    for names in (names_in_field(text), names_in_victim(text), names_in_text([text], all_caps=False)):
        assert join_names(names) is None or join_names(names)
