"""The frame of every deed on people: whoever does it is checked once more in the transaction that writes and logs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from members.access import Deed, Person, require
from members.errors import NotAllowed
from members.people.role_policy import policy_in
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.people_tables import Account, PeopleEntry
from warehouse.contract import settings


@dataclass(frozen=True, slots=True)
class Doing:
    """A deed being done: the transaction, and who does it."""

    session: Session
    person: Person

    def log(self, deed: str, subject: str, **detail: Any) -> None:
        """Add a line to the log; `subject` is the id of what it was done to. Names must not stand in it: it is kept for good."""
        add_entry(self.session, self.person.person_id, deed, subject, **detail)


@contextmanager
def doing(store: MemberStore, person: Person, deed: Deed) -> Iterator[Doing]:
    """The transaction of a deed. Raises NotAllowed where the person may not do it, or no longer may; StoreError."""
    require(person, deed)
    with store.writing() as session:
        check_access(session, person)
        yield Doing(session, person)


@contextmanager
def looking(store: MemberStore, person: Person, deed: Deed) -> Iterator[Session]:
    """A transaction that reads what only those may see who may do a deed. Raises NotAllowed, StoreError."""
    require(person, deed)
    with store.reading() as session:
        check_access(session, person)
        yield session


def check_access(session: Session, person: Person) -> None:
    """Raises NotAllowed where the person's access has ended or changed since the page was opened, whose buttons may be pressed much later.

    Also raises SettingsError.
    """
    if person.is_local:
        return
    account = session.get(Account, person.person_id)
    if account is None or account.is_disabled or account.session_number != person.session_number:
        raise NotAllowed("You no longer have access to this server, or have been signed out. Reload the page.")
    role = policy_in(settings.load()).role_of(account)
    if (role, account.company_id or "") != (person.role, person.company_id):
        raise NotAllowed("Your role or company has changed since this page was opened. Reload the page.")


def add_entry(session: Session, who: str, deed: str, subject: str, **detail: Any) -> None:
    """Add a line to the log of people."""
    session.add(PeopleEntry(at=datetime.now(UTC).replace(tzinfo=None), who=who, deed=deed, subject=subject, detail=detail))


def one_line(text: str, meaning: str, longest: int = 200) -> str:
    """Text that somebody typed, on one line. Raises NotAllowed where nothing is left or it is too long."""
    line = " ".join(clean_text(text).split())
    if not 1 <= len(line) <= longest:
        raise NotAllowed(f"{meaning} needs 1 to {longest} characters.")
    return line


def today() -> date:
    """The present day, UTC."""
    return datetime.now(UTC).date()
