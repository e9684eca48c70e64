"""The app run without a browser, opened at any page by its address."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from pages.server.streamlit_private import calc_hash
from pages.shell import navigation
from tests.conftest import ROOT


def app_at(script: str) -> AppTest:
    """The app before its first run, which will open the page whose script is `script`.

    Streamlit's own `AppTest.switch_page` would need a first run at the default page to learn that the address of
    `pages/trends/page.py` is `trends`; what a deep link does on a server that has just started would go untested.
    """
    [entry] = [entry for entry in (*navigation.all_entries(), *navigation.PEOPLE) if entry.script == script]
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    # The default page too is opened by its name, as people type it; it hands over to the root.
    at._page_hash = calc_hash(entry.address)
    return at


def as_shown(markdown: str) -> str:
    """The words that a reader sees of escaped Markdown."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace(":small[]", ""))


def everything_sent(at: AppTest) -> str:
    """All that goes to the browser: words, tooltips, choices, tables, names of files."""
    waiting, sent = [at._tree], []
    while waiting:
        node = waiting.pop()
        waiting.extend(getattr(node, "children", {}).values())
        sent.append(str(getattr(node, "proto", "")))
    return "\n".join(sent)


def bytes_sent(at: AppTest) -> bytes:
    """Every element's message as it goes over the line, tables and map layers included."""
    waiting, sent = [at._tree], []
    while waiting:
        node = waiting.pop()
        waiting.extend(getattr(node, "children", {}).values())
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "SerializeToString"):
            sent.append(proto.SerializeToString())
    return b"\n".join(sent)
