"""Incidents as the rows of a table: the same columns wherever incidents are listed, each row with a link to its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.describe.colours import CATEGORY_COLOUR
from pages.shell import page_links
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_TYPE


def table(found: pd.DataFrame, source_titles: Mapping[str, str], kept: str | None) -> pa.Table:
    """Rows of incidents (with `sea_region` as a title) as they are shown; links lead to the snapshot `kept` where one is shown."""
    reporters = [", ".join(source_titles.get(source, source) for source in some) for some in found["sources"]]
    return pa.table(
        {
            "day": pa.array(found["occurred_on"], pa.date32()),
            "category": pa.array([[CATEGORY[code].title] for code in found["category"]], pa.list_(pa.string())),
            "act": pa.array([ACT[code].title if code in ACT else "" for code in found["act"]], pa.string()),
            "severity": pa.array([severity(level) for level in found["severity"]], pa.string()),
            "region": pa.array([title if isinstance(title, str) else "No position" for title in found["sea_region"]], pa.string()),
            "vessel": pa.array(
                [vessel(name, kind) for name, kind in zip(found["vessel_name"], found["vessel_type"], strict=True)], pa.string()
            ),
            "sources": pa.array(reporters, pa.string()),
            "link": pa.array([page_links.incident(incident, kept) for incident in found["incident_id"]], pa.string()),
        }
    )


def columns() -> dict[str, Any]:
    """How the columns of `table` are shown."""
    titles = [code.title for code in CATEGORY.values()]
    colours = [CATEGORY_COLOUR[code] for code in CATEGORY]
    return {
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=88),
        "category": st.column_config.MultiselectColumn("Category", options=titles, color=colours, width=172),
        "act": st.column_config.TextColumn("Act", width=130),
        "severity": st.column_config.TextColumn("Severity", width=74, help="ReCAAP: CAT 1 is the most severe; – is not known."),
        "region": st.column_config.TextColumn("Sea region", width=172),
        "vessel": st.column_config.TextColumn("Vessel", width=162),
        "sources": st.column_config.TextColumn("Sources", width=104),
        "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
    }


def severity(level: float | None) -> str:
    """`CAT 1`, `Attempted`, or a dash where it is not known."""
    if level is None or pd.isna(level):
        return "–"
    return SEVERITY[int(level)].title[:5] if level else SEVERITY[0].title


def vessel(name: object, kind: object) -> str:
    """Name and type of a ship as far as they are stated. Missing texts of a frame are NaN."""
    parts = [name if isinstance(name, str) else "", VESSEL_TYPE[kind].title if isinstance(kind, str) and kind in VESSEL_TYPE else ""]
    return ", ".join(part for part in parts if part) or "Not stated"
