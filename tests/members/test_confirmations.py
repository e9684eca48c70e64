"""Confirming and disputing incidents: one voice a company, and what the next run makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.__main__ import main as pipeline
from members.access import LOCAL, Person, Role
from members.confirmations.deeds import Voice, confirm_incident, take_confirmation_back, voices_on
from members.desk.queue import all_reports
from members.desk.verdicts import Verdict, judge_report
from members.errors import NotAllowed
from members.hand_over import hand_over
from members.people.administration import put_into_company
from members.store import MemberStore, open_store
from members.store.engine import sqlite_url
from members.store.people_tables import Account, Company
from tests.members.test_deeds import TODAY, send
from tests.pipeline.helpers import asam_json, asam_record
from warehouse.contract import settings
from warehouse.contract.snapshot import Store
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


def voice(stance: str = "seen_too", detail: str = "MARKED-DETAIL", tlp: str = "GREEN") -> Voice:
    return Voice(stance, detail, tlp, FACTS)


def test_a_company_has_one_voice_which_it_may_change_and_take_back(store: MemberStore) -> None:
    first, second = person_of(store, "a"), person_of(store, "b")
    confirm_incident(store, first, "x:1", voice(), TODAY)
    confirm_incident(store, first, "x:1", voice(), TODAY)
    confirm_incident(store, second, "x:1", voice("otherwise"), TODAY)
    seen = voices_on(store, first, "x:1")
    assert (seen.confirm, seen.dispute, seen.own) == (1, 1, "seen_too")
    confirm_incident(store, second, "x:1", voice(), TODAY)
    assert voices_on(store, second, "x:1").confirm == 2
    take_confirmation_back(store, second, "x:1", TODAY)
    after = voices_on(store, second, "x:1")
    assert (after.confirm, after.dispute, after.own, after.own_detail) == (1, 0, None, "")
    with pytest.raises(NotAllowed, match="said nothing"):
        take_confirmation_back(store, second, "x:1", TODAY)


@pytest.mark.parametrize("wrong", [voice("perhaps"), voice(tlp="PINK"), voice("otherwise", " ")])
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


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    monkeypatch.setenv("ANCHORWATCH_WORKERS", "1")
    registry.include_mappings(tmp_path / "landing")
    return tmp_path


@pytest.fixture
def desk_store(data: Path) -> Iterator[MemberStore]:
    opened = open_store(sqlite_url(data / "members" / "members.db"))
    yield opened
    opened.close()


def published(data: Path, columns: str, table: str = "incidents") -> list[tuple[Any, ...]]:
    with Store(data).open().open_database() as con:
        return con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()


def publish(store: MemberStore) -> None:
    hand_over(store, settings.load())
    assert pipeline(["run", "--offline"]) == 0


def test_two_companies_corroborate_what_an_unnamed_member_reported_and_a_dispute_is_seen(data: Path, desk_store: MemberStore) -> None:
    send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    judge_report(desk_store, report_id, Verdict("accepted", "so"), "one")
    publish(desk_store)
    incident = f"members:{report_id}"
    assert published(data, "incident_id, status, report_count") == [(incident, "unverified", 1)]
    first, second, third = (person_of(desk_store, company) for company in "abc")
    confirm_incident(desk_store, first, incident, voice(), TODAY)
    publish(desk_store)
    assert published(data, "incident_id, status, report_count") == [(incident, "unverified", 2)], "it may be the reporter's own company"
    confirm_incident(desk_store, second, incident, voice(), TODAY)
    publish(desk_store)
    assert published(data, "incident_id, status, report_count") == [(incident, "corroborated", 3)]
    assert len({reporter for (reporter,) in published(data, "reporter", "reports")}) == 3
    confirm_incident(desk_store, third, incident, voice("otherwise"), TODAY)
    publish(desk_store)
    assert published(data, "status") == [("disputed",)]
    take_confirmation_back(desk_store, third, incident, TODAY)
    publish(desk_store)
    assert published(data, "status") == [("corroborated",)]
    take_confirmation_back(desk_store, second, incident, TODAY)
    publish(desk_store)
    assert published(data, "status") == [("unverified",)]
    # What a company wrote, and which one it is, stay at the desk.
    for file in (data / "landing").rglob("*"):
        assert not file.is_file() or not any(word in file.read_bytes() for word in (b"MARKED-DETAIL", b"Company a", b'"pa"'))
    assert published(data, "count(*)", "quarantine") == [(0,)]


def test_a_confirmation_is_no_source_that_found_the_incident(data: Path, desk_store: MemberStore) -> None:
    """Else each confirmation would look like one more overlap between independent sources, and the reporting gap would shrink."""
    send(desk_store)
    report_id = all_reports(desk_store)[0].report_id
    judge_report(desk_store, report_id, Verdict("accepted", "so"), "one")
    file = data / "asam.json"
    file.write_bytes(asam_json(asam_record(1)))
    assert pipeline(["add", "asam", str(file)]) == 0
    publish(desk_store)
    [(others,)] = published(data, "incident_id", "incidents WHERE list_contains(sources, 'asam')")
    for incident in (others, f"members:{report_id}"):
        confirm_incident(desk_store, person_of(desk_store, f"company of {incident}"), incident, voice(), TODAY)
    publish(desk_store)
    assert published(data, "sources") == [(["asam", "members"],), (["members"],)]
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
