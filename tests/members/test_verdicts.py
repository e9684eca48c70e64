"""The desk: what waits, verdicts with reasons, two analysts for severe reports, undo, and the log; on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from members.desk.queue import desk_report, waiting_reports
from members.desk.urgency import urgency_of
from members.desk.verdicts import Verdict, ask_reporter, judge_report, undo_verdict
from members.errors import NotAllowed
from members.reports.deeds import HAND_OVER, answer_question, correct_report
from members.store.engine import MemberStore
from members.store.tables import VERDICTS, DeskEntry, MemberReport, OutboxItem
from tests.members.test_deeds import TODAY, answers_with, only_report, send

SEVERE: dict[str, Any] = {"crew_harm": ["hostage"]}


def verdict(name: str, reason: str = "told by two others", reliability: str = "F", credibility: str = "") -> Verdict:
    return Verdict(name, reason, reliability, credibility, "x" if name == "duplicate" else "")


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_needs_a_reason_and_both_it_and_the_one_before_stay_in_the_log(store: MemberStore, name: str) -> None:
    send(store)
    report_id = only_report(store).report_id
    judge_report(store, report_id, verdict(name), "analyst one")
    judge_report(store, report_id, verdict("unfounded", "it was a drill"), "analyst two")
    with store.reading() as session:
        entries = session.scalars(select(DeskEntry).order_by(DeskEntry.entry_id)).all()
        assert [(entry.who, entry.detail["from"], entry.detail["to"]) for entry in entries] == [
            ("analyst one", "received", name), ("analyst two", name, "unfounded"),
        ]  # fmt: skip
        published = sum(item.kind == HAND_OVER for item in session.scalars(select(OutboxItem)).all())
    assert published == (2 if name.startswith("accepted") else 0), "what was published must be withdrawn too"


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (Verdict("accepted", " "), "needs a reason"),
        (Verdict("perhaps", "so"), "no verdict"),
        (Verdict("duplicate", "so"), "of which report"),
        (Verdict("accepted", "so", "G"), "A to F"),
        (Verdict("accepted", "so", "A", "7"), "1 to 6"),
    ],
)
def test_what_is_no_verdict_is_refused(store: MemberStore, refused: Verdict, why: str) -> None:
    send(store)
    with pytest.raises(NotAllowed, match=why):
        judge_report(store, only_report(store).report_id, refused, "analyst one")
    with pytest.raises(NotAllowed, match="no report"):
        judge_report(store, "x", verdict("accepted"), "analyst one")


def test_a_severe_report_is_accepted_by_two_analysts(store: MemberStore) -> None:
    send(store, **SEVERE)
    report_id = only_report(store).report_id
    assert judge_report(store, report_id, verdict("accepted"), "one") == "second_look"
    assert [item.why for item in waiting_reports(store)] == ["second look"]
    with pytest.raises(NotAllowed, match="another analyst"):
        judge_report(store, report_id, verdict("accepted"), "one")
    assert judge_report(store, report_id, verdict("accepted"), "two") == "accepted"
    assert waiting_reports(store) == []
    # Once accepted, an analyst alone may lower its credibility, or reject it.
    assert judge_report(store, report_id, verdict("accepted_with_doubt"), "one") == "accepted_with_doubt"
    assert judge_report(store, report_id, verdict("unfounded"), "one") == "unfounded"


def test_a_second_analyst_may_reject_what_the_first_accepted(store: MemberStore) -> None:
    send(store, **SEVERE)
    report_id = only_report(store).report_id
    judge_report(store, report_id, verdict("accepted"), "one")
    assert judge_report(store, report_id, verdict("unfounded"), "two") == "unfounded"


def test_what_was_corrected_in_between_needs_two_again(store: MemberStore) -> None:
    receipt = send(store, **SEVERE)
    report_id = only_report(store).report_id
    judge_report(store, report_id, verdict("accepted"), "one")
    correct_report(store, receipt, answers_with(**SEVERE, attackers=["12"]), TODAY)
    assert judge_report(store, report_id, verdict("accepted"), "two") == "second_look"
    assert judge_report(store, report_id, verdict("accepted"), "one") == "accepted"


def test_one_person_alone_may_confirm_and_the_log_says_so(store: MemberStore) -> None:
    send(store, **SEVERE)
    report_id = only_report(store).report_id
    assert judge_report(store, report_id, verdict("accepted"), "one", alone=True) == "accepted"
    assert desk_report(store, report_id).log[-1].detail["alone"] is True


def test_undo_brings_back_what_was_before_and_both_stay_in_the_log(store: MemberStore) -> None:
    send(store)
    report_id = only_report(store).report_id
    judge_report(store, report_id, verdict("accepted", reliability="B", credibility="2"), "one")
    judge_report(store, report_id, verdict("unfounded"), "one")
    assert undo_verdict(store, report_id, "a slip", "two") == "accepted"
    report = only_report(store)
    assert (report.state, report.reliability, report.credibility) == ("accepted", "B", "2")
    assert undo_verdict(store, report_id, "so", "two") == "received"
    with pytest.raises(NotAllowed, match="no verdict on this report"):
        undo_verdict(store, report_id, "so", "two")
    assert [line.deed for line in desk_report(store, report_id).log] == ["judged", "judged", "undone", "undone"]
    with pytest.raises(NotAllowed, match="needs a reason"):
        undo_verdict(store, report_id, " ", "two")


def test_undo_never_widens_a_mark_that_the_sender_made_stricter(store: MemberStore) -> None:
    receipt = send(store)
    report_id = only_report(store).report_id
    for name in ("accepted", "accepted_with_doubt"):
        judge_report(store, report_id, verdict(name), "one")
    correct_report(store, receipt, answers_with(tlp=["RED"]), TODAY)
    assert undo_verdict(store, report_id, "a slip", "two") == "accepted"
    assert only_report(store).tlp == "RED"


def test_the_queue_puts_the_worst_first_and_the_slower_lane_last(store: MemberStore) -> None:
    send(store, attackers=["1"], weapons=["none"])
    send(store, attackers=["12"])
    send(store, place=["Lagos"], **SEVERE)
    with store.writing() as session:
        for report in session.scalars(select(MemberReport)):
            report.is_proved = report.answers["place"] != "Lagos"
    assert [item.urgency for item in waiting_reports(store)] == [1, 3, 1]
    assert not waiting_reports(store)[-1].is_proved


def test_answers_and_corrections_bring_a_judged_report_back_into_the_queue(store: MemberStore) -> None:
    receipt = send(store)
    report_id = only_report(store).report_id
    ask_reporter(store, report_id, "Which side?", "one")
    judge_report(store, report_id, verdict("accepted"), "one")
    assert waiting_reports(store) == []
    answer_question(store, receipt, "Port.", TODAY)
    assert [item.why for item in waiting_reports(store)] == ["answered"]
    judge_report(store, report_id, verdict("accepted"), "one")
    assert waiting_reports(store) == []
    correct_report(store, receipt, answers_with(attackers=["5"]), TODAY)
    assert [item.why for item in waiting_reports(store)] == ["corrected"]
    assert desk_report(store, report_id).earlier[0][1]["attackers"] == 4


@pytest.mark.parametrize(
    ("answers", "urgency"),
    [
        ({"crew_harm": ["killed"]}, 1), ({"act": "hijacked"}, 1), ({"attackers": 10, "weapons": ["knives"]}, 1),
        ({"weapons": ["guns"]}, 2), ({"crew_harm": ["threatened"]}, 2), ({"attackers": 5, "weapons": ["knives"]}, 2),
        ({"attackers": 5, "weapons": ["none"]}, 3), ({"weapons": ["knives"]}, 3), ({}, 4),
    ],
)  # fmt: skip
def test_urgency(answers: dict[str, Any], urgency: int) -> None:
    assert urgency_of(answers) == urgency
