"""Cyber incidents that other security teams share, handed in as a file."""

from __future__ import annotations

import streamlit as st

from pages.charts import cards
from pages.data_sources.table_process import TableRefused, land_shared_incidents
from pages.shell import failures
from pages.shell.text import plain


def show_shared_incidents() -> None:
    """A field for a file, and a button that lands it; what the command says of it, in its own words."""
    with st.container(border=True):
        cards.card_heading("Cyber incidents that other security teams share")
        upload = st.file_uploader(
            "STIX 2.1 bundle or MISP events",
            type=["json", "gz", "zip"],
            key="shared_file",
            help="Each keeps its TLP mark; with an unknown one it goes to quarantine. A later version revises, `revoked` withdraws.",
        )
        if upload is None or not st.button("Land the file", icon=":material/save:", key="shared_land"):
            return
        try:
            with st.spinner("Reading the file", show_time=True):
                said = land_shared_incidents(upload.name, upload.getvalue())
        except TableRefused as error:
            st.error(failures.in_plain_words(str(error)), title="The file cannot be used", icon=":material/error:")
            return
        st.success(plain(said), icon=":material/task_alt:")
