"""Overview: what is new, against before."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, data, navigation

navigation.enter()
snapshot = data.snapshot()
st.title("Overview")
banner.show(snapshot)
