"""Maps: the window holds every point, also across the antimeridian; land is land and lakes are not; what is gathered adds up."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path as Outline

from analytics.describe import maps
from analytics.describe.maps import Map, Marks
from briefing import pictures
from briefing.pictures import base_map
from briefing.pictures.base_map import Reals
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents import hexagons, incidents

PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-60, 75)), min_size=1, max_size=30)


def points_map(*places: tuple[float, float]) -> Map:
    return Map("m", "Points", "incidents", "alt", (Marks("All", "#DB0000", tuple(x for x, _ in places), tuple(y for _, y in places)),))


@given(PLACES, st.floats(0.6, 3))
@settings(deadline=None)
def test_the_window_holds_every_point_in_the_wanted_shape(places: list[tuple[float, float]], shape: float) -> None:
    east, north = np.array(places).T
    window = base_map.fit_window(east, north, shape)
    placed = window.unwrap(east)
    assert ((placed >= window.west - 1e-9) & (placed <= window.east + 1e-9)).all()
    assert np.allclose((placed - east) % 360 % 360, 0, atol=1e-6) or np.allclose(np.abs((placed - east + 180) % 360 - 180), 0, atol=1e-6)
    assert window.east - window.west <= 360 + 1e-9
    if not window.is_world:
        assert (north >= window.south - 1e-6).all() and (north <= window.north + 1e-6).all()
        low, high = base_map.mercator([window.south, window.north])
        assert (window.east - window.west) / (high - low) == pytest.approx(shape, rel=1e-6)


def test_points_on_both_sides_of_the_antimeridian_lie_side_by_side() -> None:
    window = base_map.fit_window([178.0, -179.0, 179.5], [-17.0, -18.0, -16.0], 1.6)
    assert window.east - window.west < 12
    assert window.west < 178 and window.east > 181
    assert np.allclose(window.unwrap([178.0, -179.0]), [178.0, 181.0])


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "is_land"),
    [
        ("Sahara", 5.0, 25.0, True),
        ("Caspian Sea", 51.0, 42.0, False),
        ("Gulf of Guinea", 3.0, 3.0, False),
        ("Viti Levu, Fiji", 178.0, -17.8, True),
        ("Chukotka beyond 180", -178.0, 67.5, True),
        ("Singapore Strait", 103.9, 1.2, False),
    ],
)
def test_land_is_land(name: str, longitude: float, latitude: float, is_land: bool) -> None:
    for window in (
        base_map.fit_window([longitude - 4, longitude + 4], [latitude - 3, latitude + 3], 1.6),
        base_map.fit_window([], [], 1.8),
    ):
        outline = base_map.land_outline(window, (window.east - window.west) / 8 / 200)
        assert outline is not None
        x, y = float(window.unwrap([longitude])[0]), float(base_map.mercator([latitude])[0])
        # Shells run against the clock and lakes with it: what the rings wind round once is land.
        parts = [np.asarray(part, dtype=np.float64) for part in outline.to_polygons(closed_only=True)]
        winding = sum(np.sign(_area(part)) for part in parts if _holds(part, x, y))
        assert (winding > 0) == is_land, name


def _area(ring: Reals) -> float:
    return float(np.dot(ring[:-1, 0], ring[1:, 1]) - np.dot(ring[1:, 0], ring[:-1, 1]))


def _holds(ring: Reals, x: float, y: float) -> bool:
    return bool(Outline(ring).contains_point((x, y)))


def test_marks_are_drawn_where_they_are() -> None:
    sheet = pictures.draw_sheet(points_map((179.5, -17.0), (-179.5, -16.0)))
    axes = sheet.figure.axes[0]
    dots = next(collection for collection in axes.collections if len(np.asarray(collection.get_offsets())) == 2)
    assert np.allclose(np.asarray(dots.get_offsets())[:, 0], [179.5, 180.5])
    west, east = axes.get_xlim()
    assert west < 179.5 and east > 180.5


@pytest.mark.parametrize("places", [(), ((0.0, 0.0),), ((179.99, 70.0), (-179.99, -60.0)), tuple((x, 10.0) for x in range(-180, 180, 10))])
def test_any_map_is_drawn(places: tuple[tuple[float, float], ...]) -> None:
    assert pictures.render_png(points_map(*places), size=(6, 3.4)).startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("maps"), 800)


def test_incidents_by_kind_and_in_hexagons_add_up(invented: Snapshot) -> None:
    con = invented.open_database()
    points = incidents.incident_points(con, Filters())
    for described in (maps.map_by_category(points, "By category"), maps.map_by_severity(points, "By severity")):
        assert sum(len(marks.longitudes) for marks in described.marks) == points.num_rows == len(described.frame())
        assert f"{points.num_rows:,} incidents" in described.alt
    cells = hexagons.hexagon_counts(con, Filters(), 3, "number")
    gathered = maps.hexagon_map(cells, "Hexagons")
    assert sum(gathered.frame()[gathered.unit]) == points.num_rows
    assert {area.colour for area in gathered.areas} <= {colour for _, colour in gathered.legend}
    assert pictures.render_svg(gathered).startswith(b"<?xml")


def test_no_incident_gives_an_empty_map() -> None:
    nothing = pa.table(
        {"category": pa.array([], pa.string()), "longitude": pa.array([], pa.float64()), "latitude": pa.array([], pa.float64())}
    )
    assert maps.map_by_category(nothing, "None").is_empty
    cells = pa.table({"cell": pa.array([], pa.uint64()), "incidents": pa.array([], pa.int64())})
    assert maps.hexagon_map(cells, "None").is_empty
