"""*Were you there?*: a member confirms an incident, or says that it was otherwise, with the voice of the company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from members.access import Deed, Person
from members.confirmations.deeds import STANCES, Voice, Voices, confirm_incident, take_confirmation_back, voices_on
from members.confirmations.hand_over import is_confirmation
from members.errors import MembersError, StoreError
from members.reports import pictures
from members.reports.deeds import LONGEST_MESSAGE
from pages.shell import access, failures
from pages.shell.access.current import store as members_database
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.taxonomy import MARKS, TLP_CODE

_OUTCOME: Final = "confirming_outcome"
_ROUGH_KM: Final = 1.9


def show_confirming(incident: dict[str, Any], reports: list[dict[str, Any]]) -> None:
    """What companies say of the incident, and the fields to say it; nothing where members do not report here.

    `reports`: those behind the incident.
    """
    if not settings.load().member_reports or not access.may_do(Deed.CONFIRM) or incident["occurred_on"] is None:
        return
    try:
        person = access.current_person()
        voices = voices_on(members_database(), person, incident["incident_id"], access.current_reader().marks)
    except StoreError as error:
        failures.log(error)
        return
    opened = st.session_state.get(_OUTCOME) is not None
    with st.expander(plain(f"Were you there? {_counted(voices)}"), icon=":material/how_to_reg:", expanded=opened):
        _show_outcome()
        _show_fields(person, incident, voices, _mark_of(incident, reports))


def _mark_of(incident: dict[str, Any], reports: list[dict[str, Any]]) -> str:
    """The strictest mark of what was reported. What companies say of it does not count: one that is strict would bind all others."""
    told: list[str] = [report["tlp"] for report in reports if not is_confirmation(report["report_id"])]
    strictest: str = max(told or [incident["tlp"]], key=MARKS.index)
    return strictest


def _counted(voices: Voices) -> str:
    if not voices.confirm and not voices.dispute:
        return "No company has said so yet."
    told = []
    if voices.confirm:
        told.append(f"{voices.confirm} {'company confirms' if voices.confirm == 1 else 'companies confirm'} it")
    if voices.dispute:
        told.append(f"{voices.dispute} {'disputes' if voices.dispute == 1 else 'dispute'} it")
    return f"{', '.join(told)}."


def _show_fields(person: Person, incident: dict[str, Any], voices: Voices, incident_mark: str) -> None:
    key = incident["incident_id"]
    codes = list(STANCES)
    stance = st.radio(
        "Your company", codes, index=codes.index(voices.own) if voices.own else None, key=f"stance_{key}",
        format_func=lambda code: plain(STANCES[code]), label_visibility="collapsed",
    )  # fmt: skip
    detail = st.text_area(
        "A detail (only the verification desk reads it)", voices.own_detail, key=f"detail_{key}", max_chars=LONGEST_MESSAGE, height=80
    )
    marks = MARKS[MARKS.index(incident_mark) :]
    usual = voices.own_tlp or "AMBER"
    mark = st.selectbox(
        "Who may see that a company says so", marks, index=marks.index(usual) if usual in marks else 0, key=f"mark_{key}",
        format_func=lambda code: plain(f"TLP:{code}. {TLP_CODE[code].definition}"),
    )  # fmt: skip
    photo = st.file_uploader("A photo (only the desk sees it; drawn anew without place, time and owner)", ["jpg", "jpeg", "png", "webp"],
                             key=f"photo_{key}", max_upload_size=int(pictures.MOST_BYTES / 1e6))  # fmt: skip
    st.caption(
        "A company has one voice: what you say replaces what it said before. Its name is never published. The next run publishes what you "
        "say; that an incident is disputed is then seen by everybody who sees the incident."
    )

    def say() -> None:
        jpeg = pictures.redraw(photo.getvalue()) if photo else None
        voice = Voice(stance or "", detail, mark, _facts_of(incident), incident_mark, jpeg)
        confirm_incident(members_database(), person, key, voice, datetime.now(UTC).date())

    def take_back() -> None:
        take_confirmation_back(members_database(), person, key, datetime.now(UTC).date())

    with st.container(horizontal=True):
        st.button("Say so", type="primary", key=f"say_{key}", disabled=stance is None, on_click=_do, args=("Kept. Thank you.", say))
        if voices.own:
            st.button("Take it back", key=f"take_back_{key}", on_click=_do, args=("Taken back.", take_back))


def _facts_of(incident: dict[str, Any]) -> dict[str, Any]:
    position = None
    if incident["latitude"] is not None:
        precision = incident["position_precision_km"] or _ROUGH_KM
        position = {"latitude": incident["latitude"], "longitude": incident["longitude"], "precision_km": precision}
    return {
        "day": incident["occurred_on"].isoformat(), "place": incident["place"], "category": incident["category"], "act": incident["act"],
        "position": position,
    }  # fmt: skip


def _do(done: str, deed: Callable[[], None]) -> None:
    try:
        deed()
    except MembersError as error:
        failures.log(error)
        st.session_state[_OUTCOME] = ("error", str(error))
    else:
        st.session_state[_OUTCOME] = ("success", done)


def _show_outcome() -> None:
    kind, words = st.session_state.pop(_OUTCOME, ("", ""))
    if kind == "error":
        st.error(plain(words), icon=":material/error:")
    elif kind:
        st.success(plain(words), icon=":material/check:")
