"""Keys for the API: never more than their person may, and gone when that person is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from members.access import LOCAL, Person, Role
from members.errors import NotAllowed
from members.people import administration, api_keys, companies, invitations, retention
from members.people.acting import today
from members.people.api_keys import bearer_of, keys_of, make_key, revoke_key
from members.people.own_data import delete_own_account, export_data
from members.people.role_policy import policy_in
from members.people.sign_in import Claims, SessionClaims, person_in_session, sign_in, sign_out, utc_now
from members.server_secret import Secret
from members.store.engine import MemberStore
from warehouse.contract import settings
from warehouse.contract.settings import Settings

ISSUER = "https://id.example.com"


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    return settings.load()


def member(store: MemberStore, subject: str, company_id: str = "") -> Person:
    claims, policy = Claims(ISSUER, subject, f"{subject}@example.com", True, subject.title()), policy_in(settings.load())
    invitations.invite(store, LOCAL, claims.email, Role.MEMBER, company_id, 5)
    person = person_in_session(store, SessionClaims(ISSUER, subject, sign_in(store, claims, policy), utc_now()), policy, utc_now())
    assert isinstance(person, Person)
    return person


def test_a_key_is_its_persons_until_it_is_revoked(store: MemberStore, chosen: Settings) -> None:
    anna, bo = member(store, "anna"), member(store, "bo")
    key = make_key(store, anna, chosen, "QGIS", "GREEN", 90)
    bearer = bearer_of(store, chosen, key)
    assert bearer is not None
    assert (bearer.person.person_id, bearer.clearance) == (anna.person_id, "GREEN")
    [row] = keys_of(store, anna)
    assert (row.name, row.expires_on, row.used_on) == ("QGIS", today() + timedelta(days=90), today())
    for wrong in ("", "x", key[:-1] + ("A" if key[-1] != "A" else "B"), f"{key} ", key * 2):
        assert bearer_of(store, chosen, wrong) is None
    revoke_key(store, bo, row.key_id)
    assert bearer_of(store, chosen, key) is not None, "of somebody else"
    revoke_key(store, anna, row.key_id)
    assert (bearer_of(store, chosen, key), keys_of(store, anna)) == (None, [])


def test_the_database_alone_proves_no_key(store: MemberStore, chosen: Settings) -> None:
    anna = member(store, "anna")
    key = make_key(store, anna, chosen, "QGIS", "GREEN", 90)
    with store.reading() as session:
        [kept] = session.execute(text("SELECT * FROM api_keys")).mappings()
    assert key not in str(dict(kept))
    (chosen.secrets / Secret.API).unlink()
    assert bearer_of(store, chosen, key) is None


Ending = Callable[[MemberStore, Person, str], None]
ENDINGS: dict[str, Ending] = {
    "disabled": lambda store, person, _: administration.set_disabled(store, LOCAL, person.person_id, True),
    "without a role": lambda store, person, _: administration.give_role(store, LOCAL, person.person_id, None),
    "left the company": lambda store, person, _: administration.put_into_company(store, LOCAL, person.person_id, ""),
    "in another company": lambda store, person, other: administration.put_into_company(store, LOCAL, person.person_id, other),
    "removed": lambda store, person, _: administration.delete_account(store, LOCAL, person.person_id),
    "deleted by herself": lambda store, person, _: delete_own_account(store, person),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_a_key_ends_with_what_it_rests_on(store: MemberStore, chosen: Settings, how: str) -> None:
    company, other = companies.add_company(store, LOCAL, "Nordic Tankers"), companies.add_company(store, LOCAL, "Blue Line")
    anna, bo = member(store, "anna", company), member(store, "bo", company)
    keys = [make_key(store, person, chosen, "QGIS", "AMBER", 30) for person in (anna, bo)]
    ENDINGS[how](store, anna, other)
    assert [bearer_of(store, chosen, key) is not None for key in keys] == [False, True]


def test_signing_out_everywhere_leaves_programs_alone(store: MemberStore, chosen: Settings) -> None:
    anna = member(store, "anna")
    key = make_key(store, anna, chosen, "QGIS", "GREEN", 30)
    sign_out(store, anna)
    assert bearer_of(store, chosen, key) is not None


def test_a_key_ends_on_its_day_and_is_cleared_away(store: MemberStore, chosen: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = member(store, "anna")
    key = make_key(store, anna, chosen, "QGIS", "GREEN", 1)
    days = {"day": today() + timedelta(days=1)}
    monkeypatch.setattr(api_keys, "today", lambda: days["day"])
    assert bearer_of(store, chosen, key) is not None
    days["day"] += timedelta(days=1)
    assert bearer_of(store, chosen, key) is None
    assert retention.delete_what_is_over(store, chosen, today() + timedelta(days=31)).ended_keys == 0
    assert retention.delete_what_is_over(store, chosen, today() + timedelta(days=32)).ended_keys == 1


def test_a_key_may_no_more_than_its_person(store: MemberStore, chosen: Settings) -> None:
    anna = member(store, "anna")
    for clearance, days, name in (
        ("RED", 30, "x"),
        ("AMBER+STRICT", 30, "x"),
        ("PINK", 30, "x"),
        ("GREEN", 0, "x"),
        ("GREEN", 367, "x"),
        ("GREEN", 30, " "),
    ):
        with pytest.raises(NotAllowed):
            make_key(store, anna, chosen, name, clearance, days)
    with pytest.raises(NotAllowed, match="Without sign-in"):
        make_key(store, LOCAL, chosen, "x", "CLEAR", 30)
    for number in range(api_keys.MOST_KEYS):
        make_key(store, anna, chosen, f"key {number}", "GREEN", 30)
    with pytest.raises(NotAllowed, match="Revoke one first"):
        make_key(store, anna, chosen, "one more", "GREEN", 30)


def test_keys_are_among_what_is_stored_about_a_person(store: MemberStore, chosen: Settings) -> None:
    anna = member(store, "anna")
    make_key(store, anna, chosen, "QGIS", "GREEN", 30)
    exported = export_data(store, anna, anna.person_id)
    assert [(row["name"], row["clearance"], row["used_on"]) for row in exported["keys"]] == [("QGIS", "GREEN", None)]
    assert "hash" not in str(exported["keys"])
    assert [entry["deed"] for entry in exported["log"]][-1] == "key_made"
