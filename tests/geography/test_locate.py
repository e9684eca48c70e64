"""`data_pipeline.geography`: against shapely and pyproj, and in places that everyone knows."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.geography import INLAND_KM, LocatedPositions, _bundled_shoreline, classify_waters, locate_positions
from warehouse.reference.geography import AREAS, country_titles, sea_regions


def at(*positions: tuple[float, float]) -> LocatedPositions:
    return locate_positions(np.array([lat for lat, _ in positions], dtype=float), np.array([lon for _, lon in positions], dtype=float))


@pytest.mark.parametrize(
    ("latitude", "longitude", "region", "area", "country"),
    [
        pytest.param(1.20, 103.85, "singapore_strait", "southeast_asia", "SGP", id="Singapore Strait"),
        pytest.param(1.10, 103.72, "singapore_strait", "southeast_asia", "IDN", id="Phillip Channel"),
        pytest.param(3.8, 98.8, "malacca_strait", "southeast_asia", "IDN", id="Belawan anchorage"),
        pytest.param(-2.98, 104.76, "java_sea", "southeast_asia", "IDN", id="Palembang, up the river"),
        pytest.param(2.9, 105.8, "south_china_sea_south", "southeast_asia", "IDN", id="Anambas"),
        pytest.param(6.2, 121.0, "sulu_celebes", "southeast_asia", "PHL", id="Jolo"),
        pytest.param(14.55, 120.9, "philippines", "southeast_asia", "PHL", id="Manila Bay"),
        pytest.param(10.3, 107.05, "vietnam", "far_east", "VNM", id="Vung Tau"),
        pytest.param(22.2, 91.75, "chittagong", "indian_sub_continent", "BGD", id="Chittagong"),
        pytest.param(22.9, 70.2, "arabian_sea", "indian_sub_continent", "IND", id="Kandla"),
        pytest.param(16.9, 82.4, "east_india", "indian_sub_continent", "IND", id="Kakinada"),
        pytest.param(12.6, 43.35, "bab_el_mandeb", "africa", "YEM", id="Bab el-Mandeb"),
        pytest.param(12.5, 47.0, "gulf_of_aden", "africa", "YEM", id="Gulf of Aden"),
        pytest.param(26.5, 56.5, "strait_of_hormuz", "rest_of_world", "OMN", id="Hormuz"),
        pytest.param(25.2, 56.45, "gulf_of_oman", "rest_of_world", "ARE", id="Fujairah"),
        pytest.param(6.38, 3.38, "gulf_of_guinea", "africa", "NGA", id="Lagos anchorage"),
        pytest.param(-5.82, 13.45, "gulf_of_guinea", "africa", "COD", id="Matadi, up the Congo"),
        pytest.param(5.6, 0.0, "west_africa", "africa", "GHA", id="Tema, on the zero meridian"),
        pytest.param(-12.03, -77.2, "south_america_pacific", "americas", "PER", id="Callao"),
        pytest.param(10.25, -64.65, "caribbean", "americas", "VEN", id="Puerto La Cruz"),
        pytest.param(8.85, -79.5, "central_america_pacific", "americas", "PAN", id="Balboa, Pacific side of the canal"),
        pytest.param(9.45, -79.9, "caribbean", "americas", "PAN", id="Colon, Caribbean side"),
        pytest.param(5.2, -52.3, "guianas_brazil", "americas", "GUF", id="French Guiana has its own code"),
        pytest.param(-21.0, 55.2, "east_africa", "africa", "REU", id="so has Reunion"),
        pytest.param(40.6, 28.9, "black_sea", "rest_of_world", "TUR", id="Marmara"),
        pytest.param(-17.5, 179.95, "oceania", "rest_of_world", "FJI", id="Fiji, west of 180"),
        pytest.param(-17.5, -179.95, "oceania", "rest_of_world", "FJI", id="Fiji, east of 180"),
        pytest.param(8.6, 111.9, "south_china_sea_north", "far_east", None, id="Spratlys: several states claim the shore"),
    ],
)
def test_known_places(latitude: float, longitude: float, region: str, area: str, country: str | None) -> None:
    located = at((latitude, longitude))
    assert (located.sea_region[0], located.area[0], located.country[0]) == (region, area, country)


def test_unknown_positions_stay_unknown_between_known_ones() -> None:
    located = at((np.nan, 3.0), (1.2, 103.85), (6.0, np.nan), (np.inf, 0.0), (91.0, 0.0))
    assert list(located.sea_region) == [None, "singapore_strait", None, None, None]
    assert np.isnan(located.shore_km[[0, 2, 3, 4]]).all() and np.isnan(located.on_land_km[[0, 2, 3, 4]]).all()
    assert len(at().sea_region) == 0


def test_the_two_names_of_one_meridian_agree() -> None:
    latitude = np.linspace(-85, 85, 171)
    west, east, turned = (locate_positions(latitude, np.full(len(latitude), longitude)) for longitude in (-180.0, 180.0, 540.0))
    for other in (east, turned):
        np.testing.assert_allclose(west.shore_km, other.shore_km, atol=1e-6)
        assert list(west.country) == list(other.country)
        assert list(west.sea_region) == list(other.sea_region)


def test_distance_runs_across_the_antimeridian() -> None:
    # Taveuni (Fiji) lies on both sides of 180; seen from the east its shore is near, not a world away.
    assert at((-16.9, -179.5)).shore_km[0] < 60


def test_the_cut_along_the_antimeridian_is_no_shore() -> None:
    # Chukotka at 68.5 N, 180 E lies 40 km and more from the sea, although its polygons are cut there.
    inland = at((67.5, 179.999), (67.5, -179.999))
    assert (inland.on_land_km > 40).all()


def test_poles() -> None:
    located = at((90, 0), (90, 123), (-90, 0))
    # From the pole to Kaffeklubben Island, the northernmost shore, it is 713 km.
    np.testing.assert_allclose(located.shore_km[:2], 713, atol=4)
    assert list(located.sea_region) == ["arctic_ocean", "arctic_ocean", None]
    assert list(located.country) == ["GRL", "GRL", "ATA"]
    assert located.on_land_km[2] > 400


def test_far_inland_has_a_shore_but_no_sea_region() -> None:
    located = at((14.9, 23.5))
    assert located.on_land_km[0] > INLAND_KM
    assert located.sea_region[0] is None and located.area[0] is None


def test_codes_are_known_ones() -> None:
    generator = np.random.default_rng(5)
    located = locate_positions(np.degrees(np.arcsin(generator.uniform(-1, 1, 4000))), generator.uniform(-180, 180, 4000))
    assert set(located.sea_region) - {None} <= set(sea_regions())
    assert set(located.area) - {None} <= set(AREAS)
    assert set(located.country) - {None} <= set(country_titles())
    assert ((located.on_land_km == 0) | (located.on_land_km == located.shore_km)).all()


@cache
def land_and_rims() -> tuple[shapely.STRtree, shapely.STRtree]:
    shapes = _bundled_shoreline().land.shapes
    return shapely.STRtree(shapes), shapely.STRtree(shapely.boundary(shapes))


def true_distance_km(latitude: float, longitude: float, reach: float) -> float:
    """Distance to the shore by shapely in an azimuthal equidistant projection round the position itself (WGS 84)."""
    _, rims = land_and_rims()
    wide = reach / np.cos(np.radians(min(abs(latitude) + reach, 89)))
    window = shapely.box(longitude - wide, latitude - reach, longitude + wide, latitude + reach)
    near = shapely.intersection(rims.geometries.take(rims.query(window)), window)
    to_plane = pyproj.Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84", always_xy=True)
    plane = shapely.transform(near, lambda corners: np.column_stack(to_plane.transform(corners[:, 0], corners[:, 1])))
    return float(np.nanmin(shapely.distance(shapely.Point(0, 0), plane))) / 1000


@settings(max_examples=60, deadline=None)
@given(corner=st.integers(0, 10**9), east=st.floats(-0.8, 0.8), north=st.floats(-0.7, 0.7))
def test_distance_and_land_against_shapely_and_pyproj(corner: int, east: float, north: float) -> None:
    shores = _bundled_shoreline()
    start = corner % len(shores.latitude)
    latitude, longitude = shores.latitude[start] + north, shores.longitude[start] + east
    if abs(latitude) > 78 or abs(longitude) > 175:
        # The oracle's window neither wraps nor widens towards the poles.
        return
    located = at((latitude, longitude))
    true = true_distance_km(latitude, longitude, reach=1.5)
    assert located.shore_km[0] == pytest.approx(true, abs=0.6)
    land, _ = land_and_rims()
    on_land = len(land.query(shapely.Point(longitude, latitude), predicate="intersects")) > 0
    # On the shore line itself neither answer is wrong.
    assert (located.on_land_km[0] > 0) == on_land or true < 0.1


def test_waters_by_their_rules() -> None:
    shore = np.array([np.nan, np.nan, 5.0, 22.2, 22.3, 300.0, 90.0])
    land = np.array([np.nan, np.nan, 0.0, 0.0, 0.0, 0.0, 90.0])
    port = np.array([False, True, True, False, False, False, False])
    expected = ["unknown", "port_area", "port_area", "territorial", "international", "international", "territorial"]
    assert list(classify_waters(shore, land, port)) == expected
