from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.density import kernels
from analytics.density.kernels import BANDWIDTHS_KM, Field
from warehouse.reference.sea_share import CELL_DEGREES, cell_areas, sea_share

PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0.01, 1000), st.integers(0, 3))
GULF, STRAIT, BENGAL, PACIFIC = (3.0, 4.0), (103.9, 1.2), (91.8, 21.5), (-140.0, 10.0)


def spread(*places: tuple[float, float], weight: float = 1.0, finest: int = 0) -> Field:
    positions = np.array(places, float)
    return kernels.spread(
        positions[:, 0], positions[:, 1], np.full(len(places), weight), np.ones(len(places)), np.full(len(places), finest)
    )


def mass(field: Field) -> float:
    return float((field * cell_areas()[:, None] * sea_share()).sum())


def centre(field: Field) -> tuple[float, float]:
    row, column = np.unravel_index(int(field.argmax()), field.shape)
    return -180 + (column + 0.5) * CELL_DEGREES, 90 - (row + 0.5) * CELL_DEGREES


@settings(max_examples=20)
@given(st.lists(PLACES, min_size=1, max_size=30))
def test_the_sum_over_the_sea_is_the_number_of_incidents(places: list[tuple[float, float, float, int]]) -> None:
    """Wherever they are: at sea, in port, far inland, on the antimeridian, at a pole."""
    longitudes, latitudes, weights, finest = (np.array(column) for column in zip(*places, strict=True))
    field = kernels.spread(longitudes, latitudes, weights, weights, finest)
    assert field.min() >= 0 and np.isfinite(field).all()
    assert mass(field) == pytest.approx(weights.sum(), rel=1e-9)


@pytest.mark.parametrize("place", [GULF, STRAIT, BENGAL, PACIFIC, (179.99, -15.0), (-180.0, 60.0), (0.0, 89.9), (20.0, -89.9), (25.0, 0.0)])
@pytest.mark.parametrize("finest", range(len(BANDWIDTHS_KM)))
def test_one_incident_anywhere(place: tuple[float, float], finest: int) -> None:
    assert mass(spread(place, finest=finest)) == pytest.approx(1, rel=1e-9)


def test_none_at_all() -> None:
    assert not kernels.spread(np.array([]), np.array([]), np.array([]), np.array([]), np.array([], int)).any()


@pytest.mark.parametrize("latitude", [0.0, -30.0, 55.0])
def test_a_kernel_is_as_wide_in_kilometres_at_every_latitude(latitude: float) -> None:
    """A hundred kilometres away to the north and to the east the density is the same, and that of a Gaussian."""
    field = spread((-140.0, latitude), finest=3) * 2 * np.pi * BANDWIDTHS_KM[3] ** 2
    north = kernels.value_at(field, np.array([-140.0]), np.array([latitude + 100 / 111.2]))[0]
    east = kernels.value_at(field, np.array([-140.0 + 100 / 111.2 / np.cos(np.radians(latitude))]), np.array([latitude]))[0]
    assert north == pytest.approx(np.exp(-0.5 * (100 / 120) ** 2), rel=0.06)
    assert east == pytest.approx(north, rel=0.06)


def test_it_goes_on_across_the_antimeridian() -> None:
    """An incident on it looks as one in the middle of the map does, moved by half a turn."""
    here, there = spread((180.0, 40.0), finest=3), spread((-150.0, 40.0), finest=3)
    row = int((90 - 40) / CELL_DEGREES)
    np.testing.assert_allclose(np.roll(here[row], round(30 / CELL_DEGREES)), there[row], rtol=1e-6, atol=1e-14)


def test_what_would_fall_on_land_goes_back_to_the_sea() -> None:
    at_the_coast, at_sea = spread((3.4, 6.3), finest=2), spread((-20.0, -20.0), finest=2)
    # Half the kernel is land, so twice as much stays at sea.
    assert at_the_coast.max() / at_sea.max() == pytest.approx(2, rel=0.2)


def test_crowded_incidents_are_spread_less_than_lonely_ones() -> None:
    rng = np.random.default_rng(1)
    crowd = [tuple(place) for place in rng.normal((-20, -20), 0.2, (300, 2))]
    field = spread(*crowd, (60.0, -20.0))
    lonely = field[:, round((60 + 180) / CELL_DEGREES) - 40 : round((60 + 180) / CELL_DEGREES) + 40]
    assert lonely.max() == pytest.approx(1 / (2 * np.pi * BANDWIDTHS_KM[-1] ** 2), rel=0.06)
    assert centre(field) == pytest.approx((-20, -20), abs=0.3)


def test_a_filter_changes_nothing_in_the_middle_of_its_waters() -> None:
    rng = np.random.default_rng(1)
    crowd = [tuple(place) for place in rng.normal((-20, -20), 0.2, (300, 2))]
    alone, with_others = spread(*crowd), spread(*crowd, *[tuple(place) for place in rng.normal((60, -30), 8, (300, 2))])
    here = slice(430, 450), slice(630, 650)
    np.testing.assert_allclose(alone[here], with_others[here], rtol=1e-6, atol=1e-14)


def test_a_vague_position_is_never_drawn_finely() -> None:
    rng = np.random.default_rng(1)
    crowd = [tuple(place) for place in rng.normal((-20, -20), 0.2, (300, 2))]
    assert spread(*crowd, finest=3).max() < spread(*crowd, finest=0).max() / 3


def test_a_position_is_kept_between_the_middles_of_cells() -> None:
    for longitude in (-139.9, -140.0, -140.1):
        field = spread((longitude, 10.03), finest=1)
        weight = field * cell_areas()[:, None]
        columns = -180 + (np.arange(field.shape[1]) + 0.5) * CELL_DEGREES
        assert float((weight.sum(axis=0) * columns).sum() / weight.sum()) == pytest.approx(longitude, abs=0.01)
