"""The voyages in a table, a row each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.voyage.kept.fleet import FleetVoyage
from pages.charts import cards
from pages.fleet.voyages import Fleet
from warehouse.contract.dates import short_day, short_moment
from warehouse.view import SnapshotView

MOST_HEIGHT = 560


def show_fleet_table(fleet: Fleet, snapshot: SnapshotView) -> None:
    """The most pressing voyage first."""
    frame = fleet_frame(fleet)
    sources = next((voyage.assessment.ground.sources for voyage in fleet.voyages if voyage.assessment), ())
    cards.show_table(
        "What lies ahead, the most pressing first",
        frame,
        snapshot,
        sources,
        name="fleet",
        alt=f"{len(frame)} voyages with next strait, worst leg ahead, hours not known, and what changed",
        columns={
            "ship": st.column_config.TextColumn("Ship", width=130),
            "voyage": st.column_config.TextColumn("Voyage", width=230),
            "stage": st.column_config.TextColumn("Stage", width=85),
            "strait": st.column_config.TextColumn("Next strait, UTC", width=235),
            "worst": st.column_config.TextColumn("Worst known leg ahead", width=185),
            "level": st.column_config.TextColumn("Waters' level", width=95, help="Of the whole waters, not of the corridor alone"),
            "likely": st.column_config.TextColumn(
                "Incident on the way",
                width=120,
                help="Probability that an incident to any ship is recorded in the corridor ahead; unknown hours can only add to it",
            ),
            "unknown": st.column_config.TextColumn("Hours unknown", width=110, help="Of the hours ahead; unknown is not calm"),
            "changes": st.column_config.TextColumn("Since the day before", width=260),
            "signed": st.column_config.TextColumn("Signed", width=190),
            "arrives": st.column_config.TextColumn("Arrival, UTC", width=130),
        },
        footnotes=("A level is that of the whole waters, and never says that they are safe.",),
        height=min(cards.ROW_HEIGHT * (len(frame) + 1) + 2, MOST_HEIGHT),
    )


def fleet_frame(fleet: Fleet) -> pd.DataFrame:
    """One row a voyage, for the table and its download."""
    return pd.DataFrame([_row_of(voyage, fleet) for voyage in fleet.voyages])


def _row_of(voyage: FleetVoyage, fleet: Fleet) -> dict[str, Any]:
    strait, worst = voyage.next_strait, voyage.worst
    return {
        "ship": voyage.ship or "not stated",
        "voyage": voyage.name,
        "stage": voyage.stage if voyage.passage else "cannot be assessed",
        "strait": f"{strait.leg.title}, {_when(strait.leg.start, voyage.now)}" if strait else "none",
        "worst": worst.leg.title if worst else "unknown" if voyage.ahead else "",
        "level": worst.level.title if worst and worst.level else "Unknown" if voyage.ahead else "",
        "likely": voyage.likely,
        "unknown": hours_unknown(voyage),
        "changes": changes_in_words(voyage, fleet),
        "signed": signed_in_words(voyage, fleet),
        "arrives": short_moment(voyage.passage.arrival) if voyage.passage else "",
    }


def _when(start: datetime, now: datetime) -> str:
    return "now" if start <= now else short_moment(start)


def hours_unknown(voyage: FleetVoyage) -> str:
    """`120 of 340`; never 0 where some are unknown."""
    if voyage.assessment is None:
        return "" if voyage.stage == "arrived" else "all"
    unknown = max(1, round(voyage.unknown_hours)) if voyage.unknown_hours else 0
    return f"{unknown:,} of {voyage.hours_ahead:,.0f}"


def changes_in_words(voyage: FleetVoyage, fleet: Fleet) -> str:
    """What changed since the day before, or why that is not known."""
    if voyage.passage is None:
        return voyage.reason
    if voyage.voyage_id not in fleet.changes:
        return "" if voyage.stage == "arrived" else "no day before to compare with"
    return "; ".join(change.short for change in fleet.changes[voyage.voyage_id]) or "nothing"


def signed_in_words(voyage: FleetVoyage, fleet: Fleet) -> str:
    """`3 Dec 2026, unchanged since`, `3 Dec 2026, 2 changes since`, `no`."""
    signature = fleet.signatures.get(voyage.voyage_id)
    if signature is None:
        return "no"
    day, since = short_day(signature.signed_at.date()), fleet.since_signed.get(voyage.voyage_id)
    if since is None:
        return day
    return f"{day}, unchanged since" if not since else f"{day}, {'1 change' if len(since) == 1 else f'{len(since):,} changes'} since"
