"""What the pipeline's tests share: data folders, landing as a feed would, and a snapshot's content as plain rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline import registry
from data_pipeline.landing import Landing, land_file
from warehouse.contract import settings as settings_module
from warehouse.contract.schema import TABLES
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

FIXTURES: Final = Path(__file__).resolve().parent.parent / "fixtures"
ASAM: Final = FIXTURES / "asam"
IMB: Final = FIXTURES / "imb_crime_at_sea"
START: Final = datetime(2026, 1, 1, tzinfo=UTC)

Rows = dict[str, list[dict[str, Any]]]


def settings_in(folder: Path, **changes: str) -> Settings:
    """The project's settings with the data folder `folder`, one process, and `changes` as the environment would set them."""
    environ = {"ANCHORWATCH_DATA": str(folder), "ANCHORWATCH_WORKERS": "1"}
    return settings_module.load({**environ, **{f"ANCHORWATCH_{name.upper()}": value for name, value in changes.items()}})


def land_bytes(settings: Settings, source_id: str, content: bytes, format_id: str, name: str = "feed", day: int = 0) -> Landing:
    """Land bytes unread, as a feed does, `day` days after a fixed start."""
    settings.data.mkdir(parents=True, exist_ok=True)
    file = settings.data / name
    file.write_bytes(content)
    landing, is_new = land_file(settings.landing, registry.source(source_id), format_id, file, START + timedelta(days=day))
    file.unlink()
    assert is_new
    return landing


FEED: Final = [
    ("asam", "api_json", "api_json.json"),
    ("asam", "export_csv", "export_csv.csv"),
    ("asam", "arcgis_csv", "arcgis_csv.csv"),
    ("asam", "api_json", "api_json_position.json"),
    ("asam", "api_json", "api_json_bad.json"),
    ("asam", "export_csv", "export_csv_bad.csv"),
]


def land_fixture(settings: Settings, number: int, day: int) -> None:
    """Land a fixture of `FEED`."""
    source, format_id, name = FEED[number]
    land_bytes(settings, source, (ASAM / name).read_bytes(), format_id, name, day=day)


def asam_json(*records: dict[str, Any]) -> bytes:
    """Records as NGA's API gives them."""
    return orjson.dumps({"asam": list(records)})


def asam_record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One invented, faultless ASAM record; `changes` replace fields."""
    record = {
        "reference": f"2020-{number}",
        "date": "2020-01-05",
        "latitude": 1.2,
        "longitude": 103.9,
        "navArea": "XI",
        "subreg": "71",
        "hostility": "Robbers",
        "victim": "Tanker PALE STAR",
        "description": f"SINGAPORE STRAIT: On 5 January, robbers boarded the anchored tanker PALE STAR. Case {number}.",
    }
    return {**record, **changes}


def content(snapshot: Snapshot) -> Rows:
    """All tables of a snapshot as rows in their published order: what a rebuild must reproduce."""
    return {name: snapshot.read_table(name).to_pylist() for name in TABLES}


def only_row(rows: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    """The one row that has these values."""
    matching = [row for row in rows if all(row[name] == value for name, value in values.items())]
    assert len(matching) == 1, f"{len(matching)} rows have {values}"
    return matching[0]
