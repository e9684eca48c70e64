"""The crew brief of the voyage: its language, a preview, the page and the receipt list."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.assessment import VoyageAssessment
from briefing.crew import printed
from briefing.crew.brief import compose_brief
from briefing.crew.texts import languages_in
from briefing.document import SIMULATED, file_stem
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.view import SnapshotView


def show_crew_brief(assessment: VoyageAssessment, snapshot: SnapshotView) -> None:
    """The two files and the page as it will be printed."""
    languages = languages_in(settings.load().data)
    for problem in languages.problems:
        st.caption(plain(problem))
    banner = SIMULATED if snapshot.is_demo else ""
    with st.container(horizontal=True, vertical_alignment="bottom", key="crew_files"):
        code = st.selectbox(
            "Language",
            list(languages.complete),
            key="crew_language",
            format_func=lambda code: plain(languages.complete[code].title),
            width=200,
        )
        brief = compose_brief(assessment, languages.complete[code])
        stem = file_stem(f"Crew brief {brief.route}", snapshot.is_demo)
        st.download_button(
            "Crew brief",
            data=lambda: printed.write_brief(brief, banner),
            file_name=f"{stem}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            type="primary",
            key="crew_brief",
            on_click="ignore",
            help="One page in plain words, for print in black and white and for a ship's mail.",
        )
        st.download_button(
            "Receipt list",
            data=lambda: printed.write_receipts(brief, banner),
            file_name=f"{stem}-receipts.pdf",
            mime="application/pdf",
            icon=":material/download:",
            key="crew_receipts",
            on_click="ignore",
            help="Who was briefed: to be signed and filed.",
        )
    st.image(printed.brief_image(brief, banner), width=620, alt=brief.title)
