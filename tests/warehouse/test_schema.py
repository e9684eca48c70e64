"""The contract: every column explained, every code list there, keys and orders among the columns."""

from __future__ import annotations

import re

import pytest

from warehouse.contract.columns import Column, Table
from warehouse.contract.issues import ISSUE_CODES, QUARANTINE_REASONS
from warehouse.contract.schema import TABLES
from warehouse.contract.taxonomy import CODE_LISTS, VESSEL_TYPE, VESSEL_TYPE_PARENT

COLUMNS = [pytest.param(table, column, id=f"{table.name}.{column.name}") for table in TABLES.values() for column in table.columns]
UNITS = {"_km": "km", "_nm": "nm", "_days": "days"}


@pytest.mark.parametrize("table", TABLES.values(), ids=[*TABLES])
def test_keys_and_orders_are_columns(table: Table) -> None:
    names = table.names()
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names) >= set(table.order)
    assert table.doc.endswith(".")
    assert [field.name for field in table.arrow()] == names


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_is_explained(table: Table, column: Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert column.doc.endswith(".")
    assert not column.codes or column.codes in CODE_LISTS
    for ending, unit in UNITS.items():
        assert not column.name.endswith(ending) or column.unit == unit
    assert table.arrow().field(column.name).nullable is not column.required


def test_the_same_name_means_the_same_type_everywhere() -> None:
    types: dict[str, set[str]] = {}
    for table in TABLES.values():
        for column in table.columns:
            types.setdefault(column.name, set()).add(str(column.type))
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_codes_are_keyed_by_themselves_and_explained() -> None:
    for codes in CODE_LISTS.values():
        for key, code in codes.items():
            assert key == code.code
            assert code.title
            assert code.definition.endswith(".")


def test_kinds_of_ship_have_known_parents_without_circles() -> None:
    for kind in VESSEL_TYPE_PARENT:
        seen = [kind]
        while seen[-1] in VESSEL_TYPE_PARENT:
            seen.append(VESSEL_TYPE_PARENT[seen[-1]])
            assert seen[-1] in VESSEL_TYPE
            assert len(seen) == len(set(seen))


def test_issue_and_quarantine_codes_are_sentences() -> None:
    for code, meaning in {**ISSUE_CODES, **QUARANTINE_REASONS}.items():
        assert re.fullmatch(r"[a-z0-9_]+", code)
        assert meaning.endswith(".")
