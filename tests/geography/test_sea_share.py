from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from warehouse.reference.build.sea_cells import FINER, land_squares
from warehouse.reference.geography import regions_at, sea_regions
from warehouse.reference.sea_share import CELL_DEGREES, cell_areas, region_cells, row_latitudes, sea_share


def test_the_sea_covers_71_percent_of_the_earth() -> None:
    assert float((sea_share() * cell_areas()[:, None]).sum() / (cell_areas().sum() * sea_share().shape[1])) == pytest.approx(
        0.71, abs=0.005
    )
    assert float(cell_areas().sum() * sea_share().shape[1]) == pytest.approx(510.06e6, rel=1e-3)


@pytest.mark.parametrize(
    ("longitude", "latitude", "share"),
    [(0.0, 0.1, 1.0), (20.1, 0.1, 0.0), (50.6, 42.1, 1.0), (-175.1, -40.1, 1.0), (0.1, 89.9, 1.0), (0.1, -89.9, 0.0)],
)
def test_known_places(longitude: float, latitude: float, share: float) -> None:
    """Gulf of Guinea, Congo, Caspian Sea (water here), Pacific, both poles."""
    assert sea_share()[int((90 - latitude) / CELL_DEGREES), int((longitude + 180) / CELL_DEGREES)] == share


def test_the_squares_of_a_shape() -> None:
    squares = land_squares([box(0.01, 0.01, 2.01, 1.01)])
    assert squares.sum() == pytest.approx(8 * 4 * FINER * FINER, rel=0.05)
    assert squares[355:361, 719:730].sum() == squares.sum()
    lake = land_squares([shapely.Polygon(box(0, 0, 1, 1).exterior, [box(0.25, 0.25, 0.75, 0.75).exterior])])
    assert lake[357, 721] == 0, "a hole is water"


def test_rows_run_from_north_to_south() -> None:
    assert row_latitudes()[0] == pytest.approx(89.875) and row_latitudes()[-1] == pytest.approx(-89.875)
    assert np.all(np.diff(cell_areas()[:360]) > 0)


def test_cells_lie_in_the_regions_of_their_middles() -> None:
    codes, numbers = region_cells()
    assert set(codes) == {"", *sea_regions()}
    draw = np.random.default_rng(3)
    rows, columns = draw.integers(0, 720, 300), draw.integers(0, 1440, 300)
    located = regions_at(row_latitudes()[rows], (columns.astype(np.float64) + 0.5) * CELL_DEGREES - 180)
    assert [codes[number] for number in numbers[rows, columns]] == located.tolist()
