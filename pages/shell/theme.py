"""Whether the reader sees the dark or the light theme."""

from __future__ import annotations

import streamlit as st


def is_dark() -> bool:
    """Whether the reader uses the dark theme. The first run of a session may not know yet; dark is assumed."""
    return st.context.theme.type != "light"
