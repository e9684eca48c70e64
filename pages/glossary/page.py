"""Glossary: the terms that the pages use, in plain words, searchable."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.describe import glossary
from analytics.describe.glossary import Term
from pages.shell import banner, data
from pages.shell.text import Markdown, markdown_link, plain
from warehouse.queries.sources import sources as queries

SOURCES_HERE: Final = "Sources in this snapshot"


def meaning_cell(term: Term) -> Markdown:
    """A term's definition and, in smaller letters, where it comes from, as Markdown."""
    definition = plain(term.definition)
    if not term.source:
        return definition
    source = markdown_link(term.source) if "://" in term.source else plain(term.source)
    return Markdown(f"{definition} :gray[:small[{source}]]")


snapshot = data.snapshot()
described = data.query(queries.all_sources, snapshot)
sources_here = tuple(Term(s.title, SOURCES_HERE, s.description, s.url or "", (s.source, s.body)) for s in described)
terms = (*glossary.all_terms(), *sources_here)

st.title("Glossary", anchor=False)
banner.show_banner(snapshot)
st.markdown("What the words on these pages mean, and where each term or method comes from.")

search_column, group_column = st.columns([2, 1])
words = search_column.text_input("Search terms", key="word", bind="query-params", placeholder="nowcast, TLP, near repeat …", max_chars=80)
group = group_column.selectbox(
    "Subject", list(glossary.group_terms(terms)), index=None, key="subject", bind="query-params", placeholder="All subjects"
)
shown = glossary.search_terms(words, [term for term in terms if group in (None, term.group)])
if not shown:
    st.info(f"No term contains “{plain(words)}”.", icon=":material/search_off:")
# A table's cells are narrow, so that one table abreast would leave half the page empty: every group goes to the shorter column.
lengths = [0, 0]
columns = st.columns(2)
for title, members in glossary.group_terms(shown).items():
    shorter = lengths.index(min(lengths))
    lengths[shorter] += sum(len(term.definition) + len(term.source) for term in members)
    with columns[shorter], st.container(border=True):
        st.subheader(plain(title), anchor=False)
        st.table(
            {f"**{plain(term.name)}**": meaning_cell(term) for term in members},
            border="horizontal",
            alt=f"{title}: each term with its meaning",
        )
st.download_button(
    "The whole glossary (Markdown)",
    data=lambda: glossary.to_markdown(terms),
    file_name="anchorwatch_glossary.md",
    mime="text/markdown",
    icon=":material/download:",
    type="tertiary",
    on_click="ignore",
)
