"""Companies whose people use this server."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import Deed, Person
from members.errors import NotAllowed
from members.people.acting import doing, looking, one_line, today
from members.store.engine import MemberStore
from members.store.people_tables import Account, Company, Invitation
from members.voyages.personal_data import delete_voyages_of_company


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company and how many accounts belong to it."""

    company_id: str
    name: str
    people: int


def list_companies(store: MemberStore, actor: Person) -> list[CompanyRow]:
    """All companies, by name. Raises NotAllowed, StoreError."""
    with looking(store, actor, Deed.ADMINISTER) as session:
        count = func.count(Account.person_id)
        query = select(Company, count).outerjoin(Account, Account.company_id == Company.company_id)
        rows = session.execute(query.group_by(Company.company_id).order_by(Company.name)).all()
        return [CompanyRow(company.company_id, company.name, people) for company, people in rows]


def add_company(store: MemberStore, actor: Person, name: str) -> str:
    """Add a company; returns its id. Raises NotAllowed, also for a name that another one bears; StoreError."""
    line = one_line(name, "A company's name")
    with doing(store, actor, Deed.ADMINISTER) as deed:
        _refuse_name_in_use(deed.session, line)
        company = Company(company_id=uuid.uuid4().hex, name=line, added_on=today())
        deed.session.add(company)
        deed.log("company_added", company.company_id)
    return company.company_id


def rename_company(store: MemberStore, actor: Person, company_id: str, name: str) -> None:
    """Give a company another name. Raises NotAllowed, StoreError."""
    line = one_line(name, "A company's name")
    with doing(store, actor, Deed.ADMINISTER) as deed:
        company = _company(deed.session, company_id)
        if company.name != line:
            _refuse_name_in_use(deed.session, line)
        company.name = line
        deed.log("company_renamed", company_id)


def remove_company(store: MemberStore, actor: Person, company_id: str) -> None:
    """Remove a company to which nobody belongs, with its voyages and ships. Raises NotAllowed, StoreError."""
    with doing(store, actor, Deed.ADMINISTER) as deed:
        company = _company(deed.session, company_id)
        users = (Account.company_id, Invitation.company_id)
        if any(deed.session.scalar(select(func.count()).where(column == company_id)) for column in users):
            raise NotAllowed(f"{company.name} still has people or invitations. Move or delete them first.")
        delete_voyages_of_company(deed.session, company_id)
        deed.session.delete(company)
        deed.log("company_removed", company_id)


def _company(session: Session, company_id: str) -> Company:
    company = session.get(Company, company_id)
    if company is None:
        raise NotAllowed("This company has since been removed.")
    return company


def _refuse_name_in_use(session: Session, name: str) -> None:
    if session.scalar(select(func.count()).where(func.lower(Company.name) == name.lower())):
        raise NotAllowed(f"There is already a company called {name}.")
