"""One report at the desk: its answers as they go to the pipeline, what was corrected, pictures, and incidents near it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import streamlit as st

from analytics.incidents.nearby import NearbyIncident, neighbourhood
from members.desk.queue import DeskReport, desk_report
from members.errors import NotAllowed
from members.reports.forms import Field
from members.store import MemberStore
from pages.desk.queue import URGENCY, subject
from pages.shell import data, page_links
from pages.shell.text import as_it_stands, plain
from warehouse.areas.words import position_in_words
from warehouse.contract.dates import short_day
from warehouse.contract.snapshot import SnapshotError
from warehouse.contract.taxonomy import CATEGORY

NEAR_DAYS: Final = 7
_LOOKED_AT: Final = 200
_MOST_SHOWN: Final = 5
_BRIEF: Final = (
    "day", "time", "place", "position", "vessel_status", "act", "cyber_subtype", "attackers", "weapons", "crew_harm",
    "reported_to_authority",
)  # fmt: skip


def read_report(store: MemberStore, report_id: str) -> DeskReport | None:
    """The report; None where there is none. Raises StoreError."""
    try:
        return desk_report(store, report_id)
    except NotAllowed:
        return None


def show_report(report: DeskReport) -> None:
    """What was sent, the words first."""
    item = report.item
    st.subheader(plain(subject(item)), anchor=False)
    st.caption(
        plain(
            f"Received {short_day(item.received_on)} · TLP:{item.tlp} · urgency {URGENCY[item.urgency]}"
            f"{'' if item.is_proved else ' · slower lane'}{' · the ship is sealed' if report.is_sealed else ''}"
        )
    )
    if narrative := item.answers.get("narrative"):
        with st.container(border=True):
            st.text(as_it_stands(narrative))
    facts = [
        (field.label, in_words(field, item.answers[field.name]))
        for field in item.form.fields
        if field.name in item.answers and field.name not in ("narrative", "tlp")
    ]
    st.markdown(plain(" · ".join(_in_brief(report))))
    with st.expander(f"All {len(facts)} answers", icon=":material/list:"):
        for label, value in facts:
            st.markdown(f"**{plain(label.removesuffix('?'))}:** {plain(value)}")
        st.caption("Coded answers go to the pipeline as they are; it also reads the words, by its published rules.")
    _show_corrections(report)
    for jpeg in report.pictures:
        # Within the page: an address of its own could be handed on.
        st.html(f'<img alt="Picture of the report" style="max-width:100%" src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}">')


def _in_brief(report: DeskReport) -> list[str]:
    """The answers on which a verdict rests most, in a line."""
    item = report.item
    fields = {field.name: field for field in item.form.fields}
    told = [(fields[name], in_words(fields[name], item.answers[name])) for name in _BRIEF if name in fields and name in item.answers]
    named = {"time": "{} UTC", "attackers": "{} people", "reported_to_authority": "authority told: {}"}
    return [named.get(field.name, "{}").format(words) for field, words in told]


def _show_corrections(report: DeskReport) -> None:
    item = report.item
    before = report.judged_answers or (report.earlier[0][1] if report.earlier else None)
    if before is None or before == item.answers:
        return
    st.info("Corrected by its sender since." if report.judged_answers else "Corrected by its sender.", icon=":material/edit:")
    for field in item.form.fields:
        old, new = before.get(field.name), item.answers.get(field.name)
        if old != new:
            st.markdown(f"**{plain(field.label)}:** ~~{plain(in_words(field, old))}~~ {plain(in_words(field, new))}")


def in_words(field: Field, value: Any) -> str:
    """An answer as people say it; a dash for none."""
    if value is None:
        return "not known" if field.kind == "yes_no" else "–"
    if field.kind == "yes_no":
        return "yes" if value else "no"
    if field.kind == "day":
        return short_day(date.fromisoformat(value))
    if field.kind == "position":
        return f"{position_in_words(value['latitude'], value['longitude'])} (exact to {value['precision_km']:.1f} km)"
    if field.choices:
        return ", ".join(field.choices.get(code, code) for code in ([value] if isinstance(value, str) else value))
    return str(value)


def show_neighbours(report: DeskReport) -> None:
    """Incidents near the report in place and time, of which it may be another account."""
    st.subheader("Incidents it may belong to", anchor=False)
    answers = report.item.answers
    if not answers.get("position"):
        st.caption("The report has no position. Search by its place.")
        return
    try:
        snapshot = data.snapshot()
    except SnapshotError:
        st.caption("Nothing has been published yet.")
        return
    near = data.query(nearby_incidents, snapshot, answers["position"]["latitude"], answers["position"]["longitude"], answers["day"])
    if not near:
        st.caption(f"None within 50 nautical miles and {NEAR_DAYS} days.")
    for neighbour in near:
        incident = neighbour.incident
        days = "same day" if not neighbour.days else f"{abs(neighbour.days)} days {'later' if neighbour.days > 0 else 'earlier'}"
        told = f"{CATEGORY[incident['category']].title}, {short_day(incident['occurred_on'])} ({days}), {neighbour.distance_nm:.1f} nm away"
        st.markdown(f"[{plain(told)}]({page_links.incident_link(incident['incident_id'])})")
        st.caption(plain(f"{', '.join(incident['sources'])} · {incident['incident_id']}"))


def nearby_incidents(con: Any, latitude: float, longitude: float, day: str) -> tuple[NearbyIncident, ...]:
    """Incidents within 50 nm and NEAR_DAYS days, the nearest first."""
    here: Mapping[str, Any] = {"incident_id": "", "latitude": latitude, "longitude": longitude, "occurred_on": date.fromisoformat(day)}
    around = neighbourhood(con, here, _LOOKED_AT)
    near = [neighbour for neighbour in (around.shown if around else ()) if abs(neighbour.days) <= NEAR_DAYS]
    return tuple(near[:_MOST_SHOWN])
