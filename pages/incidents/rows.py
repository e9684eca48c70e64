"""Incidents as rows of a table: the same columns wherever incidents are listed, each with a link to the incident's card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.describe.colours import CATEGORY_COLOUR
from pages.shell import page_links
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_TYPE


def incident_table(frame: pd.DataFrame, source_titles: Mapping[str, str], kept_snapshot: str | None) -> pa.Table:
    """Rows of incidents (with `sea_region` as a title) as shown; links lead to the kept snapshot `kept_snapshot` where one is shown."""
    reporters = [", ".join(source_titles.get(source, source) for source in some) for some in frame["sources"]]
    return pa.table(
        {
            "day": pa.array(frame["occurred_on"], pa.date32()),
            # A list of one: only Streamlit's list columns show values as coloured tags.
            "category": pa.array([[CATEGORY[code].title] for code in frame["category"]], pa.list_(pa.string())),
            "act": pa.array([ACT[code].title if code in ACT else "" for code in frame["act"]], pa.string()),
            "severity": pa.array([severity_in_words(level) for level in frame["severity"]], pa.string()),
            "region": pa.array([title if isinstance(title, str) else "No position" for title in frame["sea_region"]], pa.string()),
            "vessel": pa.array(
                [vessel_in_words(name, kind) for name, kind in zip(frame["vessel_name"], frame["vessel_type"], strict=True)], pa.string()
            ),
            "sources": pa.array(reporters, pa.string()),
            "link": pa.array([page_links.incident_link(incident, kept_snapshot) for incident in frame["incident_id"]], pa.string()),
        }
    )


def incident_columns() -> dict[str, Any]:
    """The configuration of the columns of `incident_table`."""
    titles = [code.title for code in CATEGORY.values()]
    colours = [CATEGORY_COLOUR[code] for code in CATEGORY]
    return {
        "day": st.column_config.DateColumn("Day", format="D MMM YYYY", width=88),
        "category": st.column_config.MultiselectColumn("Category", options=titles, color=colours, width=172),
        "act": st.column_config.TextColumn("Act", width=130),
        "severity": st.column_config.TextColumn("Severity", width=138, help="1 is the most severe, 4 the least; – is not known."),
        "region": st.column_config.TextColumn("Sea region", width=172),
        "vessel": st.column_config.TextColumn("Vessel", width=162),
        "sources": st.column_config.TextColumn("Sources", width=104),
        "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
    }


def severity_in_words(level: float | None) -> str:
    """`1 very significant`, `Attempted`, or a dash where the severity is not known."""
    if level is None or pd.isna(level):
        return "–"
    return SEVERITY[int(level)].title


def vessel_in_words(name: object, kind: object) -> str:
    """Name and type of a ship as far as stated. Missing texts in a data frame are NaN, hence `object`."""
    parts = [name if isinstance(name, str) else "", VESSEL_TYPE[kind].title if isinstance(kind, str) and kind in VESSEL_TYPE else ""]
    return ", ".join(part for part in parts if part) or "Not stated"
