"""The whole way of a report in a real browser: form, receipt, question, answer, verdict, next run, map, card, a company that confirms it;
and what a briefing says of it once enough companies stand behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation

from briefing.__main__ import main as brief
from data_pipeline.__main__ import main as pipeline
from members.confirmations.deeds import confirm_incident
from members.desk.queue import all_reports
from members.hand_over import hand_over
from members.store import MemberStore, open_store
from members.store.engine import sqlite_url
from tests.browser.conftest import open_in
from tests.browser.test_pages import beyond, findings
from tests.browser.test_report import fill_in
from tests.members.test_confirmations import person_of, voice
from tests.members.test_deeds import TODAY
from tests.pipeline.helpers import asam_json, asam_record
from tests.support.server import running_app
from warehouse.contract import settings

pytestmark = pytest.mark.browser
WAIT = 120_000
WORDS = "Four men took paint from the forecastle store."
COARSE = "1 incident reported only by members given by month, sea region and vessel group alone"


def publish(store: MemberStore) -> None:
    """What `members watch` and `data_pipeline watch` do."""
    hand_over(store, settings.load())
    assert pipeline(["run", "--offline"]) == 0


def words_of_briefing(folder: Path) -> str:
    """All texts of the board's slides for the member companies, on November 2026."""
    file = folder / "briefing.toml"
    file.write_text('mark = "AMBER"\n[filters]\nfrom = "2026-11-01"\nto = "2026-11-30"\n', encoding="utf-8")
    assert brief([str(file), "--out", str(folder / "out"), "--format", "pptx"]) == 0
    [written] = (folder / "out").glob("*.pptx")
    frames = [shape.text_frame.text for slide in Presentation(str(written)).slides for shape in slide.shapes if shape.has_text_frame]
    return " ".join(" ".join(frames).split())


def fill_and_leave(page: Page, label: str, text: str) -> None:
    """Type as a person would: Streamlit takes a text over when its field is left."""
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).press("Control+Enter")


def test_from_the_form_to_the_map_the_card_and_the_briefing(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    for name, value in {"DATA": str(data), "WORKERS": "1", "MEMBER_REPORTS": "true"}.items():
        monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
    store = open_store(sqlite_url(data / "members" / "members.db"))
    # A briefing ends on the last day that anybody watched, and members do not watch.
    (elsewhere := tmp_path / "asam.json").write_bytes(asam_json(asam_record(1, date="2026-11-29", latitude=4.0, longitude=3.0)))
    assert pipeline(["add", "asam", str(elsewhere)]) == 0
    with running_app(data, tmp_path / "server.log") as address, open_in(chromium) as desk:
        reporter, analyst = chromium.new_context(java_script_enabled=False).new_page(), desk.page
        reporter.goto(f"{address}/report/attack")
        fill_in(reporter)
        reporter.get_by_label("Position").fill("01-12.5N 103-36E")
        reporter.get_by_label("What happened, in your words").fill(WORDS)
        reporter.get_by_role("button", name="Check and send").last.click()
        receipt = reporter.locator(".receipt").inner_text()

        analyst.goto(f"{address}/desk")
        expect(analyst.get_by_text("One report waits")).to_be_visible(timeout=WAIT)
        fill_and_leave(analyst, "Ask the reporter", "Which side?")
        analyst.get_by_role("button", name="Send the question").click()
        expect(analyst.get_by_text("Sent.")).to_be_visible(timeout=WAIT)
        reporter.goto(f"{address}/report/receipt")
        reporter.get_by_label("Receipt").fill(receipt)
        reporter.get_by_role("button", name="Show").click()
        assert "Which side?" in reporter.locator("main").inner_text()
        reporter.get_by_label("Your answer").fill("Port side.")
        reporter.get_by_role("button", name="Send", exact=True).click()
        analyst.get_by_test_id("stMain").press("r")
        expect(analyst.get_by_text("Port side.")).to_be_visible(timeout=WAIT)
        desk.settle()
        assert [*findings(desk), *beyond(desk)] == []
        analyst.get_by_role("combobox", name="What is it?").click()
        analyst.get_by_role("option", name="Accepted", exact=True).click()
        fill_and_leave(analyst, "Why", "Told by two others.")
        analyst.get_by_role("button", name="Save the verdict").click()
        expect(analyst.get_by_text("No report waits.")).to_be_visible(timeout=WAIT)

        publish(store)
        incident = f"members:{all_reports(store)[0].report_id}"
        analyst.goto(f"{address}/incident_map?incident={incident}")
        expect(analyst.get_by_text(WORDS).first).to_be_visible(timeout=WAIT)
        analyst.goto(f"{address}/incident?id={incident}")
        analyst.get_by_text("Were you there? No company has said so yet.").click(timeout=WAIT)
        analyst.get_by_text("We saw this too").click()
        analyst.get_by_role("button", name="Say so").click()
        expect(analyst.get_by_text("1 company confirms it.")).to_be_visible(timeout=WAIT)
        for company in "abcd":
            confirm_incident(store, person_of(store, company), incident, voice(tlp="AMBER", incident_tlp="AMBER"), TODAY)
        publish(store)
        analyst.reload()
        expect(analyst.get_by_text("5 companies confirm it.")).to_be_visible(timeout=WAIT)
        expect(analyst.get_by_text("Corroborated").first).to_be_visible(timeout=WAIT)
        assert desk.errors == desk.outside == []
    store.close()
    told = words_of_briefing(tmp_path)
    assert "2 incidents from 1 November" in told and "Singapore Strait (1)" in told
    assert COARSE in told and "each in a group from at least 5 reporters" in told
    assert "paint" not in told and "Singapore anchorage" not in told
