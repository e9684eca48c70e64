"""The parts of the page below its fields."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from analytics.voyage import sentences
from analytics.voyage.advice import advisories_on_the_way
from analytics.voyage.alternatives import alternatives_to
from analytics.voyage.assessment import VoyagePlan
from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.route.routes import NO_NAVIGATION, FarWaypoint
from analytics.voyage.strait_hours import hours_of_straits
from members.voyages.kept import VoyageRow
from pages.kept_voyages.assessed import assess
from pages.shell import data, page_top
from pages.shell.text import plain
from pages.voyage import advice, crew, fields, legs_table, otherwise, route_map, security, signing
from pages.voyage.security import ShownVoyage
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.reference.ports import nearest_port
from warehouse.view import SnapshotView

AT_PORT_KM: Final = 25.0
"""A waypoint this near to a port is taken to lie in it: map names of ports stand where ships wait."""


def ask_about(far: tuple[FarWaypoint, ...]) -> None:
    """Ask whether places far from the sea routes are meant."""
    named = "; ".join(f"{waypoint.name} lies {waypoint.nm:,.0f} nm from the nearest sea route" for waypoint in far)
    question = f"{named}. The voyage is drawn straight between the two. Is that the place you mean?"
    st.warning(plain(question), icon=":material/help:")
    st.button("Yes, that is the place", type="primary", on_click=fields.confirm_far)


def show_assessment(snapshot: SnapshotView, plan: VoyagePlan, now: datetime, view: VoyageView, row: VoyageRow | None) -> None:
    """The answer, the map, the legs, and what else can be asked. `row` is the kept voyage that is shown; None for none."""
    # The first voyage on a snapshot takes seconds; the later ones share what it found.
    with st.spinner("Working out what is known along the route"):
        assessed = assess(snapshot, plan, now)
    advisories = advisories_on_the_way(data.query(all_advisories, snapshot), assessed.passage, now)
    figures, signature = signing.present_figures(assessed, advisories, snapshot), signing.newest_signature(row)
    revision = signing.revision_of(signature, figures, assessed)
    example = "An example: type your own ports. " if view.is_example else ""
    page_top.show_answer(f"{example}{sentences.answer(assessed)}")
    if limits := sentences.limits_in_time(assessed):
        st.caption(plain(limits))
    signing.show_since_signed(signature, revision)
    route_map.show_route_map(assessed)
    advice.show_advisories(advisories, assessed.passage, now)
    legs_table.show_legs(assessed, snapshot)
    if st.toggle("Compare: other times, speeds and routes; hour by hour through straits", key="otherwise", bind="query-params"):
        sources = assessed.ground.sources
        others = alternatives_to(plan, assessed.passage.route.passages, lambda other: assess(snapshot, other, now))
        otherwise.show_alternatives(others, snapshot, sources)
        otherwise.show_strait_hours(hours_of_straits(assessed), snapshot, sources)
    if st.toggle("Security assessment: threat, ship, measures and your judgement, as DOCX and PDF", key="assessment", bind="query-params"):
        security.show_security(ShownVoyage(view.settled(now), assessed, advisories, row, figures, revision), snapshot, now)
    if st.toggle("Crew brief: one page in plain words, and the list of who was briefed", key="crew", bind="query-params"):
        crew.show_crew_brief(assessed, snapshot)
    _link_ports(plan)
    with page_top.details():
        st.markdown(plain(NO_NAVIGATION))
        legs_table.show_evidence(assessed, VESSEL_TYPE[plan.ship_type].title if plan.ship_type else "")
        legs_table.show_watch(assessed)


def _link_ports(plan: VoyagePlan) -> None:
    """The ways to the pages of the ports of departure and arrival, where the plan begins and ends in ports."""
    ends = [nearest_port(waypoint.latitude, waypoint.longitude) for waypoint in (plan.waypoints[0], plan.waypoints[-1])]
    with st.container(horizontal=True, key="voyage_ports"):
        for port in ends:
            if port.distance_km <= AT_PORT_KM:
                st.page_link(
                    "pages/port/page.py",
                    label=plain(f"Port: {port.name}, {port.locode[:2]}"),
                    icon=":material/anchor:",
                    query_params={"port": port.locode},
                )
