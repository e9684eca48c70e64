"""A report in a real browser, without JavaScript, on a phone: from the list of forms to a receipt and back by it, and what it leaves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from members.reports import deeds
from members.store import open_store
from members.store.engine import sqlite_url
from members.store.tables import MemberReport
from tests.support.server import running_app

pytestmark = pytest.mark.browser
AGENT = "Marked-Agent/7.31 (SS Unseen)"
PHONE = "+65 6123 4567"


def test_three_minutes_on_a_phone_and_no_trace_of_who_it_was(chromium: Browser, tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "server.log"
    with running_app(data, log, ANCHORWATCH_MEMBER_REPORTS="true") as address:
        context = chromium.new_context(viewport={"width": 400, "height": 800}, java_script_enabled=False, user_agent=AGENT)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/report?from=MARKED-QUERY")
        assert page.locator("script").count() == 0
        page.get_by_role("link", name="Piracy or armed robbery").click()
        assert page.locator("script").count() == 0 and page.locator("style").count() == 1
        page.get_by_label("Day (UTC)").fill("2026-11-28")
        page.get_by_label("Time (UTC)").fill("2340")
        page.get_by_label("Port, anchorage or waters").fill("Singapore anchorage")
        for name, code in {"vessel_status": "anchored", "act": "boarded", "reported_to_authority": "no", "tlp": "AMBER"}.items():
            page.check(f"[name={name}][value='{code}']")
        page.select_option("[name=vessel_type]", "bulk_carrier")
        page.get_by_label("What happened, in your words").fill(f"Four men came over the stern of the MV AMBER FINCH, call {PHONE}.")
        page.get_by_role("button", name="Check and send").click()
        assert "2 things in your words" in page.locator(".lead").inner_text()
        page.get_by_role("button", name="Leave these out and send").click()
        receipt = page.locator(".receipt").inner_text()
        assert re.fullmatch(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{6}", receipt)
        store = open_store(sqlite_url(data / "members" / "members.db"))
        with store.reading() as session:
            report_id = session.scalars(select(MemberReport)).one().report_id
        deeds.ask_reporter(store, report_id, "Which side did they come from?", "analyst")
        store.close()
        page.get_by_role("link", name="I have a receipt").click()
        page.get_by_label("Receipt").fill(receipt.lower())
        page.get_by_role("button", name="Show").click()
        assert "Which side did they come from?" in page.locator("main").inner_text()
        assert context.cookies() == []
        assert all(url.startswith(address) for url in asked)
        context.close()
    # Whatever this server has written: database and its journal, secrets, log.
    written = {file: file.read_bytes() for file in (*data.rglob("*"), log) if file.is_file()}
    assert any(b"Four men came over" in content for content in written.values())
    for marked in (AGENT, PHONE, "6123", "AMBER FINCH", "MARKED-QUERY", receipt, receipt.replace("-", ""), "127.0.0.1 - "):
        found = [file.name for file, content in written.items() if marked.encode() in content]
        assert not found, f"{marked} stands in {found}"
