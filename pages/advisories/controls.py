"""The choices above the map: waters, sources, kinds and words."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.advisories.state import ADDRESS, LONGEST_WORDS, AdvisoriesView
from pages.shell.text import plain
from warehouse.contract.taxonomy import ADVISORY_KIND


def show_controls(view: AdvisoriesView, regions: Mapping[str, str], sources: Mapping[str, str]) -> None:
    """Each choice by its title; `regions` and `sources` give the titles by code."""
    chosen = {"regions": list(view.regions), "sources": list(view.sources), "kinds": list(view.kinds), "words": view.words}
    st.session_state.update({f"advisories_{name}": value for name, value in chosen.items()})
    with st.container(horizontal=True, gap="small", key="advisories_controls"):
        _choose("regions", "Waters", "All waters", regions)
        _choose("sources", "Sources", "All sources", sources)
        _choose("kinds", "Kinds", "All kinds", {code: kind.title for code, kind in ADVISORY_KIND.items()})
        st.text_input(
            "Search",
            key="advisories_words",
            placeholder="Search title and text",
            label_visibility="collapsed",
            icon=":material/search:",
            max_chars=LONGEST_WORDS,
            on_change=_change,
            args=("words",),
            width=220,
        )


def _choose(name: str, label: str, nothing: str, titles: Mapping[str, str]) -> None:
    st.multiselect(
        plain(label),
        list(titles),
        key=f"advisories_{name}",
        format_func=lambda code: titles.get(code, code),
        placeholder=nothing,
        label_visibility="collapsed",
        on_change=_change,
        args=(name,),
        width=220,
    )


def _change(name: str) -> None:
    value = st.session_state[f"advisories_{name}"]
    ADDRESS.change(**{name: " ".join(value.split()) if isinstance(value, str) else tuple(value)})
