"""The least that Streamlit can show: what every page is measured against."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Empty", layout="wide")
st.title("Empty")
