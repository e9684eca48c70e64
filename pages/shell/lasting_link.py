"""A permanent link to what a page shows now.

The address of a page follows the newest data, so that a bookmark or an open tab never presents old figures as new. A link sent to
somebody must not change on the way: this one names the date and the snapshot. Anyone who opens it after newer data have been
published is told so at the top of the page.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import cast
from urllib.parse import urlencode

import streamlit as st

from pages.shell import data
from warehouse.view import SnapshotView

HELP = (
    "To share these figures, copy this link, or open it and copy the address. It keeps showing them for as long as this snapshot is "
    "kept, and says when newer data exist. The ordinary address follows the newest data."
)


def link_placeholder() -> AbstractContextManager[object]:
    """Space for the link, which a page knows only at its end: nothing must move when it appears. Use it in a `with` statement."""
    return cast(AbstractContextManager[object], st.container(width=142, height=28, border=False, vertical_alignment="center"))


def show_lasting_link(snapshot: SnapshotView, **more: str) -> None:
    """The link to this view of the current page. `more`: parameters that the address omits while they have their default value.

    Call it once the page has written its address.
    """
    parameters = {**st.query_params.to_dict(), **more, data.AS_OF: snapshot.id}
    # Not `st.page_link`: on the same page that changes the session but not the address. A Markdown link opens a new tab.
    st.markdown(f":material/link: [Lasting link](?{urlencode(parameters)})", help=HELP, width="content")
