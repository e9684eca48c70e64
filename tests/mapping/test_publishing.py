"""From a mapped table to the warehouse: the accounting, files that come again, corrections of files and of mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from data_pipeline import chain, registry
from data_pipeline.chain import run
from data_pipeline.errors import SourceError, UsageError
from data_pipeline.landing import land_file, landing_faults, recognise_format
from tests.mapping.helpers import SIMPLE, keep, simple_rows
from tests.pipeline.helpers import ASAM, content, land_bytes, only_row, settings_in
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

COUNTS = ("read", "new", "revised", "unchanged", "repeated", "quarantined")


def land(settings: Settings, source: registry.SourceDescription, text: str, tmp_path: Path, name: str = "table.csv") -> bool:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return land_file(settings.landing, source, recognise_format(source, file), file)[1]


def last_account(settings: Settings) -> dict[str, int]:
    row = max(content(Store(settings.data).open())["landings"], key=lambda row: row["landed_at"])
    return {name: row[name] for name in COUNTS}


def reports(settings: Settings) -> list[dict[str, Any]]:
    return content(Store(settings.data).open())["reports"]


def test_a_mapped_table_is_published_as_a_source_of_its_own(settings: Settings, tmp_path: Path) -> None:
    source = keep(settings, SIMPLE.replace('body = "A body"', 'body = "A body"\ntlp = "GREEN"\ncounts = "Boardings only."'))
    land(settings, source, simple_rows(1, 2, 3), tmp_path)
    assert run(settings).exit_status == 0
    described = only_row(content(Store(settings.data).open())["sources"], source="simple")
    assert (described["title"], described["body"], described["reports"]) == ("Simple table", "A body", 3)
    assert described["description"].endswith("It counts: Boardings only.")
    assert {row["tlp"] for row in reports(settings)} == {"GREEN"}
    assert landing_faults(settings.landing) == []


def test_the_same_file_again_adds_nothing_and_a_corrected_one_revises(settings: Settings, tmp_path: Path) -> None:
    source = keep(settings)
    assert land(settings, source, simple_rows(1, 2, 3), tmp_path)
    assert not land(settings, source, simple_rows(1, 2, 3), tmp_path), "the same bytes"
    run(settings)
    # Saved again by another program: other bytes, which say the same.
    assert land(settings, source, simple_rows(3, 2, 1).replace(",103.9,", ",103.90,"), tmp_path)
    run(settings)
    assert last_account(settings) == {"read": 3, "new": 0, "revised": 0, "unchanged": 3, "repeated": 0, "quarantined": 0}
    assert land(settings, source, simple_rows(1, 2).replace("PALE STAR 2", "GREY HERON") + simple_rows(4).partition("\n")[2], tmp_path)
    run(settings)
    assert last_account(settings) == {"read": 3, "new": 1, "revised": 1, "unchanged": 1, "repeated": 0, "quarantined": 0}
    assert {row["native_ref"]: row["vessel_name"] for row in reports(settings)}["R-2"] == "GREY HERON"
    assert len(reports(settings)) == 4, "what a later file leaves out stays"


def test_a_corrected_mapping_reads_all_files_anew_and_a_rebuild_gives_the_same(settings: Settings, tmp_path: Path) -> None:
    source = keep(settings, SIMPLE.replace("day_first", "month_first"))
    land(settings, source, simple_rows(*range(1, 8)), tmp_path)
    run(settings)
    assert {row["occurred_on"].day for row in reports(settings)} == {1}
    keep(settings)
    assert run(settings).fresh, "nothing has landed, but what landed means something else"
    assert {row["occurred_on"].day for row in reports(settings)} == set(range(2, 9))
    before = content(Store(settings.data).open())
    assert not run(settings).fresh
    run(settings, rebuild=True)
    assert content(Store(settings.data).open()) == before


def test_another_mapping_leaves_what_is_published_in_place(settings: Settings, tmp_path: Path) -> None:
    land_bytes(settings, "asam", (ASAM / "api_json.json").read_bytes(), "api_json", "asam.json")
    run(settings)
    source = keep(settings)
    land(settings, source, simple_rows(1), tmp_path)
    outcome = run(settings)
    assert [row["source"] for row in outcome.landings] == ["simple"], "only the new file was read"


def test_a_broken_mapping_stops_the_run_and_keeps_the_snapshot(settings: Settings, tmp_path: Path) -> None:
    land(settings, keep(settings), simple_rows(1), tmp_path)
    run(settings)
    in_force = Store(settings.data).current_id()
    [file] = (settings.landing / "mappings").iterdir()
    file.chmod(0o644)
    file.write_text("id = ", encoding="utf-8")
    with pytest.raises(UsageError, match=r"simple\..*\.toml cannot be used"):
        run(settings)
    assert Store(settings.data).current_id() == in_force


def test_workers_know_the_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_WORTH_WORKERS", 1)
    many = settings_in(tmp_path / "many", workers="2")
    source = keep(many)
    land(many, source, simple_rows(*range(1, 20)), tmp_path)
    assert run(many).exit_status == 0
    assert len(reports(many)) == 19


def test_a_members_table_is_handled_as_members_reports(settings: Settings, tmp_path: Path) -> None:
    text = SIMPLE.replace('id = "simple"', 'id = "members"\nkind = "members"') + '[columns.reporter]\nfrom = ["By"]\n'
    rows = simple_rows(1, 2).splitlines()
    land(settings, keep(settings, text), "\n".join([f"{rows[0]},By", f"{rows[1]},Anna", f"{rows[2]},Bert"]) + "\n", tmp_path)
    run(settings)
    assert {row["source"] for row in reports(settings)} == {"members"}
    assert len({row["reporter"] for row in reports(settings)}) == 2
    assert "Anna" not in str(reports(settings))


def test_a_day_in_a_column_wins_over_the_one_in_the_text(settings: Settings, tmp_path: Path) -> None:
    land(settings, keep(settings), simple_rows(1, text="On 20 January 2025 at 0200 UTC robbers boarded the tanker"), tmp_path)
    run(settings)
    [row] = reports(settings)
    assert (row["occurred_on"].day, row["occurred_at"]) == (2, None)
    assert "date_conflict_far" in row["issues"]


MAPPED = ["occurred_on", "latitude", "longitude", "position", "narrative", "act", "severity", "attackers", "weapons", "imo_number"]
CELLS = st.text(max_size=12) | st.sampled_from(["2025-01-05", "1°15'N", "103.9", "boarded", "3", "9074729", "45000", "=1+1", "\x00", "NaN"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """A mapping of any columns to any targets, and a table for it, whole or damaged."""
    headings = [f"c{number}" for number in range(5)]
    targets = draw(st.lists(st.sampled_from(MAPPED[1:]), unique=True, min_size=1, max_size=4))
    text = 'id = "any_table"\ntitle = "t"\nbody = "b"\n[record]\n' + draw(st.sampled_from(["", 'key = ["c0"]\n', 'key = ["c1", "c2"]\n']))
    for target, heading in zip(["occurred_on", *targets], draw(st.permutations(headings)), strict=False):
        text += f'[columns.{target}]\nfrom = ["{heading}"]\n'
    rows = draw(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6))
    quoted = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
    whole = "\n".join([",".join(headings), *quoted]).encode("utf-8", "replace")
    at = draw(st.integers(0, len(whole)))
    return text, draw(st.sampled_from([whole, whole[:at] + draw(st.binary(max_size=8)) + whole[at:]]))


@given_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(table=tables())
def test_any_mapping_of_any_table_accounts_for_all_records(table: tuple[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    text, table_bytes = table
    folder = tmp_path_factory.mktemp("any")
    settings = settings_in(folder / "data")
    source = keep(settings, text)
    file = folder / "table.csv"
    file.write_bytes(table_bytes)
    try:
        format_id = recognise_format(source, file)
    except SourceError:
        return
    land_file(settings.landing, source, format_id, file)
    outcome = run(settings)
    for row in outcome.landings:
        assert row["read"] == sum(row[name] for name in COUNTS[1:]) or row["failure"]
