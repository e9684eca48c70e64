"""Who looks at this page, asked anew at every run: somebody whose access has ended sees nothing more at the next click."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import streamlit as st

from members.access import LOCAL, Deed, Person, Role, may
from members.errors import NotAllowed
from members.people.role_policy import policy_in
from members.people.sign_in import NoAccess, SessionClaims, person_in_session, utc_now
from members.store import MemberStore, shared_store
from pages.server.streamlit_private import is_without_browser
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError
from warehouse.reader import Reader

NUMBER: Final = "session_number"
SIGNED_IN_AT: Final = "signed_in_at"
"""Names in the session's cookie, beside `iss`, `sub`, `name` and `email`."""


_SERVER: Final = Person(person_id="server", name="This server", role=Role.ANALYST)
"""Who opens pages ahead of their readers, where people sign in."""


def sign_in_is_set_up() -> bool:
    """Whether people sign in to this server. Raises SettingsError for a file of secrets that cannot be read.

    Such a file must not pass for none: everybody would be the one local person.
    """
    if not st.secrets.load_if_toml_exists():
        if any(Path(file).exists() for file in st.get_option("secrets.files")):
            raise SettingsError("secrets.toml cannot be read, so nobody can sign in; the server's log says what is wrong")
        return False
    return "auth" in st.secrets


def store() -> MemberStore:
    """The members' database. Raises StoreError."""
    return shared_store(settings.load())


def person_or_refusal() -> Person | NoAccess | None:
    """Who looks at this page, or why that person has no access; None for somebody who has not signed in. Raises StoreError."""
    if not sign_in_is_set_up():
        return LOCAL
    if is_without_browser():
        return _SERVER
    claims = session_claims()
    return None if claims is None else person_in_session(store(), claims, policy_in(settings.load()), utc_now())


def current_person() -> Person:
    """Who looks at this page. Where that person's access has ended since the page was drawn, the whole page runs again and says so.

    Raises NotAllowed at a button's press, after which the page runs anyway.
    """
    person = person_or_refusal()
    if not isinstance(person, Person):
        st.rerun()
        raise NotAllowed("You no longer have access to this server.")
    return person


def current_reader() -> Reader:
    """What the person who looks at this page may see."""
    person, chosen = current_person(), settings.load()
    clearance = policy_in(chosen).clearance_of(person, chosen.clearance)
    return Reader(clearance=clearance, organisation=person.company, groups=person.groups, role=person.role)


def may_do(deed: Deed) -> bool:
    """Whether the person who looks at this page may do a deed. Deeds check it again."""
    return may(current_person(), deed)


def session_claims() -> SessionClaims | None:
    """What this session's cookie says, which the server has signed; None where nobody has signed in."""
    user: dict[str, Any] = st.user.to_dict()
    if not user.get("is_logged_in"):
        return None
    try:
        return SessionClaims(user["iss"], user["sub"], int(user[NUMBER]), datetime.fromisoformat(user[SIGNED_IN_AT]))
    except (KeyError, TypeError, ValueError):
        # A cookie of an earlier version of the program: as good as none.
        return None
