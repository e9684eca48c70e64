"""What an incident's card says about its links: why each report belongs to it, which bodies it comes from, what is doubtful."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from analytics.linkage import evidence as link_evidence
from pages.charts.cards import plain
from warehouse.contract.link_codes import DOUBT, REPORTING_BODY

STRONGEST: Final = 3
"""Findings for a link that the card names; the review page has them all."""
FACTS: Final = {
    "time": "Time",
    "position": "Position",
    "event": "Category, act and severity",
    "vessel_name": "Ship's name",
    "vessel_type": "Type of ship",
    "attackers": "Number of attackers",
}


def moved(asked: str, incident: dict[str, Any]) -> None:
    """Say so when an incident is shown under the id of another of its reports: it was merged since the address was made."""
    if asked != incident["incident_id"]:
        st.info(
            plain(f"{asked} is now a report of this incident, {incident['incident_id']}."),
            title="Linked since",
            icon=":material/merge:",
        )


def doubts(incident: dict[str, Any]) -> None:
    """Which bodies the incident comes from, and what makes its links doubtful."""
    bodies = [REPORTING_BODY[code].title if code in REPORTING_BODY else code for code in incident["origins"]]
    if len(bodies) > 1 or incident["report_count"] > 1:
        count = incident["report_count"]
        if count > 1 and incident["status"] == "unverified" and len(bodies) == 1:
            st.caption(plain(f"All {count} reports come from {bodies[0]} and count as one voice."))
        else:
            alone = " They count as one voice." if count > 1 and incident["status"] == "unverified" else ""
            st.caption(plain(f"Comes from: {', '.join(bodies)}.{alone}"))
    if not incident["doubts"]:
        return
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        for code in incident["doubts"]:
            st.badge(DOUBT[code].title, icon=":material/warning:", color="orange", help=DOUBT[code].definition)
        address = f"link_review?{urlencode({'incident': incident['incident_id']})}"
        st.markdown(f"[Review]({address})")


def basis(incident: dict[str, Any]) -> dict[str, str]:
    """For each fact the report that gave it, in words; empty with one report."""
    try:
        found = json.loads(incident["fact_basis"] or "{}")
    except json.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {title: plain(str(found[name])) for name, title in FACTS.items() if found.get(name)}


def reason(report: dict[str, Any]) -> None:
    """Why a report belongs to the incident, and whom its text credits."""
    said = _why(report)
    if said:
        st.caption(f":material/link: {said}")
    if report["cites"]:
        bodies = [REPORTING_BODY[code].title if code in REPORTING_BODY else code for code in report["cites"]]
        st.caption(plain(f"Its text names as its source: {', '.join(bodies)}."))


def _why(report: dict[str, Any]) -> str:
    other = report["linked_to"]
    if report["link_rule"] == "single" or not other:
        return ""
    pair = "|".join(sorted((report["report_id"], other)))
    review = f"[Review](link_review?{urlencode({'pair': pair})})"
    if report["link_rule"] == "decision":
        return f"{plain(f'A person decided that it is one with {other}.')} {review}"
    likely = f": {link_evidence.likelihood(report['link_probability'])}" if report["link_probability"] is not None else ""
    return f"{plain(f'Linked to {other}{likely}.')} {plain(_findings(report['evidence']))} {review}"


def _findings(evidence: str | None) -> str:
    """The strongest findings for and against, with their weights in bits."""
    found = [one for one in link_evidence.findings(evidence) if one.feature != link_evidence.PRIOR]
    agree = [one for one in found if one.weight >= 1][:STRONGEST]
    against = [one for one in reversed(found) if one.weight <= -1][:STRONGEST]
    parts = [
        f"{word}: {', '.join(f'{one.level or one.feature} ({one.weight:+.1f})' for one in some)}."
        for word, some in (("Agrees", agree), ("Contradicts", against))
        if some
    ]
    return " ".join(parts)
