"""The card of one incident: its facts, and every report behind it with its source and any doubts about it."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

import streamlit as st

from pages.incidents import card_links
from pages.incidents.position import in_degrees, precision_in_words
from pages.shell import data, page_links
from pages.shell.text import Markdown, as_it_stands, plain
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
    SEVERITY_SCALE,
    TIME_PRECISION,
    VESSEL_STATUS,
    VESSEL_TYPE,
    WATERS,
    WEAPON,
)
from warehouse.reference.geography import country_titles

Badge = Literal["red", "orange", "blue", "green", "gray"]
STATUS_COLOUR: Final[dict[str, Badge]] = {
    "unverified": "gray",
    "corroborated": "blue",
    "verified": "green",
    "disputed": "orange",
    "unfounded": "red",
    "withdrawn": "red",
}


def show_card(incident: dict[str, Any], reports: list[dict[str, Any]]) -> None:
    """Show the card. Text from reports is escaped, and only http addresses become links."""
    show_head(incident)
    address = page_links.incident_link(incident["incident_id"], data.as_of())
    st.markdown(f":material/article: [Full card with history and nearby incidents]({address})")
    st.table(fact_table(incident), border="horizontal", width="stretch")
    show_fact_basis(incident)
    count = len(reports)
    st.markdown(f"**{count} report{'' if count == 1 else 's'} behind this incident**")
    for number, report in enumerate(reports):
        with st.container(border=True):
            show_report(report, number)


def show_head(incident: dict[str, Any]) -> None:
    """The ship's name, the kind of incident, how well it is established, and any doubts."""
    st.markdown(f"### {plain(incident['vessel_name'] or 'Ship not named')}")
    _show_badges(incident)
    card_links.show_doubts(incident)


def show_fact_basis(incident: dict[str, Any]) -> None:
    """Which report each fact comes from; worked out when the reader opens it."""
    rows = card_links.fact_basis(incident)
    if not rows:
        return
    # Opened on demand: the table would be sent with every card, and few readers want it.
    opened = st.expander("Where each fact comes from", icon=":material/fact_check:", key="fact_basis", on_change="rerun")
    if opened.open:
        with opened:
            st.table(rows, border="horizontal", width="stretch")


def _show_badges(incident: dict[str, Any]) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(CATEGORY[incident["category"]].title, icon=":material/category:", color="blue")
        if incident["act"]:
            st.badge(ACT[incident["act"]].title, color="gray")
        # Severity 0 means attempted, which the badge of the act already says.
        if incident["severity"] is not None and (incident["severity"], incident["act"]) != (0, "attempted"):
            st.badge(f"Severity: {SEVERITY[incident['severity']].title}", color="red" if incident["severity"] in (1, 2) else "gray")
        status = incident["status"]
        st.badge(INCIDENT_STATUS[status].title, color=STATUS_COLOUR.get(status, "gray"), help=INCIDENT_STATUS[status].definition)


def fact_table(incident: dict[str, Any]) -> dict[str, Markdown]:
    """The known facts in words by their titles; unknown ones are left out."""
    facts = {
        "When": time_in_words(incident),
        "Where": ", ".join(filter(None, (incident["place"], incident["sea_region_title"], _nearest_shore(incident)))),
        "Position": f"{in_degrees(incident)} ({precision_in_words(incident)})"
        if incident["latitude"] is not None
        else "No position is known",
        "Waters": _code_title(WATERS, incident["waters"]) if incident["waters"] != "unknown" else "",
        "Ship": _ship_in_words(incident),
        "Also": _code_titles(CATEGORY, incident["also"]),
        "Kind of cyber incident": _code_title(CYBER_SUBTYPE, incident["cyber_subtype"]),
        "Attackers": _range_in_words(incident["attackers"], incident["attackers_max"]),
        "Weapons": _code_titles(WEAPON, incident["weapons"]),
        "Crew": _code_titles(CREW_HARM, incident["crew_harm"]),
        "Stolen": _facts_in_words(incident["stolen"]),
        "Severity rests on": _facts_in_words(incident["severity_basis"]),
        "Scale of severity": _code_title(SEVERITY_SCALE, incident["severity_scale"]),
        "Reported to authority": {True: "Yes", False: "No"}.get(incident["reported_to_authority"], ""),
    }
    return {name: plain(value) for name, value in facts.items() if value}


def show_report(report: dict[str, Any], number: int, letter: str = "") -> None:
    """One report: source and grade, why it belongs to the incident, text, and how it was interpreted. `letter` names it on a map."""
    title = report["source_title"] or report["source"]
    badge = f":gray-badge[{plain(letter)}] " if letter else ""
    st.markdown(f"{badge}**{plain(title)}** · {plain(report['native_ref'])}")
    grade = f"{_code_title(RELIABILITY, report['reliability'])}; {_code_title(CREDIBILITY, report['credibility'])}"
    position = f"{in_degrees(report)} ({precision_in_words(report)})" if report["latitude"] is not None else "no position"
    st.caption(plain(f"{time_in_words(report)} · {position} · {grade} · TLP:{report['tlp']}"))
    if report["notice"]:
        st.caption(f":material/undo: Made an advisory by its body, seen here on {plain(moment_in_words(report['last_changed_at']))} UTC.")
    elif report["withdrawn"]:
        st.caption(f":material/undo: Withdrawn by its body, seen here on {plain(moment_in_words(report['last_changed_at']))} UTC.")
    card_links.show_link_reason(report)
    if report["narrative"]:
        # As text, not Markdown: it comes from elsewhere and may be hostile.
        st.text(as_it_stands(report["narrative"]))
    else:
        st.caption("This report has no text.")
    for code in report["issues"]:
        st.caption(f":material/warning: {plain(ISSUE_CODES.get(code, code))}")
    _show_reading(report, number)
    _show_attribution(report)


def _show_reading(report: dict[str, Any], number: int) -> None:
    """How each fact was derived, and where the original record is."""
    rows = parse_decisions(report["why"])
    opened = st.expander("How this was interpreted", icon=":material/account_tree:", key=f"why_{number}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.caption(
            plain(
                f"Revision {report['revision']}, first seen {short_day(report['first_seen_at'])}, record {report['raw_locator']} "
                f"of file {report['raw_sha256'][:12]}."
            )
        )
        if rows:
            st.dataframe(rows, hide_index=True, key=f"why_rows_{number}", alt="The rule behind each fact of this report")
        else:
            st.caption("No decisions were recorded.")


def _show_attribution(report: dict[str, Any]) -> None:
    line = f"{report['attribution'] or report['source']}. Licence: {report['licence'] or 'not stated'}."
    st.caption(f":material/copyright: {plain(line)}")
    address = report["source_url"] or report["body_url"] or ""
    # Addresses come from reports: anything but a plain web address could run script or break out of the link.
    if address.startswith(("https://", "http://")) and not any(character.isspace() for character in address):
        st.link_button("At the source", address, type="tertiary", icon=":material/open_in_new:")


def parse_decisions(why: str | None) -> list[dict[str, str]]:
    """The decisions in a report's `why`, one row each; none where it cannot be parsed."""
    try:
        rows = json.loads(why or "[]")
    except json.JSONDecodeError:
        return []
    names = ("fact", "value", "rule", "evidence")
    return [{name: str(row.get(name, "")) for name in names} for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def time_in_words(row: dict[str, Any]) -> str:
    """Day and, where known, time, with its precision."""
    if row["occurred_on"] is None:
        return "Day not known"
    if row["time_precision"] == "month":
        return f"{row['occurred_on']:%B %Y} (day not known)"
    if row["occurred_at"] is None:
        return day_in_words(row["occurred_on"])
    precision = "" if row["time_precision"] == "minute" else f" ({TIME_PRECISION[row['time_precision']].definition.rstrip('.').lower()})"
    return f"{moment_in_words(row['occurred_at'])} UTC{precision}"


def _ship_in_words(incident: dict[str, Any]) -> str:
    flag = incident["flag"]
    parts = [
        _code_title(VESSEL_TYPE, incident["vessel_type"]),
        _code_title(VESSEL_STATUS, incident["vessel_status"]).lower() if incident["vessel_status"] != "unknown" else "",
        f"flag {country_titles().get(flag, flag)}" if flag else "",
        f"IMO {incident['imo_number']}" if incident["imo_number"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _nearest_shore(incident: dict[str, Any]) -> str:
    code = incident["country"]
    return f"nearest shore {country_titles().get(code, code)}" if code else ""


def _range_in_words(least: int | None, most: int | None) -> str:
    if least is None:
        return ""
    return f"{least}" if most in (None, least) else f"{least} to {most}"


def _code_title(codes: dict[str, Code], code: str | None) -> str:
    return codes[code].title if code in codes else code or ""


def _code_titles(codes: dict[str, Code], listed: list[str]) -> str:
    return ", ".join(_code_title(codes, code) for code in listed)


def _facts_in_words(facts: list[str]) -> str:
    return ", ".join(facts).replace("_", " ").replace("=", ": ")
