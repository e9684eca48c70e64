"""Shows the texts of a file in every kind of element that Streamlit renders as Markdown; argument: the file, a JSON list."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from pages.shell.text import Markdown, plain

ELEMENTS: dict[str, Callable[[Markdown, str], object]] = {
    "markdown": lambda text, key: st.markdown(text),
    "within": lambda text, key: st.caption(f"before {text} after"),
    "small": lambda text, key: st.markdown(f":small[{text}]"),
    "heading": lambda text, key: st.subheader(text, anchor=False),
    "message": lambda text, key: st.info(text),
    "button": lambda text, key: st.button(text, key=f"pressed_{key}"),
    "label": lambda text, key: st.text_input(text, key=f"typed_{key}"),
    "metric": lambda text, key: st.metric("", text),
    "table": lambda text, key: st.table({"": text}),
    "badge": lambda text, key: st.markdown(f":blue-badge[{text}]"),
    "choice": lambda text, key: st.pills("", [0], format_func=lambda _: text, key=f"chosen_{key}", label_visibility="collapsed"),
}

if __name__ == "__main__":
    for number, text in enumerate(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))):
        for name, show in ELEMENTS.items():
            with st.container(key=f"{name}_{number}"):
                show(plain(text), str(number))
    st.markdown("The end.")
