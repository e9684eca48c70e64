from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.areas.shapes import Box, Circle, Polygon, Route
from warehouse.filters import LISTS, LONGEST_TEXT, NOT_STATED, QUERY_NAMES, TAXONOMY_CODES, Filters, clean_text, narrower_vessel_types

KNOWN = {"regions": ["gulf_of_aden", "singapore_strait"], "areas": ["africa", "southeast_asia"], "sources": ["coast_desk", "gulf_net"]}
CODES = {**TAXONOMY_CODES, **{name: frozenset(codes) | {NOT_STATED} for name, codes in KNOWN.items()}}
AREAS = [
    None,
    Circle(1.25, 104.0, 50),
    Route(((12.5, 43.3), (27.0, 34.5)), 20.5),
    Polygon(((1.0, 170.0), (5.0, -175.0), (0.0, -170.0))),
    Box(-5, 170, 5, -170),
]


@st.composite
def filters(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Filters:
    lists: dict[str, Any] = {name: tuple(draw(st.lists(st.sampled_from(sorted(CODES[name])), max_size=5))) for name in LISTS}
    days = sorted(draw(st.lists(st.dates(date(1900, 1, 1), date(2100, 1, 1)), min_size=2, max_size=2)))
    ends = draw(st.sampled_from([(None, None), (days[0], None), (None, days[1]), (days[0], days[1])]))
    return Filters(date_from=ends[0], date_to=ends[1], text=draw(st.text(max_size=150)), within=draw(st.sampled_from(AREAS)), **lists)


@given(filters())
def test_an_address_gives_the_same_filters_back(chosen: Filters) -> None:
    query = chosen.to_query()
    assert set(query) <= QUERY_NAMES
    assert Filters.from_query(query, KNOWN) == (chosen, ())


@given(st.dictionaries(st.sampled_from(sorted(QUERY_NAMES)), st.text(max_size=300)))
def test_any_address_gives_usable_filters(query: dict[str, str]) -> None:
    found, _ = Filters.from_query(query, KNOWN)
    assert all(set(getattr(found, name)) <= CODES[name] for name in LISTS)
    assert Filters.from_query(found.to_query(), KNOWN) == (found, ())


@pytest.mark.parametrize(
    "query",
    [
        {"category": "piracy_robbery,dragons"},
        {"region": "'; DROP TABLE incidents; --"},
        {"from": "2024-02-30"},
        {"to": "yesterday"},
        {"from": "0001-01-01"},
        {"from": "2024-05-01", "to": "2024-04-01"},
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"severity": "1,9"},
        {"source": ",".join(f"s{i}" for i in range(500))},
        {"weapon": "<script>alert(1)</script>"},
        {"from": "२०२४-०१-०१"},
        {"within": "circle_50_91_0"},
        {"within": "<script>"},
    ],
)
def test_what_is_ignored_is_said(query: dict[str, str]) -> None:
    found, notes = Filters.from_query(query, KNOWN)
    assert len(notes) == 1
    assert "<" not in notes[0]
    assert "DROP" not in notes[0]
    assert Filters.from_query({**query, **found.to_query()}, KNOWN)[0] == found


def test_known_codes_stay_beside_unknown_ones() -> None:
    found, notes = Filters.from_query({"category": "cyber,dragons,drugs"}, KNOWN)
    assert found.categories == ("cyber", "drugs")
    assert "dragons" in notes[0]


def test_parameters_of_the_page_are_left_alone() -> None:
    assert Filters.from_query({"mode": "heat", "snapshot": "20260101T000000"}, KNOWN) == (Filters(), ())


def test_filters_compare_by_what_they_select() -> None:
    one = Filters(categories=("drugs", "cyber", "drugs"), text="  Blue\tHeron ")
    other = Filters(categories=("cyber", "drugs"), text="Blue Heron")
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == other
    assert not one.is_empty
    assert one.without("categories").without("text").is_empty


def test_filters_that_are_off_have_no_value() -> None:
    assert set(Filters().to_params().values()) == {None}
    assert set(Filters().to_params()) == {*LISTS, "date_from", "date_to", "text", "within"}


def test_a_wider_vessel_type_takes_in_the_narrower_ones() -> None:
    assert narrower_vessel_types("gas_carrier") == {"gas_carrier", "lpg_tanker", "lng_tanker"}
    assert "lng_tanker" in Filters(vessel_types=("tanker",)).to_params()["vessel_types"]
    assert narrower_vessel_types("yacht") == {"yacht"}


@given(st.text(max_size=600))
def test_clean_text_is_one_short_line(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned) <= LONGEST_TEXT
    assert cleaned == clean_text(cleaned)
    assert cleaned.isprintable() or not cleaned
