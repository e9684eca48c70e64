"""A mapping's file: what it may say, what is refused in words that name the entry, and that writing it loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import registry
from data_pipeline.mapping.model import ColumnMapping, MappingFault, TableMapping, parse_mapping
from data_pipeline.mapping.store import read_mappings, save_mapping
from data_pipeline.mapping.targets import TARGETS
from data_pipeline.mapping.write import to_toml
from tests.mapping.helpers import SIMPLE, mapping_of
from warehouse.contract.taxonomy import MARKS

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cf", "Co", "Cn"], exclude_characters="\xa0")
TEXT = st.text(LETTERS, max_size=30)
HEADINGS = TEXT.filter(lambda text: bool(text.strip()))


@st.composite
def mappings(draw: st.DrawFn) -> TableMapping:
    """Any mapping that its file may state."""
    columns = {}
    for target in [*draw(st.lists(st.sampled_from(sorted(TARGETS)), unique=True, max_size=6)), "occurred_on"]:
        described = TARGETS[target]
        values = draw(st.dictionaries(HEADINGS, st.sampled_from(sorted(described.codes)), max_size=3)) if described.codes else {}
        columns[target] = ColumnMapping(
            tuple(draw(st.lists(HEADINGS, min_size=1, max_size=2 if described.several else 1))),
            draw(st.sampled_from(["", "day_first", "excel", "%d.%m.%Y"])) if described.is_day else "",
            values={" ".join(theirs.casefold().split()): ours for theirs, ours in values.items()},
        )
    return TableMapping(
        id=draw(st.from_regex(r"[a-z][a-z0-9_]{1,20}", fullmatch=True).filter(lambda text: text != "members")),
        title=draw(HEADINGS.filter(str.isprintable)),
        body=draw(HEADINGS.filter(str.isprintable)),
        tlp=draw(st.sampled_from(MARKS)),
        description=draw(st.text(st.characters(codec="utf-8"), max_size=40)),
        separator=draw(st.sampled_from(["", ",", "\t"])),
        decimal=draw(st.sampled_from([".", ","])),
        key=tuple(draw(st.lists(HEADINGS, max_size=2))),
        time_zone=draw(st.sampled_from(["", "UTC", "+08:00", "Africa/Lagos"])),
        cadence_days=draw(st.none() | st.floats(0.1, 1_000)),
        columns={target: columns[target] for target in TARGETS if target in columns},
    )


@given(mappings())
def test_what_is_written_reads_back_the_same(mapping: TableMapping) -> None:
    assert parse_mapping(to_toml(mapping, dict.fromkeys([*TARGETS, "key"], "sure\nof it")).encode()) == mapping


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "simple"', 'id = "Simple Table"', "is not an id"),
        ('id = "simple"', 'id = "members"', "members"),
        ('title = "Simple table"\n', "", "field title is missing"),
        ('title = "Simple table"', 'title = "a\\u0007b"', "cannot be shown"),
        ('title = "Simple table"', 'title = " "', "title and body must say"),
        ('body = "A body"', 'body = "A body"\ntlp = "PURPLE"', "tlp = 'PURPLE'; known are"),
        ('body = "A body"', 'body = "A body"\nnarrative = "all"', "narrative = 'all'"),
        ('body = "A body"', 'body = "A body"\nkind = "nobody"', "kind = 'nobody'"),
        ('body = "A body"', 'body = "A body"\ncolour = "red"', "field 'colour' is not known"),
        ('body = "A body"', 'body = "A body"\nurl = "javascript:alert(1)"', "is no web address"),
        ('body = "A body"', 'body = "A body"\ncadence_days = nan', "not a number above 0"),
        ('key = ["Ref"]', 'key = ["Ref"]\ntime_zone = "Mars/Olympus"', "is no time zone"),
        ('key = ["Ref"]', 'key = ["Ref"]\ntime_zone = "../../etc/passwd"', "is no time zone"),
        ('key = ["Ref"]', 'key = "Ref"', "field key holds text, not a list"),
        ("[columns.narrative]", "[columns.story]", "field 'story' is not known; a column can be occurred_on"),
        ('order = "day_first"', 'order = "backwards"', r"\[columns.occurred_on\]: order = 'backwards'; known are day_first"),
        ('from = ["Ship"]', 'from = ["Ship", "Boat"]', "only one column can be it"),
        ('from = ["Ship"]', "from = []", "from names no column"),
        ('from = ["Ship"]', 'from = ["Ship"]\nvalues = { "a" = "b" }', "has no codes"),
        ('from = ["Lat"]', 'from = ["Lat"]\nunit = "radians"', "unit = 'radians'; known are degrees, ddmm"),
        (
            'from = ["Text"]',
            'from = ["Text"]\n[columns.act]\nfrom = ["A"]\nvalues = { "a" = "eaten" }',
            "'eaten' is no code; known are",
        ),
        ('title = "Simple table"', "title = ", "line|value|Invalid"),
    ],
)
def test_a_fault_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(MappingFault, match=words):
        mapping_of(SIMPLE, **{old: new})


def test_a_table_without_days_and_texts_is_refused() -> None:
    with pytest.raises(MappingFault, match="no column is occurred_on"):
        parse_mapping(b'id = "ab"\ntitle = "t"\nbody = "b"\n[columns.act]\nfrom = ["x"]\n')


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: SIMPLE.encode() + text.encode("utf-8", "replace")))
def test_any_bytes_are_a_mapping_or_a_fault(content: bytes) -> None:
    try:
        parse_mapping(content)
    except MappingFault:
        return


def test_the_newest_version_is_in_force_and_the_older_stay(tmp_path: Path) -> None:
    first = mapping_of()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert save_mapping(tmp_path, first, SIMPLE, moment) is not None
    assert save_mapping(tmp_path, first, SIMPLE, moment) is None, "the same mapping is kept once"
    text = SIMPLE.replace("Simple table", "Another title")
    # The clock was put back.
    assert save_mapping(tmp_path, parse_mapping(text.encode()), text, datetime(2025, 1, 1, tzinfo=UTC)) is not None
    assert [mapping.title for mapping in read_mappings(tmp_path)] == ["Another title"]
    assert len(list((tmp_path / "mappings").iterdir())) == 2


def test_a_mapping_cannot_take_the_id_of_a_source_that_is_there(tmp_path: Path) -> None:
    text = SIMPLE.replace('id = "simple"', 'id = "asam"')
    save_mapping(tmp_path, parse_mapping(text.encode()), text)
    with pytest.raises(MappingFault, match="asam is a source of this program"):
        registry.include_mappings(tmp_path)
