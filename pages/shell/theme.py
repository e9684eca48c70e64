"""What the reader sees, in Streamlit's terms: night or day."""

from __future__ import annotations

import streamlit as st


def is_dark() -> bool:
    """True when the reader's theme is the night one (the first run of a session may not know yet: night)."""
    return st.context.theme.type != "light"
