"""A report in a real browser, without JavaScript, on a phone: from the list of forms to a receipt and back by it, and what it leaves."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Position
from sqlalchemy import select

from members.desk.verdicts import ask_reporter
from members.store import open_store
from members.store.engine import sqlite_url
from members.store.tables import MemberReport
from tests.support.server import running_app
from warehouse.reference.typed_positions import parse_position

pytestmark = pytest.mark.browser
AGENT = "Marked-Agent/7.31 (SS Unseen)"
PHONE = "+65 6123 4567"
AT_SINGAPORE: Position = {"x": 217, "y": 108}
NAME, OWNER = "MARKED-FILE-NAME", "MARKED-OWNER-OF-THE-CAMERA"


def _picture() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = OWNER
    written = io.BytesIO()
    Image.effect_noise((1200, 1200), 90).save(written, "JPEG", quality=95, exif=exif)
    return written.getvalue()


def fill_in(page: Page) -> None:
    page.get_by_label("Day (UTC)").fill("2026-11-28")
    page.get_by_label("Time (UTC)").fill("2340")
    page.get_by_label("Port, anchorage or waters").fill("Singapore anchorage")
    for name, code in {"vessel_status": "anchored", "act": "boarded", "reported_to_authority": "no", "tlp": "AMBER"}.items():
        page.check(f"[name={name}][value='{code}']")
    page.select_option("[name=vessel_type]", "bulk_carrier")


def test_three_minutes_on_a_phone_and_no_trace_of_who_it_was(chromium: Browser, tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "server.log"
    with running_app(data, log, ANCHORWATCH_MEMBER_REPORTS="true") as address:
        context = chromium.new_context(viewport={"width": 400, "height": 800}, java_script_enabled=False, user_agent=AGENT)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/report?from=MARKED-QUERY")
        page.get_by_role("link", name="Piracy or armed robbery").click()
        assert page.locator("script").count() == 1 and page.locator("style").count() == 1
        assert "slower lane" in page.locator("noscript").inner_text()
        fill_in(page)
        page.get_by_role("button", name="Click it on a chart").click()
        for step in (1, 2, 3):
            assert f"Step {step} of 3" in page.locator(".lead").inner_text()
            page.locator(".chart:visible").click(position=AT_SINGAPORE if step == 1 else {"x": 160, "y": 96})
        clicked = parse_position(page.get_by_label("Position").input_value())
        assert (clicked.latitude, clicked.longitude) == pytest.approx((1.2, 103.8), abs=1.5), "half a chart of the world has pixels of 1.1°"
        page.get_by_label("What happened, in your words").fill(f"Four men came over the stern of the MV AMBER FINCH, call {PHONE}.")
        page.get_by_role("button", name="Check and send").click()
        assert "2 things in your words" in page.locator(".lead").inner_text()
        page.get_by_role("button", name="Leave these out and send").click()
        receipt = page.locator(".receipt").inner_text()
        assert re.fullmatch(r"\d{4}(?:-\d{4}){3}", receipt)
        page.get_by_label("Write it down, then type it here once").fill(receipt.replace("-", " "))
        page.get_by_role("button", name="I have it").click()
        page.set_input_files("[name=picture]", {"name": f"{NAME}.jpg", "mimeType": "image/jpeg", "buffer": _picture()})
        page.get_by_role("button", name="Add the picture").click()
        assert "Your picture is kept" in page.locator(".done").inner_text()
        store = open_store(sqlite_url(data / "members" / "members.db"))
        with store.reading() as session:
            report_id = session.scalars(select(MemberReport)).one().report_id
        ask_reporter(store, report_id, "Which side did they come from?", "analyst")
        store.close()
        page.get_by_role("link", name="I have a receipt").click()
        page.get_by_label("Receipt").fill(receipt.replace("-", ""))
        page.get_by_role("button", name="Show").click()
        assert "Which side did they come from?" in page.locator("main").inner_text()
        assert context.cookies() == []
        context.close()
        # With JavaScript, the browser does its sum while the form is filled in, and no policy stops it.
        page = chromium.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/report/attack")
        fill_in(page)
        page.get_by_label("What happened, in your words").fill("Two men took paint.")
        page.get_by_label("What happened, in your words").press("Tab")
        page.get_by_role("button", name="Check and send").click()
        page.locator(".receipt").wait_for()
        assert faults == [] and "slower lane" not in page.locator("main").inner_text()
        page.close()
        with open_store(sqlite_url(data / "members" / "members.db")).reading() as session:
            assert sorted(session.scalars(select(MemberReport.is_proved))) == [False, True]
        assert all(url.startswith((address, "data:")) for url in asked)
    # Whatever this server has written: database and its journal, secrets, log.
    written = {file: file.read_bytes() for file in (*data.rglob("*"), log) if file.is_file()}
    assert any(b"Four men came over" in content for content in written.values())
    for marked in (AGENT, PHONE, "6123", "AMBER FINCH", "MARKED-QUERY", NAME, OWNER, receipt, receipt.replace("-", ""), "127.0.0.1 - "):
        found = [file.name for file, content in written.items() if marked.encode() in content]
        assert not found, f"{marked} stands in {found}"
