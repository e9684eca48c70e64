"""Anchorwatch: page set-up, navigation, and what the server serves besides the pages. Nothing else belongs here."""

from __future__ import annotations

import streamlit as st

from api.mounted import api_routes
from pages.alerts.feed_routes import ROUTES as ALERT_ROUTES
from pages.events.calendar_routes import ROUTES as CALENDAR_ROUTES
from pages.report.routes import ROUTES as REPORT_ROUTES
from pages.server import (
    document_head,
    first_paint,
    invitation_links,
    local_only,
    map_engine,
    open_ahead,
    prepared_files,
    return_to_page,
    security_headers,
    session_cookie,
    sign_in_secrets,
    trusted_hosts,
)
from pages.server.streamlit_private import decide_session_cookie
from pages.shell import navigation
from pages.shell.access.current import sign_in_is_set_up

if __name__ == "__main__":
    # Streamlit runs this file as a script for every run of a page.
    navigation.set_up()
    navigation.run_page()
else:
    # The server imports it once, as an ASGI application.
    decide_session_cookie(session_cookie.cookie_content)
    app = st.App(
        __file__,
        secrets=sign_in_secrets.secrets_in(),
        lifespan=open_ahead.server_lifespan,
        routes=[
            prepared_files.ROUTE,
            first_paint.ROUTE,
            map_engine.ROUTE,
            invitation_links.ROUTE,
            *REPORT_ROUTES,
            *ALERT_ROUTES,
            *CALENDAR_ROUTES,
            *api_routes(sign_in_is_set_up),
        ],
        # In the order of a request's way in: a refusal bears the headers too.
        middleware=[
            security_headers.MIDDLEWARE,
            trusted_hosts.MIDDLEWARE,
            local_only.MIDDLEWARE,
            return_to_page.MIDDLEWARE,
            document_head.MIDDLEWARE,
        ],
        exception_handlers={Exception: security_headers.answer_failure},
    )
