"""What is shown to whom: the page itself to people with access; to all others why they have none, and what they can do.

Somebody's access can end while pages stand open: signed out in another tab, disabled, expired. Open tabs ask every few seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from members.access import Deed, Person, may, refusal
from members.errors import NotAllowed
from members.people.sign_in import Claims, NoAccess, accept_invitation, sign_out
from pages.shell.access.current import current_person, person_or_refusal, session_claims, sign_in_is_set_up, store
from pages.shell.text import plain
from warehouse.contract import settings

INVITATION: Final = "anchorwatch_invitation"
"""The cookie in which the code of an invitation waits until its holder has signed in."""

_LOOK_EVERY: Final = 5.0
"""Seconds after which an open tab sees that its session has ended."""

_CODE: Final = "_invitation_code"
_FAULT: Final = "_invitation_fault"


def admit(keep_address: Callable[[], None]) -> Person:
    """The person who looks at this page; where nobody may, `keep_address` is called, the reason is said and the run ends."""
    person = person_or_refusal()
    if person is NoAccess.UNKNOWN and _take_waiting_invitation():
        person = person_or_refusal()
    if not isinstance(person, Person):
        keep_address()
        _show_entrance(person)
        st.stop()
    return person


def show_person(person: Person) -> None:
    """In the sidebar: who is using this page, and the way out."""
    with st.sidebar:
        if not sign_in_is_set_up():
            whom = "Everybody who reaches this server" if settings.load().without_sign_in else "Local user"
            st.caption(f":material/computer: {whom}, with all rights. No sign-in is set up.")
            return
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="signed_in"):
            st.caption(f":material/person: {plain(f'{person.name}, {person.role}')}")
            st.button("Sign out", type="tertiary", on_click=leave, help="Signs you out of every tab on every device.")
        _watch_session(person)


def refuse_unless(deed: Deed) -> Person:
    """The person, who may do this; to all others a plain refusal, which ends the run."""
    person = current_person()
    if not may(person, deed):
        st.title("Not open to you", anchor=False)
        st.info(plain(refusal(person, deed)), icon=":material/lock:")
        st.stop()
    return person


def leave() -> None:
    """Sign the person out: here, in every other tab and on every other device."""
    person = person_or_refusal()
    if isinstance(person, Person):
        sign_out(store(), person)
    st.logout()


@st.fragment(run_every=_LOOK_EVERY)
def _watch_session(person: Person) -> None:
    # Also where a role or group has changed: the navigation shows what is open now.
    if person_or_refusal() != person:
        st.rerun()


def _show_entrance(reason: NoAccess | None) -> None:
    st.title("Anchorwatch", anchor=False)
    st.caption("Crime against merchant ships: where it happens, how it is changing, and what is missing.")
    if reason is None:
        st.markdown("You have been invited: sign in to accept." if INVITATION in st.context.cookies else "Please sign in.")
    elif reason is NoAccess.ENDED:
        st.info(plain(reason.value), icon=":material/logout:")
    else:
        st.warning(plain(reason.value), icon=":material/lock:")
    if reason is NoAccess.UNKNOWN:
        _show_invitation_field()
    with st.container(horizontal=True):
        if reason in (None, NoAccess.ENDED):
            for name, title in _providers().items():
                st.button(plain(title), key=f"sign_in_{name}", type="primary", icon=":material/login:", on_click=st.login, args=(name,))
        else:
            st.button("Sign out", icon=":material/logout:", on_click=leave)
    if settings.load().member_reports:
        st.markdown("[:material/campaign: Report an incident](report) without signing in.")


def _providers() -> dict[str | None, str]:
    """The directories to choose from, by the name that `st.login` knows, with the words on their buttons."""
    sections = [name for name, value in st.secrets["auth"].items() if isinstance(value, Mapping) and "client_id" in value]
    return {name: f"Sign in with {name.capitalize()}" for name in sections} if sections else {None: "Sign in"}


def _show_invitation_field() -> None:
    st.text_input("Code of your invitation", key=_CODE, max_chars=100)
    st.button("Use the code", on_click=_take_typed)
    if fault := st.session_state.pop(_FAULT, None):
        st.error(plain(fault))


def _take_typed() -> None:
    _take(str(st.session_state.get(_CODE) or ""))


def _take_waiting_invitation() -> bool:
    """Take the invitation by whose link this browser came; False where there is none or it is not taken."""
    code = st.context.cookies.get(INVITATION)
    return bool(code) and not st.session_state.get("_invitation_tried") and _take(str(code))


def _take(code: str) -> bool:
    st.session_state["_invitation_tried"] = True
    claims, user = session_claims(), st.user.to_dict()
    if claims is None:
        return False
    try:
        accept_invitation(store(), _claims(claims.issuer, claims.subject, user), code)
    except NotAllowed as error:
        st.session_state[_FAULT] = str(error)
        return False
    return True


def _claims(issuer: str, subject: str, user: Mapping[str, Any]) -> Claims:
    return Claims(issuer, subject, str(user.get("email", "")), user.get("email_verified") is True, str(user.get("name", "")))
