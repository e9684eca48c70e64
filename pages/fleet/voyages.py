"""The kept voyages assessed together, with what changed since the day before and since each was signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import streamlit as st

from analytics.voyage.advice import advisories_on_the_way
from analytics.voyage.assessment import VoyagePlan, passage_of
from analytics.voyage.errors import VoyageError
from analytics.voyage.kept.fleet import FleetVoyage, most_pressing_first
from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.kept.since import Difference, Figures, differences, figures_of
from members.voyages.figures import note_figures
from members.voyages.kept import VoyageRow
from members.voyages.ships import ShipRow
from members.voyages.signing import SignatureRow, last_signatures
from pages.kept_voyages.assessed import assess_for_fleet
from pages.shell import access, data
from pages.shell.access.current import store
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.view import SnapshotView

_COMPARED: Final = "_fleet_compared"
"""Session key: what was compared with last, so that looking again does not write again."""


@dataclass(frozen=True, eq=False)
class Fleet:
    """`voyages`, the most pressing first. `figures` by id are the present ones; `changes` since the day before by id, where it is known;
    `signatures` the newest of each, and `since_signed` what differs since, of those whose figures this reader may see."""

    voyages: tuple[FleetVoyage, ...]
    rows: Mapping[str, VoyageRow]
    figures: Mapping[str, Figures]
    changes: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    signatures: Mapping[str, SignatureRow] = field(default_factory=dict)
    since_signed: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)

    @property
    def changed(self) -> int | None:
        """How many voyages changed since the day before; None where none can be compared."""
        return sum(bool(found) for found in self.changes.values()) if self.changes else None


def fleet_of(snapshot: SnapshotView, now: datetime, rows: tuple[VoyageRow, ...], ships: Mapping[str, ShipRow]) -> Fleet:
    """All of it. Raises NotAllowed, StoreError."""
    voyages = most_pressing_first(_assessed(snapshot, now, row, ships) for row in rows)
    sailing = {voyage.voyage_id: voyage for voyage in voyages if voyage.assessment}
    advisories = data.query(all_advisories, snapshot)
    figures = {
        voyage_id: figures_of(
            voyage.assessment, advisories_on_the_way(advisories, voyage.assessment.passage, now), snapshot.id, snapshot.published_at
        )
        for voyage_id, voyage in sailing.items()
        if voyage.assessment
    }
    signatures = last_signatures(store(), access.current_person(), access.current_reader().clearance)
    signed = {voyage_id: row.text.figures for voyage_id, row in signatures.items() if row.text.figures}
    return Fleet(
        voyages,
        {row.voyage_id: row for row in rows},
        figures,
        _compared(_day_before(snapshot, figures), figures, sailing),
        signatures,
        _compared(signed, figures, sailing),
    )


def _assessed(snapshot: SnapshotView, now: datetime, row: VoyageRow, ships: Mapping[str, ShipRow]) -> FleetVoyage:
    ship = ships[row.text.ship_id].name if row.text.ship_id in ships else ""
    try:
        plan: VoyagePlan = VoyageView.from_query(row.text.query)[0].plan(now)
        passage = passage_of(plan)
        # Nothing lies ahead of a ship that has arrived.
        assessment = assess_for_fleet(snapshot, plan, now) if passage.arrival > now else None
    except VoyageError as refusal:
        return FleetVoyage(row.voyage_id, row.text.name, ship, now, reason=str(refusal))
    return FleetVoyage(row.voyage_id, row.text.name, ship, now, passage, assessment)


def _day_before(snapshot: SnapshotView, figures: Mapping[str, Figures]) -> Mapping[str, Mapping[str, Any]]:
    """The figures of the day before that was looked at; today's are kept for tomorrow. A kept snapshot is only looked at."""
    if data.as_of() or not figures:
        return {}
    clearance = access.current_reader().clearance
    key = (access.current_person().person_id, clearance, snapshot.id, tuple((name, one.plan) for name, one in sorted(figures.items())))
    stored = st.session_state.get(_COMPARED)
    if stored is None or stored[0] != key:
        fields = {voyage_id: one.to_fields() for voyage_id, one in figures.items()}
        day = snapshot.published_at.date()
        stored = (key, note_figures(store(), access.current_person(), clearance, day, snapshot.id, fields))
        st.session_state[_COMPARED] = stored
    earlier: Mapping[str, Mapping[str, Any]] = stored[1]
    return earlier


def _compared(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Figures], sailing: Mapping[str, FleetVoyage]
) -> dict[str, tuple[Difference, ...]]:
    found = {}
    for voyage_id, fields in before.items():
        voyage = sailing.get(voyage_id)
        if voyage and voyage.assessment:
            found[voyage_id] = differences(Figures.from_fields(fields), after[voyage_id], voyage.assessment)
    return found
