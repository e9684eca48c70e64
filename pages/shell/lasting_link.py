"""A link that shows later what a page shows now.

The address of a page follows the newest data, so that a bookmark or a tab left open never shows an old picture as if it were
new. What is sent to somebody must not change under way: this link names the day and the state of the data. Whoever opens it
after newer data have landed is told so on top of the page.
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell import data
from warehouse.contract.snapshot import Snapshot

HELP = (
    "To send: copy this link, or open it and copy the address. It shows these figures later too, as long as this state of the data is "
    "kept, and says when newer data are known. The plain address follows the newest data."
)


def room() -> DeltaGenerator:
    """Where the link will stand: a page knows it last, and nothing must move when it comes."""
    return st.container(width=142, height=28, border=False, vertical_alignment="center")


def show(snapshot: Snapshot, **more: str) -> None:
    """The link to this view of the page that runs; `more`: parameters that the address leaves out while they have their first value.

    Call it when the page has written its address.
    """
    named = {**st.query_params.to_dict(), **more, data.AS_OF: snapshot.id}
    # Not a page link: that changes this session and, on the same page, not the address. This one opens a tab of its own.
    st.markdown(f":material/link: [Lasting link](?{urlencode(named)})", help=HELP, width="content")
