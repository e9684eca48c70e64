"""What the browser draws under the data: tiles that are all there and agree with the shores, layers that stay local."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data_pipeline.geography import locate_positions
from pages.maps.land import DAY, NIGHT, Palette, land_layers
from warehouse.contract.settings import ROOT
from warehouse.reference.build.labels import Label, PlacedLabel, place_labels
from warehouse.reference.build.tiles import tile_bounds
from warehouse.reference.geography import region_waters, sea_regions
from warehouse.reference.labels import KINDS

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


def points_of(kind: str) -> list[dict[str, Any]]:
    points: list[dict[str, Any]] = json.loads((MAP / f"labels-{kind}-0-0-0.json").read_text(encoding="utf-8"))["features"]
    return points


@pytest.mark.parametrize("kind", KINDS)
def test_names_stand_where_their_kind_stands(kind: str) -> None:
    points = points_of(kind)
    names = [point["properties"]["name"] for point in points]
    assert len(names) == len(set(names)) > 5
    longitude, latitude = np.array([point["geometry"]["coordinates"] for point in points]).T
    places = locate_positions(latitude, longitude)
    if kind == "countries":
        assert (places.on_land_km > 0).mean() > 0.99 and len(names) > 230
        return
    # Ports stand at the water's edge, seas and straits on water; but for river ports, a terminal at sea, and canals.
    reach = np.where(
        np.isin(names, ["Matadi", "Samarinda", "Basra Oil Terminal", "Panama Canal", "Suez Canal"]), 75, 12 if kind == "ports" else 1
    )
    far = places.shore_km > reach if kind == "ports" else places.on_land_km > reach
    assert not far.any(), np.array(names)[far]


def placed_labels() -> list[PlacedLabel]:
    """Every label as the files have it."""
    return [
        PlacedLabel(Label(point["properties"]["name"], kind, *point["geometry"]["coordinates"]), point["properties"]["zoom"])
        for kind in KINDS.values()
        for point in points_of(kind.code)
    ]


@pytest.mark.parametrize("zoom", [0, 0.9, 1, 2, 2.7, 3, 4, 5.5, 6, 7, 8, 9, 12])
def test_no_name_covers_another(zoom: float) -> None:
    shown = [spot.label for spot in placed_labels() if spot.zoom <= zoom < spot.label.kind.last]
    boxes = np.array([label.box_at(zoom) for label in shown])
    world = 512 * 2**zoom
    for turn in (0, world):
        moved = boxes + np.array([turn, 0, turn, 0])
        touching = (
            (moved[:, None, 0] < boxes[None, :, 2])
            & (boxes[None, :, 0] < moved[:, None, 2])
            & (moved[:, None, 1] < boxes[None, :, 3])
            & (boxes[None, :, 1] < moved[:, None, 3])
        )
        if turn == 0:
            np.fill_diagonal(touching, False)
        first, other = np.nonzero(touching)
        assert not len(first), [(shown[a].name, shown[b].name) for a, b in zip(first, other, strict=True)][:5]


def test_names_come_with_the_zoom() -> None:
    placed = placed_labels()
    from_zoom = {spot.label.name: spot.zoom for spot in placed}
    assert from_zoom["Indian Ocean"] == 0 and from_zoom["Red Sea"] <= 2 and from_zoom["Singapore"] == 4
    assert from_zoom["India"] == 2 and from_zoom["Luxembourg"] > 3
    assert len(place_labels([spot.label for spot in placed] * 2)) == len(placed), "the same names twice leave no room for the second"


def test_a_name_gives_way_to_one_that_comes_before_it() -> None:
    sea = Label("Sea of Names", KINDS["seas"], 10, 10)
    port = Label("Port", KINDS["ports"], 10, 10)
    beyond = Label("Port beyond", KINDS["ports"], -179.9, 10)
    west = Label("Port west", KINDS["ports"], 179.9, 10)
    # The port waits until the sea is no longer named; across the antimeridian two names are as near as elsewhere.
    placed = {spot.label.name: spot.zoom for spot in place_labels([sea, port, west, beyond])}
    assert placed["Sea of Names"] == 1 and placed["Port"] == KINDS["seas"].last and placed["Port west"] < placed["Port beyond"]


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
    assert len({layer["id"] for layer in layers}) == len(layers) == 4 + len(KINDS)


def test_a_rerun_sends_little_and_says_the_same() -> None:
    assert said("oceania") == said("oceania")
    assert len(json.dumps(said("oceania"))) < 6_000
    assert {layer["id"] for layer in said(None, NIGHT)}.isdisjoint(layer["id"] for layer in said(None, DAY))


@pytest.mark.parametrize("region", sea_regions())
def test_the_chosen_region_has_no_rim_along_the_antimeridian(region: str) -> None:
    fill, rim = json.loads((MAP / f"region-{region}.json").read_text(encoding="utf-8"))["features"]
    assert shape(fill["geometry"]).equals(region_waters()[region])
    for path in rim["geometry"]["coordinates"]:
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
