"""Confirming and disputing incidents: one voice a company, and what the next run makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from data_pipeline.__main__ import main as pipeline
from members.access import LOCAL, Person, Role
from members.confirmations.deeds import Voice, confirm_incident, latest_voices, take_confirmation_back, voices_on
from members.confirmations.hand_over import _decisions_in_force
from members.desk.queue import all_reports
from members.desk.verdicts import Verdict, judge_report
from members.errors import NotAllowed
from members.hand_over import LIST_NAME, hand_over
from members.people.administration import put_into_company
from members.reports.deeds import correct_report, withdraw_report
from members.store import MemberStore
from members.store.people_tables import Account, Company
from tests.members.conftest import published
from tests.members.test_deeds import TODAY, answers_with, send
from tests.pipeline.helpers import asam_json, asam_record
from warehouse.contract import settings
from warehouse.contract.decisions import read_decisions, write_decision
from warehouse.contract.snapshot import Store
from warehouse.contract.taxonomy import MARKS
from warehouse.filters import Filters
from warehouse.queries.gap.source_histories import source_histories, uncertain_links

FACTS = {
    "day": "2026-11-28", "place": "Singapore anchorage", "category": "piracy_robbery", "act": "boarded",
    "position": {"latitude": 1.208, "longitude": 103.6, "precision_km": 1.0},
}  # fmt: skip


def person_of(store: MemberStore, company: str, role: Role = Role.MEMBER) -> Person:
    with store.writing() as session:
        if session.get(Company, company) is None:
            session.add(Company(company_id=company, name=f"Company {company}", added_on=TODAY))
            session.flush()
            session.add(
                Account(
                    person_id=f"p{company}", issuer="i", subject=company, email="", email_is_verified=False, name=company, role=role,
                    claimed_role=None, company_id=company, clearance=None, is_disabled=False, session_number=0, added_on=TODAY,
                    seen_on=TODAY,
                )
            )  # fmt: skip
    return Person(person_id=f"p{company}", name=company, role=role, company_id=company)


def voice(stance: str = "seen_too", detail: str = "MARKED-DETAIL", tlp: str = "GREEN", incident_tlp: str = "CLEAR") -> Voice:
    return Voice(stance, detail, tlp, FACTS, incident_tlp)


def test_a_company_has_one_voice_which_it_may_change_and_take_back(store: MemberStore) -> None:
    first, second = person_of(store, "a"), person_of(store, "b")
    confirm_incident(store, first, "x:1", voice(), TODAY)
    confirm_incident(store, first, "x:1", voice(), TODAY)
    confirm_incident(store, second, "x:1", voice("otherwise"), TODAY)
    seen = voices_on(store, first, "x:1", MARKS)
    assert (seen.confirm, seen.dispute, seen.own) == (1, 1, "seen_too")
    confirm_incident(store, second, "x:1", voice(), TODAY)
    assert voices_on(store, second, "x:1", MARKS).confirm == 2
    take_confirmation_back(store, second, "x:1", TODAY)
    after = voices_on(store, second, "x:1", MARKS)
    assert (after.confirm, after.dispute, after.own, after.own_detail) == (1, 0, None, "")
    with pytest.raises(NotAllowed, match="said nothing"):
        take_confirmation_back(store, second, "x:1", TODAY)


@pytest.mark.parametrize("wrong", [voice("perhaps"), voice(tlp="PINK"), voice("otherwise", " "), voice(tlp="GREEN", incident_tlp="AMBER")])
def test_what_is_no_voice_is_refused(store: MemberStore, wrong: Voice) -> None:
    with pytest.raises(NotAllowed):
        confirm_incident(store, person_of(store, "a"), "x:1", wrong, TODAY)


def test_readers_and_people_without_a_company_have_no_voice(store: MemberStore) -> None:
    reader = person_of(store, "r", Role.READER)
    with pytest.raises(NotAllowed):
        confirm_incident(store, reader, "x:1", voice(), TODAY)
    alone = person_of(store, "a")
    put_into_company(store, LOCAL, alone.person_id, "")
    with pytest.raises(NotAllowed, match="belong to none"):
        confirm_incident(store, replace(alone, company_id=""), "x:1", voice(), TODAY)
    with pytest.raises(NotAllowed, match="company has changed"):
        confirm_incident(store, alone, "x:1", voice(), TODAY)


def test_voices_are_counted_as_far_as_their_marks_may_be_seen(store: MemberStore) -> None:
    first, second = person_of(store, "a"), person_of(store, "b")
    confirm_incident(store, first, "x:1", voice(tlp="RED"), TODAY)
    confirm_incident(store, second, "x:1", voice("otherwise", tlp="RED"), TODAY)
    seen = voices_on(store, first, "x:1", ("CLEAR", "GREEN"))
    assert (seen.confirm, seen.dispute, seen.own, seen.own_tlp) == (1, 0, "seen_too", "RED")


def test_what_was_said_before_people_signed_in_is_not_shown_to_those_without_a_company(store: MemberStore) -> None:
    confirm_incident(store, LOCAL, "x:1", voice(), TODAY)
    alone = Person(person_id="p", name="P", role=Role.MEMBER)
    seen = voices_on(store, alone, "x:1", MARKS)
    assert (seen.confirm, seen.own, seen.own_detail) == (1, None, "")


def test_the_desk_reads_who_said_it_also_of_a_company_that_was_removed(store: MemberStore) -> None:
    person = person_of(store, "a")
    confirm_incident(store, person, "x:1", voice(), TODAY)
    confirm_incident(store, LOCAL, "x:1", voice(), TODAY)
    with store.writing() as session:
        session.execute(delete(Account))
        session.execute(delete(Company))
    assert sorted(heard.company for heard in latest_voices(store, 9)) == ["a company that has been removed", "this server's own company"]


def publish(store: MemberStore) -> None:
    hand_over(store, settings.load())
    assert pipeline(["run", "--offline"]) == 0


def test_two_companies_corroborate_what_an_unnamed_member_reported_and_a_dispute_is_seen(data: Path, desk_store: MemberStore) -> None:
    send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    judge_report(desk_store, report_id, Verdict("accepted", "so"), "one")
    publish(desk_store)
    incident = f"members:{report_id}"
    assert published(data, "incidents", "incident_id, status, report_count") == [(incident, "unverified", 1)]
    first, second, third = (person_of(desk_store, company) for company in "abc")
    confirm_incident(desk_store, first, incident, voice(), TODAY)
    publish(desk_store)
    # The company may be the reporter's own.
    assert published(data, "incidents", "incident_id, status, report_count") == [(incident, "unverified", 2)]
    confirm_incident(desk_store, second, incident, voice(), TODAY)
    publish(desk_store)
    assert published(data, "incidents", "incident_id, status, report_count") == [(incident, "corroborated", 3)]
    assert len({reporter for (reporter,) in published(data, "reports", "reporter")}) == 3
    confirm_incident(desk_store, third, incident, voice("otherwise"), TODAY)
    publish(desk_store)
    assert published(data, "incidents", "status") == [("disputed",)]
    take_confirmation_back(desk_store, third, incident, TODAY)
    publish(desk_store)
    assert published(data, "incidents", "status") == [("corroborated",)]
    take_confirmation_back(desk_store, second, incident, TODAY)
    publish(desk_store)
    assert published(data, "incidents", "status") == [("unverified",)]
    # What a company wrote, and which one it is, stay at the desk.
    for file in (data / "landing").rglob("*"):
        assert not file.is_file() or not any(word in file.read_bytes() for word in (b"MARKED-DETAIL", b"Company a", b'"pa"'))
    assert published(data, "quarantine", "count(*)") == [(0,)]


def test_a_confirmation_is_no_source_that_found_the_incident(data: Path, desk_store: MemberStore) -> None:
    """Else each confirmation would look like one more overlap between independent sources, and the reporting gap would shrink."""
    send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    judge_report(desk_store, report_id, Verdict("accepted", "so"), "one")
    file = data / "asam.json"
    file.write_bytes(asam_json(asam_record(1)))
    assert pipeline(["add", "asam", str(file)]) == 0
    publish(desk_store)
    [(others,)] = published(data, "incidents WHERE list_contains(sources, 'asam')", "incident_id")
    for incident in (others, f"members:{report_id}"):
        # Many incidents state no act.
        said = replace(voice(), facts={**FACTS, "act": None})
        confirm_incident(desk_store, person_of(desk_store, f"company of {incident}"), incident, said, TODAY)
    publish(desk_store)
    assert published(data, "quarantine", "count(*)") == [(0,)]
    assert published(data, "incidents", "sources") == [(["asam", "members"],), (["members"],)]
    with Store(data).open().open_database() as con:
        histories = source_histories(con, Filters(), ())
        assert sorted(histories["sources"].map(list)) == [["asam"], ["members"]]
        links = uncertain_links(con, Filters())
    assert not links.members["report_id"].str.contains("confirmation").any()


def test_a_handing_over_that_is_repeated_makes_no_second_decision(data: Path, desk_store: MemberStore) -> None:
    confirm_incident(desk_store, person_of(desk_store, "a"), "x:1", voice(), TODAY)
    for _ in range(3):
        hand_over(desk_store, settings.load())
    assert len(list((data / "landing" / "decisions").glob("*.json"))) == 1


def handed_over(data: Path) -> dict[str, dict[str, Any]]:
    """The records that the pipeline will land, by reference."""
    records = json.loads((data / "members" / "accepted.json").read_bytes())[LIST_NAME]
    return {record["report"]: record for record in records}


def test_what_companies_say_of_a_report_is_never_marked_wider_and_ends_with_it(data: Path, desk_store: MemberStore) -> None:
    receipt = send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    judge_report(desk_store, report_id, Verdict("accepted", "so"), "one")
    companies = [person_of(desk_store, company) for company in "abc"]
    for person, stance in zip(companies, ("seen_too", "seen_too", "otherwise"), strict=True):
        confirm_incident(desk_store, person, f"members:{report_id}", voice(stance, tlp="AMBER"), TODAY)
    publish(desk_store)
    assert published(data, "incidents", "status") == [("disputed",)]
    correct_report(desk_store, receipt, answers_with(tlp=["RED"]), TODAY)
    hand_over(desk_store, settings.load())
    assert {record["tlp"] for record in handed_over(data).values()} == {"RED"}
    withdraw_report(desk_store, receipt, TODAY)
    publish(desk_store)
    assert published(data, "incidents", "count(*)") == [(0,)]
    assert {status for (status,) in published(data, "all_incidents", "status")} == {"withdrawn"}
    assert published(data, "reports", "DISTINCT place, latitude") == [(None, None)]
    assert published(data, "quarantine", "count(*)") == [(0,)]


def test_a_report_that_is_accepted_again_is_confirmed_again(data: Path, desk_store: MemberStore) -> None:
    send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    confirm_incident(desk_store, person_of(desk_store, "a"), f"members:{report_id}", voice(), TODAY)
    states = []
    for verdict in ("accepted", "unfounded", "accepted"):
        judge_report(desk_store, report_id, Verdict(verdict, "so"), "one")
        hand_over(desk_store, settings.load())
        states.append({record["state"] for record in handed_over(data).values()})
    assert states == [{"accepted", "confirmation"}, {"unfounded", "taken_back"}, {"accepted", "confirmation"}]
    assert [decision.verdict for decision in _decisions_in_force(settings.load()).values()] == ["same"]


@pytest.mark.parametrize("stance", ["seen_too", "otherwise"])
@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_handing_over_that_was_interrupted_leaves_no_decision_that_nobody_asks_for(
    stance: str, is_taken_back: bool, data: Path, desk_store: MemberStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    person = person_of(desk_store, "a")
    confirm_incident(desk_store, person, "x:1", voice(stance), TODAY)
    with monkeypatch.context() as interrupted, pytest.raises(OSError, match="disk"):
        interrupted.setattr("members.hand_over.confirmation_records", fail)
        hand_over(desk_store, settings.load())
    assert len(_decisions_in_force(settings.load())) == 1, "it was landed, and the database does not know"
    if is_taken_back:
        take_confirmation_back(desk_store, person, "x:1", TODAY)
    for _ in range(2):
        hand_over(desk_store, settings.load())
    assert len(_decisions_in_force(settings.load())) == (0 if is_taken_back else 1)
    if not is_taken_back:
        take_confirmation_back(desk_store, person, "x:1", TODAY)
        hand_over(desk_store, settings.load())
        assert _decisions_in_force(settings.load()) == {}


def test_a_decision_that_an_analyst_took_back_stays_so_and_stops_nothing(data: Path, desk_store: MemberStore) -> None:
    person = person_of(desk_store, "a")
    confirm_incident(desk_store, person, "x:1", voice("otherwise"), TODAY)
    hand_over(desk_store, settings.load())
    [decision_id] = _decisions_in_force(settings.load())
    write_decision(settings.load(), "an analyst", "undo", (), (), "It was another ship.", undoes=decision_id)
    hand_over(desk_store, settings.load())
    assert _decisions_in_force(settings.load()) == {}
    take_confirmation_back(desk_store, person, "x:1", TODAY)
    hand_over(desk_store, settings.load())
    assert len(read_decisions(settings.load())) == 2


def test_a_company_that_only_disputes_is_never_published_as_one_that_confirmed(data: Path, desk_store: MemberStore) -> None:
    confirm_incident(desk_store, person_of(desk_store, "a"), "x:1", voice("otherwise"), TODAY)
    for _ in range(2):
        hand_over(desk_store, settings.load())
    assert not settings.load().accepted_reports.exists()
