"""Alerts: what I have been told, my watch rules and those of my groups, and how I am told."""

from __future__ import annotations

import streamlit as st

from members.alerts.rules import rules_of, rules_watching
from members.errors import NotAllowed, StoreError
from pages.alerts import my_outlets, my_rules, told
from pages.shell import access, data, failures, page_top
from pages.shell.access.attempts import show_fault
from pages.shell.access.current import store
from pages.shell.text import plain

ALERTS, RULES, DELIVERY = "Alerts", "Rules", "Delivery"


def show_page() -> None:
    """The answer, and one of the three parts. Raises NotAllowed, StoreError, SnapshotError."""
    snapshot = data.snapshot()
    person = access.current_person()
    rules = rules_of(store(), person)
    alerts = told.visible_alerts(snapshot)
    page_top.show_answer(told.answer(alerts, rules_watching(store(), person), has_rules=bool(rules)), before_picture=False)
    part = st.segmented_control(
        "Part", [ALERTS, RULES, DELIVERY], default=ALERTS if alerts else RULES, key="part", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    show_fault()
    if part == RULES:
        my_rules.show_rules(snapshot, rules)
    elif part == DELIVERY:
        my_outlets.show_outlets()
    else:
        told.show_alerts(alerts)
        told.show_dead_letters()


st.title("Alerts", anchor=False)
try:
    show_page()
except StoreError as error:
    failures.log(error)
    st.error(plain("The members' database could not be read just now. Try again in a while; the server's log says why."))
except NotAllowed as error:
    failures.log(error)
    st.warning(failures.in_plain_words(error))
