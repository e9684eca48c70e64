"""The tab for tables of one's own: hand in a file, see what its columns were taken for, correct that, look, and keep it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from members.access import Deed, refusal
from pages.charts import cards
from pages.data_sources import table_form
from pages.data_sources.shared_incidents import show_shared_incidents
from pages.data_sources.table_process import TableRefused, ask_about_table
from pages.shell import access, data, failures
from pages.shell.notices.replica import MADE_ELSEWHERE
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.codes import Code
from warehouse.contract.taxonomy import ACT, CATEGORY, VESSEL_TYPE
from warehouse.queries.sources import sources as queries
from warehouse.view import SnapshotView

_TYPES: Final = ["csv", "tsv", "txt", "xlsx", "xlsm", "json", "jsonl", "ndjson", "geojson", "gz", "zip"]
_STATE: Final = "table_handed_in"
_COLUMNS: Final[dict[str, Any]] = {
    "record": st.column_config.TextColumn("Record", width=65),
    "native_ref": st.column_config.TextColumn("Reference", width=100),
    "problems": st.column_config.ListColumn("Problems", width=230),
    "occurred_on": st.column_config.DateColumn("Day", format="D MMM YYYY", width=100),
    "occurred_at": st.column_config.DatetimeColumn("Time (UTC)", format="HH:mm", timezone="UTC", width=80),
    "latitude": st.column_config.NumberColumn("Latitude", format="%.4f", width=80),
    "longitude": st.column_config.NumberColumn("Longitude", format="%.4f", width=85),
    "sea_region": st.column_config.TextColumn("Sea region", width=130),
    "category": st.column_config.TextColumn("Category", width=150),
    "act": st.column_config.TextColumn("Act", width=100),
    "severity": st.column_config.TextColumn("Severity", width=70),
    "vessel_name": st.column_config.TextColumn("Ship", width=130),
    "imo_number": st.column_config.NumberColumn("IMO number", format="%d", width=90),
    "vessel_type": st.column_config.TextColumn("Type", width=110),
    "flag": st.column_config.TextColumn("Flag", width=60),
    "place": st.column_config.TextColumn("Place", width=130),
    "narrative": st.column_config.TextColumn("Text", width="large"),
}
_CODES: Final[dict[str, dict[str, Code]]] = {"category": CATEGORY, "act": ACT, "vessel_type": VESSEL_TYPE}


def tables_tab(snapshot: SnapshotView) -> None:
    """Off unless the operator allows it: without sign-in, whoever reaches this server could add reports."""
    if not access.may_do(Deed.ADD_TABLES):
        st.info(plain(refusal(access.current_person(), Deed.ADD_TABLES)), icon=":material/lock:")
        return
    if not settings.load().tables_by_page:
        st.info(
            "Adding tables on this page is off, because whoever reaches this server could then add reports. Set `tables_by_page = true` in "
            "`anchorwatch.toml` where only you reach it, or use the command `python -m data_pipeline map FILE`.",
            icon=":material/lock:",
        )
        return
    if settings.load().snapshots_from:
        st.info(MADE_ELSEWHERE, icon=":material/cloud_sync:")
        return
    _show_own_table(snapshot)
    show_shared_incidents()


def _show_own_table(snapshot: SnapshotView) -> None:
    st.markdown("Any table of incidents can become a source of its own: upload it, check what its columns were taken for, and keep it.")
    upload = st.file_uploader(
        "Table",
        type=_TYPES,
        key="table_file",
        help="CSV, TSV, XLSX, JSON lines or GeoJSON. For larger files there is the command `python -m data_pipeline map FILE`.",
    )
    if upload is None:
        st.session_state.pop(_STATE, None)
        return
    held = st.session_state.get(_STATE)
    if held is None or held["file"] != upload.file_id:
        held = _first_look(upload.file_id, upload.name, upload.getvalue())
        st.session_state[_STATE] = held
    if held["refused"]:
        _show_refusal(held["refused"])
    if held["answer"] is not None:
        _correct_and_keep(held, upload.name, upload.getvalue(), data.query(queries.region_titles, snapshot))


def _first_look(file_id: str, name: str, content: bytes) -> dict[str, Any]:
    held: dict[str, Any] = {"file": file_id, "answer": None, "refused": "", "saved": None}
    with st.spinner("Reading the table", show_time=True):
        try:
            held["answer"] = ask_about_table(name, content)
        except TableRefused as error:
            held["refused"] = str(error)
    if held["answer"] is not None:
        held["guess"] = held["answer"]["guess"]
        held["mapping"] = held["answer"]["mapping"]
    return held


def _correct_and_keep(held: dict[str, Any], name: str, content: bytes, regions: dict[str, str]) -> None:
    if resembles := held["guess"]["resembles"]:
        st.caption(plain(f"The columns are much like those of source {resembles}; body, licence and grades are taken from it."))
    with st.form(f"table_form_{held['file']}", border=False):
        mapping = table_form.show_form(held["guess"], held["mapping"], held["answer"], held["file"])
        pressed = st.form_submit_button("Preview the reports", icon=":material/visibility:")
    if pressed:
        _ask_again(held, name, content, mapping)
        st.rerun()
    _show_preview(held["answer"]["preview"], regions)
    if held["saved"] is not None:
        _show_saved(held["saved"])
    elif (
        not held["refused"]
        and held["answer"]["preview"]["reports"]
        and st.button("Keep the mapping and land the file", type="primary", icon=":material/save:", key="table_save")
    ):
        _ask_again(held, name, content, held["answer"]["mapping"], save=True)
        st.rerun()


def _ask_again(held: dict[str, Any], name: str, content: bytes, mapping: dict[str, Any], save: bool = False) -> None:
    """Look again with another mapping, or keep the one looked at; what is refused is kept for the next run of the page."""
    held["refused"] = ""
    with st.spinner("Keeping the mapping" if save else "Reading the table", show_time=True):
        try:
            answer = ask_about_table(name, content, mapping, save)
        except TableRefused as error:
            held["refused"] = str(error)
            return
    if save:
        held["saved"] = answer
    else:
        held["saved"] = None
        held["answer"] = {**held["answer"], **answer, "guess": held["guess"]}


def _show_refusal(reason: str) -> None:
    st.error(failures.in_plain_words(reason), title="The table cannot be used as it is", icon=":material/error:")


def _show_saved(saved: dict[str, Any]) -> None:
    landed = f"{saved['records']:,} records landed" if saved["is_new"] else "This very file had landed before"
    st.success(
        plain(f"{landed} as source {saved['saved']}.") + " Publish them with `python -m data_pipeline run`.", icon=":material/task_alt:"
    )


def _in_words(reports: list[dict[str, Any]], regions: dict[str, str]) -> pd.DataFrame:
    """The reports with titles for codes, in columns that have a type even where all are empty."""
    rows = pd.DataFrame(reports, columns=list(_COLUMNS))
    for name, codes in _CODES.items():
        rows[name] = [codes[code].title if code in codes else code for code in rows[name]]
    rows["sea_region"] = [regions.get(code, code) for code in rows["sea_region"]]
    rows["severity"] = ["" if level is None or pd.isna(level) else str(int(level)) for level in rows["severity"]]
    rows["occurred_on"] = pd.to_datetime(rows["occurred_on"], errors="coerce")
    rows["occurred_at"] = pd.to_datetime(rows["occurred_at"], errors="coerce", utc=True)
    for name in ("latitude", "longitude", "imo_number"):
        rows[name] = pd.to_numeric(rows[name], errors="coerce")
    for name in ("act", "vessel_name", "vessel_type", "flag", "place", "sea_region"):
        rows[name] = rows[name].fillna("")
    return rows


def _show_preview(preview: dict[str, Any], regions: dict[str, str]) -> None:
    """The first reports as they would be published, and every problem in them."""
    reports, refused = preview["reports"], preview["refused"]
    if preview["fault"]:
        _show_refusal(preview["fault"])
    with st.container(border=True):
        cards.card_heading(f"The first {len(reports)} reports, as they would be published")
        st.dataframe(
            _in_words(reports, regions),
            hide_index=True,
            height=330 if len(reports) > 8 else "content",
            key="table_reports",
            alt="The first reports as they would be published, with their problems",
            column_config=_COLUMNS,
        )
    with st.container(border=True):
        cards.card_heading("Problems in them")
        if not (preview["counts"] or preview["unread"]):
            st.caption("None.")
        for problem, number in preview["counts"].items():
            st.markdown(plain(f"{number} × {problem}"))
        if refused:
            st.dataframe(
                pd.DataFrame(refused, columns=["record", "message", "raw"]),
                hide_index=True,
                key="table_refused",
                alt="Records that would go to quarantine, and why",
                column_config={
                    "record": st.column_config.TextColumn("Record", width=70),
                    "message": st.column_config.TextColumn("Would go to quarantine"),
                    "raw": st.column_config.TextColumn("As received", width="large"),
                },
            )
        if preview["unread"]:
            st.caption(plain(f"Columns that nothing reads: {', '.join(preview['unread'])}."))
