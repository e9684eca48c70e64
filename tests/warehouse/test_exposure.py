from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
import pytest

from warehouse.exposure import files_fingerprint, read_exposure, regions_of_straits
from warehouse.reference.geography import sea_regions

FORM = {
    "updated": "2026-07-26",
    "source": "a counter",
    "columns": ["date", "total", "tanker"],
    "chokepoints": {
        "malacca": {"name": "Malacca Strait", "series": [["2024-01-02", 230, 90], ["2024-01-01", 233, 95]]},
        "dover": {"name": "Dover Strait", "series": [["2024-01-01", 136, 56]]},
    },
}


def put(data: Path, name: str, content: object) -> None:
    (data / "exposure").mkdir(parents=True, exist_ok=True)
    (data / "exposure" / name).write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))


def test_transits_are_read_in_the_order_of_days(tmp_path: Path) -> None:
    put(tmp_path, "a.json", FORM)
    found = read_exposure(tmp_path)
    assert found.straits["malacca"].days == (date(2024, 1, 1), date(2024, 1, 2))
    assert found.straits["malacca"].transits == (233, 230) and found.straits["malacca"].sea_region == "malacca_strait"
    assert found.straits["dover"].sea_region is None and found.problems == ()
    assert len(files_fingerprint(tmp_path)) == 1


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_exposure(tmp_path).straits == {} and files_fingerprint(tmp_path) == ()


@pytest.mark.parametrize(
    "content", [b"{", b"[]", {"columns": ["date"]}, {**FORM, "chokepoints": {"malacca": {"name": "M", "series": [["x", 1]]}}}]
)
def test_a_broken_file_is_named_and_left_out(tmp_path: Path, content: object) -> None:
    put(tmp_path, "a.json", FORM)
    put(tmp_path, "b.json", content)
    found = read_exposure(tmp_path)
    assert set(found.straits) == {"malacca", "dover"}
    assert len(found.problems) == 1 and found.problems[0].startswith("b.json")


def test_every_strait_of_the_reference_is_a_sea_region() -> None:
    assert set(regions_of_straits().values()) <= set(sea_regions())


@pytest.mark.real_data
def test_the_real_file_is_read(tmp_path: Path, real_data: Path) -> None:
    put(tmp_path, "portwatch.json", (real_data / "reference" / "portwatch_chokepoints_daily_2024-01_2026-07.json").read_bytes())
    found = read_exposure(tmp_path)
    assert found.problems == () and len(found.straits) == 12
    assert found.straits["malacca"].transits[0] == 233


CSV = b"""\xef\xbb\xbfdate,year,month,day,portid,portname,n_container,n_tanker,n_total
2024/01/02 00:00:00+00,2024,1,2,chokepoint6,Strait of Hormuz,10,50,80
2024/01/01 00:00:00+00,2024,1,1,chokepoint6,Strait of Hormuz,10,50,86
2024/01/01 00:00:00+00,2024,1,1,chokepoint20,Bohai Strait,1,5,17
"""


def test_portwatchs_own_table_is_read(tmp_path: Path) -> None:
    put(tmp_path, "Daily_Chokepoints_Data.csv", CSV)
    found = read_exposure(tmp_path)
    assert (found.straits["hormuz"].sea_region, found.straits["hormuz"].transits, found.problems) == ("strait_of_hormuz", (86, 80), ())
    put(tmp_path, "other.csv", b"date,portname,n_total\n2024-01-01,Nowhere,5\n")
    put(tmp_path, "renamed.csv", CSV.replace(b"n_total", b"total"))
    problems = read_exposure(tmp_path).problems
    assert len(problems) == 2
    assert problems[0] == "other.csv: none of its straits is known, so its ships count for no region: Nowhere"
    assert problems[1].startswith("renamed.csv does not have the format of daily transits")


def test_a_mark_repeated_days_and_unknown_codes(tmp_path: Path) -> None:
    series = [["2024-01-01", 86], ["2024-01-02", 80], ["2024-01-02", 80], ["2024-01-01", 90]]
    form = {**FORM, "columns": ["date", "total"], "chokepoints": {"strait-of-hormuz": {"name": "Strait of Hormuz", "series": series}}}
    put(tmp_path, "a.json", b"\xef\xbb\xbf" + orjson.dumps(form))
    found = read_exposure(tmp_path)
    assert found.straits["strait-of-hormuz"].transits == (90, 80)
    assert [problem.split(",")[0] for problem in found.problems] == [
        "a.json: Strait of Hormuz: 2024-01-01 given twice with different counts; the last is used",
        "a.json: 'strait-of-hormuz' is no code of a strait",
    ]
