"""Accounts as administrators see them, and what administrators change of them.

No administrator can take his or her own rights away: so one of them always remains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Deed, Person, Role
from members.errors import NotAllowed
from members.people.acting import Doing, doing, looking
from members.people.own_data import erase_account
from members.people.role_policy import RolePolicy
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company, PeopleEntry
from warehouse.contract.taxonomy import MARKS

_OWN: Final = "Another administrator must do this to your account."


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `role` is what holds now, from `role_origin` (file, directory, account, settings); None: no access."""

    person_id: str
    name: str
    email: str
    role: Role | None
    role_origin: str
    company_id: str
    company: str
    clearance: str | None
    is_disabled: bool
    added_on: date
    seen_on: date


def list_accounts(store: MemberStore, actor: Person, policy: RolePolicy) -> list[AccountRow]:
    """All accounts, by name. Raises NotAllowed, StoreError."""
    with looking(store, actor, Deed.ADMINISTER) as session:
        companies = {company.company_id: company.name for company in session.scalars(select(Company)).all()}
        accounts = session.scalars(select(Account).order_by(Account.name, Account.person_id)).all()
        return [
            AccountRow(
                account.person_id, account.name, account.email, policy.role_of(account), policy.origin_of(account),
                account.company_id or "", companies.get(account.company_id or "", ""), account.clearance, account.is_disabled,
                account.added_on, account.seen_on,
            )
            for account in accounts
        ]  # fmt: skip


def give_role(store: MemberStore, actor: Person, person_id: str, role: Role | None) -> None:
    """Give a role, or with None take it away. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        account = _account_of_another(deed, person_id)
        deed.log("role_given", person_id, before=account.role, after=role)
        account.role = role


def put_into_company(store: MemberStore, actor: Person, person_id: str, company_id: str) -> None:
    """Say which company a person belongs to; an empty id: none. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        account = _account(deed.session, person_id)
        if company_id and deed.session.get(Company, company_id) is None:
            raise NotAllowed("This company has since been removed.")
        deed.log("company_given", person_id, before=account.company_id, after=company_id or None)
        account.company_id = company_id or None


def give_clearance(store: MemberStore, actor: Person, person_id: str, mark: str | None) -> None:
    """Name the narrowest mark that this one person may read; None: what the role may. Raises NotAllowed, StoreError."""
    if mark is not None and mark not in MARKS:
        raise NotAllowed(f"There is no TLP mark {mark}.")
    with doing(store, actor, Deed.ADMINISTER) as deed:
        account = _account(deed.session, person_id)
        deed.log("clearance_given", person_id, before=account.clearance, after=mark)
        account.clearance = mark


def set_disabled(store: MemberStore, actor: Person, person_id: str, is_disabled: bool) -> None:
    """End a person's access at the next thing he or she does, or give it back. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        account = _account_of_another(deed, person_id)
        deed.log("disabled" if is_disabled else "enabled", person_id)
        account.is_disabled = is_disabled
        # Whoever gets access back signs in anew.
        account.session_number += 1


def end_sessions(store: MemberStore, actor: Person, person_id: str) -> None:
    """Sign a person out everywhere. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        deed.log("sessions_ended", person_id)
        _account(deed.session, person_id).session_number += 1


def delete_account(store: MemberStore, actor: Person, person_id: str) -> None:
    """Delete an account with its memberships and invitations; the log keeps its id alone. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        erase_account(deed.session, _account_of_another(deed, person_id), actor.person_id)


def log_of_people(store: MemberStore, actor: Person, most: int = 200) -> list[PeopleEntry]:
    """The newest lines of the log, the newest first. Raises NotAllowed, StoreError."""
    with looking(store, actor, Deed.ADMINISTER) as session:
        return list(session.scalars(select(PeopleEntry).order_by(PeopleEntry.entry_id.desc()).limit(most)).all())


def _account(session: Session, person_id: str) -> Account:
    account = session.get(Account, person_id)
    if account is None:
        raise NotAllowed("This account has since been deleted.")
    return account


def _account_of_another(deed: Doing, person_id: str) -> Account:
    if person_id == deed.person.person_id:
        raise NotAllowed(_OWN)
    return _account(deed.session, person_id)
