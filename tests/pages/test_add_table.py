"""The tab that takes tables of one's own: off unless allowed, and what is handed in is shown, corrected and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data_pipeline.landing import list_landings
from data_pipeline.mapping.store import read_mappings
from pages.data_sources.table_process import TableRefused, ask_about_table, land_shared_incidents
from tests.mapping.helpers import TABLES, simple_rows
from tests.mapping.test_table_files import HEADINGS, ROW, workbook
from tests.pages.conftest import Open, said
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/data_sources/page.py"
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "partners"
TAB = "Add a table"
HOSTILE = "<script>alert(1)</script> ![x](http://x.example/a.png) **b**"


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANCHORWATCH_TABLES_BY_PAGE", "true")
    # For the command, which is a process of its own.
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))


def handed_in(open_page: Open, name: str, content: bytes) -> AppTest:
    at = open_page(PAGE, tab=TAB)
    at.file_uploader[0].set_value((name, content, "text/csv"))
    return at.run(timeout=120)


def columns_shown(at: AppTest) -> dict[str, str]:
    table: Any = next(element.value for element in at.dataframe if "examples" in element.value)
    return dict(zip(table["column"], table["is"], strict=True))


def test_it_is_off_unless_the_operator_allows_it(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, tab=TAB)
    assert not at.exception
    assert not at.file_uploader
    assert "whoever reaches this server could then add reports" in said(at)


@pytest.mark.usefixtures("allowed")
def test_a_table_is_guessed_looked_at_and_kept(published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    at = handed_in(open_page, "Vorfälle.csv", (TABLES / "german.csv").read_bytes())
    assert not at.exception
    assert columns_shown(at)["Aktenzeichen"].startswith("Reference")
    assert columns_shown(at)["Breite"] == "Latitude"
    assert "would be published" in said(at)
    assert "1 × The date cannot be read." in said(at)
    next(box for box in at.selectbox if box.label == "Who may see it (TLP)").set_value("GREEN")
    next(field for field in at.text_input if field.label == "Title").set_value("The log")
    next(field for field in at.text_input if field.label == "Source id").set_value("the_log")
    next(field for field in at.text_input if field.label == "Body").set_value("A company")
    next(button for button in at.button if button.label == "Preview the reports").click().run(timeout=120)
    assert list_landings(tmp_path / "landing") == [], "looking keeps nothing"
    at.button(key="table_save").click().run(timeout=120)
    assert "4 records landed as source the_log" in said(at)
    [landing] = list_landings(tmp_path / "landing")
    assert (landing.source, landing.origin) == ("the_log", "Vorfälle.csv")
    [mapping] = read_mappings(tmp_path / "landing")
    assert (mapping.title, mapping.tlp, mapping.key) == ("The log", "GREEN", ("Aktenzeichen",))
    assert mapping.columns["act"].values == {"boarding": "boarded"}


@pytest.mark.usefixtures("allowed")
def test_what_is_corrected_in_the_tables_is_what_is_kept(
    published: Publish, open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AppTest cannot edit a table, so the tables answer as if somebody had."""
    published()
    corrections = {"Schiff": ("is", "Place in words"), "Versuch": ("ours", "Attempted")}
    shown = st.data_editor

    def edited(table: pd.DataFrame, **how: Any) -> pd.DataFrame:
        shown(table, **how)
        answer = table.copy()
        for row, first in enumerate(table.iloc[:, 0]):
            if first in corrections and corrections[first][0] in answer:
                answer.loc[row, corrections[first][0]] = corrections[first][1]
        return answer

    at = handed_in(open_page, "log.csv", (TABLES / "german.csv").read_bytes())
    next(field for field in at.text_input if field.label == "Body").set_value("A company")
    monkeypatch.setattr(st, "data_editor", edited)
    next(button for button in at.button if button.label == "Preview the reports").click().run(timeout=120)
    at.button(key="table_save").click().run(timeout=120)
    [mapping] = read_mappings(tmp_path / "landing")
    assert mapping.columns["place"].columns == ("Schiff", "Seegebiet")
    assert "vessel_name" not in mapping.columns
    assert mapping.columns["act"].values == {"boarding": "boarded", "versuch": "attempted"}
    assert mapping.key == ("Aktenzeichen",)


@pytest.mark.usefixtures("allowed")
def test_a_faulty_correction_is_said_and_can_be_mended(published: Publish, open_page: Open) -> None:
    published()
    at = handed_in(open_page, "log.csv", simple_rows(1, 2).encode())
    field = next(field for field in at.text_input if field.label == "Source id")
    field.set_value("asam")
    next(button for button in at.button if button.label == "Preview the reports").click().run(timeout=120)
    assert "he id asam is that of a source of this program" in said(at)
    assert not [button for button in at.button if button.key == "table_save"], "what was refused is not kept"
    next(field for field in at.text_input if field.label == "Source id").set_value("my_log")
    next(button for button in at.button if button.label == "Preview the reports").click().run(timeout=120)
    assert "cannot be used as it is" not in said(at)


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"<html><body>Sign in</body></html>", "is a web page"), (b"[1,", "is not valid JSON")]
)
def test_what_is_no_table_is_refused_in_words(content: bytes, words: str, published: Publish, open_page: Open) -> None:
    published()
    at = handed_in(open_page, "table.csv", content)
    assert not at.exception
    assert words in said(at)


@pytest.mark.usefixtures("allowed")
def test_hostile_names_and_cells_are_shown_as_text(published: Publish, open_page: Open) -> None:
    published()
    text = simple_rows(1, 2).replace("Ship,", f'"{HOSTILE}",').replace("PALE STAR 1", f'"{HOSTILE}"')
    at = handed_in(open_page, f"{HOSTILE}.csv", text.encode())
    assert not at.exception
    assert all(
        "<script>" not in str(element.value) or "\\<script" in str(element.value) for element in (*at.markdown, *at.caption, *at.error)
    )


def test_the_command_is_stopped_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.data_sources.table_process.SECONDS", 0.01)
    with pytest.raises(TableRefused, match="took longer"):
        ask_about_table("log.csv", simple_rows(1).encode())


def test_a_workbook_needs_no_name_to_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path / "data"))
    answer = ask_about_table("table", workbook(HEADINGS, ROW))
    assert (answer["guess"]["kind"], len(answer["preview"]["reports"])) == ("workbook", 1)


@pytest.mark.parametrize("name", ["--save", "a\x00b.csv", "../../etc/passwd", "x" * 5_000, ""])
def test_a_name_is_only_a_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path / "data"))
    answer = ask_about_table(name, simple_rows(1).encode())
    assert len(answer["preview"]["reports"]) == 1
    assert not (tmp_path / "data" / "landing").exists()


@pytest.mark.usefixtures("allowed")
def test_incidents_that_partners_share_are_landed(published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    at = open_page(PAGE, tab=TAB)
    field = next(field for field in at.file_uploader if field.key == "shared_file")
    field.set_value(("../from them.json", (FIXTURES / "stix_bundle.json").read_bytes(), "application/json")).run()
    at.button(key="shared_land").click().run(timeout=120)
    assert "13 records landed as STIX 2.1 bundle" in said(at)
    [landing] = list_landings(tmp_path / "landing")
    assert (landing.source, landing.origin) == ("partners", "from them.json")
    with pytest.raises(TableRefused, match="in no format of source partners"):
        land_shared_incidents("x.json", b'[{"a": 1}]')
    with pytest.raises(TableRefused, match=r"no table but of source partners .* add partners FILE"):
        ask_about_table("x.json", (FIXTURES / "misp_events.json").read_bytes())
