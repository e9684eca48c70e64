"""The incident map written the usual way, for comparison: pandas, plotly express, all points, every row in the table."""

from __future__ import annotations

import pandas as pd
import plotly.express as px
import streamlit as st

from warehouse.contract.settings import load
from warehouse.contract.snapshot import Store


@st.cache_data
def read_incidents(snapshot_id: str) -> pd.DataFrame:
    frame: pd.DataFrame = Store(load().data).open(snapshot_id).read_table("incidents").to_pandas()
    return frame


st.set_page_config(layout="wide")
frame = read_incidents(Store(load().data).open().id)
for column, title in (("category", "Category"), ("act", "Act"), ("sea_region", "Sea region"), ("vessel_type", "Vessel type")):
    chosen = st.sidebar.multiselect(title, sorted(frame[column].dropna().unique()))
    if chosen:
        frame = frame[frame[column].isin(chosen)]
    st.sidebar.write(frame[column].value_counts())
st.subheader(f"{len(frame):,} incidents")
placed = frame.dropna(subset=["latitude", "longitude"])
st.plotly_chart(px.scatter_map(placed, lat="latitude", lon="longitude", color="category", hover_name="vessel_name", map_style="white-bg"))
st.dataframe(frame[["occurred_on", "vessel_name", "act", "category", "sea_region"]].sort_values("occurred_on", ascending=False))
