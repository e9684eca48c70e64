"""The legs in a table, and under it what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.describe.words import join_words
from analytics.risk.results import STATE_TITLES
from analytics.voyage import sentences
from analytics.voyage.assessment import LegAssessment, VoyageAssessment
from analytics.voyage.evidence import merged_codes
from analytics.voyage.placed import Codes
from analytics.voyage.quality.charts import hindsight
from analytics.voyage.quality.stored import stored_figures
from pages.charts import cards
from pages.shell.text import plain
from warehouse.contract.dates import short_moment
from warehouse.contract.taxonomy import ACT, SEVERITY, VESSEL_STATUS, VESSEL_TYPE
from warehouse.view import SnapshotView

MOST_CODES = 4


def show_legs(assessment: VoyageAssessment, snapshot: SnapshotView) -> None:
    """One row a leg."""
    within = f"{assessment.plan.within_nm:g} nm"
    columns = {
        "waters": st.column_config.TextColumn("Leg", width=215),
        "enters": st.column_config.TextColumn("Enters, UTC", width=125),
        "hours": st.column_config.NumberColumn("Hours", format="%.0f", width=58),
        "night": st.column_config.NumberColumn("Dark", format="%.0f", width=52, help="Hours with the sun below the horizon"),
        "state": st.column_config.TextColumn("What is known", width=145),
        "likely": st.column_config.TextColumn(
            "While passing",
            width=92,
            help="Probability that an incident to any ship is recorded in the leg's corridor meanwhile; not that this ship is attacked",
        ),
        "level": st.column_config.TextColumn("Waters' level", width=95, help="Of the whole waters, not of the corridor alone"),
        "year": st.column_config.NumberColumn(
            "12 months", format="localized", width=80, help=f"Incidents within {within} in the last twelve months known"
        ),
        "season": st.column_config.TextColumn("Same season", width=115, help="In each of the last five years, newest first; – not watched"),
        "until": st.column_config.DateColumn("Known to", format="D MMM YYYY", width=100),
    }
    frame = legs_frame(assessment)
    cards.show_table(
        f"Legs: {sentences.voyage_in_words(assessment.passage)}",
        frame,
        snapshot,
        assessment.ground.sources,
        name="voyage_legs",
        alt=f"{len(frame)} legs with times, hours in the dark, what is known, level and incidents",
        columns=columns,
        footnotes=("A level is that of the whole waters, and never says that they are safe.",),
        export=lambda: frame,
    )


def legs_frame(assessment: VoyageAssessment) -> pd.DataFrame:
    """One row a leg, for the table and its download."""
    return pd.DataFrame([_row_of(leg) for leg in assessment.legs])


def _row_of(leg: LegAssessment) -> dict[str, Any]:
    known = leg.expected is not None and not leg.is_unknown
    return {
        "waters": f"{leg.leg.number}. {leg.leg.title}",
        "enters": short_moment(leg.leg.start),
        "leaves": short_moment(leg.leg.end),
        "nm": round(leg.leg.nm, 1),
        "hours": round(leg.leg.hours, 1),
        "night": round(leg.leg.night_hours, 1),
        "state": STATE_TITLES[leg.state],
        "level": leg.known_level.title if leg.known_level else "Unknown",
        "why": leg.reason,
        "year": leg.evidence.year if leg.evidence.until else None,
        "season": " ".join("–" if count is None else str(count) for _, count in leg.evidence.seasons),
        "likely": sentences.percent(leg.expected.at_least_one) if leg.expected and known else "unknown",
        "expected": round(leg.expected.mean, 4) if leg.expected and known else None,
        "expected_low80": leg.expected.interval[0] if leg.expected and known else None,
        "expected_high80": leg.expected.interval[1] if leg.expected and known else None,
        "until": leg.evidence.until,
    }


def show_evidence(assessment: VoyageAssessment, ship_title: str) -> None:
    """What was recorded beside the ship's way in the last year known: by act, status, type and severity; and chances where ships count."""
    lists: Mapping[str, tuple[Codes, Mapping[str, Any]]] = {
        "Acts": (merged_codes([leg.evidence.by_act for leg in assessment.legs]), ACT),
        "The ships were": (merged_codes([leg.evidence.by_status for leg in assessment.legs]), VESSEL_STATUS),
        "Types of ship": (merged_codes([leg.evidence.by_type for leg in assessment.legs]), VESSEL_TYPE),
        "Severity": (
            merged_codes([leg.evidence.by_severity for leg in assessment.legs]),
            {str(code): entry for code, entry in SEVERITY.items()},
        ),
    }
    st.markdown(plain(f"Recorded within {assessment.plan.within_nm:g} nm in the last twelve months known: {assessment.recorded:,}."))
    for heading, (codes, titles) in lists.items():
        if codes:
            st.markdown(plain(f"{heading}: {_codes_in_words(codes, titles)}."))
    if ship_title:
        alike = sum(leg.evidence.like_ours for leg in assessment.legs)
        st.markdown(plain(f"On ships like yours ({ship_title.lower()}): {alike:,} of these incidents."))
    vague = sum(leg.evidence.vague for leg in assessment.legs)
    if vague:
        st.markdown(plain(f"Placed less precisely than the corridor is wide: {vague:,} of these incidents."))
    chances = [sentence for leg in assessment.legs if (sentence := sentences.chance_sentence(leg))]
    for sentence in chances or ["Ships that pass are counted on no leg, so a level is relative to other waters, not a chance per passage."]:
        st.markdown(plain(sentence))
    if unreported := sentences.unreported_sentence(assessment):
        st.markdown(plain(unreported))


def _codes_in_words(codes: Codes, titles: Mapping[str, Any]) -> str:
    shown = [f"{_title(code, titles).lower()} {count:,}" for code, count in codes[:MOST_CODES]]
    rest = sum(count for _, count in codes[MOST_CODES:])
    return join_words([*shown, f"other {rest:,}"] if rest else shown)


def _title(code: str, titles: Mapping[str, Any]) -> str:
    return str(titles[code].title) if code in titles else code


def show_watch(assessment: VoyageAssessment) -> None:
    """Why nothing is known, leg by leg; what the route is and is not; the method, and how well it did."""
    route = assessment.passage.route
    for leg in assessment.legs:
        if leg.is_unknown:
            st.markdown(plain(f"{leg.leg.number}. {leg.leg.title}: {sentences.why_unknown(leg)}"))
    if route.land_nm is not None and route.land_nm >= 1:
        st.markdown(
            plain(f"The network of sea routes draws {route.land_nm:,.0f} nm of this route across land, in rivers, ports or narrows.")
        )
    for paragraph in sentences.METHOD:
        st.markdown(paragraph)
    if figures := stored_figures():
        st.markdown(plain(f"How good is this? {hindsight(figures)}"))
