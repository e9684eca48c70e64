"""Notices at the top of a page when the data are simulated, old or missing."""

from __future__ import annotations

import streamlit as st

from analytics.coverage.health.silent_sources import silence_note
from pages.shell import data, failures, tour
from pages.shell.notices import replica
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import SnapshotError
from warehouse.filters import Filters
from warehouse.view import SnapshotView


def show_banner(snapshot: SnapshotView) -> None:
    """Say that the data are simulated, or that the page shows a kept snapshot."""
    if snapshot.is_demo:
        with st.container(horizontal=True, vertical_alignment="center", key="demo_notice"):
            st.warning("**Simulated data.**", icon=":material/science:", width="stretch")
            if not tour.is_on():
                tour.offer_tour()
    tour.show_step(snapshot)
    replica.warn_if_long_behind()
    if data.as_of() is None and data.in_force().fault:
        st.warning(
            f"**The newest data are damaged.** This page shows the last good snapshot, published on {day_in_words(snapshot.published_at)} "
            f"at {snapshot.published_at:%H:%M} UTC. Whoever runs this server can repair it: `python -m data_pipeline rebuild`.",
            icon=":material/healing:",
        )
    if (kept_id := data.as_of()) is not None:
        when = f"published on {day_in_words(snapshot.published_at)} at {snapshot.published_at:%H:%M} UTC"
        # Also said of the current snapshot: on a lasting link "today" is fixed at the moment of publication.
        notice = f"**A kept snapshot**, {when}: figures are as of then." if kept_id == data.store().current_id() else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(notice or f"**An earlier snapshot**, {when}, not the current one.", icon=":material/history:")
            st.button("Return to the present", icon=":material/update:", on_click=data.return_to_present)


def show_silence(snapshot: SnapshotView, filters: Filters) -> None:
    """Name the sources whose silence the figures under these filters suffer from."""
    # Simulated bodies stop on the day of their drawing; nobody misses them.
    if not snapshot.is_demo and (note := data.query(silence_note, snapshot, data.now(snapshot), filters)):
        st.caption(plain(note))


def show_no_snapshot(error: SnapshotError) -> None:
    """The page when there is no readable snapshot: what happened and what to do."""
    failures.log(error)
    if data.as_of() is None and (health := replica.replica_health()) is not None and not data.store().ids():
        replica.show_nothing_fetched(health)
        return
    st.title("No data to show")
    st.error(failures.in_plain_words(error), title="There is no readable snapshot", icon=":material/database_off:")
    st.markdown(
        "Load the files that you have, if any, then run the pipeline:\n\n"
        "```\npython -m data_pipeline add asam FILE\npython -m data_pipeline run\n```\n\n"
        "`run` also fetches the open sources. Where it has no files and no internet, it generates simulated incidents."
    )
    if data.as_of() is not None:
        st.button("Return to the present", icon=":material/update:", on_click=data.return_to_present)
