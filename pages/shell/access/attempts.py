"""Doing a deed at the press of a button, and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from members.errors import MembersError
from pages.shell import access, failures
from pages.shell.access.current import store
from pages.shell.text import plain

_FAULT: Final = "_deed_fault"


def attempt(deed: Callable[..., Any], *values: Any, said: str, clear: tuple[str, ...] = ()) -> Any:
    """Do a deed of `members` for the person who presses; says `said`, if anything, and empties the fields `clear` once it is done.

    Returns what the deed returns; None where it was refused or the database could not be used.
    """
    try:
        result = deed(store(), access.current_person(), *values)
    except MembersError as error:
        failures.log(error)
        st.session_state[_FAULT] = str(error)
        return None
    for key in clear:
        st.session_state[key] = ""
    if said:
        st.toast(plain(said), icon=":material/task_alt:")
    return result


def is_at_fault() -> bool:
    """Whether the last deed was not done and that has not been said yet."""
    return _FAULT in st.session_state


def show_fault() -> None:
    """Why the last deed was not done, once."""
    if fault := st.session_state.pop(_FAULT, None):
        st.error(failures.in_plain_words(fault), title="Not done", icon=":material/error:")


def field(key: str) -> str:
    """What stands in a text field."""
    return str(st.session_state.get(key) or "")
