"""Keys with which a person's programs ask the API in his or her name.

A key never allows more than its person may do: at each use it is held against the account as it is now, and reads up to the narrower of
the two clearances. It ends with the account, with access, when the person moves to another company, on its day, and when it is revoked.
It is shown once and kept as a hash under a secret of this server, so that the database alone proves no key.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from members.access import Person
from members.errors import NotAllowed, StoreError
from members.keyed_addresses import is_token, new_token
from members.people.acting import add_entry, check_access, one_line, today
from members.people.role_policy import policy_in
from members.people.sign_in import person_of
from members.server_secret import Secret, server_secret
from members.store.engine import MemberStore
from members.store.people_tables import Account, ApiKey
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS

MOST_KEYS: Final = 10
"""Keys of one person at a time."""

LONGEST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as its person sees it."""

    key_id: str
    name: str
    clearance: str
    made_on: date
    expires_on: date
    used_on: date | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose key it is, as the account is now, and the narrowest mark that the key itself allows."""

    person: Person
    clearance: str


def make_key(store: MemberStore, person: Person, settings: Settings, name: str, clearance: str, days: int) -> str:
    """A new key that is valid for so many days; returned once and kept nowhere. Raises NotAllowed with a sentence, StoreError."""
    if person.is_local:
        raise NotAllowed("Without sign-in there are no keys: programs on this computer need none.")
    line = one_line(name, "The key's name", 80)
    if not 1 <= days <= LONGEST_DAYS:
        raise NotAllowed(f"A key is valid for 1 to {LONGEST_DAYS} days.")
    most = policy_in(settings).clearance_of(person, settings.clearance)
    if clearance not in MARKS or MARKS.index(clearance) > MARKS.index(most):
        raise NotAllowed("A key may read what you may read, or less.")
    key = new_token()
    with store.writing() as session:
        check_access(session, person)
        number = select(func.count()).select_from(ApiKey).where(ApiKey.person_id == person.person_id, ApiKey.expires_on >= today())
        if (session.scalar(number) or 0) >= MOST_KEYS:
            raise NotAllowed(f"You have {MOST_KEYS} keys. Revoke one first.")
        row = ApiKey(
            key_id=uuid.uuid4().hex, key_hash=_hash_of(key, settings), person_id=person.person_id, company_id=person.company_id or None,
            name=line, clearance=clearance, made_on=today(), expires_on=today() + timedelta(days=days), used_on=None,
        )  # fmt: skip
        session.add(row)
        add_entry(session, person.person_id, "key_made", person.person_id, key=row.key_id, clearance=clearance)
    return key


def keys_of(store: MemberStore, person: Person) -> list[KeyRow]:
    """A person's keys, the newest first, ended ones too until they are cleared away. Raises NotAllowed, StoreError."""
    with store.reading() as session:
        check_access(session, person)
        rows = session.scalars(select(ApiKey).where(ApiKey.person_id == person.person_id).order_by(ApiKey.made_on.desc(), ApiKey.name))
        return [KeyRow(row.key_id, row.name, row.clearance, row.made_on, row.expires_on, row.used_on) for row in rows]


def revoke_key(store: MemberStore, person: Person, key_id: str) -> None:
    """End one of a person's keys; does nothing where it has ended already. Raises NotAllowed, StoreError."""
    with store.writing() as session:
        check_access(session, person)
        row = session.get(ApiKey, key_id)
        if row is not None and row.person_id == person.person_id:
            session.delete(row)
            add_entry(session, person.person_id, "key_revoked", person.person_id, key=key_id)


def bearer_of(store: MemberStore, settings: Settings, key: str) -> Bearer | None:
    """Whose key this is; None for one that is none, has ended, or whose person has no access now. Raises StoreError, SettingsError."""
    if not is_token(key):
        return None
    hashed = _hash_of(key, settings)
    with store.reading() as session:
        row = session.scalars(select(ApiKey).where(ApiKey.key_hash == hashed)).one_or_none()
        account = session.get(Account, row.person_id) if row else None
        if row is None or account is None or row.expires_on < today() or account.is_disabled or account.company_id != row.company_id:
            return None
        role = policy_in(settings).role_of(account)
        if role is None:
            return None
        bearer, is_noted = Bearer(person_of(session, account, role), row.clearance), row.used_on == today()
    if not is_noted:
        _note_use(store, hashed)
    return bearer


def key_data(session: Session, person_id: str) -> list[dict[str, Any]]:
    """What is stored of a person's keys, as JSON values, without their hashes."""
    rows = session.scalars(select(ApiKey).where(ApiKey.person_id == person_id).order_by(ApiKey.made_on, ApiKey.name))
    return [
        {
            "name": row.name, "clearance": row.clearance, "made_on": row.made_on.isoformat(), "expires_on": row.expires_on.isoformat(),
            "used_on": row.used_on.isoformat() if row.used_on else None,
        }
        for row in rows
    ]  # fmt: skip


def delete_ended_keys(session: Session, before: date) -> int:
    """Delete the keys that ended before a day; returns how many."""
    return len(session.scalars(delete(ApiKey).where(ApiKey.expires_on < before).returning(ApiKey.key_id)).all())


def _note_use(store: MemberStore, hashed: str) -> None:
    # The day alone: when and what a person reads is nobody's business.
    with store.writing() as session:
        if row := session.scalars(select(ApiKey).where(ApiKey.key_hash == hashed)).one_or_none():
            row.used_on = today()


def _hash_of(key: str, settings: Settings) -> str:
    try:
        secret = server_secret(settings, Secret.API)
    except OSError as error:
        raise StoreError(f"the secret of the keys, {Secret.API}, cannot be read or made: {error.strerror}.") from error
    return hmac.digest(secret, key.encode(), hashlib.sha256).hex()
