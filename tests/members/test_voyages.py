"""Kept voyages: seen by the own company alone, sealed in the database, handed out, and deleted when their time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy import text as text_of_sql

from members.access import LOCAL, Person, Role
from members.errors import MembersError, NotAllowed
from members.people import administration, companies, retention
from members.people.acting import today
from members.people.own_data import delete_own_account, export_data
from members.server_secret import Secret
from members.store.engine import MemberStore
from members.store.voyage_tables import KeptShip, KeptVoyage, SignedAssessment, VoyageFigures
from members.voyages import kept, ships
from members.voyages.figures import note_figures
from members.voyages.kept import VoyageText
from members.voyages.signing import SignedText, last_signatures, sign_assessment, signatures_of
from tests.members.community.people import come_in
from warehouse.contract import settings

PLAN = VoyageText("=HYPERLINK(1) \u202egnirts *Anna*", {"origin": "Singapore", "destination": "Lagos"})
SHIP = {"name": "M/V Marked-Ship", "ship_type": "tanker", "last_ports": "Marked-Port 2026-11-02"}
ENDS_ON = today() + timedelta(days=20)


@pytest.fixture(autouse=True)
def _data(data: object) -> None:
    """The key is made in the data folder of the test."""


def of_company(store: MemberStore, name: str, company: str, role: Role = Role.MEMBER) -> Person:
    known = {row.name: row.company_id for row in companies.list_companies(store, LOCAL)}
    company_id = known.get(company) or companies.add_company(store, LOCAL, company)
    administration.put_into_company(store, LOCAL, come_in(store, name, role).person_id, company_id)
    return come_in(store, name)


def test_a_company_sees_its_voyages_and_ships_and_nobody_else_does(store: MemberStore) -> None:
    anna, ben = of_company(store, "anna", "Acme"), of_company(store, "ben", "Acme", Role.READER)
    others = [of_company(store, "olga", "Other"), come_in(store, "lone"), come_in(store, "boss", Role.ADMIN), LOCAL]
    voyage_id, ship_id = kept.keep_voyage(store, anna, PLAN, ENDS_ON), ships.keep_ship(store, anna, SHIP)
    for person in (anna, ben):
        assert [row.voyage_id for row in kept.list_voyages(store, person).rows] == [voyage_id]
        assert [row.name for row in ships.list_ships(store, person)] == ["M/V Marked-Ship"]
    assert kept.read_voyage(store, ben, voyage_id).text.name == "=HYPERLINK(1) gnirts *Anna*"
    for person in others:
        assert not kept.list_voyages(store, person).rows and not ships.list_ships(store, person)
        for deed in (
            lambda who=person: kept.read_voyage(store, who, voyage_id),
            lambda who=person: kept.change_voyage(store, who, voyage_id, PLAN, ENDS_ON),
            lambda who=person: kept.delete_voyage(store, who, voyage_id),
            lambda who=person: ships.keep_ship(store, who, SHIP, ship_id),
            lambda who=person: ships.delete_ship(store, who, ship_id),
        ):
            with pytest.raises(NotAllowed, match="no longer kept, or not open to you"):
                deed()
    with pytest.raises(NotAllowed, match="may not keep voyages"):
        kept.keep_voyage(store, ben, PLAN, ENDS_ON)


def test_who_joins_a_company_sees_its_voyages_and_shows_it_none_of_the_own(store: MemberStore) -> None:
    lone, anna = come_in(store, "lone"), of_company(store, "anna", "Acme")
    own, of_acme = kept.keep_voyage(store, lone, PLAN, ENDS_ON), kept.keep_voyage(store, anna, PLAN, ENDS_ON)
    joined = of_company(store, "lone", "Acme")
    assert {row.voyage_id for row in kept.list_voyages(store, joined).rows} == {own, of_acme}
    assert [row.voyage_id for row in kept.list_voyages(store, anna).rows] == [of_acme]
    with pytest.raises(NotAllowed, match="changed since this page was opened"):
        kept.list_voyages(store, lone)


def test_the_database_says_nothing_of_a_voyage_and_a_seal_fits_its_row_alone(store: MemberStore) -> None:
    first, second = kept.keep_voyage(store, LOCAL, PLAN, ENDS_ON), kept.keep_voyage(store, LOCAL, PLAN, ENDS_ON)
    ships.keep_ship(store, LOCAL, SHIP)
    with store.reading() as session:
        stored = [
            str(row).lower() for table in ("kept_voyages", "kept_ships") for row in session.execute(text_of_sql(f"SELECT * FROM {table}"))
        ]
        sealed = {row.voyage_id: row.sealed for row in session.scalars(select(KeptVoyage))}
    assert not [word for word in ("singapore", "lagos", "anna", "marked") if word in "".join(stored)]
    assert len({len(content) for content in sealed.values()}) == 1
    with store.writing() as session:
        session.execute(update(KeptVoyage).where(KeptVoyage.voyage_id == first).values(sealed=sealed[second]))
    found = kept.list_voyages(store, LOCAL)
    assert [row.voyage_id for row in found.rows] == [second] and found.unreadable == 1
    with pytest.raises(MembersError, match="Put the right file back from a backup"):
        kept.read_voyage(store, LOCAL, first)
    key = settings.load().members / Secret.VOYAGE
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    assert kept.list_voyages(store, LOCAL).unreadable == 2, "with another key nothing opens, and nothing fails"


def test_a_person_is_handed_what_he_kept_and_an_administrator_only_that_he_did(store: MemberStore) -> None:
    anna, boss = of_company(store, "anna", "Acme"), come_in(store, "boss", Role.ADMIN)
    voyage_id = kept.keep_voyage(store, anna, PLAN, ENDS_ON)
    ships.keep_ship(store, anna, SHIP)
    own, seen = export_data(store, anna, anna.person_id)["voyages"], export_data(store, boss, anna.person_id)["voyages"]
    assert own["voyages"][0]["plan"] == dict(PLAN.query) and own["ships"][0]["last_ports"] == SHIP["last_ports"]
    assert seen["voyages"][0]["voyage_id"] == voyage_id and "plan" not in str(seen) and "Marked" not in str(seen)


def test_deleting_an_account_leaves_the_company_its_voyages_and_takes_the_own(store: MemberStore) -> None:
    anna, ben, lone = of_company(store, "anna", "Acme"), of_company(store, "ben", "Acme"), come_in(store, "lone")
    for person in (anna, lone):
        kept.keep_voyage(store, person, PLAN, ENDS_ON)
        ships.keep_ship(store, person, SHIP)
        delete_own_account(store, person)
    with store.reading() as session:
        assert [(row.owner_id, row.kept_by) for row in session.scalars(select(KeptVoyage))] == [(ben.company_id, None)]
        assert [(row.owner_id, row.kept_by) for row in session.scalars(select(KeptShip))] == [(ben.company_id, None)]
    delete_own_account(store, ben)
    companies.remove_company(store, LOCAL, ben.company_id)
    with store.reading() as session:
        assert not session.scalars(select(KeptVoyage)).all() and not session.scalars(select(KeptShip)).all()


def test_ended_voyages_go_after_their_time(store: MemberStore) -> None:
    old, new = (kept.keep_voyage(store, LOCAL, PLAN, today() - timedelta(days=days)) for days in (91, 90))
    assert retention.delete_what_is_over(store, settings.load(), today()).ended_voyages == 1
    assert [row.voyage_id for row in kept.list_voyages(store, LOCAL).rows] == [new] != [old]


def test_what_cannot_be_kept_is_refused_in_words(store: MemberStore) -> None:
    for name, query, words in (("", {}, "needs 1 to 120 characters"), ("x", {"track": "1" * 30_000}, "too long to be kept")):
        with pytest.raises(NotAllowed, match=words):
            kept.keep_voyage(store, LOCAL, VoyageText(name, query), ENDS_ON)
    with pytest.raises(NotAllowed, match="The ship's name"):
        ships.keep_ship(store, LOCAL, {"name": " "})
    with pytest.raises(NotAllowed, match="too long"):
        ships.keep_ship(store, LOCAL, {"name": "x", "last_ports": "y" * 9_000})


FIGURES = {"incidents": ["asam:1"], "worst": "Marked-Strait"}


def test_a_signature_is_kept_with_its_figures_for_those_who_may_read_as_much(store: MemberStore) -> None:
    anna, ben, olga = of_company(store, "anna", "Acme"), of_company(store, "ben", "Acme", Role.READER), of_company(store, "olga", "Other")
    voyage_id = kept.keep_voyage(store, anna, PLAN, today() - timedelta(days=200))
    text = SignedText("J. Doe", "Sail as planned", "=1+1", FIGURES, {"2": ("Low", "Guards")})
    sign_assessment(store, anna, voyage_id, text, "AMBER", "snapshot-1")
    [signed] = signatures_of(store, ben, voyage_id, "AMBER+STRICT")
    assert signed.text == text and signed.name == "Anna" and signed.snapshot_id == "snapshot-1"
    assert last_signatures(store, ben, "GREEN")[voyage_id].text.figures == {}, "counts of what this reader may not see"
    assert not last_signatures(store, olga, "RED") and not last_signatures(store, LOCAL, "RED")
    for person, words in ((ben, "may not keep voyages"), (olga, "not open to you")):
        with pytest.raises(NotAllowed, match=words):
            sign_assessment(store, person, voyage_id, text, "AMBER", "snapshot-1")
    for wrong in (replace(text, figures={}), replace(text, officer=" "), replace(text, remarks="x" * 401)):
        with pytest.raises(NotAllowed):
            sign_assessment(store, anna, voyage_id, wrong, "AMBER", "snapshot-1")
    with store.reading() as session:
        assert "marked" not in str(session.execute(text_of_sql("SELECT * FROM signed_assessments")).all()).lower()
    assert retention.delete_what_is_over(store, settings.load(), today()).ended_voyages == 0, "what was signed stays"
    assert export_data(store, anna, anna.person_id)["voyages"]["signed"][0]["voyage_id"] == voyage_id
    kept.delete_voyage(store, anna, voyage_id)
    with store.reading() as session:
        assert not session.scalars(select(SignedAssessment)).all()


def test_figures_are_compared_with_the_day_before_by_clearance_and_two_days_are_kept(store: MemberStore) -> None:
    voyage_id, day = kept.keep_voyage(store, LOCAL, PLAN, ENDS_ON), today()
    olga = of_company(store, "olga", "Other")

    def note(days: int, worst: str, clearance: str = "RED", snapshot: str = "s", person: Person = LOCAL) -> dict[str, str]:
        earlier = note_figures(store, person, clearance, day + timedelta(days=days), snapshot, {voyage_id: {"worst": worst}})
        return {name: fields["worst"] for name, fields in earlier.items()}

    assert note(0, "first") == {} and note(0, "second", snapshot="t") == {}
    assert note(0, "narrow", "GREEN") == {} and note(1, "narrow", "GREEN") == {voyage_id: "narrow"}
    assert note(1, "third") == {voyage_id: "second"}, "the last of the day before"
    assert note(3, "fourth") == {voyage_id: "third"} and note(3, "fourth") == {voyage_id: "third"}
    assert note(4, "x", person=olga) == {}
    with store.reading() as session:
        rows = session.scalars(select(VoyageFigures).where(VoyageFigures.clearance == "RED")).all()
        assert [row.day for row in rows] == [day + timedelta(days=1), day + timedelta(days=3)]
    kept.change_voyage(store, LOCAL, voyage_id, VoyageText("other", {"origin": "Colombo"}), ENDS_ON)
    assert note(4, "fifth") == {}, "figures of another plan say nothing of this one"
