"""One voyage of the fleet: what changed and since when, the way to its page, and an alert along its route."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.kept.fleet import FleetVoyage
from analytics.voyage.kept.since import Difference
from pages.fleet.voyages import Fleet
from pages.kept_voyages.watching import show_watch_button
from pages.shell.text import as_it_stands, plain
from warehouse.contract.dates import moment_in_words


def show_one_voyage(fleet: Fleet) -> None:
    """The voyage that is chosen; the most pressing one at first."""
    by_id = {voyage.voyage_id: voyage for voyage in fleet.voyages}
    with st.container(border=True, key="fleet_one"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox("Voyage", list(by_id), key="fleet_voyage", format_func=lambda code: _label(by_id[code]), width=420)
            voyage, row = by_id[chosen], fleet.rows[chosen]
            query = {**row.text.query, "kept": row.voyage_id}
            st.page_link("pages/voyage/page.py", label="Open, sign or delete", icon=":material/route:", query_params=query)
            if voyage.passage and voyage.assessment:
                show_watch_button(voyage.passage, voyage.assessment.plan.within_nm, "fleet_watch")
        if voyage.reason:
            st.error(plain(voyage.reason), icon=":material/wrong_location:")
        if voyage.voyage_id in fleet.changes:
            _show_changes("Since the day before", fleet.changes[voyage.voyage_id])
        if signature := fleet.signatures.get(voyage.voyage_id):
            when = f"Since {signature.text.officer} signed on {moment_in_words(signature.signed_at)} UTC ({signature.text.decision})"
            if voyage.voyage_id in fleet.since_signed:
                _show_changes(when, fleet.since_signed[voyage.voyage_id])


def _label(voyage: FleetVoyage) -> str:
    return as_it_stands(f"{voyage.ship}: {voyage.name}" if voyage.ship else voyage.name)


def _show_changes(since: str, found: tuple[Difference, ...]) -> None:
    st.markdown(plain(f"{since}: {'' if found else 'nothing that is compared has changed.'}"))
    for change in found:
        st.markdown(f"- **{plain(change.kind)}**: {plain(change.text)}")
