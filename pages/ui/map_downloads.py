"""Downloads of the filtered incidents, made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import streamlit as st

from pages.ui import data
from warehouse import exports
from warehouse.filters import Filters
from warehouse.queries import incidents
from warehouse.snapshot import Snapshot

Writer = Callable[[pa.Table, Snapshot], bytes]
FORMATS: Final[dict[str, tuple[str, str, Writer]]] = {
    "CSV": ("csv", "text/csv", exports.to_csv),
    "GeoJSON": ("geojson", "application/geo+json", exports.to_geojson),
    "Parquet": ("parquet", "application/vnd.apache.parquet", exports.to_parquet),
}


def show(snapshot: Snapshot, filters: Filters, count: int) -> None:
    """One button a format; those that would not fit into memory are off and say so."""
    for title, (extension, mime, writer) in FORMATS.items():
        too_many = title != "Parquet" and count > exports.MOST_ROWS
        demo = "simulated_" if snapshot.is_demo else ""
        st.download_button(
            title,
            data=_maker(snapshot, filters, writer),
            file_name=f"anchorwatch_{demo}incidents_{snapshot.id}.{extension}",
            mime=mime,
            icon=":material/download:",
            type="tertiary",
            key=f"download_{extension}",
            on_click="ignore",
            disabled=too_many or not count,
            help=f"{title} holds at most {exports.MOST_ROWS:,} incidents: narrow the filters, or take Parquet." if too_many else None,
        )


def _maker(snapshot: Snapshot, filters: Filters, writer: Writer) -> Callable[[], bytes]:
    def make() -> bytes:
        cursor = data.connection(snapshot)
        try:
            return writer(incidents.export(cursor, filters), snapshot)
        finally:
            cursor.close()

    return make
