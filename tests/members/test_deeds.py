"""Reports: sent, asked about, answered and judged, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from members.access import LOCAL
from members.confirmations.deeds import Voice, confirm_incident
from members.desk.verdicts import Verdict, ask_reporter, judge_report
from members.errors import NotAllowed
from members.reports.deeds import (
    HAND_OVER,
    MOST_CORRECTIONS,
    Sealing,
    add_picture,
    answer_question,
    correct_report,
    delete_expired_identities,
    send_report,
    status_of,
    withdraw_report,
)
from members.reports.forms import FORMS
from members.reports.reading import read_answers
from members.reports.receipts import new_receipt
from members.reports.sealing import SealError, new_key_pair, seal, unseal
from members.store.engine import MemberStore
from members.store.tables import Base, MemberReport, OutboxItem, ReportCorrection, ReportMessage, ReportPicture, SealedIdentity

TODAY = date(2026, 11, 30)
PRIVATE, PUBLIC = new_key_pair()
SEALING = Sealing(PUBLIC, 90)
SENT = {
    "day": ["2026-11-28"], "time": ["2340"], "position": ["01-12.5N 103-36E"], "place": ["Singapore anchorage"],
    "vessel_status": ["anchored"], "act": ["boarded"], "attackers": ["4"], "weapons": ["knives"], "vessel_type": ["bulk_carrier"],
    "vessel_name": ["AMBER FINCH"], "narrative": ["Four men with knives came over the stern and took paint."],
    "reported_to_authority": ["no"], "tlp": ["AMBER"],
}  # fmt: skip


def send(store: MemberStore, sealing: Sealing = SEALING, form: str = "attack", **changes: Any) -> str:
    answers = read_answers(FORMS[form], SENT | changes, TODAY)
    assert not answers.problems
    receipt = new_receipt()
    assert send_report(store, FORMS[form], answers, receipt=receipt, sealing=sealing, today=TODAY)
    return receipt


def _other(receipt: str) -> str:
    return receipt[:-1] + str((int(receipt[-1]) + 1) % 10)


def only_report(store: MemberStore) -> MemberReport:
    with store.reading() as session:
        return session.scalars(select(MemberReport)).one()


def test_a_report_is_kept_with_what_follows_and_found_by_its_receipt(store: MemberStore) -> None:
    receipt = send(store)
    report = only_report(store)
    assert report.answers["attackers"] == 4 and report.answers["time"] == "23:40"
    assert report.answers["position"]["latitude"] == pytest.approx(1 + 12.5 / 60)
    assert (report.tlp, report.state, report.received_on) == ("AMBER", "received", TODAY)
    for typed in (receipt, receipt.replace("-", " "), receipt.replace("-", ""), f" {receipt.replace('-', chr(0x2013))} "):
        status = status_of(store, typed)
        assert status is not None and (status.form.code, status.state) == ("attack", "received")
    for wrong in ("", receipt[:-1], receipt + "0", "\u0664" * 16, receipt.replace("-", "x"), _other(receipt)):
        assert status_of(store, wrong) is None


def test_the_same_form_sent_again_is_one_report_that_stays_as_it_was(store: MemberStore) -> None:
    receipt = send(store)
    again = answers_with(attackers=["9"])
    assert not send_report(store, FORMS["attack"], again, receipt=receipt, sealing=SEALING, today=TODAY)
    assert only_report(store).answers["attackers"] == 4


def test_what_identifies_is_sealed_or_not_kept_at_all(store: MemberStore) -> None:
    send(store)
    report = only_report(store)
    assert "vessel_name" not in report.answers and "AMBER FINCH" not in str(report.answers)
    with store.reading() as session:
        sealed = session.scalars(select(SealedIdentity)).one().sealed
    assert b"AMBER" not in sealed
    assert unseal(sealed, PRIVATE) == {"vessel_name": "AMBER FINCH"}
    assert len(sealed) == len(seal({"vessel_name": "X"}, PUBLIC)), "the length must not tell the name"
    with pytest.raises(SealError, match="does not open it"):
        unseal(sealed, new_key_pair()[0])


def test_without_a_key_no_identity_is_kept(store: MemberStore) -> None:
    send(store, Sealing("", 90))
    with store.reading() as session:
        assert session.scalars(select(SealedIdentity)).all() == []


def test_identities_are_deleted_when_their_time_is_over(store: MemberStore) -> None:
    send(store)
    assert delete_expired_identities(store, TODAY + timedelta(days=90)) == 0
    assert delete_expired_identities(store, TODAY + timedelta(days=91)) == 1
    assert delete_expired_identities(store, TODAY + timedelta(days=91)) == 0


def test_desk_and_reporter_talk_by_the_receipt(store: MemberStore) -> None:
    receipt = send(store)
    ask_reporter(store, only_report(store).report_id, "Did they\u202e speak?", "analyst one")
    answer_question(store, receipt, " Yes, two words. ", TODAY)
    status = status_of(store, receipt)
    assert status is not None
    assert [(author, words) for author, words, _ in status.messages] == [("desk", "Did they speak?"), ("reporter", "Yes, two words.")]
    with pytest.raises(NotAllowed, match="not a receipt"):
        answer_question(store, _other(receipt), "hello", TODAY)
    with pytest.raises(NotAllowed, match="1 to 4,000"):
        answer_question(store, receipt, " \u200b ", TODAY)


def test_a_flood_of_messages_is_refused(store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.reports.deeds.MOST_MESSAGES", 2)
    receipt = send(store)
    for _ in range(2):
        answer_question(store, receipt, "more", TODAY)
    with pytest.raises(NotAllowed, match="at most 2 messages"):
        answer_question(store, receipt, "more", TODAY)


def test_a_deed_that_fails_leaves_nothing(store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr("members.reports.deeds.SealedIdentity", fail)
    with pytest.raises(RuntimeError):
        send(store)
    with store.reading() as session:
        for table in (MemberReport, SealedIdentity, ReportMessage):
            assert list(session.scalars(select(table)).all()) == []


def answers_with(**changes: Any) -> Any:
    return read_answers(FORMS["attack"], SENT | changes, TODAY)


def test_a_correction_replaces_the_answers_and_what_was_judged_stays(store: MemberStore) -> None:
    receipt = send(store)
    report_id = only_report(store).report_id
    judge_report(store, report_id, Verdict("accepted", "so"), "analyst one")
    correct_report(store, receipt, answers_with(attackers=["6"], tlp=["GREEN"]), TODAY)
    report = only_report(store)
    assert report.answers["attackers"] == 6 and report.judged_answers is not None and report.judged_answers["attackers"] == 4
    assert report.tlp == "AMBER", "a wider mark holds only when an analyst has looked"
    correct_report(store, receipt, answers_with(attackers=["6"], tlp=["RED"]), TODAY)
    assert only_report(store).tlp == "RED", "a stricter mark holds at once"
    with store.reading() as session:
        assert [row.earlier["attackers"] for row in session.scalars(select(ReportCorrection))] == [4, 6]
        assert len(session.scalars(select(OutboxItem)).all()) == 2
    assert "vessel_name" not in report.answers


def test_corrections_are_limited(store: MemberStore) -> None:
    receipt = send(store)
    for number in range(MOST_CORRECTIONS):
        correct_report(store, receipt, answers_with(attackers=[str(number)]), TODAY)
    with pytest.raises(NotAllowed, match="corrections"):
        correct_report(store, receipt, answers_with(attackers=["99"]), TODAY)


def test_a_withdrawn_report_leaves_no_word_and_takes_none(store: MemberStore) -> None:
    receipt = send(store)
    add_picture(store, receipt, b"jpeg", TODAY)
    answer_question(store, receipt, "more", TODAY)
    judge_report(store, only_report(store).report_id, Verdict("accepted", "so"), "analyst one")
    withdraw_report(store, receipt, TODAY)
    report = only_report(store)
    assert (report.state, report.answers, report.judged_answers) == ("withdrawn", {"day": "2026-11-28"}, {"day": "2026-11-28"})
    with store.reading() as session:
        for table in (SealedIdentity, ReportMessage, ReportPicture):
            assert list(session.scalars(select(table)).all()) == []
        assert [item.kind for item in session.scalars(select(OutboxItem))] == [HAND_OVER, HAND_OVER]
    for deed in (lambda: answer_question(store, receipt, "x", TODAY), lambda: add_picture(store, receipt, b"x", TODAY)):
        with pytest.raises(NotAllowed, match="withdrawn"):
            deed()
    with pytest.raises(NotAllowed, match="withdrawn"):
        judge_report(store, report.report_id, Verdict("accepted", "so"), "analyst one")


def test_no_word_of_a_withdrawn_report_stays_in_any_table(store: MemberStore) -> None:
    receipt = send(store, crew_harm=["hostage"])
    report_id = only_report(store).report_id
    for analyst in ("one", "two", "two"):
        judge_report(store, report_id, Verdict("accepted", "so"), analyst)
    correct_report(store, receipt, answers_with(crew_harm=["hostage"], attackers=["6"]), TODAY)
    facts = {"day": "2026-11-28", "place": "Singapore anchorage", "category": "piracy_robbery", "act": "boarded", "position": None}
    confirm_incident(store, LOCAL, f"members:{report_id}", Voice("seen_too", "", "AMBER", facts, "AMBER"), TODAY)
    words = ("Four men with knives", "Singapore anchorage")
    before = everything_in(store)
    withdraw_report(store, receipt, TODAY)
    assert all(word in before for word in words) and not any(word in everything_in(store) for word in words)


def everything_in(store: MemberStore) -> str:
    with store.reading() as session:
        return str([session.execute(select(table)).all() for table in Base.metadata.tables.values()])


def test_pictures_are_counted(store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.reports.deeds.MOST_PICTURES", 1)
    receipt = send(store)
    assert add_picture(store, receipt, b"jpeg", TODAY) == 1
    with pytest.raises(NotAllowed, match="at most 1"):
        add_picture(store, receipt, b"jpeg", TODAY)
