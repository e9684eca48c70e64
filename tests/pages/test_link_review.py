"""The page Link review, run without a browser: the queue, the evidence, deciding, and what comes of a decision."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.link_review import signature
from pages.shell.text import plain
from tests.conftest import ROOT
from tests.pages.conftest import Open, said
from tests.pages.test_incident_card import MARKUP
from tests.pipeline.helpers import settings_in
from tests.support.published import table_rows
from warehouse.contract import decisions
from warehouse.contract.data_lock import lock_folder
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/link_review/page.py"


def unsure(base: Snapshot) -> dict[str, Any]:
    return next(row for row in table_rows(base, "links") if row["outcome"] == "unsure")


def key(link: dict[str, Any]) -> str:
    return f"{link['report_a']}|{link['report_b']}"


def sign(at: AppTest) -> AppTest:
    at.text_input(key="review_who").set_value("Ada Lovelace")
    return at.selectbox(key="review_why").set_value("Another ship").run()


def test_the_queue_opens_with_its_first_case_and_steps_on(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    first = dict(at.query_params)
    assert {"pair", "incident"} & set(first)
    [following] = [button for button in at.button if button.label == "Next"]
    at = following.click().run()
    assert not at.exception
    assert dict(at.query_params) != first


def test_a_pair_shows_both_reports_their_evidence_and_rivals(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    link = unsure(base)
    at = open_page(PAGE, pair=key(link))
    assert not at.exception
    words = said(at)
    by_id = {row["report_id"]: row for row in table_rows(base, "reports")}
    for report_id in (link["report_a"], link["report_b"]):
        assert report_id in words
        assert by_id[report_id]["narrative"][:30] in "\n".join(
            [words, *(text.value for text in at.text), *(str(one.value) for one in at.html)]
        )
    assert "Evidence for one incident" in words
    assert "Rivals" in words
    assert "Currently different incidents" in words


@pytest.mark.parametrize(("button", "verdict"), [("review_same", "same"), ("review_different", "different")])
def test_a_decision_is_landed_signed_and_leaves_the_queue(
    button: str, verdict: str, base: Snapshot, published: Publish, open_page: Open, tmp_path: Path
) -> None:
    published()
    link = unsure(base)
    at = open_page(PAGE, pair=key(link))
    assert at.button(key=button).disabled, "nobody has signed"
    at = sign(at)
    at = at.button(key=button).click().run()
    assert not at.exception
    [made] = decisions.read_decisions(settings_in(tmp_path))
    assert (made.who, made.verdict, made.why) == ("Ada Lovelace", verdict, "Another ship")
    assert {*made.group_a, *made.group_b} == {link["report_a"], link["report_b"]}
    assert "1 decision waiting" in said(at)
    assert at.query_params.get("pair") != [key(link)]


def test_while_a_run_writes_a_decision_is_refused_in_one_sentence_and_can_be_made_after_it(
    base: Snapshot, published: Publish, open_page: Open, tmp_path: Path
) -> None:
    """The command line holds the same lock, in a process of its own."""
    published()
    link = unsure(base)
    at = sign(open_page(PAGE, pair=key(link)))
    code = "import pathlib, sys, time; from data_pipeline.data_folder import lock_data_folder\n"
    code += "with lock_data_folder(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        at.button(key="review_different").click().run()
        assert not at.exception
        assert [error.value for error in at.error] == [plain(signature.BUSY)]
        assert decisions.read_decisions(settings_in(tmp_path)) == []
        assert at.query_params["pair"] in (key(link), [key(link)]), "the case stays open"
        assert (at.text_input(key="review_who").value, at.selectbox(key="review_why").value) == ("Ada Lovelace", "Another ship")
        holder.kill()
    at.button(key="review_different").click().run()
    [decision] = decisions.read_decisions(settings_in(tmp_path))
    assert (decision.verdict, decision.who, decision.why) == ("different", "Ada Lovelace", "Another ship")


def test_a_decision_waits_for_another_that_is_being_written(base: Snapshot, published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    at = sign(open_page(PAGE, pair=key(unsure(base))))
    held, done = Event(), Event()

    def write_another() -> None:
        with lock_folder(tmp_path):
            held.set()
            done.wait(0.2)

    with ThreadPoolExecutor(1) as other:
        other.submit(write_another)
        held.wait()
        at.button(key="review_different").click().run()
    assert not at.error
    assert len(decisions.read_decisions(settings_in(tmp_path))) == 1


def test_a_folder_that_cannot_be_written_is_said_without_its_place(
    base: Snapshot, published: Publish, open_page: Open, tmp_path: Path
) -> None:
    published()
    at = sign(open_page(PAGE, pair=key(unsure(base))))
    (tmp_path / "landing").mkdir(exist_ok=True)
    (tmp_path / "landing" / "decisions").write_text("a file where the folder should be", encoding="utf-8")
    at.button(key="review_different").click().run()
    assert not at.exception
    [error] = at.error
    assert "The server cannot write it" in error.value
    assert str(tmp_path) not in said(at)


def test_an_incident_is_graded_and_split(base: Snapshot, published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    told_twice = next(row for row in table_rows(base, "incidents") if row["report_count"] == 2 and "shared_report" not in row["doubts"])
    at = sign(open_page(PAGE, incident=told_twice["incident_id"]))
    at.button(key="review_verified").click().run()
    at = sign(open_page(PAGE, incident=told_twice["incident_id"]))
    at = at.segmented_control(key="review_way").set_value("Split").run()
    parted = at.multiselect[[(one.key or "").startswith("review_parted_") for one in at.multiselect].index(True)]
    at = parted.set_value([parted.options[0]]).run()
    at.button(key="review_split").click().run()
    assert [one.verdict for one in decisions.read_decisions(settings_in(tmp_path))] == ["verified", "different"]


def test_a_decision_is_taken_back(base: Snapshot, published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    link = unsure(base)
    made = decisions.write_decision(settings_in(tmp_path), "Bo", "same", [link["report_a"], link["report_b"]], [], "one ship")
    at = sign(open_page(PAGE, pair=key(link)))
    at = at.button(key=f"review_undo_{made.decision_id}").click().run()
    assert [one.undoes for one in decisions.read_decisions(settings_in(tmp_path))] == [None, made.decision_id]
    assert "undone before it took effect" in said(at)


def test_contradicting_decisions_are_shown_side_by_side(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    made = [row for row in table_rows(base, "decisions") if row["state"] == "contradicted"]
    at = open_page(PAGE, pair="|".join(sorted({*made[0]["group_a"], *made[0]["group_b"]})[:2]))
    assert not at.exception
    assert said(at).count("contradicted") >= 2


def test_a_damaged_decision_is_named_and_the_page_stands(base: Snapshot, published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    folder = decisions.decisions_folder(settings_in(tmp_path))
    folder.mkdir(parents=True)
    (folder / "20260101T000000000000-abc.json").write_text("{")
    at = open_page(PAGE)
    assert not at.exception
    assert "20260101T000000000000-abc.json" in said(at)


@pytest.mark.parametrize(
    "address", [{"pair": "nobody:1|nobody:2"}, {"pair": "x"}, {"incident": "a'b\"c;--"}, {"kind": "nonsense"}, {"q": "no such ship at all"}]
)
def test_what_is_not_there_says_so(address: dict[str, str], published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **address)
    assert not at.exception


def test_without_links_the_queue_is_empty_and_says_so(published: Publish, open_page: Open, base: Snapshot) -> None:
    calm = [{**row, "doubts": []} for row in table_rows(base, "incidents")]
    published({"links": [], "incidents": calm, "decisions": []})
    at = open_page(PAGE)
    assert not at.exception
    assert "review" in said(at).lower()


def test_text_of_a_report_is_never_markup(base: Snapshot, published: Publish, open_page: Open) -> None:
    told = [{**row, "narrative": MARKUP, "vessel_name": MARKUP, "place": MARKUP} for row in table_rows(base, "reports")]
    published({"reports": told})
    at = open_page(PAGE, pair=key(unsure(base)))
    assert not at.exception
    for element in (*at.markdown, *at.caption):
        assert "<img src=x" not in element.value.replace("\\<", "").replace("&lt;", "")
        assert "](javascript:" not in element.value.replace("\\]", "").replace("\\(", "")
