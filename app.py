"""Anchorwatch: page set-up and navigation, and what the server serves beside the pages; nothing else."""

from __future__ import annotations

import streamlit as st

from pages.ui import ahead, head, navigation, paint, shelf

if __name__ == "__main__":
    # Streamlit runs this file for every page.
    navigation.set_up()
    navigation.run()
else:
    # The server imports it once.
    app = st.App(__file__, lifespan=ahead.lifespan, routes=[shelf.ROUTE, paint.ROUTE], middleware=[head.MIDDLEWARE])
