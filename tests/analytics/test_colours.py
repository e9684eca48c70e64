"""Colours hold on both themes and for colour-blind readers."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from analytics.describe.colours import (
    CATEGORY_COLOUR,
    LEVEL_COLOUR,
    SEVERITY_COLOUR,
    SOURCE_COLOURS,
    UNKNOWN_COLOUR,
    rgb_values,
    source_colours,
    veiled,
)
from analytics.risk.levels import LEVELS
from pages.maps.land import DAY, NIGHT, Palette
from tests.conftest import ROOT
from warehouse.contract.taxonomy import CATEGORY, SEVERITY

Colour = npt.NDArray[np.float64]
THEMES = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopes": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopes": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
}
TRITANOPES = np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]])


def linear(colour: str) -> Colour:
    part = np.array(rgb_values(colour)) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(colour: Colour) -> Colour:
    """Ottosson 2020."""
    lms = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    found: Colour = lab @ np.cbrt(lms @ np.clip(colour, 0, 1))
    return found


def test_every_category_and_severity_has_a_colour() -> None:
    assert set(CATEGORY_COLOUR) == set(CATEGORY)
    assert set(SEVERITY_COLOUR) == {*SEVERITY, None}


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("colour", sorted({*CATEGORY_COLOUR.values(), *SOURCE_COLOURS, *(one.colour for one in LEVELS)}))
def test_graphics_stand_out_from_the_page(theme: str, colour: str) -> None:
    """WCAG 2.1, 1.4.11: graphics at least 3:1."""
    assert contrast(colour, THEMES[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("surface", ["backgroundColor", "secondaryBackgroundColor"])
def test_text_is_legible(theme: str, surface: str) -> None:
    """WCAG 2.1, 1.4.3: text at least 4.5:1."""
    for name in ("textColor", "linkColor", "codeTextColor"):
        assert contrast(THEMES[theme][name], THEMES[theme][surface]) >= 4.5, name


@pytest.mark.parametrize("eyes", list(SEEN_BY))
@pytest.mark.parametrize("colours", [CATEGORY_COLOUR, {one.code: one.colour for one in LEVELS}], ids=["categories", "levels"])
def test_categories_and_levels_are_told_apart(colours: dict[str, str], eyes: str) -> None:
    """At least 0.075 apart in OKLab, nearly four times what is just noticed."""
    seen = {code: oklab(SEEN_BY[eyes] @ linear(colour)) for code, colour in colours.items()}
    near = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)}
    assert min(near.values()) >= 0.075, min(near, key=lambda pair: near[pair])


def test_a_source_keeps_its_colour() -> None:
    assert source_colours(["b", "a"]) == source_colours(["a", "b"])
    assert len(source_colours([str(number) for number in range(30)])) == 30


def lightness(colour: str) -> float:
    """CIE 1976 L* under D65."""
    luminance = float(linear(colour) @ [0.2126, 0.7152, 0.0722])
    return float(116 * np.cbrt(luminance) - 16) if luminance > 216 / 24389 else luminance * 24389 / 27


def test_levels_are_seen_to_rise_from_calm_to_severe() -> None:
    """Lightness falls by at least three just noticeable differences (L* 1) a step, the hue goes one way, and chroma does not fall."""
    colours = [level.colour for level in LEVELS]
    assert colours == list(LEVEL_COLOUR.values())
    assert all(before - after >= 3 for before, after in pairwise(lightness(colour) for colour in colours))
    _, green, blue = np.array([oklab(linear(colour)) for colour in colours]).T
    hues = np.unwrap(np.arctan2(blue, green))
    assert all(after > before for before, after in pairwise(hues)) and hues[-1] - hues[0] < 2 * np.pi
    chromas = np.hypot(green, blue)
    assert all(after >= before - 0.005 for before, after in pairwise(chromas))


@pytest.mark.parametrize("eyes", list(SEEN_BY))
def test_what_is_unknown_looks_like_no_level(eyes: str) -> None:
    grey = oklab(SEEN_BY[eyes] @ linear(UNKNOWN_COLOUR))
    near = {code: float(np.linalg.norm(oklab(SEEN_BY[eyes] @ linear(colour)) - grey)) for code, colour in LEVEL_COLOUR.items()}
    assert min(near.values()) >= 0.075, near
    unsaturated = oklab(linear(UNKNOWN_COLOUR))
    assert np.hypot(unsaturated[1], unsaturated[2]) < 0.02


@pytest.mark.parametrize("palette", [NIGHT, DAY], ids=["night", "day"])
@pytest.mark.parametrize("ground", ["sea", "land"])
@pytest.mark.parametrize("code", list(LEVEL_COLOUR))
def test_levels_stand_out_from_sea_and_land(code: str, ground: str, palette: Palette) -> None:
    """At least 0.1 apart in OKLab as drawn, five times what is just noticed."""
    surface = "#{:02X}{:02X}{:02X}".format(*getattr(palette, ground))
    assert np.linalg.norm(oklab(linear(LEVEL_COLOUR[code])) - oklab(linear(surface))) >= 0.1


def test_a_veiled_colour_lies_between_itself_and_its_ground() -> None:
    assert veiled("#6E9D9D", (255, 255, 255), 1.0) == "#6E9D9D"
    assert veiled("#6E9D9D", (255, 255, 255), 0.0) == "#FFFFFF"
    assert veiled("#000000", (200, 100, 50), 0.5) == "#643219"


def test_tritanopes_tell_neighbouring_levels_apart() -> None:
    """Rarer by far, and the order is in the lightness too: neighbours 0.04 apart, twice what is just noticed."""
    seen = [oklab(TRITANOPES @ linear(colour)) for colour in LEVEL_COLOUR.values()]
    assert min(float(np.linalg.norm(before - after)) for before, after in pairwise(seen)) >= 0.04
