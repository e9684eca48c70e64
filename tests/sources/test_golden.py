"""Every fixture of every source is recognised, and read as its golden file says."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.landing import recognise_format
from tests.fixtures.golden import FOLDER, as_json, drafts, fixtures, golden, reports, source_of

FILES = fixtures()
HINT = "If the change is meant: python -m tests.fixtures.golden"


def label(file: Path) -> str:
    return str(file.relative_to(FOLDER))


@pytest.mark.parametrize("file", FILES, ids=label)
def test_the_format_is_the_one_the_file_is_named_after(file: Path) -> None:
    assert file.name.startswith((recognise_format(source_of(file), file), source_of(file).id))


@pytest.mark.parametrize("file", FILES, ids=label)
def test_drafts_are_as_before(file: Path) -> None:
    assert orjson.loads(as_json(drafts(file))) == orjson.loads(golden(file, "drafts").read_bytes()), HINT


@pytest.mark.parametrize("file", FILES, ids=label)
def test_reports_are_as_before(file: Path) -> None:
    assert orjson.loads(as_json(reports(file))) == orjson.loads(golden(file, "reports").read_bytes()), HINT


@pytest.mark.parametrize("file", FILES, ids=label)
def test_golden_files_are_as_their_writer_writes_them(file: Path) -> None:
    """Else the next writing changes lines in which nothing has changed."""
    for kind in ("drafts", "reports"):
        content = golden(file, kind).read_bytes()
        assert content == as_json(orjson.loads(content))


def test_every_format_of_every_source_has_a_fixture() -> None:
    present = {(file.parent.name, recognise_format(source_of(file), file)) for file in FILES}
    required = {(source.folder, format_id) for source in registry.sources().values() for format_id in source.formats}
    assert required <= present
