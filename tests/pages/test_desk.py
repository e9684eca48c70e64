"""*Verification desk*: the queue, a report, verdicts, questions, undo; what reporters wrote stays text; and who may come in."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from members.access import Person, Role
from members.desk.queue import all_reports, desk_report
from members.desk.verdicts import Verdict, judge_report
from members.errors import NotAllowed
from members.reports.deeds import add_picture, answer_question, correct_report
from members.store import MemberStore
from pages.shell.access import current
from tests.members.test_deeds import TODAY, answers_with, send
from tests.pages.conftest import Open, by_key, said
from warehouse.contract.snapshot import Snapshot

PAGE = "pages/desk/page.py"
HOSTILE = "**bold** [x](javascript:alert(1)) <script>alert(1)</script> :material/star: $x$"


def judge(at: AppTest, verdict: str, why: str = "told by two others") -> AppTest:
    at = by_key(at, "selectbox", "verdict_").set_value(verdict).run()
    by_key(at, "text_area", "why_").set_value(why)
    at.run()
    judged: AppTest = by_key(at, "button", "judge_").click().run()
    return judged


def test_an_empty_desk_says_so(member_store: MemberStore, open_page: Open) -> None:
    assert "No report waits." in said(open_page(PAGE))


def test_the_first_screen_says_what_is_worst_and_waits_longest_and_opens_it(member_store: MemberStore, open_page: Open) -> None:
    send(member_store, attackers=["1"], weapons=["none"], place=["Callao"])
    send(member_store, crew_harm=["hostage"], place=["Lagos anchorage"])
    at = open_page(PAGE)
    assert not at.exception
    words = said(at)
    assert "2 reports wait. The most urgent: Piracy or armed robbery (boarded), Lagos anchorage" in words
    assert "Four men with knives" in at.text[0].value and "Hostage" in words and "two analysts must accept it" not in words


def test_a_verdict_is_kept_with_its_reason_and_the_next_report_opens(member_store: MemberStore, open_page: Open) -> None:
    send(member_store, place=["Callao"])
    at = judge(open_page(PAGE), "accepted")
    assert "Saved." in said(at) and "No report waits." in said(at) and "members watch" in said(at)
    [item] = all_reports(member_store)
    report = desk_report(member_store, item.report_id)
    assert (item.state, report.reliability, report.credibility) == ("accepted", "F", "3")
    assert [(line.who, line.reason) for line in report.log] == [("local", "told by two others")]
    # Taken back on its own page.
    at = open_page(PAGE, report=item.report_id)
    by_key(at, "text_input", "undo_why_").set_value("a slip")
    at.run()
    at = by_key(at, "button", "undo_").click().run()
    assert all_reports(member_store)[0].state == "received" and "One report waits" in said(at)


def test_a_report_is_published_in_the_desks_words_and_stays_so(member_store: MemberStore, open_page: Open) -> None:
    send(member_store, place=["Callao"])
    at = by_key(open_page(PAGE), "selectbox", "verdict_").set_value("accepted").run()
    at = by_key(at, "checkbox", "behalf_").check().run()
    by_key(at, "text_area", "behalf_words_").set_value("The MV AMBER FINCH was boarded.")
    at.run()
    assert "This could tell who it was" in said(at) and "AMBER FINCH" in said(at)
    by_key(at, "text_area", "behalf_words_").set_value("Robbers boarded a ship.")
    by_key(at, "text_area", "why_").set_value("so")
    at.run()
    at = by_key(at, "button", "judge_").click().run()
    [item] = all_reports(member_store)
    assert desk_report(member_store, item.report_id).account == {"place": "Callao", "narrative": "Robbers boarded a ship."}
    # Whoever judges it again finds the account, and cannot leave it off.
    at = by_key(open_page(PAGE, report=item.report_id), "selectbox", "verdict_").set_value("accepted").run()
    assert by_key(at, "text_area", "behalf_words_").value == "Robbers boarded a ship." and not at.checkbox
    assert "on its sender's behalf" in said(at)


def test_a_severe_report_alone_at_the_desk(member_store: MemberStore, open_page: Open) -> None:
    send(member_store, crew_harm=["hostage"])
    at = judge(open_page(PAGE), "accepted")
    assert "another analyst must accept it too" in said(at) and all_reports(member_store)[0].state == "second_look"
    at = by_key(at, "selectbox", "verdict_").set_value("accepted").run()
    assert "A different one must agree" in said(at)
    by_key(at, "checkbox", "alone_").check()
    by_key(at, "text_area", "why_").set_value("nobody else is here")
    at.run()
    at = by_key(at, "button", "judge_").click().run()
    assert all_reports(member_store)[0].state == "accepted"


def test_a_duplicate_names_what_it_repeats(member_store: MemberStore, open_page: Open) -> None:
    send(member_store)
    at = judge(open_page(PAGE), "duplicate")
    assert "of which report or incident" in said(at) and all_reports(member_store)[0].state == "received"


def test_questions_answers_corrections_and_pictures_are_seen(member_store: MemberStore, open_page: Open) -> None:
    receipt = send(member_store)
    at = open_page(PAGE)
    by_key(at, "text_area", "question_").set_value("Which side?")
    at.run()
    at = by_key(at, "button", "ask_").click().run()
    assert "Sent." in said(at) and any("Which side?" in text.value for text in at.text)
    answer_question(member_store, receipt, HOSTILE, TODAY)
    correct_report(member_store, receipt, answers_with(attackers=["7"], place=[HOSTILE]), TODAY)
    add_picture(member_store, receipt, b"jpeg", TODAY)
    at = open_page(PAGE)
    assert not at.exception and "Corrected by its sender" in said(at) and "~~4~~ 7" in said(at)
    for element in (*at.markdown, *at.caption, *at.info):
        shown = element.value.replace("\\<script>", "")
        assert "<script>" not in shown and not re.search(r"(?<!\\)\]\(javascript|(?<!\\)\*\*bold", shown)
    assert any("data:image/jpeg;base64," in element.proto.body for element in at.get("html"))


def test_incidents_near_in_place_and_time_are_offered(member_store: MemberStore, open_page: Open, base: Snapshot) -> None:
    with base.open_database() as con:
        row = con.execute(
            "SELECT incident_id, latitude, longitude, occurred_on FROM incidents "
            "WHERE latitude IS NOT NULL AND occurred_on < DATE '2026-11-01' ORDER BY incident_id LIMIT 1"
        ).fetchone()
    assert row is not None
    incident_id, latitude, longitude, day = row
    send(member_store, position=[f"{latitude:.4f}, {longitude:.4f}"], day=[day.isoformat()])
    assert incident_id in said(open_page(PAGE))
    assert "None within 50 nautical miles" not in said(open_page(PAGE))


@pytest.mark.parametrize(("role", "comes_in"), [(Role.READER, False), (Role.MEMBER, False), (Role.ANALYST, True), (Role.ADMIN, True)])
def test_only_who_may_verify_comes_in(
    role: Role, comes_in: bool, member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(member_store)
    person = Person(person_id="p", name="P", role=role)
    monkeypatch.setattr(current, "person_or_refusal", lambda: person)
    monkeypatch.setattr("pages.shell.access.gate.person_or_refusal", lambda: person)
    words = said(open_page(PAGE))
    assert ("One report waits" in words) is comes_in and ("Not open to you" in words) is not comes_in


def test_an_account_that_has_ended_judges_nothing(member_store: MemberStore) -> None:
    send(member_store)
    for role in (Role.ANALYST, Role.MEMBER):
        with pytest.raises(NotAllowed):
            judge_report(
                member_store,
                all_reports(member_store)[0].report_id,
                Verdict("accepted", "so"),
                Person(person_id="gone", name="G", role=role),
            )
    assert all_reports(member_store)[0].state == "received"
