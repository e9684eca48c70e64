"""A cyber incident as a file for other security teams' platforms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from briefing.exchange.rows import CATEGORIES
from briefing.exports.files import FORMATS, share_incident
from briefing.exports.names import safe_name
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.link_codes import MEMBERS
from warehouse.contract.taxonomy import TLP_CODE
from warehouse.view import SnapshotView


def show_exchange(snapshot: SnapshotView, incident: dict[str, Any]) -> None:
    """A button for each format; nothing for other kinds of incidents."""
    if incident["category"] not in CATEGORIES or incident["status"] == "withdrawn":
        return
    if incident["incident_id"].startswith(f"{MEMBERS}:"):
        st.caption("A member reported it first, so it is shared only together with others: *Export* on the incident map, as STIX or MISP.")
        return
    with st.container(horizontal=True, gap="small"):
        for extension in (code for code, kind in FORMATS.items() if kind.cyber_only):
            _show_button(snapshot, incident, extension)
    st.caption(plain(f"For other security teams, marked {TLP_CODE[incident['tlp']].title} like its reports; who reported it is left out."))


def _show_button(snapshot: SnapshotView, incident: dict[str, Any], extension: str) -> None:
    kind = FORMATS[extension]
    demo = "simulated_" if snapshot.is_demo else ""
    st.download_button(
        plain(kind.title),
        data=_maker(snapshot, incident["incident_id"], incident["tlp"], extension),
        file_name=safe_name(f"anchorwatch_{demo}{incident['incident_id']}", extension),
        mime=kind.mime,
        icon=":material/share:",
        key=f"share_{extension}",
        on_click="ignore",
    )


def _maker(snapshot: SnapshotView, incident_id: str, mark: str, extension: str) -> Callable[[], bytes]:
    return lambda: share_incident(data.reopened(snapshot), incident_id, mark, extension)
