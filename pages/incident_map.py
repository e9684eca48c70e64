"""Incident map."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, data, navigation

navigation.enter()
snapshot = data.snapshot()
st.title("Incident map")
banner.show(snapshot)
