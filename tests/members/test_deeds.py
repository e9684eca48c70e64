"""Reports: sent, asked about, answered and judged, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from members.errors import NotAllowed
from members.reports.deeds import (
    HAND_OVER,
    VERDICTS,
    Sealing,
    answer_question,
    ask_reporter,
    delete_expired_identities,
    judge_report,
    send_report,
    status_of,
)
from members.reports.forms import FORMS
from members.reports.reading import read_answers
from members.reports.sealing import SealError, new_key_pair, seal, unseal
from members.store.engine import MemberStore
from members.store.tables import DeskEntry, MemberReport, OutboxItem, ReportMessage, SealedIdentity

TODAY = date(2026, 11, 30)
PRIVATE, PUBLIC = new_key_pair()
SEALING = Sealing(PUBLIC, 90)
SENT = {
    "day": ["2026-11-28"], "time": ["2340"], "position": ["01-12.5N 103-36E"], "place": ["Singapore anchorage"],
    "vessel_status": ["anchored"], "act": ["boarded"], "attackers": ["4"], "weapons": ["knives"], "vessel_type": ["bulk_carrier"],
    "vessel_name": ["AMBER FINCH"], "narrative": ["Four men with knives came over the stern and took paint."],
    "reported_to_authority": ["no"], "tlp": ["AMBER"],
}  # fmt: skip


def send(store: MemberStore, sealing: Sealing = SEALING, **changes: Any) -> str:
    answers = read_answers(FORMS["attack"], SENT | changes, TODAY)
    assert not answers.problems
    return send_report(store, FORMS["attack"], answers, sealing=sealing, today=TODAY)


def only_report(store: MemberStore) -> MemberReport:
    with store.reading() as session:
        return session.scalars(select(MemberReport)).one()


def test_a_report_is_kept_with_what_follows_and_found_by_its_receipt(store: MemberStore) -> None:
    receipt = send(store)
    report = only_report(store)
    assert report.answers["attackers"] == 4 and report.answers["time"] == "23:40"
    assert report.answers["position"]["latitude"] == pytest.approx(1 + 12.5 / 60)
    assert (report.tlp, report.state, report.received_on) == ("AMBER", "received", TODAY)
    for typed in (receipt, receipt.lower().replace("-", " "), receipt.replace("0", "o")):
        status = status_of(store, typed)
        assert status is not None and (status.form.code, status.state) == ("attack", "received")
    for wrong in ("", receipt[:-1], receipt + "0", "é" * 26, receipt[::-1]):
        assert status_of(store, wrong) is None


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
        answer_question(store, receipt[::-1], "hello", TODAY)
    with pytest.raises(NotAllowed, match="1 to 4,000"):
        answer_question(store, receipt, " \u200b ", TODAY)


def test_a_flood_of_messages_is_refused(store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.reports.deeds.MOST_MESSAGES", 2)
    receipt = send(store)
    for _ in range(2):
        answer_question(store, receipt, "more", TODAY)
    with pytest.raises(NotAllowed, match="at most 2 messages"):
        answer_question(store, receipt, "more", TODAY)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_needs_a_reason_and_both_it_and_the_one_before_stay_in_the_log(store: MemberStore, verdict: str) -> None:
    send(store)
    report_id = only_report(store).report_id
    judge_report(store, report_id, verdict, "told by two others", "analyst one")
    judge_report(store, report_id, "unfounded", "it was a drill", "analyst two")
    with store.reading() as session:
        entries = session.scalars(select(DeskEntry).order_by(DeskEntry.entry_id)).all()
        assert [(entry.who, entry.detail["from"], entry.detail["to"]) for entry in entries] == [
            ("analyst one", "received", verdict), ("analyst two", verdict, "unfounded"),
        ]  # fmt: skip
        published = sum(item.kind == HAND_OVER for item in session.scalars(select(OutboxItem)).all())
    assert published == (2 if verdict.startswith("accepted") else 0), "what was published must be withdrawn too"
    for refused in (("accepted", " "), ("perhaps", "so")):
        with pytest.raises(NotAllowed):
            judge_report(store, report_id, *refused, "analyst one")
    with pytest.raises(NotAllowed, match="no report"):
        judge_report(store, "x", "accepted", "so", "analyst one")


def test_a_deed_that_fails_leaves_nothing(store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("x")

    monkeypatch.setattr("members.reports.deeds.seal", fail)
    with pytest.raises(RuntimeError):
        send(store)
    with store.reading() as session:
        for table in (MemberReport, SealedIdentity, ReportMessage):
            assert list(session.scalars(select(table)).all()) == []
