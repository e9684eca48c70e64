"""What came of the last times that a feed was asked: a file of JSON lines for each, beside its state.

Like the state it is a memory aid: a line that cannot be read is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline.feeds.state import feeds_folder
from warehouse.contract.files import write_atomically
from warehouse.contract.health.document import Attempt, as_line, parse_attempt
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

KEPT: Final = 100
"""Four days of a feed that is asked every hour."""


def read_attempts(settings: Settings, source_id: str) -> tuple[Attempt, ...]:
    """The last times that a source's feed was asked, oldest first."""
    return tuple(_readable_attempts(_file(settings, source_id)))


def keep_attempt(settings: Settings, source_id: str, attempt: Attempt) -> None:
    """Add one time, and drop the oldest beyond those kept. Raises OSError."""
    attempts = [*read_attempts(settings, source_id), attempt][-KEPT:]
    write_atomically(_file(settings, source_id), b"".join(map(as_line, attempts)))


def _file(settings: Settings, source_id: str) -> Path:
    return feeds_folder(settings) / f"{source_id}.attempts.jsonl"


def _readable_attempts(file: Path) -> Iterator[Attempt]:
    try:
        lines = read_small_file(file).splitlines()
    except FieldFault:
        return
    for line in lines[-KEPT:]:
        try:
            yield parse_attempt(json_fields(line))
        except FieldFault:
            continue
