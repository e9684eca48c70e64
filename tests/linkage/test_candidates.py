"""Which pairs are compared at all: every pair that is near by the stated rule; joins on cells compared with all pairs."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_pipeline.linkage.link import prepare_candidates
from tests.linkage.test_hard_cases import row
from warehouse.contract.schema import REPORTS

DAY = date(2019, 5, 15)
REACHES = ((0, 3.2, 14), (2, 3.2, 7), (4, 1.0, 4), (7, 0.3, 2))
"""Days apart at most, how many degrees then, and how many at most times the root of the crowd."""


WATERS = [((1.2, 103.8), 0.3)] * 4 + [((1.2, 103.8), 3.0), ((-0.2, 179.9), 2.0), ((0.1, -179.8), 2.0), ((58.0, 5.0), 4.0)]
"""A crowded anchorage, the sea around it, either side of the date line on the equator, and a high latitude: middle, degrees around."""


def reports(random: Random) -> list[dict[str, Any]]:
    """Reports of two sources and two months."""
    pairs = []
    for n in range(360):
        (lat, lon), spread = random.choice(WATERS)
        at = [lat + random.uniform(-spread, spread), (lon + random.uniform(-spread, spread) + 180) % 360 - 180]
        source = random.choice(["asam", "imb_crime_at_sea"])
        statement = {"source": source, "ref": f"2019-{n}", "day": DAY + timedelta(days=random.randrange(60)), "at": at}
        pairs.append(row(f"{source}:2019-{n}", statement))
    return pairs


def spots(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a report may lie: as it says, and with a hemisphere mistaken, unless that is the same spot."""
    south = [{**row, "lat": -row["lat"]}] if abs(row["lat"]) > 0.5 else []
    west = [{**row, "lon": -row["lon"]}] if abs(row["lon"]) > 0.5 else []
    return [row, *south, *west]


def near(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether `other` lies where the report `one` looks; the more reports of its source around it, the less far it looks."""
    days = abs(row["day"] - other["day"])
    north = abs(row["lat"] - other["lat"])
    east = abs(row["lon"] - other["lon"])
    reach = next((min(degrees, crowded / math.sqrt(max(row["crowd"], 1))) for most, degrees, crowded in REACHES if days <= most), -1.0)
    return bool(north <= 1.6 and north + min(east, 360 - east) <= reach)


@pytest.mark.parametrize("seed", range(4))
def test_every_near_pair_is_compared_and_few_others(seed: int) -> None:
    with duckdb.connect() as con:
        con.register("reports", pa.Table.from_pylist(reports(Random(seed)), REPORTS.arrow()))
        prepare_candidates(con, ["asam"])
        rows = con.sql("SELECT unique_id, day, lat, lon, crowd FROM compared").to_arrow_table().to_pylist()
        pairs = set(con.sql("SELECT join_key_l, join_key_r FROM candidates").fetchall())
    right = set()
    for a, b in combinations(sorted(rows, key=lambda row: row["unique_id"]), 2):
        looks = [(spot, other) for row, other in ((a, b), (b, a)) for spot in spots(row)]
        if any(near(spot, other) for spot, other in looks):
            right.add((a["unique_id"], b["unique_id"]))
    assert len(right) > 500, "the crowd has near pairs to find"
    assert right <= pairs, "a near pair is never compared"
    by_slip = {(a, b) for a, b in pairs - right if abs(rows[a]["day"] - rows[b]["day"]) < 9}
    assert len(by_slip) < 0.02 * len(right), "beyond near pairs only those that a slip of the pen explains"
    assert max(row["crowd"] for row in rows) > 40, "some are so crowded that less is looked at"


def test_pairs_are_each_there_once_with_the_smaller_number_first() -> None:
    with duckdb.connect() as con:
        con.register("reports", pa.Table.from_pylist(reports(Random(9)), REPORTS.arrow()))
        prepare_candidates(con, ["asam"])
        numbered = con.sql("SELECT report_id, unique_id FROM compared ORDER BY report_id").fetchall()
        pairs = con.sql("SELECT join_key_l, join_key_r FROM candidates").fetchall()
    assert [number for _, number in numbered] == list(range(len(numbered))), "numbers follow the order of ids"
    assert len(pairs) == len(set(pairs))
    assert all(a < b for a, b in pairs)
