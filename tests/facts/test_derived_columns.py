"""Drafts and facts follow from the schema: a new report column is one line there, and a rule or an adapter that fills it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from data_pipeline.facts.rules.definitions import MARK, rule_sets
from data_pipeline.model import FACT_NAMES, Draft, Facts, columns_filled_by
from warehouse.contract.columns import ADAPTER, DESCRIPTION, FACTS, GEOGRAPHY, HISTORY, LANDING
from warehouse.contract.schema import REPORT_COLUMNS

STEPS = {ADAPTER, DESCRIPTION, FACTS, GEOGRAPHY, HISTORY, LANDING}


def names_filled_by(step: str) -> set[str]:
    return {column.name for column in columns_filled_by(step)}


def test_every_report_column_names_the_steps_that_fill_it() -> None:
    for column in REPORT_COLUMNS:
        assert column.filled_by, column.name
        assert set(column.filled_by) <= STEPS, column.name


def test_drafts_and_facts_have_the_columns_of_their_step() -> None:
    assert {field.name for field in fields(Draft)} == names_filled_by(ADAPTER) | {"field_texts", "facts"}
    assert set(FACT_NAMES) == names_filled_by(FACTS) | {"in_port"}


def test_every_rule_file_fills_a_fact() -> None:
    facts = {rule_set.fact for rule_set in rule_sets() if rule_set.stored_as != MARK}
    assert facts <= set(FACT_NAMES)


@pytest.mark.parametrize("record", [Draft("2014-7"), Facts()])
def test_a_name_that_is_no_column_is_refused(record: Draft | Facts) -> None:
    with pytest.raises(AttributeError):
        record.vessel_nam = "AMBER STAR"


def test_records_do_not_share_their_lists() -> None:
    Facts().weapons.append("guns")
    assert Facts().weapons == ["not_stated"]
    assert Facts().issues is not Facts().issues
