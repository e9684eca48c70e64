"""Tables of every kind under their mappings are read as the golden files say: `python -m tests.mapping.test_golden` records them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline.mapping.model import parse_mapping
from tests.fixtures.golden import as_json
from tests.mapping.helpers import TABLES, read_table

FILES = sorted(file for file in TABLES.iterdir() if file.is_file() and file.suffix != ".toml")
KEPT = (
    "native_ref", "occurred_on", "occurred_at", "time_precision", "latitude", "longitude", "position_precision_km", "place", "category",
    "act", "severity", "severity_basis", "vessel_name", "imo_number", "vessel_type", "attackers", "attackers_max", "weapons", "crew_harm",
    "reported_to_authority", "reporter", "narrative", "issues", "tlp", "raw_locator",
)  # fmt: skip


def read(file: Path) -> dict[str, Any]:
    rows, quarantine = read_table(file, parse_mapping(file.with_suffix(".toml").read_bytes()))
    reports = [{name: row[name] for name in KEPT if row[name] not in (None, [], "")} for row in rows]
    return {"reports": reports, "quarantine": [{name: row[name] for name in ("raw_locator", "reason", "message")} for row in quarantine]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_table_is_read_as_before(file: Path) -> None:
    golden = TABLES / "golden" / f"{file.name}.json"
    assert orjson.loads(as_json(read(file))) == orjson.loads(golden.read_bytes()), "if meant: python -m tests.mapping.test_golden"


if __name__ == "__main__":
    for table in FILES:
        (TABLES / "golden" / f"{table.name}.json").write_bytes(as_json(read(table)))
