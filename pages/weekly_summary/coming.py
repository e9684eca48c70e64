"""Events of the next two weeks, as the reader may open them."""

from __future__ import annotations

from datetime import datetime

from members.errors import MembersError
from members.events.reading import EventRow
from members.weekly.events import coming_of
from pages.server.streamlit_private import is_without_browser
from pages.shell import access, failures
from pages.shell.access.current import store


def events_shown(now: datetime) -> list[EventRow]:
    """The next first; none for people who take no part, and where the server itself opens the page ahead of its readers."""
    person = access.current_person()
    if person.is_local or is_without_browser():
        return []
    try:
        return coming_of(store(), person, now)
    except MembersError as error:
        failures.log(error)
        return []
