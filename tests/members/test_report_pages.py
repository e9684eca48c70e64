"""The pages at /report: the whole way without script or cookie, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics.member_reports.added import ESTIMATE_STAYS
from data_pipeline.__main__ import main as pipeline
from members.desk.verdicts import Verdict, ask_reporter, judge_report
from members.errors import StoreError
from members.hand_over import hand_over
from members.reports import deeds
from members.reports.forms import FORMS
from members.reports.proof_of_work import prove
from members.reports.receipts import new_receipt
from members.reports.sealing import new_key_pair, unseal
from members.store import engine
from members.store.tables import MemberReport, ReportPicture, SealedIdentity
from pages.report import office
from pages.report.routes import ROUTES
from pages.report.sea_chart import ChartView
from pages.report.sent import MOST_BYTES
from tests.members.test_deeds import SENT, TODAY, answers_with
from warehouse.contract import settings
from warehouse.reference.typed_positions import parse_position

PRIVATE, PUBLIC = new_key_pair()
CACHED = (engine._opened, office.tokens, office.limit, office.receipt_limit)
WORDS_A_SECOND = 238 / 60
POINT_AND_CLICK, DECIDE, KEYSTROKE = 1.3, 1.35, 0.28
"""Seconds: of pointing and pressing, of making up one's mind, and of a key struck by somebody who types neither well nor badly."""
RECEIPT = re.compile(r'class="receipt">(\d{4}-\d{4}-\d{4}-\d{4})<')


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


def _fail(*_: object) -> None:
    raise AssertionError("an upload went into a file")


def _receipt_in(page: Any) -> str:
    match = RECEIPT.search(page.text)
    assert match, page.text[-400:]
    return match[1]


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
    ask_reporter(office.store(), report.report_id, "Which side?", "analyst")
    page = site.post("/report/receipt", data={"token": token_in(site.get("/report/receipt")), "receipt": match[1]})
    assert "waiting for an analyst" in page.text and "Which side?" in page.text
    page = site.post("/report/receipt", data={"token": token_in(page), "receipt": match[1], "words": "Port <b>side</b>"})
    assert "Port &lt;b&gt;side&lt;/b&gt;" in page.text and "<b>side" not in page.text


def test_a_boarding_at_anchor_is_reported_within_three_minutes(site: TestClient) -> None:
    """Reading at 238 words a minute (Brysbaert 2019), and the keystroke-level model of Card, Moran and Newell (1980) for the hands.

    Read are the list of forms, what the form asks of everybody, and the receipt: not the questions that may be left empty.
    """
    chosen, opened = site.get("/report").text, site.get("/report/attack")
    received = send(site, token=token_in(opened)).text
    main = opened.text[opened.text.index("<main>") : opened.text.index("<noscript>")]
    before, *fields = main.split('<div class="field')
    needed = [field for field in fields if "<b>*</b>" in field or 'name="narrative"' in field]
    assert len([field for field in fields if "name=" in field and "<button" not in field.split("</div>")[0]]) <= 24 and len(needed) <= 12
    read = [
        chosen[chosen.index("<main>") : chosen.index("<h2>")],
        before,
        *needed,
        received[received.index("<main>") : received.index("</form>")],
    ]
    words = sum(len(re.findall(r"\w[\w'’-]*", re.sub(r"<option.*?</option>|<[^>]+>", " ", part))) for part in read)
    typed = [SENT[name][0] for name in ("day", "time", "position", "place", "narrative")]
    clicks = 1 + len(needed) + 2 + 2
    hands = clicks * (POINT_AND_CLICK + DECIDE) + sum(map(len, [*typed, _receipt_in(send(site))])) * KEYSTROKE
    assert words / WORDS_A_SECOND + hands <= 180, f"{words} words, {clicks} clicks, {hands:.0f} s of work"


def test_pages_are_small_and_set_load_and_keep_nothing(site: TestClient) -> None:
    for address in ("/report", "/report/receipt", *(f"/report/{form}" for form in ("attack", "cyber", "stowaways"))):
        page = site.get(address)
        assert page.status_code == 200 and len(page.content) < 60_000, address
        assert "set-cookie" not in page.headers and page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r'(?:src|href)="(?:https?:)?//|<script[^>]', page.text)
        assert "Norway &lt;x&gt;" in page.text


def test_wrong_answers_are_shown_beside_their_questions_and_nothing_is_lost(site: TestClient) -> None:
    page = send(site, day="2999-01-01", place='Port "<script>"', act="")
    assert page.status_code == 422 and kept() == []
    assert "future" in page.text and "2 answers could not be accepted" in page.text
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


def test_a_form_is_taken_only_with_its_own_token(site: TestClient) -> None:
    for wrong in ("", "x", token_in(site.get("/report/cyber"))):
        answer = site.post("/report/attack", data={**SENT, "token": wrong, "step": "check"})
        assert answer.status_code == 403 and "Look through it and send it again" in answer.text
    assert kept() == []


def test_a_form_sent_again_gives_the_same_receipt_even_after_a_restart(site: TestClient) -> None:
    token = token_in(site.get("/report/attack"))
    first = RECEIPT.search(send(site, token=token).text)
    office.tokens.cache_clear()
    answer = send(site, token=token, attackers="9")
    again = RECEIPT.search(answer.text)
    assert first and again and first[1] == again[1] and "was sent before" in answer.text
    [report] = kept()
    assert report.answers["attackers"] == 4


def test_machines_that_fill_in_everything_keep_nothing_and_do_not_learn_it(site: TestClient) -> None:
    answer = send(site, website="http://x.example")
    assert RECEIPT.search(answer.text) and kept() == []


def test_floods_are_held_off_by_counts_that_hold_no_address(site: TestClient) -> None:
    most = settings.load().reports_an_hour_from_one_address
    assert [send(site).status_code for _ in range(most + 1)] == [200] * most + [429]
    assert len(kept()) == most
    assert "testclient" not in str(vars(office.limit(False)))


def test_a_browser_that_did_the_work_takes_the_faster_lane(site: TestClient) -> None:
    token = token_in(site.get("/report/attack"))
    assert "slower lane" not in send(site, token=token, proof=prove(token)).text
    assert "slower lane" in send(site, proof=prove(token)).text, "the proof of one form is none for another"
    assert [report.is_proved for report in kept()].count(True) == 1


def test_what_was_typed_and_worked_out_stays_while_the_place_is_looked_for(site: TestClient) -> None:
    token = token_in(site.get("/report/attack"))
    proof = prove(token)
    page = send(site, "ports", token=token, proof=proof, place="Chitagong")
    assert re.search(r'value="\d\d-\d\dN 091-\d\dE\|Chittagong', page.text)
    chosen = re.search(r'name="port" value="([^"]+)"', page.text)
    assert chosen
    page = send(site, "", token=token, proof=proof, port=unescape(chosen[1]))
    assert 'name="place" value="Chittagong' in page.text and re.search(r'name="position" value="\d\d-\d\dN 091', page.text)
    assert token_in(page) == token and f'name="proof" value="{proof}"' in page.text and "Four men with knives" in page.text
    assert "No port of this name" in send(site, "ports", token=token, place="Xqzzyv").text


def test_three_clicks_on_charts_give_a_position(site: TestClient) -> None:
    page = send(site, "map", position="")
    for step, (x, y) in enumerate([(426, 230), (320, 192), (320, 192)], 1):
        assert f"Step {step} of 3" in page.text and len(page.content) < 60_000
        view = re.search(r'name="view" value="([^"]+)"', page.text)
        assert view and "Four men with knives" in page.text
        page = send(site, "", token=token_in(page), view=view[1], position="", **{"at.x": str(x), "at.y": str(y)})
    written = re.search(r'name="position" value="(\d\d-\d\d[NS] \d{3}-\d\d[EW])"', page.text)
    assert written
    position = parse_position(written[1])
    first = ChartView().closer(426, 230)
    assert (position.latitude, position.longitude) == pytest.approx((first.latitude, first.longitude), abs=0.1)
    # Pressed by key, the picture sends 0, 0.
    assert "with a mouse or a finger" in send(site, "", view="0 40.0 14.0", **{"at.x": "0", "at.y": "0"}).text
    assert "Step 1 of 3" in send(site, "further", view="1 103.8 1.2").text
    assert "Step 2 of 3" in send(site, "map", position="01-12N 103-36E").text


def test_the_holder_of_a_receipt_types_it_again_adds_corrects_and_withdraws(site: TestClient) -> None:
    page = send(site)
    receipt = _receipt_in(page)
    wrong = site.post("/report/receipt", data={"token": token_in(page), "shown": receipt, "receipt": "1", "step": "retyped"})
    assert "not the receipt above" in wrong.text and receipt in wrong.text

    def act(page: Any, step: str, **fields: Any) -> Any:
        return site.post("/report/receipt", data={"token": token_in(page), "receipt": receipt, "step": step, **fields})

    page = act(wrong, "retyped", shown=receipt)
    assert "That is right" in page.text
    page = act(page, "correct")
    assert "Four men with knives" in page.text and "AMBER FINCH" not in page.text and 'name="vessel_name"' not in page.text
    page = act(page, "corrected", **(SENT | {"attackers": "many"}))
    assert page.status_code == 422 and "whole number" in page.text
    page = act(page, "corrected", **(SENT | {"attackers": ["7"]}))
    assert "is corrected" in page.text and kept()[0].answers["attackers"] == 7
    page = act(page, "withdraw")
    assert "Tick the box" in page.text and kept()[0].state == "received"
    page = act(page, "withdraw", sure="1")
    assert "is withdrawn" in page.text and kept()[0].answers == {"day": "2026-11-28"}
    assert "nothing can be added" in act(page if "token" in page.text else site.get("/report/receipt"), "words", words="x").text


def test_the_holder_of_a_receipt_reads_what_an_accepted_report_changed(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """First that it comes with the next run, then what it changed; nothing that is marked for others, and no address that says who asks."""
    monkeypatch.setenv("ANCHORWATCH_WORKERS", "1")
    receipt = _receipt_in(send(site, tlp="RED"))

    def status() -> str:
        return unescape(site.post("/report/receipt", data={"token": token_in(site.get("/report/receipt")), "receipt": receipt}).text)

    assert "What it changed" not in status()
    judge_report(office.store(), kept()[0].report_id, Verdict("accepted", "so"), "analyst")
    assert "with the next run" in status()
    # A report that only others may see: it is no part of what the holder of a receipt is told.
    deeds.send_report(
        office.store(), FORMS["attack"], answers_with(tlp=["RED"], day=["2026-11-20"]), receipt=new_receipt(), sealing=office.sealing(),
        today=TODAY,
    )  # fmt: skip
    for report in kept():
        judge_report(office.store(), report.report_id, Verdict("accepted", "so"), "analyst")
    hand_over(office.store(), settings.load())
    assert pipeline(["run", "--offline"]) == 0
    shown = status()
    assert "part of the picture that was published on" in shown and "Without members' reports, 0 incidents" in shown
    assert "No source open to everybody watched Singapore Strait on that day" in shown and ESTIMATE_STAYS in shown
    assert kept()[0].report_id not in shown and "reporting_gap" not in shown


def test_a_picture_is_kept_as_pixels_alone_and_a_document_refused(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", _fail, raising=True)
    receipt = _receipt_in(send(site))

    def add(content: bytes) -> Any:
        data = {"token": token_in(site.get("/report/receipt")), "receipt": receipt}
        return site.post("/report/picture", data=data, files={"picture": ("MARKED-NAME.jpg", content, "image/jpeg")})

    noise = Image.effect_noise((1400, 1400), 90)
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "MARKED-OWNER"
    noise.save(written, "JPEG", quality=95, exif=exif)
    assert len(written.getvalue()) > 1_000_000, "large enough for a temporary file"
    assert "Your picture is kept" in add(written.getvalue()).text
    assert "is a document" in add(b"%PDF-1.7").text
    assert add(bytes(9_000_000)).status_code == 413
    with office.store().reading() as session:
        [picture] = session.scalars(select(ReportPicture)).all()
    assert b"MARKED" not in picture.jpeg


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
    for receipt in ("", "x", "0" * 16):
        page = site.post("/report/receipt", data={"token": token_in(site.get("/report/receipt")), "receipt": receipt})
        assert page.status_code == 404 and "not a receipt" in page.text


@pytest.mark.parametrize(("from_one_address", "answered"), [("5", 2), ("100", 4)])
def test_receipts_are_looked_up_so_often_from_one_address_and_as_often_as_from_all_behind_a_proxy(
    from_one_address: str, answered: int, site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANCHORWATCH_REPORTS_AN_HOUR", "100")
    monkeypatch.setenv("ANCHORWATCH_REPORTS_AN_HOUR_FROM_ONE_ADDRESS", from_one_address)
    monkeypatch.setattr(office, "RECEIPTS_AN_HOUR", (2, 4))
    token = [token_in(site.get("/report/receipt")) for _ in range(6)]
    answers = [site.post("/report/receipt", data={"token": each, "receipt": "0" * 16}).status_code for each in token]
    assert answers == [404] * answered + [429] * (6 - answered)


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


def test_the_style_is_whole(site: TestClient) -> None:
    style = re.search(r"<style>(.*?)</style>", site.get("/report").text, re.DOTALL)
    assert style and style[1].count("{") == style[1].count("}")
    outside, depth = [], 0
    for letter in style[1]:
        depth += (letter == "{") - (letter == "}")
        outside.append(letter if depth == 0 else "")
    assert "body" in "".join(outside), "a rule for all screens must not stand in one for some"
