from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from warehouse.reference import ports
from warehouse.reference.geography import FOLDER
from warehouse.reference.ports import ELLIPSOID, nearest_port


def bundled() -> list[dict[str, str]]:
    with (FOLDER / "ports.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("latitude", "longitude", "port", "most_km"),
    [(1.25, 103.84, "Singapore", 5), (-12.05, -77.2, "Callao", 12), (6.35, 3.4, "Lagos", 12), (14.8, 42.9, "Hodeidah", 12)],
)
def test_known_ports(latitude: float, longitude: float, port: str, most_km: float) -> None:
    found = nearest_port(latitude, longitude)
    assert found.name == port
    assert found.distance_km < most_km


def test_distance_and_bearing_lead_back_to_the_position() -> None:
    found = nearest_port(12.0, 48.0)
    row = next(row for row in bundled() if row["locode"] == found.locode)
    x, y, _ = ELLIPSOID.fwd(float(row["longitude"]), float(row["latitude"]), found.bearing, 1000 * found.distance_km)
    assert (x, y) == pytest.approx((48.0, 12.0), abs=1e-6)


def test_across_the_antimeridian() -> None:
    assert nearest_port(-17.0, 180.0).distance_km == pytest.approx(nearest_port(-17.0, -180.0).distance_km)
    assert nearest_port(-17.0, -179.9).distance_km < 400


def test_the_list_is_in_order_and_whole() -> None:
    rows = bundled()
    codes = [row["locode"] for row in rows]
    assert codes == sorted(set(codes)) and len(codes) > 2500
    assert all(row["port"].strip() and abs(float(row["latitude"])) <= 90 and abs(float(row["longitude"])) <= 180 for row in rows)


@pytest.mark.real_data
def test_ports_lie_where_the_world_port_index_has_them(real_data: Path) -> None:
    """NGA's index shares no origin with the bundled list: where both have a port, they agree."""
    with (real_data / "reference" / "nga_wpi_UpdatedPub150_2025-10.csv").open(encoding="utf-8-sig", newline="") as stream:
        index = {row["UN/LOCODE"].replace(" ", ""): (float(row["Longitude"]), float(row["Latitude"])) for row in csv.DictReader(stream)}
    pairs = [(float(row["longitude"]), float(row["latitude"]), *index[row["locode"]]) for row in bundled() if row["locode"] in index]
    away = ELLIPSOID.inv(*np.array(pairs).T)[2] / 1000
    assert len(pairs) > 1500
    assert np.median(away) < 3
    assert (away < 25).mean() > 0.96
    assert ports.KM_PER_NM == 1.852
