"""The client on the API itself: the same frames as from the folder that is served."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import anchorwatch
from anchorwatch import AnchorwatchError
from tests.api.conftest import listening
from tests.support.snapshots import build_snapshot


def test_a_server_gives_the_same_as_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_snapshot(tmp_path, 2_000)
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    folder = anchorwatch.open(tmp_path)
    with listening() as address:
        server = anchorwatch.open(address)
        everything = server.incidents()
        some = server.incidents(since="2020-01-01", category=["cyber", "drugs"], weapons="guns")
        latest = server.incidents(limit=7)
        regions = server.table("sea_regions", frame="geopandas")
        with pytest.raises(AnchorwatchError, match="ship"):
            server.incidents(ship="A")
    same = ["incident_id", "occurred_on", "occurred_at", "category", "severity", "weapons", "latitude", "tlp"]
    assert everything.dtypes[same].astype(str).tolist() == folder.incidents(limit=1).dtypes[same].astype(str).tolist()
    assert server.about.snapshot == folder.about.snapshot
    pd.testing.assert_frame_equal(_sorted(everything[same]), _sorted(folder.incidents()[same]), check_like=True)
    expected = folder.incidents(since="2020-01-01", category=["cyber", "drugs"], weapons="guns")
    assert sorted(some["incident_id"]) == sorted(expected["incident_id"]) != []
    assert latest["occurred_on"].min() >= everything["occurred_on"].nlargest(7).min()
    assert set(regions.geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    # Lists come as arrays from one and as lists from the other.
    plain = frame.map(lambda value: tuple(value) if hasattr(value, "__len__") and not isinstance(value, str) else value)
    return plain.astype(object).where(frame.notna(), None).sort_values("incident_id").reset_index(drop=True)
