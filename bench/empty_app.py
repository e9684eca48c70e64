"""The least that Streamlit can show, with which every page is compared."""

from __future__ import annotations

import streamlit as st

st.set_page_config(page_title="Empty", layout="wide")
st.title("Empty")
