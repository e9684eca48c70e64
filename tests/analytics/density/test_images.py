from __future__ import annotations

import io
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from analytics.density import Density, density_image, density_map, kernels, scale
from analytics.density.images import WORLD, Bounds
from briefing import pictures
from pages.maps import land
from warehouse.reference.sea_share import sea_share


def density_at(*places: tuple[float, float]) -> Density:
    positions = np.array(places, float)
    ones = np.ones(len(places))
    field = kernels.spread(positions[:, 0], positions[:, 1], ones, ones, ones.astype(int) * 2) * 1e4
    steps = scale.round_steps(float(field.max()), 0.01)
    return Density(field, len(places), len(places), steps, (("Somewhere", float(field.max())),), date(2020, 1, 1), date(2020, 12, 31))


@cache
def four_incidents() -> Density:
    return density_at((-30.0, 10.0), (-20.0, 20.0), (-29.0, 11.0), (-28.0, 10.0))


@cache
def world_of_four() -> NDArray[np.uint8]:
    return pixels(four_incidents(), WORLD, 1440)


def pixels(density: Density, bounds: Bounds = WORLD, width: int = 720, dark: bool = True) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(density_image(density, dark, bounds, width).png)).convert("RGBA"))


def position_of(row: int, column: int, shape: tuple[int, ...], bounds: Bounds) -> tuple[float, float]:
    west, south, east, north = bounds
    top, bottom = (np.log(np.tan(np.pi / 4 + np.radians(edge) / 2)) for edge in (north, south))
    height = top - (row + 0.5) * (top - bottom) / shape[0]
    return west + (column + 0.5) * (east - west) / shape[1], float(np.degrees(2 * np.arctan(np.exp(height)) - np.pi / 2))


def centre_of(drawn: NDArray[Any], bounds: Bounds) -> tuple[float, float]:
    rows, columns = np.nonzero(drawn[..., 3])
    return position_of(float((rows.min() + rows.max()) / 2), float((columns.min() + columns.max()) / 2), drawn.shape, bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [(-30.0, 40.0), (-140.0, -55.0), (80.0, -30.0)])
@pytest.mark.parametrize("bounds", [WORLD, (-179.0, -70.0, 170.0, 70.0)])
def test_rows_are_even_in_mercator(place: tuple[float, float], bounds: Bounds) -> None:
    longitude, latitude = centre_of(pixels(density_at(place), bounds), bounds)
    assert longitude == pytest.approx(place[0], abs=0.6) and latitude == pytest.approx(place[1], abs=0.6)


@settings(max_examples=20)
@given(st.floats(-60, 20), st.floats(-50, 50), st.floats(5, 60))
def test_the_same_at_every_zoom(west: float, south: float, size: float) -> None:
    """A pixel of a close view has the colour that the pixel of the world there has, but where two steps meet."""
    density = four_incidents()
    close: Bounds = (west, south, west + size, min(south + size, 80.0))
    near, far = pixels(density, close, 64), world_of_four()
    west_far, _, east_far, _ = WORLD
    checked = 0
    for row in range(0, near.shape[0], 7):
        for column in range(0, 64, 7):
            longitude, latitude = position_of(row, column, near.shape, close)
            x = int((longitude - west_far) / (east_far - west_far) * far.shape[1])
            top, bottom = (np.log(np.tan(np.pi / 4 + np.radians(edge) / 2)) for edge in (WORLD[3], WORLD[1]))
            y = int((top - np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))) / (top - bottom) * far.shape[0])
            around = far[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3].reshape(-1, 4)
            visible = near[row, column]
            assert any((pixel == visible).all() or (pixel[3] == visible[3] == 0) for pixel in around)
            checked += 1
    assert checked


def test_the_world_may_be_cut_anywhere() -> None:
    density = density_at((180.0, -20.0))
    across, edges = pixels(density, (170.0, -30.0, 190.0, -10.0), 200), pixels(density)
    assert centre_of(across, (170.0, -30.0, 190.0, -10.0))[0] == pytest.approx(180, abs=0.2)
    assert edges[:, 0, 3].any() and edges[:, -1, 3].any()


def test_nothing_is_drawn_inland_and_no_value_given() -> None:
    density = density_at((3.4, 6.3), (0.0, 5.0), (20.0, 0.0))
    drawn = pixels(density, width=1440)
    for row, column in zip(*np.nonzero(drawn[..., 3]), strict=True):
        longitude, latitude = position_of(int(row), int(column), drawn.shape, WORLD)
        y, x = int((90 - latitude) / 0.25), int((longitude + 180) / 0.25)
        assert sea_share()[max(y - 1, 0) : y + 2, [(x - 1) % 1440, x, (x + 1) % 1440]].any()
    assert density.at(25.0, 0.0) is None
    assert np.isnan(density.on_sea[sea_share() == 0]).all()
    assert density.at(3.0, 5.5) == pytest.approx(float(kernels.value_at(density.values, np.array([3.0]), np.array([5.5]))[0]))


def test_no_bare_sea_is_left_along_a_coast() -> None:
    """Around dense waters every cell of land that touches sea is drawn under too: the map's own land covers it."""
    density = density_at(*[(3.4, 6.0)] * 40)
    drawn = pixels(density, (1.0, 4.0, 6.0, 8.0), 400)
    for row, column in np.ndindex(drawn.shape[:2]):
        longitude, latitude = position_of(row, column, drawn.shape, (1.0, 4.0, 6.0, 8.0))
        y, x = int((90 - latitude) / 0.25), int((longitude + 180) / 0.25)
        if sea_share()[y - 1 : y + 2, x - 1 : x + 2].any() and abs(longitude - 3.4) + abs(latitude - 6.0) < 1:
            assert drawn[row, column, 3]


def test_nothing_gives_an_empty_image_and_says_so() -> None:
    nothing = Density(np.zeros((720, 1440)), 0.0, 0, (), (), None, None)
    assert not pixels(nothing)[..., 3].any()
    assert nothing.is_empty and nothing.sentence == "No incident with a position is known here."
    assert density_map(nothing, "Nothing").is_empty


def test_a_document_draws_it_under_the_land() -> None:
    described = density_map(density_at((3.0, 5.0)), "Density", (-8.0, -6.0, 14.0, 9.0))
    picture = pictures.render_png(described, pictures.Caption("Density", described.footnotes, ""))
    drawn = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).reshape(-1, 3)
    present = {tuple(colour) for colour in np.unique(drawn, axis=0).tolist()}
    for _, colour in described.legend:
        assert tuple(round(part * 255) for part in to_rgb(colour)) in present
    assert described.frame().to_dict("records") == [{"area": "Somewhere", described.unit: described.raster.values[0][1]}]  # type: ignore[union-attr]


@given(st.floats(1e-6, 1e6), st.floats(1e-9, 1e3))
def test_steps_are_round_numbers_up_to_the_highest(highest: float, lowest: float) -> None:
    steps = scale.round_steps(highest, lowest)
    assert 1 <= len(steps) <= scale.MOST_STEPS
    assert steps[-1] <= highest * (1 + 1e-9) and steps[-1] * 3.4 > highest
    assert all(f"{step:.0e}"[0] in "13" and float(f"{step:.0e}") == step for step in steps)
    assert all(2.9 < high / low < 3.4 for low, high in pairwise(steps))
    assert len(scale.step_titles(steps)) == len(scale.step_colours(len(steps), True)) == len(steps)


def test_titles_of_steps() -> None:
    assert scale.step_titles(scale.round_steps(42, 2)) == ("1 to 3", "3 to 10", "10 to 30", "30 and more")
    assert scale.round_steps(0.0, 1.0) == () and scale.step_titles(()) == ()


def luminance(colour: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("colours", "name", "palette"), [(scale.NIGHT, "plasma", land.NIGHT), (scale.DAY, "magma", land.DAY)])
def test_colours_are_even_and_stand_out_on_the_sea(colours: tuple[str, ...], name: str, palette: land.Palette) -> None:
    sea = tuple(part / 255 for part in palette.sea)
    contrasts = [contrast(to_rgb(colour), sea) for colour in colours]  # type: ignore[arg-type]
    assert min(contrasts) >= 1.9 and min(contrasts[2:]) >= 3
    assert contrasts == sorted(contrasts), "the denser, the further from the sea"
    lightness = [116 * luminance(to_rgb(colour)) ** (1 / 3) - 16 for colour in colours]
    gaps = np.abs(np.diff(lightness))
    assert gaps.max() < 1.5 * gaps.min() and gaps.min() > 5
    shades = np.array([matplotlib.colormaps[name](value)[:3] for value in np.linspace(0, 1, 1024)])
    assert all(np.abs(shades - to_rgb(colour)).sum(axis=1).min() < 0.02 for colour in colours)
