"""Anchorwatch: page set-up and navigation, and what the server serves beside the pages; nothing else."""

from __future__ import annotations

import streamlit as st

from pages.server import document_head, first_paint, open_ahead, prepared_files
from pages.shell import navigation

if __name__ == "__main__":
    # Streamlit runs this file for every page.
    navigation.set_up()
    navigation.run()
else:
    # The server imports it once.
    app = st.App(
        __file__, lifespan=open_ahead.lifespan, routes=[prepared_files.ROUTE, first_paint.ROUTE], middleware=[document_head.MIDDLEWARE]
    )
