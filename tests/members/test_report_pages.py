"""The pages at /report: the whole way without script or cookie, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from members.errors import StoreError
from members.reports import deeds
from members.reports.sealing import new_key_pair, unseal
from members.store import engine
from members.store.tables import MemberReport, SealedIdentity
from pages.report import office
from pages.report.routes import MOST_BYTES, ROUTES
from tests.members.test_deeds import SENT
from warehouse.contract import settings

PRIVATE, PUBLIC = new_key_pair()
CACHED = (engine._opened, office.tokens, office.limit, office.receipt_limit)
RECEIPT = re.compile(r'class="receipt">([0-9A-Z-]{30})<')


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    for name, value in {"DATA": str(tmp_path), "MEMBER_REPORTS": "true", "IDENTITY_KEY": PUBLIC, "DATA_COUNTRY": "Norway <x>"}.items():
        monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
    for cached in CACHED:
        cached.cache_clear()
    with TestClient(Starlette(routes=list(ROUTES)), base_url="http://127.0.0.1") as client:
        yield client
    office.store().close()
    for cached in CACHED:
        cached.cache_clear()


def token_in(page: Any) -> str:
    match = re.search(r'name="token" value="([^"]+)"', page.text)
    assert match, page.text[-400:]
    return unescape(match[1])


def send(site: TestClient, step: str = "check", form: str = "attack", token: str = "", **changes: Any) -> Any:
    token = token or token_in(site.get(f"/report/{form}"))
    return site.post(f"/report/{form}", data={**SENT, "token": token, "step": step, **changes})


def kept() -> list[MemberReport]:
    with office.store().reading() as session:
        return list(session.scalars(select(MemberReport)).all())


def test_three_steps_from_the_list_to_a_receipt_and_back_by_it(site: TestClient) -> None:
    assert "/report/attack" in site.get("/report").text
    answer = send(site)
    match = RECEIPT.search(answer.text)
    assert match and answer.status_code == 200
    [report] = kept()
    assert report.answers["narrative"].startswith("Four men") and report.state == "received"
    deeds.ask_reporter(office.store(), report.report_id, "Which side?", "analyst")
    page = site.post("/report/receipt", data={"token": token_in(site.get("/report/receipt")), "receipt": match[1]})
    assert "waiting for an analyst" in page.text and "Which side?" in page.text
    page = site.post("/report/receipt", data={"token": token_in(page), "receipt": match[1], "words": "Port <b>side</b>"})
    assert "Port &lt;b&gt;side&lt;/b&gt;" in page.text and "<b>side" not in page.text


def test_pages_are_small_and_set_load_and_keep_nothing(site: TestClient) -> None:
    for address in ("/report", "/report/receipt", *(f"/report/{form}" for form in ("attack", "cyber", "stowaways"))):
        page = site.get(address)
        assert page.status_code == 200 and len(page.content) < 60_000, address
        assert "set-cookie" not in page.headers and page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r'(?:src|href)="(?:https?:)?//|<script', page.text)
        assert "Norway &lt;x&gt;" in page.text


def test_wrong_answers_are_shown_beside_their_questions_and_nothing_is_lost(site: TestClient) -> None:
    page = send(site, day="2999-01-01", place='Port "<script>"', act="")
    assert page.status_code == 422 and kept() == []
    assert "future" in page.text and "2 answers could not be taken" in page.text
    assert 'value="Port &#34;&lt;script&gt;&#34;"' in page.text, "what was typed stays"
    assert "Four men with knives" in page.text


def test_what_identifies_is_shown_first_and_left_out_on_request(site: TestClient) -> None:
    words = "Four men boarded the Amber Finch. Call me on +65 6123 4567 or a@example.com."
    page = send(site, narrative=words)
    assert "3 things in your words" in page.text and kept() == []
    answer = send(site, "mask", token=token_in(page), narrative=words)
    assert RECEIPT.search(answer.text)
    [report] = kept()
    assert not re.search(r"(?i)finch|6123|example\.com", str(report.answers))
    with office.store().reading() as session:
        assert unseal(session.scalars(select(SealedIdentity)).one().sealed, PRIVATE)["vessel_name"] == "AMBER FINCH"


def test_a_form_is_taken_once_and_only_with_its_own_token(site: TestClient) -> None:
    token = token_in(site.get("/report/attack"))
    assert RECEIPT.search(send(site, token=token).text)
    for wrong in (token, "", "x", token_in(site.get("/report/cyber"))):
        answer = site.post("/report/attack", data={**SENT, "token": wrong, "step": "check"})
        assert answer.status_code == 403 and "Look through it and send it again" in answer.text
    assert len(kept()) == 1


def test_machines_that_fill_in_everything_keep_nothing_and_do_not_learn_it(site: TestClient) -> None:
    answer = send(site, website="http://x.example")
    assert RECEIPT.search(answer.text) and kept() == []


def test_floods_are_held_off_by_counts_that_hold_no_address(site: TestClient) -> None:
    most = settings.load().reports_an_hour_from_one_address
    assert [send(site).status_code for _ in range(most + 1)] == [200] * most + [429]
    assert len(kept()) == most
    assert "testclient" not in str(vars(office.limit()))


def test_too_much_text_is_refused_unread(site: TestClient) -> None:
    answer = send(site, narrative="x" * MOST_BYTES)
    assert answer.status_code == 413 and kept() == []


def test_where_nothing_can_be_kept_the_form_says_so_and_can_be_sent_again(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_in(site.get("/report/attack"))

    def fail(*_: object, **__: object) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(deeds, "send_report", fail)
        answer = send(site, token=token)
    assert answer.status_code == 503 and "cannot be kept" in answer.text and "disk" not in answer.text
    assert RECEIPT.search(send(site, token=token).text)


def test_a_wrong_receipt_is_told_as_such(site: TestClient) -> None:
    for receipt in ("", "x", "0" * 26):
        page = site.post("/report/receipt", data={"token": token_in(site.get("/report/receipt")), "receipt": receipt})
        assert page.status_code == 404 and "not a receipt" in page.text


def test_a_server_that_takes_no_reports_has_no_form(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_MEMBER_REPORTS", "false")
    for address in ("/report", "/report/attack", "/report/receipt"):
        assert site.get(address).status_code == 404
    assert site.post("/report/attack", data=SENT).status_code == 404


def test_a_wrong_key_is_told_before_anybody_has_written_anything(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_IDENTITY_KEY", "not a key")
    for address in ("/report", "/report/attack"):
        page = site.get(address)
        assert page.status_code == 503 and "cannot be kept just now" in page.text and "not a key" not in page.text
