"""Addresses of pages within the app, for links and for sharing."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.shell import data
from pages.shell.text import Markdown
from warehouse.filters import Filters

API_DOCUMENTATION: Final = "/api/v1/documentation"


def incident_link(incident_id: str, snapshot_id: str | None = None) -> Markdown:
    """The full card of an incident, in the kept snapshot `snapshot_id` where one is shown."""
    return Markdown(f"incident?{_encoded_query(id=incident_id, snapshot_id=snapshot_id)}")


def map_link(incident_id: str, snapshot_id: str | None = None) -> Markdown:
    """The incident on the map."""
    return Markdown(f"incident_map?{_encoded_query(incident=incident_id, snapshot_id=snapshot_id)}")


def review_link(incident_id: str, snapshot_id: str | None = None) -> Markdown:
    """The incident in link review."""
    return Markdown(f"link_review?{_encoded_query(incident=incident_id, snapshot_id=snapshot_id)}")


def region_link(code: str) -> Markdown:
    """A sea region on *Regional risk*."""
    return Markdown(f"regional_risk?{_encoded_query(region=code)}")


def port_link(locode: str) -> Markdown:
    """A port's page."""
    return Markdown(f"port?{_encoded_query(port=locode)}")


def thread_link(thread_id: str) -> Markdown:
    """A thread on *Chatter*."""
    return Markdown(f"chatter?{_encoded_query(thread=thread_id)}")


def event_link(date_id: str) -> Markdown:
    """One date of an event."""
    return Markdown(f"events?{_encoded_query(event=date_id)}")


def show_briefing_link(filters: Filters) -> None:
    """A link to a briefing on the same incidents."""
    st.page_link(
        "pages/board_briefing/page.py",
        label="Briefing",
        icon=":material/co_present:",
        query_params=filters.to_query(),
        help="Slides and PDF of these incidents.",
    )


def absolute_address(address: str) -> str:
    """The full address with the server's name as the reader's browser knows it; without the name where that is not known."""
    here = st.context.url
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    root = f"/{base}/" if base else "/"
    parts = urlsplit(here or "")
    return f"{parts.scheme}://{parts.netloc}{root}{address}" if parts.netloc else f"{root}{address}"


def _encoded_query(snapshot_id: str | None = None, **parameters: str) -> Markdown:
    return Markdown(urlencode(parameters | ({data.AS_OF: snapshot_id} if snapshot_id else {})))
