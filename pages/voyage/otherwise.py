"""The voyage otherwise: alternatives side by side, and the hours at which to pass a strait."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.voyage import sentences
from analytics.voyage.alternatives import Alternative
from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.strait_hours import StraitHours
from pages.charts import cards
from pages.shell.text import plain
from warehouse.contract.dates import short_moment
from warehouse.view import SnapshotView


def show_alternatives(alternatives: tuple[Alternative, ...], snapshot: SnapshotView, sources: tuple[str, ...]) -> None:
    """The alternatives in a table, a row each."""
    frame = pd.DataFrame([_row_of(alternative) for alternative in alternatives])
    cards.show_table(
        "The same voyage otherwise",
        frame,
        snapshot,
        sources,
        name="voyage_alternatives",
        alt=f"{len(frame)} alternatives with length, arrival, hours unknown and worst leg",
        columns={
            "title": st.column_config.TextColumn("Voyage", width=190),
            "nm": st.column_config.NumberColumn("nm", format="localized", width=80),
            "arrival": st.column_config.TextColumn("Arrival, UTC", width=150),
            "likely": st.column_config.TextColumn(
                "Incident on the way",
                width=140,
                help="Probability that an incident to any ship is recorded in the corridor meanwhile; unknown hours can only add to it",
            ),
            "unknown": st.column_config.NumberColumn("Hours unknown", format="localized", width=110),
            "dark": st.column_config.NumberColumn("Dark in straits, h", format="%.0f", width=130),
            "worst": st.column_config.TextColumn("Worst known leg", width=230),
            "why": st.column_config.TextColumn("Why not", width=260),
        },
    )


def _row_of(alternative: Alternative) -> dict[str, Any]:
    assessment = alternative.assessment
    if assessment is None:
        return {"title": alternative.title, "why": alternative.reason}
    worst = assessment.worst
    return {
        "title": alternative.title,
        "nm": round(assessment.passage.route.length_nm),
        "arrival": short_moment(assessment.passage.arrival),
        "likely": sentences.percent_on_the_way(assessment),
        "unknown": assessment.whole_hours_unknown,
        "dark": _dark_in_straits(assessment),
        "worst": worst.leg.title if worst else "unknown",
        "why": "",
    }


def _dark_in_straits(assessment: VoyageAssessment) -> float:
    return sum(leg.leg.night_hours for leg in assessment.legs if leg.leg.is_strait)


def show_strait_hours(straits: tuple[StraitHours, ...], snapshot: SnapshotView, sources: tuple[str, ...]) -> None:
    """For each strait a sentence, and a table of hour by risk."""
    if not straits:
        st.caption("No strait on the way has enough incidents with a known hour to tell hours apart.")
        return
    for strait in straits:
        st.markdown(plain(strait.sentence))
    frame = pd.DataFrame(
        [{"hour": f"{hour:02d}:00", **{strait.title: round(strait.factor[hour], 2) for strait in straits}} for hour in range(24)]
    )
    cards.show_table(
        "Risk of a passage by the hour it begins (local sun; 1 is the mean of the day)",
        frame,
        snapshot,
        sources,
        name="voyage_hours",
        alt=f"24 hours with the relative risk of passing {', '.join(strait.title for strait in straits)}",
        columns={
            "hour": st.column_config.TextColumn("Enters at", width=90),
            **{
                strait.title: st.column_config.ProgressColumn(plain(strait.title), min_value=0.0, max_value=_most(straits), format="%.1f")
                for strait in straits
            },
        },
        height=330,
    )


def _most(straits: tuple[StraitHours, ...]) -> float:
    return max(max(strait.factor) for strait in straits)
