"""A watch rule along a voyage, at one click."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from analytics.voyage.kept.watch_area import watch_area
from analytics.voyage.route.legs import Passage
from members.alerts import rules
from members.alerts.rules import RuleText
from pages.server.streamlit_private import is_without_browser
from pages.shell.access.attempts import attempt
from pages.shell.text import plain
from warehouse.areas.shapes import AreaError
from warehouse.contract.dates import short_day

_LATE: Final = timedelta(days=1)
"""For how long after arrival the rule still watches: ships are late, and arrive in the evening."""


def show_watch_button(passage: Passage, within_nm: float, key: str) -> None:
    """The button that makes the rule; nothing where the way leads too near to a pole for one."""
    try:
        area = watch_area(passage, within_nm)
    except AreaError:
        return
    if is_without_browser():
        return
    # Alerts name their rule, and mails leave the server: it names neither ship nor port.
    text = RuleText(f"Voyage of {short_day(passage.departure.date())}", area=area, until=passage.arrival.date() + _LATE)
    st.button(
        "Alert me along the route",
        key=key,
        icon=":material/add_alert:",
        on_click=_watch,
        args=(text,),
        help=plain(
            f"A watch rule for new incidents and advisories within {within_nm:g} nm, until a day after arrival. It names the day of "
            "departure, neither ship nor port."
        ),
    )


def _watch(text: RuleText) -> None:
    attempt(rules.make_rule, text, said="You are told on Alerts from now on, until a day after arrival.")
