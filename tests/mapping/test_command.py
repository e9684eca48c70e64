"""The command `map`: guess, correct, look, keep; and the offer to read what a source's adapter refuses."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from data_pipeline.landing import list_landings
from tests.mapping.helpers import SIMPLE, TABLES, simple_rows
from tests.mapping.test_table_files import workbook
from tests.pipeline.conftest import Cli
from tests.pipeline.conftest import cli as cli
from tests.pipeline.helpers import ASAM, IMB, content
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_guess_correct_keep_publish_and_add_again(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text(simple_rows(1, 2, 3), encoding="utf-8")
    answer = cli("map", file)
    assert answer.status == 0, answer.err
    assert "The mapping is in log.toml" in answer.out
    assert "singapore_strait" in answer.out
    text = Path("log.toml").read_text(encoding="utf-8")
    assert 'from = ["Date"]  # Date: 9' in text, "how sure the guess is"
    assert cli("map", file).status == 2, "a mapping that may have been corrected is not written over"
    Path("log.toml").write_text(text.replace('title = "log"', 'title = "The log"').replace("Not stated", "A company"), encoding="utf-8")
    assert "First 3 reports" in cli("map", file, "--mapping", "log.toml").out
    assert list_landings(settings.landing) == []
    Path("guess.toml").write_text(text, encoding="utf-8")
    assert "who reports these incidents" in cli("map", file, "--mapping", "guess.toml", "--save").err
    assert "log.csv: 3 records landed" in cli("map", file, "--mapping", "log.toml", "--save").out
    assert cli("run", "--offline").status == 0
    assert "the same bytes landed on" in cli("map", file, "--mapping", "log.toml", "--save").out
    file.write_text(simple_rows(2, 3, 4).replace("PALE STAR 2", "GREY HERON"), encoding="utf-8")
    assert "log.csv: 3 records landed" in cli("add", "log", file).out
    assert cli("run", "--offline").status == 0
    tables = content(Store(settings.data).open())
    assert [row["title"] for row in tables["sources"] if row["source"] == "log"] == ["The log"]
    assert sorted((row["native_ref"], row["vessel_name"]) for row in tables["reports"])[1] == ("R-2", "GREY HERON")
    assert "The log" in cli("sources").out
    assert cli("doctor").status == 0


def test_a_mapping_is_kept_only_with_a_file_that_it_reads(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "simple.toml").write_text(SIMPLE, encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("Ref,Date,Lat,Lon,Ship,Text\n", encoding="utf-8")
    (tmp_path / "dates.csv").write_text(simple_rows(1).replace("02.01.2025", "soon"), encoding="utf-8")
    for name, words in {"other.csv": "column Ref", "empty.csv": "holds 0 records", "dates.csv": "none can be read"}.items():
        answer = cli("map", name, "--mapping", "simple.toml", "--save")
        assert (answer.status, words in answer.err) == (2, True), answer.err
    assert not (settings.landing / "mappings").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.csv"], "does not exist"),
        (["log.csv", "--save"], "look at the mapping first"),
        (["log.csv", "--mapping", "none.toml"], "cannot be read"),
        (["log.csv", "--mapping", "bad.toml"], "bad.toml cannot be used: field id is missing"),
        (["log.csv", "--mapping", "asam.toml"], "the id asam is that of a source of this program"),
    ],
)
def test_what_is_wrong_is_said(cli: Cli, words: list[str], message: str) -> None:
    Path("log.csv").write_text(simple_rows(1), encoding="utf-8")
    Path("bad.toml").write_text("title = 'x'", encoding="utf-8")
    Path("asam.toml").write_text(SIMPLE.replace('id = "simple"', 'id = "asam"'), encoding="utf-8")
    answer = cli("map", *words)
    assert answer.status == 2
    assert message in answer.err


def in_json(cli: Cli, *words: str | Path) -> dict[str, Any]:
    answer = cli("map", *words, "--json")
    assert answer.status == 0, answer.err
    return dict(orjson.loads(answer.out))


def test_a_program_is_answered_in_json_and_may_answer_so(cli: Cli, settings: Settings, tmp_path: Path) -> None:
    answer = in_json(cli, TABLES / "german.csv", "--name", "Vorfälle 2025.csv")
    assert [column["target"] for column in answer["guess"]["columns"]][:2] == ["reference", "occurred_on"]
    assert answer["targets"]["act"]["codes"]["boarded"] == "Boarded"
    assert [row["native_ref"] for row in answer["preview"]["reports"]] == ["V-1", "V-2", "V-3"]
    assert not Path("vorfalle_2025.toml").exists()
    mapping = {**answer["mapping"], "title": "Vorfälle", "body": "A company", "closed_on": "2025-12-31"}
    (tmp_path / "mapping.json").write_bytes(orjson.dumps(mapping))
    assert in_json(cli, TABLES / "german.csv", "--mapping", "mapping.json")["mapping"]["closed_on"] == "2025-12-31"
    saved = in_json(cli, TABLES / "german.csv", "--mapping", "mapping.json", "--save", "--name", "Vorfälle 2025.csv")
    assert saved == {"saved": mapping["id"], "records": 4, "is_new": True, "is_kept": True}
    assert [landing.origin for landing in list_landings(settings.landing)] == ["Vorfälle 2025.csv"]


def as_workbook(file: Path) -> bytes:
    """The rows of a CSV file as a workbook, its days as Excel keeps them."""
    text = ILLEGAL_CHARACTERS_RE.sub("", file.read_text(encoding="utf-8"))
    headings, *rows = csv.reader(io.StringIO(text))
    at = headings.index("date")
    whole = [row for row in rows if len(row) == len(headings)]
    return workbook(headings, *([*row[:at], datetime.fromisoformat(row[at]), *row[at + 1 :]] for row in whole))


@pytest.mark.parametrize(
    ("source", "table"),
    [
        ("asam", (ASAM / "export_csv.csv").read_text(encoding="utf-8").replace("hostility", "aggressor").encode()),
        ("asam", (ASAM / "export_csv.csv").read_text(encoding="utf-8").encode("utf-16")),
        ("imb_crime_at_sea", (IMB / "data_set_csv.csv").read_text(encoding="utf-8").replace("attack_type,", "kind,").encode()),
        ("asam", (ASAM / "export_csv.csv").read_text(encoding="utf-8").replace(",", ";").encode("utf-16")),
        ("asam", as_workbook(ASAM / "export_csv.csv")),
    ],
    ids=["renamed", "utf-16", "missing", "semicolons in utf-16", "workbook"],
)
def test_what_a_source_nearly_recognises_is_offered_to_a_mapping(cli: Cli, tmp_path: Path, source: str, table: bytes) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(table)
    answer = cli("add", source, file)
    assert answer.status == 2
    assert "error:" in answer.out
    assert "date = Day of the event" in answer.out
    assert "`python -m data_pipeline map export.csv`" in answer.out
    guess = in_json(cli, file)
    assert guess["guess"]["resembles"] == source
    assert guess["preview"]["reports"]


def test_what_is_no_table_of_events_is_only_refused(cli: Cli, tmp_path: Path) -> None:
    for name, text in {"page.html": "<html><body>Sign in</body></html>", "list.csv": "a,b\n1,2\n", "bad.json": "{"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert "mapping" not in cli("add", "asam", tmp_path / name).out
