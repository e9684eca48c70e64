"""The card of one incident: its facts, and every report behind it with its source and what is doubtful about it."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

import streamlit as st

from pages.charts.cards import plain
from pages.incidents import card_links
from pages.incidents.position import how_precise, in_degrees
from pages.shell import data, page_links
from warehouse.contract.codes import Code
from warehouse.contract.dates import day_in_words, moment_in_words, short_day
from warehouse.contract.issues import ISSUE_CODES
from warehouse.contract.taxonomy import (
    ACT,
    CATEGORY,
    CREDIBILITY,
    CREW_HARM,
    CYBER_SUBTYPE,
    INCIDENT_STATUS,
    RELIABILITY,
    SEVERITY,
    TIME_PRECISION,
    VESSEL_STATUS,
    VESSEL_TYPE,
    WATERS,
    WEAPON,
)
from warehouse.reference.geography import countries

Badge = Literal["red", "orange", "blue", "green", "gray"]
STATUS_COLOUR: Final[dict[str, Badge]] = {
    "unverified": "gray",
    "corroborated": "blue",
    "verified": "green",
    "disputed": "orange",
    "unfounded": "red",
}


def show(incident: dict[str, Any], reports: list[dict[str, Any]]) -> None:
    """Draw the card. Text from reports is escaped; addresses are shown only when they are http addresses."""
    head(incident)
    st.markdown(f":material/article: [Full card, history and what is near]({page_links.incident(incident['incident_id'], data.as_of())})")
    st.table(facts(incident), border="horizontal", width="stretch")
    basis(incident)
    count = len(reports)
    st.markdown(f"**{count} report{'' if count == 1 else 's'} behind this incident**")
    for number, report in enumerate(reports):
        with st.container(border=True):
            report_card(report, number)


def head(incident: dict[str, Any]) -> None:
    """The ship's name, what kind of incident it is, how well it is established, and what is doubtful."""
    st.markdown(f"### {plain(incident['vessel_name'] or 'Ship not named')}")
    _badges(incident)
    card_links.doubts(incident)


def basis(incident: dict[str, Any]) -> None:
    """Which report each fact comes from, on request."""
    rows = card_links.basis(incident)
    if not rows:
        return
    opened = st.expander("Where each fact comes from", icon=":material/fact_check:", key="fact_basis", on_change="rerun")
    if opened.open:
        with opened:
            st.table(rows, border="horizontal", width="stretch")


def _badges(incident: dict[str, Any]) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(CATEGORY[incident["category"]].title, icon=":material/category:", color="blue")
        if incident["act"]:
            st.badge(ACT[incident["act"]].title, color="gray")
        if incident["severity"] is not None and (incident["severity"], incident["act"]) != (0, "attempted"):
            st.badge(SEVERITY[incident["severity"]].title, color="red" if incident["severity"] in (1, 2) else "gray")
        status = incident["status"]
        st.badge(INCIDENT_STATUS[status].title, color=STATUS_COLOUR.get(status, "gray"), help=INCIDENT_STATUS[status].definition)


def facts(incident: dict[str, Any]) -> dict[str, str]:
    """What is known, in words; what is not known is left out."""
    said = {
        "When": when(incident),
        "Where": ", ".join(filter(None, (plain(incident["place"] or ""), incident["sea_region_title"], _country(incident)))),
        "Position": f"{in_degrees(incident)} ({how_precise(incident)})" if incident["latitude"] is not None else "No position is known",
        "Waters": _title(WATERS, incident["waters"]) if incident["waters"] != "unknown" else "",
        "Ship": _ship(incident),
        "Also": _titles(CATEGORY, incident["also"]),
        "Kind of cyber incident": _title(CYBER_SUBTYPE, incident["cyber_subtype"]),
        "Attackers": _number(incident["attackers"], incident["attackers_max"]),
        "Weapons": _titles(WEAPON, incident["weapons"]),
        "Crew": _titles(CREW_HARM, incident["crew_harm"]),
        "Stolen": _words(incident["stolen"]),
        "Severity rests on": _words(incident["severity_basis"]),
        "Authority told": {True: "Yes", False: "No"}.get(incident["reported_to_authority"], ""),
    }
    return {name: value for name, value in said.items() if value}


def report_card(report: dict[str, Any], number: int, letter: str = "") -> None:
    """One report: its source and grade, why it belongs here, its text, and how it was read. `letter` names it on a map."""
    title = report["source_title"] or report["source"]
    named = f":gray-badge[{letter}] " if letter else ""
    st.markdown(f"{named}**{plain(title)}** · {plain(report['native_ref'])}")
    grade = f"{_title(RELIABILITY, report['reliability'])}; {_title(CREDIBILITY, report['credibility'])}"
    position = f"{in_degrees(report)} ({how_precise(report)})" if report["latitude"] is not None else "no position"
    st.caption(f"{when(report)} · {position} · {plain(grade)} · TLP:{plain(report['tlp'])}")
    card_links.reason(report)
    if report["narrative"]:
        st.text(report["narrative"])
    else:
        st.caption("This report has no text.")
    for code in report["issues"]:
        st.caption(f":material/warning: {plain(ISSUE_CODES.get(code, code))}")
    _trace(report, number)
    _credit(report)


def _trace(report: dict[str, Any], number: int) -> None:
    """How each fact was read, and where the record lies."""
    rows = decisions(report["why"])
    opened = st.expander("How this was read", icon=":material/account_tree:", key=f"why_{number}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.caption(
            f"Revision {report['revision']}, first seen {short_day(report['first_seen_at'])}, record {plain(report['raw_locator'])} "
            f"of file {plain(report['raw_sha256'][:12])}."
        )
        if rows:
            st.dataframe(rows, hide_index=True, key=f"why_rows_{number}", alt="The rule behind each fact of this report")
        else:
            st.caption("No decision was noted.")


def _credit(report: dict[str, Any]) -> None:
    line = f"{report['attribution'] or report['source']}. Licence: {report['licence'] or 'not stated'}."
    st.caption(f":material/copyright: {plain(line)}")
    address = report["source_url"] or report["body_url"] or ""
    if address.startswith(("https://", "http://")) and not any(character.isspace() for character in address):
        st.link_button("At the source", address, type="tertiary", icon=":material/open_in_new:")


def decisions(why: str | None) -> list[dict[str, str]]:
    """The decisions in a report's `why`, one row each; nothing when it cannot be read."""
    try:
        found = json.loads(why or "[]")
    except json.JSONDecodeError:
        return []
    names = ("fact", "value", "rule", "evidence")
    return [{name: str(row.get(name, "")) for name in names} for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def when(row: dict[str, Any]) -> str:
    """Day and, where known, time, with how well it is known."""
    if row["occurred_on"] is None:
        return "Day not known"
    if row["time_precision"] == "month":
        return f"{row['occurred_on']:%B %Y} (day not known)"
    if row["occurred_at"] is None:
        return day_in_words(row["occurred_on"])
    precision = "" if row["time_precision"] == "minute" else f" ({TIME_PRECISION[row['time_precision']].definition.rstrip('.').lower()})"
    return f"{moment_in_words(row['occurred_at'])} UTC{precision}"


def _ship(incident: dict[str, Any]) -> str:
    flag = incident["flag"]
    parts = [
        _title(VESSEL_TYPE, incident["vessel_type"]),
        _title(VESSEL_STATUS, incident["vessel_status"]).lower() if incident["vessel_status"] != "unknown" else "",
        f"flag {countries().get(flag, flag)}" if flag else "",
        f"IMO {incident['imo_number']}" if incident["imo_number"] else "",
    ]
    return plain(", ".join(part for part in parts if part))


def _country(incident: dict[str, Any]) -> str:
    code = incident["country"]
    return f"nearest shore {countries().get(code, code)}" if code else ""


def _number(least: int | None, most: int | None) -> str:
    if least is None:
        return ""
    return f"{least}" if most in (None, least) else f"{least} to {most}"


def _title(codes: dict[str, Code], code: str | None) -> str:
    return codes[code].title if code in codes else code or ""


def _titles(codes: dict[str, Code], found: list[str]) -> str:
    return ", ".join(_title(codes, code) for code in found)


def _words(found: list[str]) -> str:
    return plain(", ".join(found).replace("_", " ").replace("=", ": "))
