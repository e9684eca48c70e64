"""Data and sources: where every figure comes from."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, data, navigation

navigation.enter()
snapshot = data.snapshot()
st.title("Data and sources")
banner.show(snapshot)
