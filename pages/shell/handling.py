"""How far what a reader takes from a page may go: the TLP mark chosen in this session, and the check of a card's rows."""

from __future__ import annotations

from typing import Final

import orjson
import pyarrow as pa
import streamlit as st

from pages.shell import data
from warehouse.contract import csv_files
from warehouse.contract.taxonomy import MARKS, TLP_CODE
from warehouse.disclosure import Handling, open_release
from warehouse.view import SnapshotView

RETIRED: Final = "The snapshot behind these rows has been replaced since the page was opened. Reload the page and download again."
_STATE: Final = "_mark"
_PARAMETER: Final = "tlp"


def current() -> Handling:
    """The handling chosen in this session or named by the address, never above the reader's clearance; TLP:CLEAR before anybody chose."""
    mark = st.session_state.get(_STATE) or st.query_params.get(_PARAMETER, "")
    return Handling(mark if mark in data.reader().marks else MARKS[0])


def choose() -> Handling:
    """The choice of the mark; it holds for every page of the session and stands in the address unless it is TLP:CLEAR."""
    key = "mark_chosen"
    st.session_state[key] = current().mark
    st.selectbox(
        "For readers of",
        data.reader().marks,
        key=key,
        format_func=lambda mark: f"{TLP_CODE[mark].title} · {TLP_CODE[mark].definition}",
        on_change=lambda: _remember(st.session_state[key]),
        help="Traffic Light Protocol 2.0. Reports marked for a narrower circle are left out and counted.",
    )
    return current()


def card_csv(table: pa.Table, snapshot: SnapshotView, handling: Handling) -> bytes:
    """A card's table as CSV; rows that stand for single incidents, reports or advisories only as far as they may be handed out.

    What may be handed out is decided on the snapshot itself: once that has been retired, the file says so instead.
    """
    if _has_records(table):
        if data.is_retired(snapshot):
            return f"notice\n{RETIRED}\n".encode()
        table = _released(table, snapshot, handling)
    return csv_files.to_csv(table, snapshot)


def card_json(name: str, table: pa.Table, snapshot: SnapshotView, handling: Handling) -> bytes:
    """The same as JSON: the rows under `name`, beside the snapshot that they come from and whether it is simulated."""
    about = {"snapshot": snapshot.id, "published_at": snapshot.published_at, "simulated": snapshot.is_demo}
    if _has_records(table):
        if data.is_retired(snapshot):
            return orjson.dumps({"notice": RETIRED})
        table = _released(table, snapshot, handling)
    return orjson.dumps({**about, name: table.to_pylist()}, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)


def _has_records(table: pa.Table) -> bool:
    return bool({"incident_id", "report_id", "advisory_id"} & set(table.column_names))


def _released(table: pa.Table, snapshot: SnapshotView, handling: Handling) -> pa.Table:
    with open_release(snapshot, handling) as release:
        return release.only_released(table)


def _remember(mark: str) -> None:
    st.session_state[_STATE] = mark
    if mark == MARKS[0]:
        st.query_params.pop(_PARAMETER, None)
    else:
        st.query_params[_PARAMETER] = mark
