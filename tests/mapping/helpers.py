"""What the tests of mappings share: invented tables, and the reports that a mapping makes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from data_pipeline import registry
from data_pipeline.mapping.adapter import TableAdapter
from data_pipeline.mapping.model import TableMapping, parse_mapping
from data_pipeline.mapping.store import save_mapping
from data_pipeline.steps.normalise import read_chunk
from warehouse.contract.settings import Settings

TABLES: Final = Path(__file__).parent / "tables"
LANDED_ON: Final = date(2026, 1, 1)
SIMPLE: Final = """
id = "simple"
title = "Simple table"
body = "A body"

[record]
key = ["Ref"]

[columns.occurred_on]
from = ["Date"]
order = "day_first"

[columns.latitude]
from = ["Lat"]

[columns.longitude]
from = ["Lon"]

[columns.vessel_name]
from = ["Ship"]

[columns.narrative]
from = ["Text"]
"""


def mapping_of(text: str = SIMPLE, **replaced: str) -> TableMapping:
    """The mapping of a TOML text, in which each key of `replaced` is replaced by its value."""
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return parse_mapping(text.encode())


def simple_rows(*numbers: int, text: str = "Robbers boarded the anchored tanker") -> str:
    """A table in text that SIMPLE fits, with a record for each number."""
    rows = [
        f'R-{number},{number % 28 + 1:02d}.01.2025,1.{number % 90:02d},103.9,PALE STAR {number},"{text}. Case {number}."'
        for number in numbers
    ]
    return "\n".join(["Ref,Date,Lat,Lon,Ship,Text", *rows]) + "\n"


def keep(settings: Settings, text: str = SIMPLE) -> registry.SourceDescription:
    """Keep a mapping in the data folder; returns the source that it is."""
    mapping = parse_mapping(text.encode())
    save_mapping(settings.landing, mapping, text)
    registry.include_mappings(settings.landing)
    return registry.source(mapping.id)


def read_table(file: Path, mapping: TableMapping) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The report rows and the quarantine rows that a file becomes, before geography and history."""
    adapter = TableAdapter(mapping)
    kind = adapter.recognise_file(file)
    with registry.with_mapping(mapping):
        chunk = read_chunk(mapping.id, kind, "0" * 64, LANDED_ON, 0, list(adapter.parse(file, kind)))
    return chunk.rows.to_pylist(), chunk.quarantine
