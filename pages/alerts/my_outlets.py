"""How I am told: mail, quiet hours, feed and webhook."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import available_timezones

import streamlit as st

from members.access import Person
from members.alerts import outlets
from members.alerts.outlets import Choices, Outlets
from members.alerts.schedule import MODES
from members.alerts.sending import services, smtp
from members.store import MemberStore
from pages.alerts.feed_routes import ADDRESS
from pages.shell import access, page_links
from pages.shell.access.attempts import attempt, field
from pages.shell.access.current import store
from pages.shell.text import code, plain
from warehouse.contract import settings
from warehouse.contract.dates import WEEKDAYS

_SERVICE: Final = "service_address"
_NEW_FEED: Final = "_feed_token"


def show_outlets() -> None:
    """The choices, and what was just made. Raises StoreError."""
    person = access.current_person()
    chosen = outlets.outlets_of(store(), person)
    _show_mail(person, chosen)
    _show_times(chosen.choices)
    st.subheader("Feed", anchor=False)
    _show_feed(chosen)
    with st.expander("Webhook, for your own systems", icon=":material/webhook:"):
        _show_webhook(chosen)
    if services.is_installed():
        with st.expander("A service, such as Slack or Pushover", icon=":material/send_to_mobile:"):
            _show_service(chosen)
    st.button("Save", type="primary", key="keep_outlets", on_click=_keep, args=(chosen.choices,))


def _show_mail(person: Person, chosen: Outlets) -> None:
    st.subheader("Mail", anchor=False)
    if not smtp.is_set_up(settings.load()):
        st.caption("This server sends no mail yet: its operator sets up a mail server as `docs/alerts.md` says.")
    choices = chosen.choices
    st.segmented_control("By mail", list(MODES), default=choices.mail, format_func=MODES.__getitem__, required=True, key="out_mail")
    if person.is_local:
        st.text_input("Address", value=choices.mail_address, key="out_mail_address", max_chars=320)
    else:
        st.caption(
            plain(
                f"To {chosen.address}." if chosen.address else "Your directory states no verified address, so no mail can be sent to you."
            )
        )
    st.checkbox("Short form: one paragraph below 600 characters, for a ship's mail", choices.is_short, key="out_is_short")


def _show_times(choices: Choices) -> None:
    zones = sorted(available_timezones())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Time zone", zones, index=zones.index(choices.zone) if choices.zone in zones else zones.index("UTC"), key="out_zone")
        st.selectbox(
            "Digest at", range(24), choices.digest_hour, format_func=lambda hour: f"{hour:02}:00", key="out_digest_hour", width=120
        )
        st.selectbox("Weekly on", range(7), choices.digest_weekday, format_func=WEEKDAYS.__getitem__, key="out_digest_weekday", width=160)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Quiet from", choices.quiet_from, key="out_quiet_from", placeholder="22:00", max_chars=5, width=120)
        st.text_input("until", choices.quiet_until, key="out_quiet_until", placeholder="06:00", max_chars=5, width=120)
        st.checkbox("Severity 1 and 2 at any hour", choices.severe_at_any_hour, key="out_severe_at_any_hour")


def _show_feed(chosen: Outlets) -> None:
    if token := st.session_state.pop(_NEW_FEED, None):
        st.success("This is the address of your feed. It is shown once: whoever has it reads your alerts.", icon=":material/rss_feed:")
        root = settings.load().public_address or page_links.absolute_address("").rstrip("/")
        st.markdown(code(f"{root}/{ADDRESS}/feed/{token}"))
    st.caption("For a news reader (Atom); each entry leads to the alert in CAP 1.2.")
    with st.container(horizontal=True):
        st.button(
            "Renew its address" if chosen.has_feed else "Make an address", icon=":material/rss_feed:", key="renew_feed", on_click=_renew
        )
        if chosen.has_feed:
            st.button(
                "Close the feed", type="tertiary", key="end_feed", on_click=lambda: attempt(outlets.close_feed, said="The feed is closed.")
            )


def _show_webhook(chosen: Outlets) -> None:
    choices = chosen.choices
    st.segmented_control(
        "By webhook", list(MODES), default=choices.webhook, format_func=MODES.__getitem__, required=True, key="out_webhook"
    )
    st.text_input("Address", value=choices.webhook_url, key="out_webhook_url", max_chars=500, placeholder="https://example.com/alerts")
    if chosen.webhook_secret:
        st.caption("Calls are signed with this secret (HMAC-SHA256; `docs/alerts.md`):")
        st.markdown(code(chosen.webhook_secret))
        st.button("Another secret", type="tertiary", key="renew_secret", on_click=lambda: attempt(outlets.renew_secret, said="Renewed."))


def _show_service(chosen: Outlets) -> None:
    if chosen.has_service:
        mode = chosen.choices.apprise
        st.segmented_control("By this service", list(MODES), default=mode, format_func=MODES.__getitem__, required=True, key="out_apprise")
        st.button("Forget its address", type="tertiary", key="forget_service", on_click=_forget_service)
    st.text_input(
        "Another address" if chosen.has_service else "Address", key=_SERVICE, type="password", max_chars=services.LONGEST_ADDRESS,
        placeholder="pover://user@token",
        help="In the form of apprise. It is kept encrypted and never shown again.",
    )  # fmt: skip
    st.caption(plain(f"For {', '.join(sorted(services.FIXED.values()))}. Alerts go there in the short form."))
    st.button("Keep the address", key="keep_service", on_click=_keep_service)


def _keep_service() -> None:
    attempt(_set_service, field(_SERVICE), said="Kept. Choose how often you are told, and save.", clear=(_SERVICE,))


def _forget_service() -> None:
    attempt(_set_service, "", said="Forgotten.")


def _set_service(members: MemberStore, person: Person, address: str) -> None:
    outlets.keep_service(members, person, settings.load(), address)


def _keep(before: Choices) -> None:
    fields: dict[str, Any] = {name: st.session_state.get(f"out_{name}", getattr(before, name)) for name in Choices.__slots__}
    attempt(_choose, Choices(**fields), said="Saved.")


def _choose(members: MemberStore, person: Person, choices: Choices) -> None:
    outlets.choose(members, person, settings.load(), choices)


def _renew() -> None:
    if token := attempt(outlets.renew_feed, said=""):
        st.session_state[_NEW_FEED] = token
