"""What an incident's card says about links: why each report belongs to it, which bodies it comes from, and any doubts."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from analytics.linkage import evidence as link_evidence
from pages.shell import page_links
from pages.shell.text import Markdown, plain
from warehouse.contract.link_codes import DOUBT, REPORTING_BODY

STRONGEST: Final = 3
"""Most findings for or against a link that the card names; the review page has them all."""
FACTS: Final = {
    "time": "Time",
    "position": "Position",
    "event": "Category, act and severity",
    "vessel_name": "Ship's name",
    "vessel_type": "Type of ship",
    "attackers": "Number of attackers",
}


def show_moved(requested_id: str, incident: dict[str, Any]) -> None:
    """Say so where the address named another report of this incident: the two have been merged since."""
    if requested_id != incident["incident_id"]:
        st.info(
            plain(f"{requested_id} is now a report of this incident, {incident['incident_id']}."),
            title="Linked since",
            icon=":material/merge:",
        )


def show_doubts(incident: dict[str, Any]) -> None:
    """Which bodies reported the incident, and what makes its links doubtful."""
    bodies = [REPORTING_BODY[code].title if code in REPORTING_BODY else code for code in incident["origins"]]
    if len(bodies) > 1 or incident["report_count"] > 1:
        count = incident["report_count"]
        if count > 1 and incident["status"] == "unverified" and len(bodies) == 1:
            st.caption(plain(f"{'Both' if count == 2 else f'All {count}'} reports come from {bodies[0]} and count as one source."))
        else:
            alone = " They count as one source." if count > 1 and incident["status"] == "unverified" else ""
            st.caption(plain(f"Reported by: {', '.join(bodies)}.{alone}"))
    if not incident["doubts"]:
        return
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        for code in incident["doubts"]:
            st.badge(DOUBT[code].title, icon=":material/warning:", color="orange", help=DOUBT[code].definition)
        address = page_links.review_link(incident["incident_id"])
        st.markdown(f"[Review]({address})")


def fact_basis(incident: dict[str, Any]) -> dict[str, Markdown]:
    """For each fact, the report that it was taken from; empty for an incident of one report."""
    try:
        basis = json.loads(incident["fact_basis"] or "{}")
    except json.JSONDecodeError:
        return {}
    if not isinstance(basis, dict):
        return {}
    return {title: plain(str(basis[name])) for name, title in FACTS.items() if basis.get(name)}


def show_link_reason(report: dict[str, Any]) -> None:
    """Why a report belongs to the incident, and which bodies its text cites."""
    reason = _link_reason(report)
    if reason:
        st.caption(f":material/link: {reason}")
    if report["cites"]:
        bodies = [REPORTING_BODY[code].title if code in REPORTING_BODY else code for code in report["cites"]]
        st.caption(plain(f"Its text cites: {', '.join(bodies)}."))


def _link_reason(report: dict[str, Any]) -> Markdown:
    other = report["linked_to"]
    if report["link_rule"] == "single" or not other:
        return Markdown("")
    # The review page names a pair by its ids in alphabetical order.
    pair = "|".join(sorted((report["report_id"], other)))
    review = f"[Review](link_review?{urlencode({'pair': pair})})"
    if report["link_rule"] == "decision":
        return Markdown(f"{plain(f'An analyst decided that it is the same incident as {other}.')} {review}")
    likely = f": {link_evidence.likelihood_in_words(report['link_probability'])}" if report["link_probability"] is not None else ""
    return Markdown(f"{plain(f'Linked to {other}{likely}.')} {plain(_strongest_findings(report['evidence']))} {review}")


def _strongest_findings(evidence: str | None) -> str:
    """The strongest findings for and against the link, with their weights in bits."""
    # The prior is the same for every pair and says nothing of this one.
    findings = [finding for finding in link_evidence.parse_findings(evidence) if finding.feature != link_evidence.PRIOR]
    agree = [finding for finding in findings if finding.weight >= 1][:STRONGEST]
    contradict = [finding for finding in reversed(findings) if finding.weight <= -1][:STRONGEST]
    parts = [
        f"{word}: {', '.join(f'{finding.level or finding.feature} ({finding.weight:+.1f})' for finding in some)}."
        for word, some in (("Agrees", agree), ("Contradicts", contradict))
        if some
    ]
    return " ".join(parts)
