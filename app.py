"""Anchorwatch: page set-up, navigation, and what the server serves besides the pages. Nothing else belongs here."""

from __future__ import annotations

import streamlit as st

from pages.report.routes import ROUTES as REPORT_ROUTES
from pages.server import document_head, first_paint, map_engine, open_ahead, prepared_files, security_headers, trusted_hosts
from pages.shell import navigation

if __name__ == "__main__":
    # Streamlit runs this file as a script for every run of a page.
    navigation.set_up()
    navigation.run_page()
else:
    # The server imports it once, as an ASGI application.
    app = st.App(
        __file__,
        lifespan=open_ahead.server_lifespan,
        routes=[prepared_files.ROUTE, first_paint.ROUTE, map_engine.ROUTE, *REPORT_ROUTES],
        # In the order of a request's way in: a refusal bears the headers too.
        middleware=[security_headers.MIDDLEWARE, trusted_hosts.MIDDLEWARE, document_head.MIDDLEWARE],
        exception_handlers={Exception: security_headers.answer_failure},
    )
