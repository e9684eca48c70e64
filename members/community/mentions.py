"""Whom a post may mention: people who may read the thread, and whom its writer may know of.

In a group these are its people; in the open those who have written in the thread under their names. All other accounts stay unknown.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from members.access import Deed, Person, may
from members.community.readers import Reader, has_text, marks_of
from members.people.role_policy import policy_in
from members.store.community_tables import Post, Thread
from members.store.people_tables import Account, GroupMember
from warehouse.contract import settings


def mentionable(session: Session, reader: Reader, thread: Thread) -> dict[str, str]:
    """Names of people by id, by name, without the reader."""
    if thread.group_id:
        inside = select(GroupMember.person_id).where(GroupMember.group_id == thread.group_id)
        known: ColumnElement[bool] = Account.person_id.in_(inside)
    else:
        written = select(Post.number).where(Post.thread_number == thread.number, Post.author_id == Account.person_id, has_text())
        known = written.exists()
    accounts = session.scalars(select(Account).where(known).order_by(Account.name, Account.person_id)).all()
    return {
        account.person_id: account.name for account in accounts if account.person_id != reader.person_id and _may_read(account, thread.tlp)
    }


def _may_read(account: Account, mark: str) -> bool:
    role = policy_in(settings.load()).role_of(account)
    if role is None or account.is_disabled:
        return False
    person = Person(account.person_id, account.name, role, clearance=account.clearance)
    return may(person, Deed.TALK) and mark in marks_of(person)
