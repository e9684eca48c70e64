"""What I have been told: the latest first, unread ones marked, and messages that did not arrive."""

from __future__ import annotations

from typing import Final

import streamlit as st

from members.alerts import inbox
from members.alerts.inbox import InboxRow
from members.alerts.messages.content import Item, gravest_first, read_items
from members.alerts.messages.post_items import posts_told
from members.alerts.news import ABOUT_INCIDENTS, ADVISORY, POST
from members.events.items import KINDS as EVENT_KINDS
from members.events.items import event_items_of
from pages.shell import access, data, page_links
from pages.shell.access.attempts import attempt
from pages.shell.access.current import store
from pages.shell.text import Markdown, plain
from warehouse.contract.dates import moment_in_words
from warehouse.contract.taxonomy import TLP_CODE
from warehouse.view import SnapshotView

_OUTLETS: Final = {"mail": "Mail", "webhook": "Webhook", "apprise": "Message to your service", "weekly": "Weekly summary"}
SHOWN: Final = 20
"""Alerts before the rest is folded away."""


def visible_alerts(snapshot: SnapshotView) -> list[tuple[InboxRow, Item]]:
    """My alerts with what the snapshot says of them; those of which it says nothing to me are left out. Raises StoreError."""
    person = access.current_person()
    rows = inbox.alerts_of(store(), person)
    told = tuple(sorted(row.told for row in rows))
    items = data.query(read_items, snapshot, told, data.this_hour()) if told else {}
    items = items | posts_told(store(), person.person_id, told) | event_items_of(store(), person.person_id, told)
    return [(row, items[row.told.news_id]) for row in rows if row.told.news_id in items]


def answer(alerts: list[tuple[InboxRow, Item]], watching: int, has_rules: bool) -> str:
    """The page's answer: how many are new, and the most serious of them. `watching`: rules that tell the reader now."""
    if not (watching or has_rules or alerts):
        return "You get no alerts yet. Make a rule: a region, a port or a route, and how serious it must be."
    fresh = [item for row, item in alerts if not row.is_read]
    if not fresh:
        return f"Nothing new. {_rules(watching)}"
    first = gravest_first(fresh)[0].headline
    if len(fresh) == 1:
        return f"1 new alert. {first}."
    return f"{len(fresh):,} new alerts. The most serious: {first.partition(': ')[2] or first}."


def show_alerts(alerts: list[tuple[InboxRow, Item]]) -> None:
    """The list, and marking all of it as read. Raises StoreError."""
    if not alerts:
        st.caption("What your rules find stands here, and goes to the outlets that you have chosen.")
        return
    if any(not row.is_read for row, _ in alerts):
        st.button("Mark all as read", icon=":material/done_all:", on_click=lambda: attempt(inbox.mark_read, said="All marked as read."))
    for row, item in alerts[:SHOWN]:
        _show_alert(row, item)
    if older := alerts[SHOWN:]:
        with st.expander(f"{len(older):,} earlier"):
            for row, item in older:
                _show_alert(row, item)


def show_dead_letters() -> None:
    """Messages that did not arrive, why, and trying again. Raises StoreError."""
    letters = inbox.dead_letters_of(store(), access.current_person())
    if not letters:
        return
    number = "1 message" if len(letters) == 1 else f"{len(letters):,} messages"
    with st.expander(f"{number} could not be delivered", icon=":material/unsubscribe:"):
        for letter in letters:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                what = f"{_OUTLETS[letter.outlet]} of {moment_in_words(letter.made_at)} UTC, after {letter.attempts} attempts"
                st.markdown(plain(f"{what}: {letter.fault}"))
                again = lambda message_id=letter.message_id: attempt(inbox.send_again, message_id, said="It will be tried again.")  # noqa: E731
                st.button("Try again", key=f"again_{letter.message_id}", type="tertiary", on_click=again)


def _show_alert(row: InboxRow, item: Item) -> None:
    mark = "" if row.is_read else ":blue-badge[Unread] "
    why = item.why or (f"of the rule “{row.rule}”" if row.rule else "of a rule that no longer watches for you")
    details = f"{'; '.join(item.facts)}. {TLP_CODE[item.tlp].title}. Told {moment_in_words(row.made_at)} UTC because {why}."
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"{mark}**[{plain(item.headline)}]({_page_about(item)})**")
        st.caption(plain(details))


def _page_about(item: Item) -> Markdown:
    if item.told.kind == POST:
        return page_links.thread_link(item.path.partition("=")[2])
    if item.told.kind in EVENT_KINDS:
        return page_links.event_link(item.told.subject)
    if item.told.kind in ABOUT_INCIDENTS:
        return page_links.incident_link(item.told.subject)
    return Markdown("advisories") if item.told.kind == ADVISORY else Markdown("data_sources")


def _rules(number: int) -> str:
    return "1 rule watches for you." if number == 1 else f"{number:,} rules watch for you." if number else "No rule watches for you."
