"""The sea regions: one for every point at sea, true to the outlines, with consistent neighbours and presets."""

from __future__ import annotations

import math
import tomllib
from typing import Any

import numpy as np
import pytest
import shapely

from data_pipeline.geography import _bundled_shoreline, locate_positions
from warehouse.contract.schema import SEA_REGIONS
from warehouse.reference.build.outlines import MAP_SIZE, drawn_outline
from warehouse.reference.geography import AREAS, FOLDER, SeaRegion, country_titles, region_waters, sea_regions, sea_regions_table

OUTLINES: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "sea_regions.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn() -> dict[str, shapely.MultiPolygon]:
    """Each outline as drawn in `sea_regions.toml`, cut by its distance from land where it has one."""
    land = land_polygons()
    return {code: drawn_outline(entry, land) for code, entry in OUTLINES.items()}


def land_polygons() -> np.ndarray:
    return _bundled_shoreline().land.shapes


@pytest.fixture(scope="module")
def water() -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude of every point of a one degree grid that lies on water, off the round numbers that outlines run along."""
    latitude, longitude = (grid.ravel() for grid in np.meshgrid(np.arange(-77.63, 90), np.arange(-179.87, 180)))
    at_sea = locate_positions(latitude, longitude).on_land_km == 0
    assert 35_000 < at_sea.sum() < 50_000
    return latitude[at_sea], longitude[at_sea]


def test_every_point_of_water_lies_in_exactly_one_region(water: tuple[np.ndarray, np.ndarray]) -> None:
    latitude, longitude = water
    holding = np.zeros(len(latitude), dtype=int)
    for region in sea_regions().values():
        shapely.prepare(region.outline)
        holding += shapely.contains_xy(region.outline, longitude, latitude)
    wrong = np.flatnonzero(holding != 1)
    assert not len(wrong), [(latitude[i], longitude[i], holding[i]) for i in wrong[:10]]


def test_the_region_is_the_first_outline_by_priority(water: tuple[np.ndarray, np.ndarray], drawn: dict[str, shapely.MultiPolygon]) -> None:
    latitude, longitude = water
    region = locate_positions(latitude, longitude).sea_region
    expected = np.full(len(latitude), None, dtype=object)
    for code in sorted(OUTLINES, key=lambda code: OUTLINES[code]["priority"], reverse=False):
        shapely.prepare(drawn[code])
        inside = np.any([shapely.contains_xy(drawn[code], longitude + turn, latitude) for turn in (-360, 0, 360)], axis=0)
        # Of two with the same priority the one that stands first wins.
        earlier = {other for other in OUTLINES if OUTLINES[other]["priority"] == OUTLINES[code]["priority"]}
        expected[inside & ~np.isin(expected.astype(str), list(earlier))] = code
    differ = region != expected
    assert not differ.any(), set(zip(region[differ], expected[differ], strict=True))


def test_regions_do_not_overlap() -> None:
    shapes = [region.outline for region in sea_regions().values()]
    assert all(shape.is_valid for shape in shapes)
    index = shapely.STRtree(shapes)
    first, second = index.query(shapes)
    area = shapely.area(shapely.intersection(np.array(shapes)[first[first < second]], np.array(shapes)[second[first < second]]))
    # Rounding of the corners: at most some metres along a line.
    assert area.max() < 1e-3


def test_coastal_limits_run_at_their_distance_from_land(drawn: dict[str, shapely.MultiPolygon]) -> None:
    """No water in the region is further from land than stated, but for bays that are filled and half a step of the shore."""
    limited = {code: entry["offshore_nm"] for code, entry in OUTLINES.items() if "offshore_nm" in entry}
    assert len(limited) > 15
    for code, distance_nm in limited.items():
        corners = shapely.get_coordinates(shapely.segmentize(drawn[code].boundary, 0.5))
        shore_nm = locate_positions(corners[:, 1], (corners[:, 0] + 180) % 360 - 180).shore_km / 1.852
        assert np.quantile(shore_nm, 0.8) < distance_nm + 15, code
        assert shore_nm.max() < distance_nm + 140, code
    # The widest of all stays within 200 nm but for its own corners of land.
    brazil = locate_positions(np.array([-20.0, -20.0]), np.array([-36.6, -31.0]))
    assert brazil.sea_region.tolist() == ["guianas_brazil", "south_atlantic"]


def test_the_sea_of_a_region_follows_its_coasts(water: tuple[np.ndarray, np.ndarray]) -> None:
    latitude, longitude = water
    region = locate_positions(latitude, longitude).sea_region
    for code, sea in region_waters().items():
        assert sea.is_valid and shapely.difference(sea, sea_regions()[code].outline.buffer(0.03)).is_empty, code
        shapely.prepare(sea)
        if not (region == code).any():
            # A strait smaller than the grid.
            assert not shapely.intersection(sea, sea_regions()[code].outline).is_empty
            continue
        held = shapely.contains_xy(sea, longitude[region == code], latitude[region == code])
        # Lakes and river mouths as small as the simplified coast are left out.
        assert held.mean() > 0.995, (code, held.mean())
    assert list(region_waters()) == list(sea_regions())


def test_the_sea_of_a_region_reaches_little_under_land() -> None:
    latitude, longitude = (grid.ravel() for grid in np.meshgrid(np.arange(-59.63, 75, 1), np.arange(-179.87, 180, 1)))
    located = locate_positions(latitude, longitude)
    inland = (located.on_land_km > 80) & (located.on_land_km < np.inf)
    seas = shapely.union_all(list(region_waters().values()))
    shapely.prepare(seas)
    covered = shapely.contains_xy(seas, longitude[inland], latitude[inland])
    assert inland.sum() > 8_000 and covered.mean() < 0.001


def test_long_limits_are_drawn_as_they_decide() -> None:
    """A limit that is straight in degrees is a curve on a Mercator chart: its corners stand close enough to follow it."""
    for code, sea in region_waters().items():
        rings = [ring for part in sea.geoms for ring in (part.exterior, *part.interiors)]
        assert max(np.hypot(*np.diff(shapely.get_coordinates(ring), axis=0).T).max() for ring in rings) < 1.05, code


def test_between_the_antimeridians() -> None:
    for region in sea_regions().values():
        west, south, east, north = region.outline.bounds
        assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90, region.code
    oceania = sea_regions()["oceania"].outline
    assert oceania.contains(shapely.Point(179.5, -10)) and oceania.contains(shapely.Point(-179.5, -10))
    assert not oceania.contains(shapely.Point(0, -10))


def test_the_files_say_what_the_outlines_say() -> None:
    assert set(sea_regions()) == set(OUTLINES)
    for code, region in sea_regions().items():
        stated = OUTLINES[code]
        assert (region.title, region.area, region.priority, region.source) == (
            stated["title"],
            stated["area"],
            stated["priority"],
            stated["source"],
        )
    priorities = [region.priority for region in sea_regions().values()]
    assert priorities == sorted(priorities, reverse=True)


def test_every_area_has_regions() -> None:
    assert {region.area for region in sea_regions().values()} == set(AREAS)
    assert list(AREAS.values()) == ["Southeast Asia", "Far East", "Indian Sub-Continent", "Americas", "Africa", "Rest of World"]


def test_neighbours() -> None:
    neighbour = sea_regions()
    for region in neighbour.values():
        assert region.code not in region.neighbours
        for other in region.neighbours:
            assert region.code in neighbour[other].neighbours, (region.code, other)
    assert neighbour["singapore_strait"].neighbours == ("java_sea", "malacca_strait", "south_china_sea_south")
    assert neighbour["bab_el_mandeb"].neighbours == ("gulf_of_aden", "red_sea")
    assert neighbour["strait_of_hormuz"].neighbours == ("gulf_of_oman", "persian_gulf")
    assert neighbour["caspian_sea"].neighbours == ()
    # Land between them, though their outlines touch.
    assert "central_america_pacific" not in neighbour["caribbean"].neighbours
    assert "red_sea" not in neighbour["mediterranean"].neighbours


@pytest.mark.parametrize("region", [pytest.param(region, id=region.code) for region in sea_regions().values()])
def test_preset_shows_the_whole_region_and_little_else(region: SeaRegion, drawn: dict[str, shapely.MultiPolygon]) -> None:
    corners = shapely.get_coordinates(drawn[region.code])
    pixels = 512 * 2**region.view.zoom
    height = (_mercator(np.clip(corners[:, 1], -78, 80)) - _mercator(region.view.latitude)) * pixels / (2 * math.pi)
    middle = (corners[:, 0].max() + corners[:, 0].min()) / 2
    width = (corners[:, 0] - middle) * pixels / 360
    assert (middle - region.view.longitude + 180) % 360 == pytest.approx(180, abs=0.01)
    filled = max(np.ptp(width) / MAP_SIZE[0], np.ptp(height) / MAP_SIZE[1])
    assert filled == pytest.approx(0.92, abs=0.01)
    assert abs(height.max() + height.min()) < 2


def _mercator(latitude: np.ndarray | float) -> np.ndarray:
    return np.asarray(np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)))


def test_the_published_table() -> None:
    table = sea_regions_table()
    assert table.schema == SEA_REGIONS.arrow()
    codes = table.column("sea_region").to_pylist()
    assert codes == sorted(sea_regions())
    assert table.column("neighbours").to_pylist()[codes.index("bab_el_mandeb")] == ["gulf_of_aden", "red_sea"]
    assert all(table.column(name).null_count == 0 for name in table.column_names)


def test_countries_have_unique_names_and_every_shore_has_one_of_them() -> None:
    titles = country_titles()
    assert len(titles) == 249 == len(set(titles.values()))
    assert titles["CIV"] == "Côte d'Ivoire"
    assert set(_bundled_shoreline().countries) - {None} <= set(titles)
