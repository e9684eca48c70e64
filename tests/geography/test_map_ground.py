"""What the browser draws under the data: tiles that are all there and agree with the shores, layers that stay local."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data_pipeline.geography import locate_positions
from pages.maps.land import DAY, NAMES, NIGHT, Palette, land_layers
from warehouse.contract.settings import ROOT
from warehouse.reference.build.tiles import tile_bounds
from warehouse.reference.geography import sea_regions

MAP = ROOT / "static" / "land"
ZOOMS = range(5)


def tile(zoom: int, x: int, y: int) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((MAP / str(zoom) / str(x) / f"{y}.json").read_text(encoding="ascii"))["features"]
    return features


@pytest.mark.parametrize("zoom", ZOOMS)
def test_every_tile_is_there_and_stays_within_its_bounds(zoom: int) -> None:
    assert len(list((MAP / str(zoom)).rglob("*.json"))) == 4**zoom
    for x in range(2**zoom):
        for y in range(2**zoom):
            west, south, east, north = tile_bounds(zoom, x, y)
            margin = 0.01 + 0.002 * (east - west)
            for feature in tile(zoom, x, y):
                corners = shapely.get_coordinates(shape(feature["geometry"]))
                assert feature["geometry"]["type"] in {"MultiPolygon", "MultiLineString"}
                assert (corners >= np.array([west, south]) - margin).all() and (corners <= np.array([east, north]) + margin).all()


def test_tile_bounds_are_those_of_web_mercator() -> None:
    assert tile_bounds(0, 0, 0) == pytest.approx((-180, -85.0511, 180, 85.0511), abs=1e-4)
    assert tile_bounds(1, 1, 0) == pytest.approx((0, 0, 180, 85.0511), abs=1e-4)
    assert tile_bounds(4, 12, 7) == pytest.approx((90, 0, 112.5, 21.9430), abs=1e-4)


@pytest.mark.parametrize(("zoom", "agreement"), [(0, 0.99), (3, 0.995), (4, 0.999)])
def test_tiles_agree_with_the_shores(zoom: int, agreement: float) -> None:
    generator = np.random.default_rng(7)
    latitude, longitude = np.degrees(np.arcsin(generator.uniform(-0.98, 0.98, 4000))), generator.uniform(-180, 180, 4000)
    on_land = locate_positions(latitude, longitude).on_land_km > 0
    tiles = np.zeros(len(latitude), dtype=bool)
    column = ((longitude + 180) / 360 * 2**zoom).astype(int)
    row = ((1 - np.arcsinh(np.tan(np.radians(latitude))) / math.pi) / 2 * 2**zoom).astype(int)
    for x, y in set(zip(column.tolist(), row.tolist(), strict=True)):
        here = (column == x) & (row == y)
        for feature in tile(zoom, x, y):
            if feature["geometry"]["type"] == "MultiPolygon":
                land = shapely.make_valid(shape(feature["geometry"]))
                tiles[here] |= shapely.intersects_xy(land, longitude[here], latitude[here])
    assert (tiles == on_land).mean() > agreement


def test_no_polygon_tears_across_the_world() -> None:
    for feature in tile(0, 0, 0):
        if feature["geometry"]["type"] != "MultiPolygon":
            continue
        for west, south, east, _ in shapely.bounds(shapely.get_parts(shape(feature["geometry"]))):
            # Only Antarctica goes round the world; Eurasia with Africa spans 198 degrees.
            assert east - west < 210 or south < -80


@pytest.mark.parametrize("file", sorted(MAP.glob("places-*.json")), ids=lambda file: file.stem)
def test_names_stand_where_their_kind_stands(file: Path) -> None:
    points = json.loads(file.read_text(encoding="utf-8"))["features"]
    names = [point["properties"]["name"] for point in points]
    assert len(names) == len(set(names)) > 5
    longitude, latitude = np.array([point["geometry"]["coordinates"] for point in points]).T
    places = locate_positions(latitude, longitude)
    ports = "ports" in file.stem
    # Ports stand at the water's edge, seas and straits on water; but for river ports, a terminal at sea, and canals.
    reach = np.where(np.isin(names, ["Matadi", "Samarinda", "Basra Oil Terminal", "Panama Canal", "Suez Canal"]), 75, 12 if ports else 1)
    far = places.shore_km > reach if ports else places.on_land_km > reach
    assert not far.any(), np.array(names)[far]


def test_each_file_may_be_committed() -> None:
    for folder in (ROOT / "static", ROOT / "warehouse" / "reference"):
        assert max(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 2_000_000


def said(region: str | None, palette: Palette = NIGHT, **choice: bool) -> list[dict[str, Any]]:
    return [json.loads(layer.to_json()) for layer in land_layers(region, palette, **choice)]


def test_layers_ask_this_server_only_and_are_never_picked() -> None:
    layers = said("singapore_strait")
    for layer in layers:
        assert layer["pickable"] is False
        address = layer["data"]
        assert address is not None and (not isinstance(address, str) or address.startswith("/app/static/land/"))
        if isinstance(address, str):
            file = address.removeprefix("/app/static/land/").format(x=0, y=0, z=0)
            assert (MAP / file).is_file(), address
    assert len({layer["id"] for layer in layers}) == len(layers) == 4 + len(NAMES)


def test_a_rerun_sends_little_and_says_the_same() -> None:
    assert said("oceania") == said("oceania")
    assert len(json.dumps(said("oceania"))) < 6_000
    assert {layer["id"] for layer in said(None, NIGHT)}.isdisjoint(layer["id"] for layer in said(None, DAY))


def test_the_chosen_outline_does_not_follow_the_antimeridian() -> None:
    outline = next(layer["data"] for layer in said("oceania") if layer["id"].startswith("region-"))
    for path in outline["geometry"]["coordinates"]:
        assert all(abs(a[0] - b[0]) < 60 for a, b in pairwise(path))
        assert not any(abs(a[0]) == abs(b[0]) == 180 for a, b in pairwise(path))


def test_choices() -> None:
    assert not any("limits" in layer["id"] for layer in said(None, outlines=False))
    assert not any("names" in layer["id"] for layer in said(None, names=False))
    assert [layer["id"] for layer in said("red_sea", own_ground=False)] == ["limits-night", "region-red_sea-night"]
    for region in sea_regions():
        assert any(region in layer["id"] for layer in said(region))
    for stranger in ("not_stated", "' || alert(1) || '"):
        assert said(stranger) == said(None)
