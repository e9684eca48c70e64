"""Positions: all the ways of writing them, and which of field and text is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.facts.place_and_time.positions import CONFLICT_KM, distance_km, find_positions
from tests.facts.drafts import read

WRITTEN = [
    ("in position 02-27N 004-01E, off", 2.45, 4.016667),
    ("Posn: 02:27N – 004:01E, Around", 2.45, 4.016667),
    ("position 12 44N, 048 16E.", 12.733333, 48.266667),
    ("in 12-29.8N 043-36.6E the", 12.496667, 43.61),
    ("Posn: 01:19.41N – 104:12.37E, near", 1.3235, 104.206167),
    ("IN 25-07-42N 52-17-30E.", 25.128333, 52.291667),
    ("near 3-29 N 105-30 E (about", 3.483333, 105.5),
    ("position 0227N 00401E", 2.45, 4.016667),
    ("at 2038N/10651E awaiting", 20.633333, 106.85),
    ("in 11S 95E. The master", -11.0, 95.0),
    ("near 05°53'N 003°17'E", 5.883333, 3.283333),
    ("N 02-27 E 004-01", 2.45, 4.016667),
    ("position 5.883N 3.283E", 5.883, 3.283),
    ("near 01-03.0S and 103-40.0W", -1.05, -103.666667),
    ("near position 08:45S ? 01 3:16E. The", -8.75, 13.266667),
    ("near 08:45S - 013: 1 7 E.", -8.75, 13.283333),
]


@pytest.mark.parametrize(("text", "latitude", "longitude"), WRITTEN, ids=[text for text, _, _ in WRITTEN])
def test_ways_of_writing(text: str, latitude: float, longitude: float) -> None:
    facts = read(f"A tug was boarded {text} today.")
    assert facts.latitude == pytest.approx(latitude, abs=1e-5)
    assert facts.longitude == pytest.approx(longitude, abs=1e-5)
    assert facts.position_basis == "narrative"


@pytest.mark.parametrize("text", ["in 03-68W", "Posn: 03-61N 004-01E", "at 91-10N 004-01E", "in 10:16.02N - 197:03.49E"])
def test_malformed_positions_are_flagged(text: str) -> None:
    facts = read(f"A tug was boarded {text} today.")
    assert "position_malformed" in facts.issues
    assert (facts.latitude, facts.position_basis) == (None, "none")


@pytest.mark.parametrize(
    "text", ["15 NM N of the port", "at 1030 N. of the cape", "a 20 E flag", "5 sailors and 3 engineers", "20S and 30s"]
)
def test_other_numbers_are_no_positions(text: str) -> None:
    assert find_positions(text) == ([], False)


@pytest.mark.parametrize(
    ("text", "km"), [("02N 004E", 55.6), ("02-27N 004-01E", 0.93), ("02-27.5N 004-01.2E", 0.093), ("02-27-30N 004-01-12E", 0.0154)]
)
def test_precision_is_the_half_of_the_last_digit(text: str, km: float) -> None:
    assert read(f"boarded in {text} today").position_precision_km == pytest.approx(km, rel=0.01)


def test_whole_degrees_in_the_field_are_coarse() -> None:
    assert read(latitude=6.0, longitude=119.0).position_precision_km == pytest.approx(55.6, rel=0.01)
    assert read(latitude=6.5, longitude=119.0).position_precision_km == pytest.approx(27.8, rel=0.01)
    assert read(latitude=6.45, longitude=119.1).position_precision_km == pytest.approx(1.9)


def test_agreeing_text_keeps_the_field_and_tells_its_precision() -> None:
    facts = read("boarded in 02-27.5N 004-01.2E today", latitude=2.4583, longitude=4.02)
    assert (facts.latitude, facts.position_basis) == (2.4583, "stated")
    assert facts.position_precision_km == pytest.approx(0.093, rel=0.01)
    assert not facts.issues


def test_conflicts_are_flagged_and_the_field_is_kept() -> None:
    near = read("boarded in 02-57N 004-01E today", latitude=2.45, longitude=4.0167)
    assert (near.latitude, near.position_basis, near.issues) == (2.45, "stated", ["position_conflict"])
    far = read("boarded in 12-27N 004-01E today", latitude=2.45, longitude=4.0167)
    assert far.issues == ["position_conflict", "position_conflict_far"]


def test_a_sign_flip_is_mended_from_the_text() -> None:
    facts = read("boarded in 04-43N 003-30W today", latitude=4.7167, longitude=3.5, nga_subregion="57")
    assert facts.longitude == pytest.approx(-3.5)
    assert facts.position_basis == "narrative"
    assert "position_sign_flip" in facts.issues


def test_the_subregion_speaks_against_a_flipped_text() -> None:
    facts = read("boarded in 03-53N 077-03E today", latitude=3.8833, longitude=-77.05, nga_subregion="22")
    assert (facts.longitude, facts.position_basis) == (-77.05, "stated")
    assert "position_sign_flip" in facts.issues


def test_the_subregion_speaks_for_the_text() -> None:
    facts = read("boarded in 01-18N 103-55E today", latitude=41.3, longitude=103.9, nga_subregion="71")
    assert facts.latitude == pytest.approx(1.3)
    assert facts.position_basis == "narrative"


def test_the_placeholder_is_no_position() -> None:
    empty = read("Robbers boarded.", latitude=0.0, longitude=0.0)
    assert (empty.latitude, empty.longitude, empty.position_basis, empty.issues) == (None, None, "default", ["position_default"])
    mended = read("boarded in 02-27N 004-01E", latitude=0.0, longitude=0.0)
    assert mended.latitude == pytest.approx(2.45)
    assert mended.position_basis == "narrative"
    equator = read("Robbers boarded.", latitude=0.0, longitude=9.5)
    assert (equator.latitude, equator.position_basis) == (0.0, "stated")


def test_reference_only() -> None:
    assert "position_reference_only" in read("POSITION IS FOR REFERENCE ONLY.", latitude=6.0, longitude=119.5).issues


def test_no_position_at_all() -> None:
    facts = read("Robbers boarded.")
    assert (facts.latitude, facts.position_precision_km, facts.position_basis) == (None, None, "none")


@given(st.integers(0, 89), st.integers(0, 599), st.sampled_from("NS"), st.integers(0, 179), st.integers(0, 599), st.sampled_from("EW"))
def test_every_position_written_is_read_again(lat: int, lat_tenths: int, ns: str, lon: int, lon_tenths: int, ew: str) -> None:
    text = f"boarded in position {lat:02}-{lat_tenths / 10:04.1f}{ns} {lon:03}-{lon_tenths / 10:04.1f}{ew} today"
    positions, malformed = find_positions(text)
    assert not malformed
    assert positions[0].latitude == pytest.approx((lat + lat_tenths / 600) * (-1 if ns == "S" else 1))
    assert positions[0].longitude == pytest.approx((lon + lon_tenths / 600) * (-1 if ew == "W" else 1))


@given(st.text(alphabet="0123456789-:.°' NSEWnsew,", max_size=60))
def test_any_text_gives_positions_on_the_globe(text: str) -> None:
    positions, _ = find_positions(text)
    for position in positions:
        assert -90 <= position.latitude <= 90
        assert -180 <= position.longitude <= 180
        assert position.precision_km > 0


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distance_is_symmetric_and_bounded(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> None:
    outward = distance_km(lat_a, lon_a, lat_b, lon_b)
    assert outward == pytest.approx(distance_km(lat_b, lon_b, lat_a, lon_a), abs=1e-6)
    assert 0 <= outward <= 20016
    assert CONFLICT_KM < 20016
