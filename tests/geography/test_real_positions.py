"""The real positions: each gets a sea region, none contradicts what the bodies say about where it is."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from data_pipeline.geography import LocatedPositions, locate_positions
from warehouse.reference.geography import sea_regions

pytestmark = pytest.mark.real_data


@cache
def asam(folder: Path) -> tuple[list[dict[str, str]], LocatedPositions]:
    rows = json.loads((folder / "asam" / "asam_archive_1978_2024.json").read_text(encoding="utf-8"))["asam"]
    return rows, locate_positions(np.array([float(row["latitude"]) for row in rows]), np.array([float(row["longitude"]) for row in rows]))


@cache
def imb(folder: Path) -> tuple[list[dict[str, str]], LocatedPositions]:
    with (folder / "imb" / "pirate_attacks.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return rows, locate_positions(np.array([float(row["latitude"]) for row in rows]), np.array([float(row["longitude"]) for row in rows]))


def test_nearly_every_position_has_a_region(real_data: Path) -> None:
    for (rows, located), count, lost in ((asam(real_data), 9182, 2), (imb(real_data), 7511, 1)):
        assert len(rows) == count
        without = [region is None for region in located.sea_region]
        # Iquitos (ASAM, IMB), and one in the middle of Chad.
        assert sum(without) == lost
        assert 1 - sum(without) / count >= 0.995
        assert all(np.isfinite(located.shore_km)) and sum(country is None for country in located.country) < 30


def test_no_region_contradicts_the_subregion_of_nga(real_data: Path) -> None:
    """Each position lies in one of our regions that overlap its NGA subregion, or in a neighbour of one.

    Excepted are positions that lie outside the subregion their own record states.
    """
    outlines = nga_subregions(real_data)
    distances = {
        name: {code for code, region in sea_regions().items() if region.outline.intersection(area).area > 1e-3}
        for name, area in outlines.items()
    }
    rows, located = asam(real_data)
    unstated, outside, neighbouring = 0, 0, 0
    contradictions = []
    for row, region in zip(rows, located.sea_region, strict=True):
        stated = row["subreg"]
        if not stated:
            unstated += 1
        elif not shapely.intersects_xy(outlines[stated], float(row["longitude"]), float(row["latitude"])):
            outside += 1
        elif region is not None and region not in distances[stated]:
            beside = any(region in sea_regions()[code].neighbours for code in distances[stated])
            neighbouring += beside
            if not beside:
                contradictions.append((row["reference"], stated, region))
    assert contradictions == []
    assert (unstated, outside, neighbouring) == (285, 1, 1)


def nga_subregions(folder: Path) -> dict[str, shapely.Geometry]:
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for feature in json.loads((folder / "asam" / "asam_subregions.geojson").read_text(encoding="utf-8"))["features"]:
        parts[str(feature["properties"]["SUBREGION"])].append(shape(feature["geometry"]).buffer(0))
    return {name: shapely.union_all(areas) for name, areas in parts.items()}


def test_shores_agree_with_those_of_the_crime_at_sea_data(real_data: Path) -> None:
    rows, located = imb(real_data)
    measured = np.array([float(row["shore_distance"]) if row["shore_distance"] not in ("NA", "") else np.nan for row in rows])
    difference = np.abs(located.shore_km - measured)
    assert np.nanmedian(difference) < 0.2
    # Theirs knows islets that are too small for ours.
    assert np.nanquantile(difference, 0.9) < 1.5
    same = [distances == row["nearest_country"] for distances, row in zip(located.country, rows, strict=True)]
    assert np.mean(same) > 0.98


def test_where_the_reports_are(real_data: Path) -> None:
    _, located = asam(real_data)
    inland = located.on_land_km
    # Rounded coordinates and rivers; with another shore line (1 km) it is 1,639, 303 and 50.
    assert ((inland > 0).sum(), (inland > 10).sum(), (inland > 40).sum()) == (1221, 171, 41)
