"""The data set Crime at Sea: both eras, "NA" for nothing, and an identity made of the record's own content."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_pipeline import registry
from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.landing import recognise_format
from data_pipeline.model import Draft
from tests.pipeline.helpers import IMB

SOURCE = registry.source("imb_crime_at_sea")
FILE = IMB / "data_set_csv.csv"


def read() -> list[Draft]:
    drafts: list[Draft] = []
    for record in SOURCE.adapter.parse(FILE, "data_set_csv"):
        try:
            drafts += [] if record.broken else [SOURCE.adapter.read(Fields(record.fields), "data_set_csv")]
        except BadRecord:
            continue
    return drafts


DRAFTS = read()


def test_the_format_is_recognised() -> None:
    assert recognise_format(SOURCE, FILE) == "data_set_csv"


def test_the_literal_na_is_nothing() -> None:
    for draft in DRAFTS:
        texts = [draft.narrative, draft.place or "", *draft.field_texts.values()]
        assert "NA" not in [text.strip() for text in texts]


def test_the_early_era_has_names_and_no_narratives() -> None:
    placed = [draft for draft in DRAFTS if draft.place not in ("no position", "out of range", "no number")]
    early = [draft for draft in placed if draft.occurred_on and 1990 < draft.occurred_on.year < 2015]
    assert len(early) == 11
    assert all("vessel_name" in draft.field_texts and not draft.narrative for draft in early)


def test_the_late_era_has_narratives_and_no_names() -> None:
    late = [draft for draft in DRAFTS if draft.occurred_on and 2015 <= draft.occurred_on.year < 2999]
    assert len(late) == 5
    assert all("vessel_name" not in draft.field_texts and draft.narrative for draft in late)


def test_line_breaks_inside_a_field_do_not_split_the_record() -> None:
    hostile = next(draft for draft in DRAFTS if str(draft.occurred_on) == "2020-06-01")
    assert "boarded\x0b a \u2028barge" in hostile.narrative
    assert hostile.field_texts["act"] == "=cmd|' /C calc'!A0"


def test_equal_records_are_one_report_and_others_are_not() -> None:
    references = [draft.native_ref for draft in DRAFTS]
    twice = {reference for reference in references if references.count(reference) > 1}
    # One exact duplicate; one pair that differs only in the ship's status, which is no part of its identity.
    assert {reference[:10] for reference in twice} == {"2008-09-25", "2012-05-05"}
    assert len(references) == len(set(references)) + 2


def test_a_position_needs_both_halves() -> None:
    [without] = [draft for draft in DRAFTS if draft.place == "no position"]
    assert (without.latitude, without.longitude, without.position_precision_km) == (None, None, None)


def test_legitimate_zeros_are_positions() -> None:
    assert {(draft.latitude, draft.longitude) for draft in DRAFTS if 0.0 in (draft.latitude, draft.longitude)} == {
        (5.6167, 0.0),
        (0.0, 105.25),
        (0.0, 0.0),
    }


def test_a_missing_column_breaks_the_file(tmp_path: Path) -> None:
    file = tmp_path / "pirates.csv"
    file.write_text(FILE.read_text(encoding="utf-8").replace("vessel_name", "ship", 1), encoding="utf-8")
    assert recognise_format(SOURCE, file) == "data_set_csv"
    with pytest.raises(BrokenFile, match=r"pirates.csv: column vessel_name is missing; the file has date, time, .*ship"):
        list(SOURCE.adapter.parse(file, "data_set_csv"))
