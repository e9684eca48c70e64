from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT
from warehouse import dictionary
from warehouse.contract.issues import ISSUE_CODES, QUARANTINE_REASONS
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.measures import MEASURES


def test_every_column_is_described() -> None:
    found = {(entry.table, entry.column) for entry in dictionary.column_entries()}
    assert found == {(table.name, column.name) for table in TABLES.values() for column in table.columns}
    assert all(entry.definition.strip() and entry.type for entry in dictionary.column_entries())


def test_every_code_is_described_with_its_source() -> None:
    found = {(entry.code_list, entry.code) for entry in dictionary.code_entries()}
    wanted = {(name, code) for name, codes in CODE_LISTS.items() for code in codes}
    wanted |= {("measure", code) for code in MEASURES} | {("issue", code) for code in ISSUE_CODES}
    assert found == wanted | {("quarantine_reason", code) for code in QUARANTINE_REASONS}
    assert all(entry.title and entry.definition and entry.source for entry in dictionary.code_entries())


def test_code_lists_that_columns_name_exist() -> None:
    assert {entry.codes for entry in dictionary.column_entries() if entry.codes} <= set(CODE_LISTS)


def test_search_wants_every_word() -> None:
    columns, codes = dictionary.search_entries("SHORE km")
    assert {entry.column for entry in columns} == {"on_land_km", "shore_km"}
    assert dictionary.search_entries("zzz no such") == ((), ())
    assert dictionary.search_entries("  ") == (dictionary.column_entries(), dictionary.code_entries())
    assert all("TLP" in code.source or "tlp" in code.code_list or "TLP" in code.title for code in dictionary.search_entries("tlp")[1])
    assert codes == ()


def test_the_document_is_the_present_one() -> None:
    document = (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert document == dictionary.to_markdown(), "run `python -m warehouse.dictionary > docs/data_dictionary.md`"
    assert all(f"## Table `{name}`" in document for name in TABLES)
    lines = [line for line in document.splitlines() if line.startswith("|")]
    assert {line.count("|") - line.count("\\|") for line in lines} == {7, 5}


def test_the_command_writes_the_document() -> None:
    written = subprocess.run([sys.executable, "-m", "warehouse.dictionary"], cwd=ROOT, capture_output=True, check=True)
    assert written.stdout.decode() == dictionary.to_markdown()
