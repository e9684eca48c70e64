"""Where nothing is in force: which sources give advisories, and which of them have not been reached."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.advisories.feeds import feed_lines
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.health.document import read_health
from warehouse.queries.sources.sources import SourceRow


def show_none(sources: Sequence[SourceRow]) -> None:
    """Of a snapshot without any advisory."""
    st.info("No advisory has landed. That is missing knowledge, not calm.", icon=":material/inbox:")
    show_feeds(sources)


def show_not_in_force(others_in_force: int, latest: str) -> None:
    """Beside the map, where none of those asked for is in force. `latest`: the latest issued, in words."""
    st.markdown("**Nothing in force here**")
    elsewhere = f"{others_in_force:,} in force elsewhere. " if others_in_force else ""
    st.caption(plain(f"{elsewhere}{latest} No advisory does not mean no danger."))


def show_feeds(sources: Sequence[SourceRow]) -> None:
    """A line for each source that gives advisories: how many landed, and whether its feed is off or has failed."""
    chosen = settings.load()
    lines = feed_lines(sources, read_health(chosen.data), asked_here=not chosen.snapshots_from)
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
