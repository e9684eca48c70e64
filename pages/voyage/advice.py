"""The advisories for the waters on the way, in a line each; they are in no figure of the voyage."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from analytics.voyage.advice import NONE_KNOWN, NONE_KNOWN_THEN, facts_in_words, has_begun
from analytics.voyage.route.legs import Passage
from pages.charts import cards
from pages.shell import data
from pages.shell.text import Markdown, plain
from warehouse.contract.taxonomy import ADVISORY_KIND
from warehouse.queries.advisories.advisories import Advisory
from warehouse.reference.geography import sea_regions

LISTED: Final = 6


def show_advisories(on_the_way: tuple[Advisory, ...], passage: Passage, now: datetime) -> None:
    """Those advisories, the first LISTED of them; where there is none, that none is known."""
    if not on_the_way:
        st.caption(plain(NONE_KNOWN_THEN if has_begun(passage, now) else NONE_KNOWN))
        return
    with st.container(border=True, gap="xsmall", key="voyage_advisories"):
        cards.card_heading(f"Advisories for waters on the way ({len(on_the_way):,})", "They are no incidents and in no figure here.")
        st.markdown("\n".join(f"- {_line(advisory, now)}" for advisory in on_the_way[:LISTED]))
        query = urlencode({data.AS_OF: kept} if (kept := data.as_of()) else {})
        st.markdown(Markdown(f"[All advisories](advisories{'?' if query else ''}{query})"))


def _line(advisory: Advisory, now: datetime) -> Markdown:
    titles = {code: region.title for code, region in sea_regions().items()}
    kind = plain(ADVISORY_KIND[advisory.kind].title)
    return Markdown(f"{kind}: **{plain(advisory.title)}** · {plain(facts_in_words(advisory, titles, now))}")
