"""Addresses of pages within the app, as links to follow and as addresses to send."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.shell import data


def incident(incident_id: str, kept: str | None = None) -> str:
    """The full card of an incident; of the kept snapshot `kept` where one is shown."""
    return f"incident?{_query(id=incident_id, kept=kept)}"


def on_map(incident_id: str, kept: str | None = None) -> str:
    """The incident on the map."""
    return f"incident_map?{_query(incident=incident_id, kept=kept)}"


def review(incident_id: str, kept: str | None = None) -> str:
    """The links of an incident."""
    return f"link_review?{_query(incident=incident_id, kept=kept)}"


def absolute(address: str) -> str:
    """The address with the server's name, as the reader's browser knows it; where that is not known, from the root on."""
    here = st.context.url
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    root = f"/{base}/" if base else "/"
    parts = urlsplit(here or "")
    return f"{parts.scheme}://{parts.netloc}{root}{address}" if parts.netloc else f"{root}{address}"


def _query(kept: str | None = None, **parameters: str) -> str:
    return urlencode(parameters | ({data.AS_OF: kept} if kept else {}))
