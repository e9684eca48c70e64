"""Every private interface of Streamlit that Anchorwatch uses, each with the reason.

Nothing here is promised by Streamlit, so an upgrade may change it. All other files import from this one and use public interfaces
only; `tests/pages/test_streamlit_private.py` walks the code for others and fails where one of these has changed.

What looks private but is documented is not listed: `st.App` with its routes and middleware, `st.Page` as a type, `st.context`, classes
`st-key-…` made from an element's key, and `streamlit.testing.v1.AppTest`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.util import calc_hash
from streamlit.web import cli
from streamlit.web.server.starlette import starlette_auth_routes

__all__ = [
    "BackMsg", "ComponentConfig", "ComponentManifest", "ForwardMsg", "MediaFileManager", "PagesManager", "Runtime", "SessionClient",
    "calc_hash", "cli", "config", "get_script_run_ctx", "manifest_scanner", "starlette_auth_routes",
]  # fmt: skip

IMPORTS: Final[dict[str, str]] = {
    "streamlit.config": "Tests read which options exist and which are hidden; `st.get_option` gives their values only.",
    "streamlit.components.v2.manifest_scanner": "Looks through every installed package each time AppTest opens an app; tests let it do so "
    "once.",
    "streamlit.components.v2.manifest_scanner.ComponentConfig": "Names a component's folder of files in a manifest.",
    "streamlit.components.v2.manifest_scanner.ComponentManifest": "Streamlit serves files of components of installed packages only, and "
    "loads a script given as text from a blob: address, which the Content-Security-Policy forbids; the app is no installed package.",
    "streamlit.proto.BackMsg_pb2.BackMsg": "What a browser sends: asks for a page, for pages opened ahead and for the bench.",
    "streamlit.proto.ForwardMsg_pb2.ForwardMsg": "What a browser receives: tells when a page has been sent, and counts bytes in the bench.",
    "streamlit.runtime.Runtime": "Runs a page without a browser inside the running server, so that its results are cached for readers. "
    "AppTest runs pages too, but replaces the server's runtime by a mock.",
    "streamlit.runtime.SessionClient": "The browser's side of such a run.",
    "streamlit.runtime.media_file_manager.MediaFileManager": "The bench collects the files behind download buttons, which AppTest omits.",
    "streamlit.runtime.pages_manager.PagesManager": "Streamlit takes a folder `pages` for scripts until `st.navigation` has run once, and "
    "answers the first deep link after a start with “Page not found”.",
    "streamlit.runtime.scriptrunner.get_script_run_ctx": "Names the session of a page: pages opened ahead are shown the snapshot "
    "that is being prepared, which readers do not see yet.",
    "streamlit.util.calc_hash": "Gives a page's hash, so that AppTest can open a page by its address on its first run.",
    "streamlit.web.server.starlette.starlette_auth_routes": "Streamlit writes every claim of the directory and the tokens themselves into "
    "cookies; those of somebody in 500 groups are more than browsers and proxies take. What goes into them is decided by us instead.",
    "streamlit.web.cli": "The bench starts the server in a process in which queries have been replaced.",
}

HIDDEN_OPTIONS: Final[dict[str, str]] = {
    "runner.postScriptGC": "Streamlit's full garbage collection after every run takes longer than a cached page.",
}
"""Options in `.streamlit/config.toml` that Streamlit hides from its documentation."""

APP_TEST_ATTRIBUTES: Final[dict[str, str]] = {
    "_page_hash": "Opens a page by its address before the first run; the public `switch_page` needs a run at the default page first.",
    "_tree": "Walks every element of a page, also of kinds that AppTest has no attribute for.",
}
"""Attributes of `AppTest` that tests and the bench use."""

TEST_IDS: Final[dict[str, str]] = {
    "stApp": "Browser tests and bench wait until the script has ended.",
    "stBidiComponentIsolated": "The bench counts the map viewer as a picture.",
    "stCaptionContainer": "Captions are faded by colour instead of opacity, so that links in them keep their contrast.",
    "stCode": "Browser tests look for code blocks.",
    "stDataFrame": "Browser tests find a table.",
    "stDataFrameResizable": "The bench waits for the first picture of a page.",
    "stDateInput": "The bench finds a field for a day by its label.",
    "stFullScreenFrame": "In a narrow window a map takes less height, and so does the frame around it.",
    "stDeckGlJsonChart": "The incident map fills what it stands in; browser tests find and click a map.",
    "stElementContainer": "Space is reserved for figures before the browser has loaded what draws them.",
    "stException": "Browser tests check that a page has raised nothing.",
    "stHeader": "The bench leaves the words of Streamlit's own header out of its count.",
    "stIconMaterial": "The bench does not take icons, which are written as words, for words.",
    "stImage": "The bench counts the pictures of a first screen.",
    "stMain": "Browser tests and bench look at the page without the sidebar.",
    "stMainBlockContainer": "The incident map takes the whole width of its page.",
    "stMainMenu": "Browser tests exclude Streamlit's own menu from checks.",
    "stMarkdownContainer": "Browser tests look for links and pictures in texts.",
    "stMetricValue": "Tells when key figures have been painted (`first_paint`).",
    "stMultiSelect": "The theme's primary colour is too light behind white text.",
    "stPageLink-NavLink": "Aligns a page link with the buttons beside it.",
    "stPlotlyChart": "Browser tests wait until every chart is drawn.",
    "stPopoverBody": "Enter in a date field closes the calendar, but must not close a popover around it.",
    "stSelectbox": "Browser tests operate a selectbox.",
    "stSidebarHeader": "The bench leaves the words of the sidebar's header out of its count.",
    "stSidebarNav": "Browser tests exclude Streamlit's own navigation from a check of roles.",
    "stSkeleton": "Browser tests wait until no placeholder is left.",
    "stTable": "Tells when a table has been painted (`first_paint`).",
    "stTableStyledTable": "The bench waits for the first picture of a page.",
    "stText": "Browser tests read what a page for tests has written.",
    "stVerticalBlock": "Browser tests measure the elements of a page.",
}
"""Values of `data-testid`, by which style sheets and browser tests find elements that have no key of ours."""

ATTRIBUTES: Final[dict[str, str]] = {
    "data-tag": "The selected values of a multiselect, whose background the theme does not set.",
    "data-test-script-state": "Whether the script of a page has ended.",
}
"""Other attributes of elements that style sheets and browser tests rely on."""


_PACKAGE: Final = "anchorwatch"


def by_test_id(name: str) -> str:
    """A CSS selector for the elements with this `data-testid`. Raises KeyError for one that is not listed here."""
    if name not in TEST_IDS:
        raise KeyError(f"{name} is not listed in {__name__}.TEST_IDS")
    return f'[data-testid="{name}"]'


def ignore_pages_folder() -> None:
    """Tell Streamlit that the folder `pages` holds modules, before the first page runs: `st.navigation` names the pages."""
    PagesManager.uses_pages_directory = False


def component_name(name: str) -> str:
    """The full name of a component of the app, under which `serve_component_files` serves its files."""
    return f"{_PACKAGE}.{name}"


def serve_component_files(name: str, folder: Path) -> None:
    """Have Streamlit serve a folder as the files of a component of the app; does nothing where it does so already."""
    components = Runtime.instance().bidi_component_registry
    if components.get_component_path(component_name(name)) is None:
        manifest = ComponentManifest(_PACKAGE, "1", [ComponentConfig(name, folder.name)])
        components.register_from_manifest(manifest, folder.parent)


class _FinishNotice(SessionClient):
    """A browser's side that discards what it receives and knows when a page has been sent."""

    def __init__(self) -> None:
        self.finished = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        # A page that calls `st.rerun` or switches pages first reports that it finished early, and goes on.
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.finished.set()


_AUTH_COOKIE: Final = starlette_auth_routes._set_auth_cookie
_LONGEST_ID_TOKEN: Final = 2_000
"""Characters. With what is signed around it, one cookie holds twice as much."""


def decide_session_cookie(content: Callable[[dict[str, Any]], Awaitable[dict[str, str | int | bool]]]) -> None:
    """Have Streamlit write what `content` makes of somebody's claims into the session's cookie at sign-in, and nothing else.

    The directory's own token is kept where it is short: some directories want it back at sign-out.
    """

    async def set_cookie(response: Response, user_info: dict[str, Any], tokens: dict[str, str]) -> None:
        token = tokens.get("id_token", "")
        await _AUTH_COOKIE(response, await content(user_info), {"id_token": token} if len(token) <= _LONGEST_ID_TOKEN else {})

    starlette_auth_routes._set_auth_cookie = set_cookie


_sessions_without_browser: Final[set[str]] = set()


def is_without_browser() -> bool:
    """Whether the page that is being run is one of `run_page`."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.session_id in _sessions_without_browser


async def run_page(address: str, timeout: float) -> None:
    """Run the page at an address to its end without a browser, at most `timeout` seconds. Call it on the server's event loop."""
    runtime, client = Runtime.instance(), _FinishNotice()
    session = runtime.connect_session(client, {})
    _sessions_without_browser.add(session)
    try:
        message = BackMsg()
        message.rerun_script.page_name = address
        runtime.handle_backmsg(session, message)
        async with asyncio.timeout(timeout):
            await client.finished.wait()
    except TimeoutError:
        # A page that takes too long is left to its first reader; the others are still opened.
        pass
    finally:
        runtime.close_session(session)
        _sessions_without_browser.discard(session)
