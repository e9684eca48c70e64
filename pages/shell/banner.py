"""What stands on top of a page when the data are simulated, old or missing."""

from __future__ import annotations

import streamlit as st

from pages.shell import data
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import Snapshot, SnapshotError


def show(snapshot: Snapshot) -> None:
    """Say that the data are simulated, or that a kept state is shown, where that is so."""
    if snapshot.is_demo:
        st.warning(
            "**Simulated data.** Invented incidents, for trying Anchorwatch out; they disappear as soon as real data have landed.",
            icon=":material/science:",
        )
    if (kept := data.as_of()) is not None:
        when = f"published on {day_in_words(snapshot.published_at)} at {snapshot.published_at:%H:%M} UTC"
        # Also where it is the present one: "today" is then that moment, and stands still.
        said = f"**A kept state**, {when}: figures stand as of then." if kept == data.store().current_id() else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(said or f"**An earlier state**, {when}, not the present one.", icon=":material/history:")
            st.button("Return to the present", icon=":material/update:", on_click=data.return_to_present)


def no_snapshot(error: SnapshotError) -> None:
    """The whole page when there is nothing to show: what happened and what to do."""
    st.title("No data to show")
    said = str(error)
    st.error(said[:1].upper() + said[1:], title="There is no readable snapshot", icon=":material/database_off:")
    st.markdown(
        "Load the files you have, then build the picture:\n\n"
        "```\npython -m data_pipeline add asam FILE\npython -m data_pipeline run\n```\n\n"
        "Without any file, `run` draws simulated incidents."
    )
    if data.as_of() is not None:
        st.button("Return to the present", icon=":material/update:", on_click=data.return_to_present)
