"""The advisories in force, apart from every count: the gravest in a line each, with the way to their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from analytics.advisories.words import count_line, regions_of, short_validity
from pages.charts import cards
from pages.shell import data
from pages.shell.text import Markdown, plain
from warehouse.queries.advisories.advisories import Advisory

LISTED: Final = 4


def show_advisories(in_force: Sequence[Advisory], titles: Mapping[str, str]) -> None:
    """Nothing where none is in force: their page says which sources have been reached."""
    if not in_force:
        return
    with st.container(border=True, gap="xsmall"):
        cards.card_heading(
            count_line(in_force), "Advice and warnings from reporting bodies. They are not incidents and are never counted as such."
        )
        st.markdown("\n".join(f"- {_line(advisory, titles)}" for advisory in in_force[:LISTED]))
        query = urlencode({data.AS_OF: kept} if (kept := data.as_of()) else {})
        st.markdown(Markdown(f"[All advisories](advisories{'?' if query else ''}{query})"))


def _line(advisory: Advisory, titles: Mapping[str, str]) -> Markdown:
    facts = plain(f"{regions_of(advisory, titles)}, {short_validity(advisory)}, {advisory.source_title}")
    return Markdown(f"**{plain(advisory.title)}** · {facts}")
