"""People: who gets which role and clearance, who may do what, invitations, sessions, and a log that cannot be changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from members.access import ALLOWED, DEED_IN_WORDS, LOCAL, ROLE_IN_WORDS, Deed, Person, Role, is_addressed, may
from members.desk.verdicts import Verdict, judge_report
from members.errors import NotAllowed, StoreError
from members.people import administration, companies, groups, invitations, retention
from members.people.acting import today
from members.people.own_data import delete_own_account, export_data
from members.people.role_policy import RolePolicy, policy_in
from members.people.sign_in import Claims, NoAccess, SessionClaims, accept_invitation, person_in_session, sign_in, sign_out, utc_now
from members.reports.deeds import Sealing
from members.reports.sealing import new_key_pair
from members.store.engine import MemberStore
from members.store.people_tables import Account, GroupMember, Invitation, PeopleEntry
from tests.members.test_deeds import TODAY as SENT_ON
from tests.members.test_deeds import only_report, send
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError

ISSUER = "https://id.example.com"
ANNA = Claims(ISSUER, "anna", "Anna@example.com", True, "Anna Berg")
POLICY = policy_in(settings.load({"ANCHORWATCH_ROLE_GROUPS": "analyst=desk,member=everybody,admin=boss"}))


def present(store: MemberStore, claims: Claims, number: int, policy: RolePolicy = POLICY, hours: float = 0) -> Person | NoAccess:
    now = utc_now()
    return person_in_session(store, SessionClaims(claims.issuer, claims.subject, number, now - timedelta(hours=hours)), policy, now)


def signed_in(store: MemberStore, claims: Claims, policy: RolePolicy = POLICY) -> Person:
    person = present(store, claims, sign_in(store, claims, policy), policy)
    assert isinstance(person, Person), person
    return person


def member(store: MemberStore, subject: str, *directory_groups: str) -> Person:
    return signed_in(store, Claims(ISSUER, subject, f"{subject}@example.com", True, subject.title(), frozenset(directory_groups)))


def test_the_table_of_deeds_names_every_deed_and_role() -> None:
    assert set(ALLOWED) == set(DEED_IN_WORDS) == set(Deed)
    assert set(ROLE_IN_WORDS) == set(Role)
    assert all(may(LOCAL, deed) for deed in Deed)
    assert not any(may(replace(LOCAL, person_id="x", role=Role.READER), deed) for deed in Deed)


def test_nothing_is_kept_of_somebody_without_role_or_invitation(store: MemberStore) -> None:
    assert sign_in(store, ANNA, POLICY) == 0
    assert present(store, ANNA, 0) is NoAccess.UNKNOWN
    with store.reading() as session:
        assert session.scalars(select(Account)).all() == []


def test_the_directory_gives_the_role_with_the_most_deeds_and_takes_it_away_again(store: MemberStore) -> None:
    assert signed_in(store, replace(ANNA, groups=frozenset({"everybody", "desk", "other"}))).role is Role.ANALYST
    assert signed_in(store, replace(ANNA, groups=frozenset({"everybody"}))).role is Role.MEMBER
    assert present(store, ANNA, sign_in(store, ANNA, POLICY)) is NoAccess.UNKNOWN


def test_the_roles_file_wins_and_holds_at_once(store: MemberStore, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    environment = {"ANCHORWATCH_ROLES_FILE": str(file), "ANCHORWATCH_ROLE_GROUPS": "member=everybody"}
    file.write_text('[roles]\n"anna@EXAMPLE.com" = "admin"\n')
    claims = replace(ANNA, groups=frozenset({"everybody"}))
    policy = policy_in(settings.load(environment))
    number = sign_in(store, claims, policy)
    assert present(store, claims, number, policy) == replace(signed_in(store, claims, policy), role=Role.ADMIN)
    file.write_text('[roles]\n"anna" = "moderator"  # by subject\n')
    person = present(store, claims, number, policy_in(settings.load(environment)))
    assert isinstance(person, Person) and person.role is Role.MODERATOR
    file.write_text("[roles]\n")
    person = present(store, claims, number, policy_in(settings.load(environment)))
    assert isinstance(person, Person) and person.role is Role.MEMBER


def test_an_address_that_nobody_verified_gives_neither_role_nor_invitation(store: MemberStore, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text('[roles]\n"anna@example.com" = "admin"\n')
    policy = policy_in(settings.load({"ANCHORWATCH_ROLES_FILE": str(file)}))
    invitations.invite(store, LOCAL, "anna@example.com", Role.ANALYST, "", 5)
    assert sign_in(store, replace(ANNA, email_is_verified=False), policy) == 0


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"ROLE_CLEARANCES": "reader=GREEN"}, "no mark for member, analyst, moderator, admin"),
        ({"ROLE_CLEARANCES": "reader=BLUE"}, "no TLP mark"),
        ({"ROLE_GROUPS": "captain=x"}, "there is no role captain"),
        ({"ROLE_GROUPS": "admin"}, "ROLE=VALUE"),
        ({"ROLE_WITHOUT_INVITATION": "guest"}, "there is no role guest"),
        ({"ROLES_FILE": "no/such/file.toml"}, "file.toml cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], wanted: str) -> None:
    with pytest.raises(SettingsError, match=wanted):
        policy_in(settings.load({f"ANCHORWATCH_{name}": text for name, text in environment.items()}))


def test_a_subject_that_looks_like_an_address_does_not_get_what_the_file_gives_that_address(store: MemberStore, tmp_path: Path) -> None:
    """With some directories, people choose the name that becomes their subject."""
    file = tmp_path / "roles.toml"
    file.write_text('[roles]\n"anna@example.com" = "admin"\n')
    policy = policy_in(settings.load({"ANCHORWATCH_ROLES_FILE": str(file)}))
    assert sign_in(store, Claims(ISSUER, "anna@example.com", "eve@example.com", True), policy) == 0


UNREADABLE = [
    "roles = 1", '[roles]\n"a" = "captain"', '[roles]\n[people]\n"a" = "admin"', "[roles", "",
    '[roles]\n"a@example.com" = "admin"\n"A@example.com" = "reader"',
]  # fmt: skip


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_roles_file_that_cannot_be_read_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"roles\.toml"):
        policy_in(settings.load({"ANCHORWATCH_ROLES_FILE": str(file)}))


def test_a_clearance_is_the_roles_unless_the_person_has_one_and_never_above_the_servers() -> None:
    given = {role: POLICY.clearance_of(replace(LOCAL, person_id="x", role=role), "RED") for role in Role}
    strict = "AMBER+STRICT"
    assert given == {Role.READER: "GREEN", Role.MEMBER: "AMBER", Role.ANALYST: strict, Role.MODERATOR: strict, Role.ADMIN: strict}
    named = replace(LOCAL, person_id="x", role=Role.MEMBER, clearance="RED")
    assert POLICY.clearance_of(named, "RED") == "RED"
    assert POLICY.clearance_of(named, "AMBER") == "AMBER"
    assert POLICY.clearance_of(LOCAL, "RED") == "RED" and POLICY.clearance_of(LOCAL, "GREEN") == "GREEN"


def test_an_invitation_is_taken_once_by_its_code(store: MemberStore) -> None:
    company = companies.add_company(store, LOCAL, " Example   Shipping ")
    code = invitations.invite(store, LOCAL, "a master", Role.MEMBER, company, 5)
    with store.reading() as session:
        assert code not in str(session.scalars(select(Invitation)).one().__dict__)
    number = sign_in(store, ANNA, POLICY)
    accept_invitation(store, ANNA, f" {code}\n")
    person = present(store, ANNA, number)
    assert isinstance(person, Person)
    assert (person.role, person.company, person.name) == (Role.MEMBER, "Example Shipping", "Anna Berg")
    said = []
    for wrong in (code, "never", ""):
        with pytest.raises(NotAllowed) as caught:
            accept_invitation(store, replace(ANNA, subject="eve"), wrong)
        said.append(str(caught.value))
    assert len(set(said)) == 1
    assert invitations.open_invitations(store, LOCAL) == []


def test_of_two_who_use_a_code_at_once_one_is_refused(store: MemberStore) -> None:
    code = invitations.invite(store, LOCAL, "a master", Role.MEMBER, "", 5)
    with ThreadPoolExecutor(1) as pool:
        with store.writing() as session:
            invitations.invitation_of_code(session, code).taken_on = today()
            session.flush()
            second = pool.submit(accept_invitation, store, ANNA, code)
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(NotAllowed, match="has been used"):
            second.result(30)


def test_an_invitation_for_a_verified_address_is_taken_by_signing_in(store: MemberStore) -> None:
    invitations.invite(store, LOCAL, "ANNA@Example.com", Role.ANALYST, "", 5)
    assert signed_in(store, ANNA).role is Role.ANALYST


def test_an_invitation_that_expired_or_was_withdrawn_is_worth_nothing(store: MemberStore) -> None:
    expired = invitations.invite(store, LOCAL, "x", Role.ADMIN, "", -1)
    withdrawn = invitations.invite(store, LOCAL, "y", Role.ADMIN, "", 5)
    [row] = invitations.open_invitations(store, LOCAL)
    invitations.withdraw_invitation(store, LOCAL, row.invitation_id)
    for code in (expired, withdrawn):
        with pytest.raises(NotAllowed, match="expired"):
            accept_invitation(store, ANNA, code)


def test_signing_out_ends_every_session_and_a_session_ends_by_itself(store: MemberStore) -> None:
    claims = replace(ANNA, groups=frozenset({"desk"}))
    number = sign_in(store, claims, POLICY)
    assert number == sign_in(store, claims, POLICY), "a second tab"
    assert isinstance(present(store, claims, number, hours=11.9), Person)
    assert present(store, claims, number, hours=12.1) is NoAccess.ENDED
    sign_out(store, signed_in(store, claims))
    assert present(store, claims, number) is NoAccess.ENDED
    assert signed_in(store, claims)


def test_a_disabled_person_has_no_access_until_enabled_and_signed_in_again(store: MemberStore) -> None:
    claims = replace(ANNA, groups=frozenset({"boss"}))
    number = sign_in(store, claims, POLICY)
    person = signed_in(store, claims)
    administration.set_disabled(store, LOCAL, person.person_id, True)
    assert present(store, claims, number) is present(store, claims, sign_in(store, claims, POLICY)) is NoAccess.DISABLED
    with pytest.raises(NotAllowed, match="no longer have access"):
        companies.add_company(store, person, "X")
    code = invitations.invite(store, LOCAL, "z", Role.READER, "", 5)
    with pytest.raises(NotAllowed, match="ended your access"):
        accept_invitation(store, claims, code)
    administration.set_disabled(store, LOCAL, person.person_id, False)
    assert present(store, claims, number) is NoAccess.ENDED
    assert signed_in(store, claims)


def test_after_deletion_nothing_names_the_person_and_old_sessions_do_not_come_back(store: MemberStore) -> None:
    claims = replace(ANNA, groups=frozenset({"desk"}))
    number = sign_in(store, claims, POLICY)
    person = signed_in(store, claims)
    groups.set_group_people(store, LOCAL, groups.add_group(store, LOCAL, "G"), frozenset({person.person_id}))
    administration.delete_account(store, LOCAL, person.person_id)
    assert present(store, claims, number) is NoAccess.DISABLED
    assert sign_in(store, claims, POLICY) != number
    administration.delete_account(store, LOCAL, signed_in(store, claims).person_id)
    with store.reading() as session:
        assert session.scalars(select(GroupMember)).all() == []
        kept = [session.scalars(select(mapper.class_)).all() for mapper in Account.registry.mappers]
        words = " ".join(str(vars(row)) for rows in kept for row in rows).lower()
    assert "anna" not in words and "berg" not in words
    assert person.person_id in words, "the log keeps the id"


DEEDS: dict[str, Callable[[MemberStore, Person, str], Any]] = {
    "accounts": lambda store, actor, _: administration.list_accounts(store, actor, POLICY),
    "role": lambda store, actor, other: administration.give_role(store, actor, other, Role.READER),
    "company": lambda store, actor, other: administration.put_into_company(store, actor, other, ""),
    "clearance": lambda store, actor, other: administration.give_clearance(store, actor, other, "RED"),
    "disable": lambda store, actor, other: administration.set_disabled(store, actor, other, True),
    "sessions": lambda store, actor, other: administration.end_sessions(store, actor, other),
    "delete": lambda store, actor, other: administration.delete_account(store, actor, other),
    "log": lambda store, actor, _: administration.log_of_people(store, actor),
    "invite": lambda store, actor, _: invitations.invite(store, actor, "x", Role.ADMIN, "", 5),
    "invitations": lambda store, actor, _: invitations.open_invitations(store, actor),
    "withdraw": lambda store, actor, _: invitations.withdraw_invitation(store, actor, _only_invitation(store)),
    "add company": lambda store, actor, _: companies.add_company(store, actor, "X"),
    "rename company": lambda store, actor, _: companies.rename_company(store, actor, _company(store), "Y"),
    "remove company": lambda store, actor, _: companies.remove_company(store, actor, _company(store)),
    "companies": lambda store, actor, _: companies.list_companies(store, actor),
    "add group": lambda store, actor, _: groups.add_group(store, actor, "X"),
    "group": lambda store, actor, other: groups.set_group_people(store, actor, _group(store), frozenset({other})),
    "remove group": lambda store, actor, _: groups.remove_group(store, actor, _group(store)),
}


def _company(store: MemberStore) -> str:
    return companies.add_company(store, LOCAL, uuid.uuid4().hex)


def _group(store: MemberStore) -> str:
    return groups.add_group(store, LOCAL, uuid.uuid4().hex)


def _only_invitation(store: MemberStore) -> str:
    invitations.invite(store, LOCAL, "x", Role.READER, "", 5)
    return invitations.open_invitations(store, LOCAL)[0].invitation_id


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_is_open_to_administrators_alone_and_is_logged(store: MemberStore, name: str) -> None:
    other = member(store, "other", "everybody")
    refused = [member(store, f"p{number}", group) for number, group in enumerate(("everybody", "desk"))]
    for person in (*refused, replace(refused[0], role=Role.READER), replace(refused[0], role=Role.MODERATOR)):
        with pytest.raises(NotAllowed):
            DEEDS[name](store, person, other.person_id)
    boss = member(store, "boss", "boss")
    with store.reading() as session:
        assert (
            session.scalars(select(PeopleEntry).where(PeopleEntry.who == boss.person_id, PeopleEntry.deed != "account_added")).all() == []
        )
    DEEDS[name](store, boss, other.person_id)
    with store.reading() as session:
        logged = session.scalars(select(PeopleEntry).where(PeopleEntry.who == boss.person_id, PeopleEntry.deed != "account_added")).all()
    assert bool(logged) == (name not in ("accounts", "log", "invitations", "companies"))


CHANGES: dict[str, Callable[[MemberStore, Person], Any]] = {
    "lost the role": lambda store, boss: sign_in(store, Claims(ISSUER, "boss", "boss@example.com", True, "Boss"), POLICY),
    "signed out": sign_out,
    "signed out by another": lambda store, boss: administration.end_sessions(store, LOCAL, boss.person_id),
    "disabled": lambda store, boss: administration.set_disabled(store, LOCAL, boss.person_id, True),
    "moved": lambda store, boss: administration.put_into_company(store, LOCAL, boss.person_id, _company(store)),
    "deleted": lambda store, boss: administration.delete_account(store, LOCAL, boss.person_id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_was_left_open_does_nothing_for_somebody_whose_access_has_changed(store: MemberStore, change: str) -> None:
    boss, other = member(store, "boss", "boss"), member(store, "other", "everybody")
    CHANGES[change](store, boss)
    for deed in DEEDS.values():
        with pytest.raises(NotAllowed, match="Reload the page"):
            deed(store, boss, other.person_id)
    with pytest.raises(NotAllowed, match="Reload the page"):
        export_data(store, boss, other.person_id)


def test_administrators_cannot_shut_themselves_out(store: MemberStore) -> None:
    boss = member(store, "boss", "boss")
    for deed in ("role", "disable", "delete"):
        with pytest.raises(NotAllowed, match="Another administrator"):
            DEEDS[deed](store, boss, boss.person_id)


def test_the_log_takes_new_lines_only(store: MemberStore) -> None:
    companies.add_company(store, LOCAL, "X")
    statements = ["UPDATE people_log SET deed = 'x'", "DELETE FROM people_log"]
    if store.engine.dialect.name == "sqlite":
        statements += ["REPLACE INTO people_log SELECT entry_id, at, who, 'x', subject, detail FROM people_log"]
    for statement in statements:
        with pytest.raises(StoreError, match="new lines only"), store.writing() as session:
            session.execute(text(statement))


def test_a_company_with_people_stays(store: MemberStore) -> None:
    company = companies.add_company(store, LOCAL, "Example Shipping")
    with pytest.raises(NotAllowed, match="already"):
        companies.add_company(store, LOCAL, "EXAMPLE shipping")
    person = member(store, "p", "everybody")
    administration.put_into_company(store, LOCAL, person.person_id, company)
    assert [(row.name, row.people) for row in companies.list_companies(store, LOCAL)] == [("Example Shipping", 1)]
    with pytest.raises(NotAllowed, match="Move or delete"):
        companies.remove_company(store, LOCAL, company)
    administration.put_into_company(store, LOCAL, person.person_id, "")
    companies.remove_company(store, LOCAL, company)
    for name in ("", " \u200b ", "x" * 201):
        with pytest.raises(NotAllowed, match="1 to 200"):
            companies.add_company(store, LOCAL, name)


def test_an_empty_group_means_nobody(store: MemberStore) -> None:
    empty = groups.add_group(store, LOCAL, "Nobody in it")
    people = [member(store, "a", "everybody"), member(store, "b", "boss"), LOCAL]
    assert [is_addressed(person, [empty]) for person in people] == [False] * 3
    assert [is_addressed(person, []) for person in people] == [False] * 3, "meant for no group, it is meant for nobody"
    groups.set_group_people(store, LOCAL, empty, frozenset({people[0].person_id}))
    assert is_addressed(member(store, "a", "everybody"), [empty])
    assert not is_addressed(member(store, "b", "boss"), [empty])


def test_who_belongs_to_a_group_is_not_disclosed_outside_it(store: MemberStore) -> None:
    group = groups.add_group(store, LOCAL, "Gulf of Guinea")
    inside, outside = member(store, "inside", "everybody"), member(store, "outside", "desk")
    groups.set_group_people(store, LOCAL, group, frozenset({inside.person_id}))
    assert groups.people_of_group(store, inside, group) == [(inside.person_id, "Inside", False)]
    assert [row.name for row in groups.groups_of(store, inside)] == ["Gulf of Guinea"]
    assert groups.groups_of(store, outside) == []
    said = []
    for asked in (group, "no-such-group"):
        with pytest.raises(NotAllowed) as caught:
            groups.people_of_group(store, outside, asked)
        said.append(str(caught.value))
    assert said[0] == said[1]
    groups.set_group_people(store, LOCAL, group, frozenset())
    with pytest.raises(NotAllowed, match="no such group"):
        groups.people_of_group(store, replace(inside, groups=frozenset({group})), group)


def test_the_directory_puts_people_into_groups_and_takes_them_out(store: MemberStore) -> None:
    group = groups.add_group(store, LOCAL, "Desk", "desk")
    many = frozenset({"desk", *(f"directory group {number}" for number in range(500))})
    person = signed_in(store, replace(ANNA, groups=many))
    assert person.groups == {group}
    assert groups.people_of_group(store, LOCAL, group) == [(person.person_id, "Anna Berg", True)]
    with store.reading() as session:
        assert len(session.scalars(select(GroupMember)).all()) == 1, "of 500 groups, only what is used is kept"
    groups.set_group_people(store, LOCAL, group, frozenset({person.person_id}))
    assert signed_in(store, replace(ANNA, groups=frozenset({"boss"}))).groups == {group}, "an administrator put her in as well"
    groups.set_group_people(store, LOCAL, group, frozenset())
    assert signed_in(store, replace(ANNA, groups=frozenset({"boss"}))).groups == frozenset()


def test_what_is_stored_of_a_person_is_handed_out_to_that_person_and_administrators(store: MemberStore) -> None:
    person, other, boss = member(store, "anna", "everybody"), member(store, "other", "desk"), member(store, "boss", "boss")
    companies.add_company(store, boss, "Example Shipping")
    group = groups.add_group(store, boss, "Gulf")
    groups.set_group_people(store, boss, group, frozenset({person.person_id}))
    exported = json.loads(json.dumps(export_data(store, person, person.person_id)))
    assert exported["account"]["email"] == "anna@example.com" and exported["groups"] == ["Gulf"] and exported["company"] is None
    assert [entry["deed"] for entry in exported["log"]] == ["account_added", "joined_group"]
    with pytest.raises(NotAllowed, match="Only you"):
        export_data(store, other, person.person_id)
    assert export_data(store, boss, person.person_id)["account"] == exported["account"]
    assert administration.log_of_people(store, boss)[0].deed == "data_exported"


def test_a_person_deletes_the_own_account_unless_an_administrator(store: MemberStore) -> None:
    person, boss = member(store, "anna", "everybody"), member(store, "boss", "boss")
    delete_own_account(store, person)
    with pytest.raises(NotAllowed, match="no longer have access"):
        delete_own_account(store, person)
    with pytest.raises(NotAllowed, match="Another administrator"):
        delete_own_account(store, boss)


def _delete_as_unused(store: MemberStore, person: Person) -> None:
    with store.writing() as session:
        session.get_one(Account, person.person_id).seen_on = today() - timedelta(days=800)
    assert retention.delete_what_is_over(store, settings.load({}), today()).unused_accounts == 1


@pytest.mark.parametrize(
    "delete", [lambda store, person: administration.delete_account(store, LOCAL, person.person_id), delete_own_account, _delete_as_unused]
)
def test_invitations_are_handed_out_and_deleted_with_the_account(store: MemberStore, delete: Callable[[MemberStore, Person], None]) -> None:
    accept_invitation(store, ANNA, invitations.invite(store, LOCAL, "Anna, second mate", Role.MEMBER, "", 5))
    for whom in ("anna@example.com", "rolf@example.com"):
        invitations.invite(store, LOCAL, whom, Role.READER, "", 5)
    number = sign_in(store, ANNA, POLICY)
    person = present(store, ANNA, number)
    assert isinstance(person, Person)
    exported = export_data(store, person, person.person_id)["invitations"]
    assert {invitation["meant_for"] for invitation in exported} == {"anna, second mate", "anna@example.com"}
    assert not [invitation for invitation in exported if "code_sha256" in invitation]
    delete(store, person)
    with store.reading() as session:
        assert session.scalars(select(Invitation.meant_for)).all() == ["rolf@example.com"]


def test_an_unverified_address_shows_and_deletes_nobody_elses_invitation(store: MemberStore) -> None:
    invitations.invite(store, LOCAL, "anna@example.com", Role.ADMIN, "", 5)
    eve = signed_in(store, Claims(ISSUER, "eve", "anna@example.com", False, "Eve", frozenset({"everybody"})))
    assert export_data(store, eve, eve.person_id)["invitations"] == []
    delete_own_account(store, eve)
    assert len(invitations.open_invitations(store, LOCAL)) == 1


def test_what_somebody_did_at_the_desk_is_handed_out_without_what_was_reported(store: MemberStore) -> None:
    send(store)
    report_id = only_report(store).report_id
    analyst = member(store, "anna", "desk")
    judge_report(store, report_id, Verdict("spam", "An advertisement"), analyst)
    [entry] = export_data(store, analyst, analyst.person_id)["desk"]
    assert (entry["deed"], entry["reason"], entry["report_id"]) == ("judged", "An advertisement", report_id)
    assert "detail" not in entry


def test_what_is_over_is_deleted_and_nothing_else(store: MemberStore) -> None:
    _, public = new_key_pair()
    send(store, Sealing(public, 90))
    gone, kept, disabled = (member(store, name, "everybody") for name in ("gone", "kept", "disabled"))
    administration.set_disabled(store, LOCAL, disabled.person_id, True)
    for days in (-40, 5):
        invitations.invite(store, LOCAL, f"{days}", Role.READER, "", days)
    with store.writing() as session:
        for person in (gone, disabled):
            session.get_one(Account, person.person_id).seen_on = today() - timedelta(days=800)
    chosen = settings.load({})
    assert retention.delete_what_is_over(store, chosen, today()) == retention.Deleted(0, 1, 1, 0, 0, 0, 0, 0)
    with store.reading() as session:
        assert set(session.scalars(select(Account.person_id)).all()) == {kept.person_id, disabled.person_id}
        assert session.scalars(select(Invitation.meant_for)).all() == ["5"]
    retention.set_days(store, LOCAL, retention.SEALED_IDENTITIES, 10)
    retention.set_days(store, LOCAL, retention.SEALED_IDENTITIES, 7)
    assert retention.days_kept(store, chosen)[retention.SEALED_IDENTITIES] == 7
    assert retention.delete_what_is_over(store, chosen, SENT_ON + timedelta(days=7)).sealed_identities == 0
    assert retention.delete_what_is_over(store, chosen, SENT_ON + timedelta(days=8)).sealed_identities == 1
    for name, days in (("unknown", 5), (retention.SEALED_IDENTITIES, 0), (retention.UNUSED_ACCOUNTS, 5_000)):
        with pytest.raises(NotAllowed, match="between 1 and 3,650"):
            retention.set_days(store, LOCAL, name, days)


def test_no_retention_keeps_an_identity_longer_than_the_form_promised(store: MemberStore) -> None:
    _, public = new_key_pair()
    send(store, Sealing(public, 20))
    retention.set_days(store, LOCAL, retention.SEALED_IDENTITIES, 100)
    assert retention.delete_what_is_over(store, settings.load({}), SENT_ON + timedelta(days=21)).sealed_identities == 1
