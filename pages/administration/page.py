"""Administration: people, companies, groups, invitations, retention and the log. Open to administrators alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from members.access import Deed
from pages.administration import alerts, circles, invitations, log, people, retention
from pages.shell import access
from pages.shell.access import attempts
from pages.shell.access.current import sign_in_is_set_up

PARTS: Final[dict[str, Callable[[], None]]] = {
    "People": people.show_people,
    "Companies": circles.show_companies,
    "Groups": circles.show_groups,
    "Invitations": invitations.show_invitations,
    "Alerts": alerts.show_alerts,
    "Retention": retention.show_retention,
    "Log": log.show_log,
}

access.refuse_unless(Deed.ADMINISTER)
st.title("Administration", anchor=False)
if not sign_in_is_set_up():
    st.info("No sign-in is set up, so nobody but you uses this server. How to set it up: `docs/access.md`.", icon=":material/computer:")
chosen = st.segmented_control(
    "Part", list(PARTS), default="People", key="part", bind="query-params", required=True, label_visibility="collapsed"
)
attempts.show_fault()
PARTS[chosen or "People"]()
