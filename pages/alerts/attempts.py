"""Doing something with one's alerts at the press of a button, and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from members.errors import MembersError
from pages.shell import access, failures
from pages.shell.access.current import store
from pages.shell.text import plain

_FAULT: Final = "_alerts_fault"


def attempt(deed: Callable[..., Any], *values: Any, said: str) -> Any:
    """Do it for the person who presses; returns what the deed returns, and None where it was refused or could not be kept."""
    try:
        result = deed(store(), access.current_person(), *values)
    except MembersError as error:
        failures.log(error)
        st.session_state[_FAULT] = str(error)
        return None
    if said:
        st.toast(plain(said), icon=":material/task_alt:")
    return result


def is_at_fault() -> bool:
    """Whether the last attempt failed and that has not been said yet."""
    return _FAULT in st.session_state


def show_fault() -> None:
    """Why the last attempt failed, once."""
    if fault := st.session_state.pop(_FAULT, None):
        st.error(failures.in_plain_words(fault), title="Not done", icon=":material/error:")
