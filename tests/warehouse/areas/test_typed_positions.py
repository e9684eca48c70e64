"""Positions as people type them: every usual form of a position is read back within its own rounding; the rest is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.reference.typed_positions import PositionError, is_like_position, parse_position

WRITTEN = [
    "12-30N 045-00E", "12°30.0'N 45°E", "N12 30 00 E045 00 00", "12.5, 45", "1230N 04500E", "12 30.0 N, 045 00.0 E",
    "12°30′00″N 45°00′00″E",
    "12,5N 45,0E", "12,5; 45", "12.5 45", "12.5,45.0", "045-00E 12-30N", "12-30-00n, 045-00-00e", "N12°30' E45°00'", "12º30’ N 045º00’ E",
    "Lat 12.5 Long 45", "12.5N/45E", "(12.5, 45.0)", "12° 30' North, 45° East", "12:30N 045:00E", "123000N0450000E", "12.5° 45.0°",
    "12.5N 45E", "posn: 12-30.0N - 045-00.0E", "12-30N-045-00E", "N12-30-E045-00", "12,5, 45,0", "+12.5, +45", "12°30'N 45°E",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_usual_forms(text: str) -> None:
    position = parse_position(text)
    assert [position.latitude, position.longitude] == pytest.approx([12.5, 45.0])
    assert is_like_position(text)


@pytest.mark.parametrize(
    ("text", "latitude", "longitude"),
    [
        ("12.5S 45W", -12.5, -45.0),
        ("-12.5, -45", -12.5, -45.0),
        ("−33.9 18.4", -33.9, 18.4),
        ("0, 0", 0.0, 0.0),
        ("90N 180W", 90.0, -180.0),
        ("01°12'30\"S 103°45'15.5\"E", -1.2083333, 103.7543056),
        ("6.38, 3.4", 6.38, 3.4),
    ],
)
def test_signs_and_hemispheres(text: str, latitude: float, longitude: float) -> None:
    position = parse_position(text)
    assert [position.latitude, position.longitude] == pytest.approx([latitude, longitude])


REFUSED = [
    "", "12", "Lagos", "12-30N", "12-30N 13-30N", "12-30N 045-00E 13N", "12,45", "12,5,45,0", "91N 045E", "12N 181E", "12-60N 045-00E",
    "104.0, 1.25", "200, 300", "12 30 45 00", "-12-30N 045-00E", "12.5-30N 045E", "N12 045E", "12N E045", "12 30N 45 00 15 10E", "1,2,3",
    "9" * 200, "12N 45E; DROP TABLE incidents", "١٢, ٤٥", "NNEE", "12.5.5, 45", "°N °E", "12N 45E 7", "1e1, 2", "\x00",
    "12..5N 45E", "12N -45E", "12. 5N 45E",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=[text[:30] for text in REFUSED])
def test_what_is_ambiguous_or_out_of_range_is_refused_in_words(text: str) -> None:
    with pytest.raises(PositionError, match=r"(?s)^\S.*[.?]$"):
        parse_position(text)


def test_the_order_is_corrected_in_words_not_in_silence() -> None:
    with pytest.raises(PositionError, match=r"Did you mean 1\.25, 104\.0\?"):
        parse_position("104.0, 1.25")


def dms(value: float, letters: str, form: str) -> str:
    letter, value = letters[value < 0], abs(value)
    whole = int(value)
    width = 2 if letters == "NS" else 3
    tenths = round((value - whole) * 600)
    seconds = round((value - whole) * 3600)
    whole_m, tenths = (whole + 1, 0) if tenths == 600 else (whole, tenths)
    whole_s, seconds = (whole + 1, 0) if seconds == 3600 else (whole, seconds)
    return {
        "dash": f"{whole_m:0{width}d}-{tenths / 10:04.1f}{letter}",
        "comma": f"{whole_m:0{width}d} {tenths // 10:02d},{tenths % 10}{letter}",
        "prime": f"{whole_s}°{seconds // 60:02d}′{seconds % 60:02d}″{letter}",
        "packed": f"{whole_s:0{width}d}{seconds // 60:02d}{seconds % 60:02d}{letter}",
        "first": f"{letter}{whole_s:0{width}d} {seconds // 60:02d} {seconds % 60:02d}",
        "decimal": f"{value:.5f}{letter}",
        "degree": f"{value:.3f}° {letter}",
    }[form]


FORMS = st.sampled_from(["dash", "comma", "prime", "packed", "first", "decimal", "degree"])
LATITUDE = st.floats(-89.98, 89.98)
LONGITUDE = st.floats(-179.98, 179.98)


@given(LATITUDE, LONGITUDE, FORMS, st.sampled_from([" ", ", ", " / "]), st.booleans())
def test_every_form_reads_back_within_its_precision(latitude: float, longitude: float, form: str, gap: str, swapped: bool) -> None:
    parts = [dms(latitude, "NS", form), dms(longitude, "EW", form)]
    text = gap.join(reversed(parts) if swapped else parts)
    position = parse_position(text)
    half_step = position.precision_km / 111.195 + 1e-9
    assert abs(position.latitude - latitude) <= half_step and abs(position.longitude - longitude) <= half_step
    assert is_like_position(text)


@given(LATITUDE, LONGITUDE, st.integers(1, 6), st.sampled_from([", ", " ", "; ", ","]), st.booleans())
def test_decimals_read_back(latitude: float, longitude: float, digits: int, gap: str, comma: bool) -> None:
    text = f"{latitude:.{digits}f}{gap}{longitude:.{digits}f}"
    if comma and gap != ",":
        text = f"{latitude:.{digits}f}".replace(".", ",") + gap + f"{longitude:.{digits}f}".replace(".", ",")
    position = parse_position(text)
    assert position.latitude == pytest.approx(latitude, abs=0.51 * 10**-digits)
    assert position.longitude == pytest.approx(longitude, abs=0.51 * 10**-digits)


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    is_like_position(text)
    try:
        position = parse_position(text)
    except PositionError as refusal:
        assert str(refusal)
    else:
        assert abs(position.latitude) <= 90 and abs(position.longitude) <= 180
