"""The security assessment of the voyage: the ship, the officer's judgement, and the document that is the same here, as DOCX and as PDF.

What is typed stays in the session, in no address; the ship is kept where somebody keeps it, sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from analytics.describe.charts import Chart
from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.kept.since import Figures
from analytics.voyage.security.judgement import DECISIONS, LEVELS, Judgement, LegJudgement, level_by_evidence
from briefing import pdf, word
from briefing.blocks import Document, Exhibit, Paragraphs, Section, TextTable
from briefing.security.assessment import SecurityCase, compose_assessment
from briefing.security.revision import Revision
from members.voyages.kept import VoyageRow
from pages.charts import cards
from pages.shell.text import plain
from pages.voyage import signing
from pages.voyage.ship_fields import LONGEST, show_ship_fields
from warehouse.queries.advisories.advisories import Advisory
from warehouse.view import SnapshotView

LONGEST_REASON: Final = 400
WRITERS: Final[dict[str, tuple[str, Callable[[Document], bytes]]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word.write_docx),
    "pdf": ("application/pdf", pdf.write_pdf),
}


@dataclass(frozen=True, eq=False)
class ShownVoyage:
    """The voyage of this run: as it would be kept, assessed, the advisories on its way, the kept one that it is, and what is signed."""

    view: VoyageView
    assessment: VoyageAssessment
    advisories: tuple[Advisory, ...]
    row: VoyageRow | None
    figures: Figures
    revision: Revision | None


def show_security(shown: ShownVoyage, snapshot: SnapshotView, now: datetime) -> None:
    """The fields, the two files, signing, and the document's sections."""
    assessment, row = shown.assessment, shown.row
    with st.container(border=True, key="security_fields"):
        cards.card_heading("Your ship and your judgement", "What you type stays in this session and in the files you download, until kept.")
        ship = show_ship_fields(assessment.plan.ship_type, row)
        judgement = _judgement_fields(assessment)
    composed = compose_assessment(SecurityCase(assessment, ship, judgement, shown.advisories, now, shown.revision), snapshot)
    with st.container(horizontal=True, vertical_alignment="center", key="security_files"):
        for extension, (mime, _) in WRITERS.items():
            st.download_button(
                plain(extension.upper()),
                data=_writer(extension, composed),
                file_name=f"{composed.file_stem}.{extension}",
                mime=mime,
                icon=":material/download:",
                type="primary" if extension == "docx" else "secondary",
                key=f"security_{extension}",
                on_click="ignore",
            )
        signing.show_sign_button(shown.view, assessment, judgement, shown.figures, snapshot, row)
        st.caption("TLP:AMBER+STRICT. Edit the DOCX, sign and file it; both files say the same as the sections below.")
    for section in composed.sections:
        _show_section(section, snapshot)


def _writer(extension: str, composed: Document) -> Callable[[], bytes]:
    return lambda: WRITERS[extension][1](composed)


def _judgement_fields(assessment: VoyageAssessment) -> Judgement:
    with st.container(horizontal=True, key="security_officer_row"):
        company = st.text_input("Company", key="security_company", max_chars=LONGEST, width=220)
        officer = st.text_input("Company security officer", key="security_officer", max_chars=LONGEST, width=220)
        decision = st.selectbox("Decision", DECISIONS, key="security_decision", width=240)
    remarks = st.text_input("Remarks", key="security_remarks", max_chars=LONGEST_REASON)
    frame = pd.DataFrame(
        [
            {"leg": f"{leg.leg.number}. {leg.leg.title}", "evidence": level_by_evidence(leg), "own": None, "reason": ""}
            for leg in assessment.legs
        ]
    )
    edited = st.data_editor(
        frame,
        key=f"security_legs_{len(frame)}",
        hide_index=True,
        disabled=["leg", "evidence"],
        column_config={
            "leg": st.column_config.TextColumn("Leg", width=250),
            "evidence": st.column_config.TextColumn("By the evidence", width=120),
            "own": st.column_config.SelectboxColumn("Your level", options=list(LEVELS), width=120),
            "reason": st.column_config.TextColumn("Your reason, without which it does not hold", max_chars=LONGEST_REASON, width=420),
        },
    )
    rows = cast(list[dict[str, Any]], edited.to_dict("records"))
    legs = {
        leg.leg.number: LegJudgement(row["own"], str(row["reason"] or ""))
        for leg, row in zip(assessment.legs, rows, strict=True)
        if row["own"]
    }
    return Judgement(company.strip(), officer.strip(), decision, remarks.strip(), legs)


def _show_section(section: Section, snapshot: SnapshotView) -> None:
    """A section's words, charts and tables, closed; its map is the page's own."""
    with st.expander(plain(section.title)):
        for block in section.blocks:
            if isinstance(block, Paragraphs):
                if block.title:
                    st.markdown(f"**{plain(block.title)}**")
                for paragraph in block.paragraphs:
                    st.markdown(plain(paragraph))
            elif isinstance(block, TextTable):
                _show_table(block)
            elif isinstance(block, Exhibit) and isinstance(block.description, Chart):
                cards.show_chart(block.description, snapshot, block.sources, "No incident was recorded along the route.")


def _show_table(block: TextTable) -> None:
    if block.rows:
        st.dataframe(block.frame(), hide_index=True, key=f"security_{block.name}", alt=block.title)
    else:
        st.caption(plain(block.empty))
    for note in block.notes:
        st.caption(plain(note))
