"""Glossary: the terms that the pages use, in plain words, searchable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from analytics.describe import glossary
from analytics.describe.glossary import Term
from pages.shell import data, page_top, tour
from pages.shell.text import Markdown, markdown_link, plain
from warehouse.queries.sources import sources as queries

SOURCES_HERE: Final = "Sources in this snapshot"
FIRST: Final = ("Incident", "Watched", "Reporting gap")
"""Terms without which no figure on these pages can be read."""


def meaning_cell(term: Term) -> Markdown:
    """A term's definition and, in smaller letters, where it comes from, as Markdown."""
    definition = plain(term.definition)
    if not term.source:
        return definition
    source = markdown_link(term.source) if "://" in term.source else plain(term.source)
    return Markdown(f"{definition} :gray[:small[{source}]]")


def rows_by_subject(terms: Sequence[Term]) -> list[dict[str, Markdown]]:
    """A row for each term, subject by subject; the subject is named in its first row only."""
    rows = []
    for title, members in glossary.group_terms(terms).items():
        for place, term in enumerate(members):
            subject = plain("" if place else title)
            rows.append({"Subject": subject, "Term": Markdown(f"**{plain(term.name)}**"), "Meaning": meaning_cell(term)})
    return rows


snapshot = data.snapshot()
described = data.query(queries.all_sources, snapshot)
sources_here = tuple(Term(s.title, SOURCES_HERE, s.description, s.url or "", (s.source, s.body)) for s in described)
terms = (*glossary.all_terms(), *sources_here)

top = page_top.show_page_top("Glossary", snapshot)
if not snapshot.is_demo:
    # Simulated data offer it on every page.
    with top.controls:
        tour.offer_tour()
words = st.text_input(
    "Search terms", key="word", bind="query-params", placeholder="nowcast, TLP, near repeat …", max_chars=80, icon=":material/search:"
)
groups = glossary.group_terms(terms)
group = st.selectbox("Subject", list(groups), index=None, key="subject", bind="query-params", placeholder="All subjects")
shown = glossary.search_terms(words, [term for term in terms if group in (None, term.group)])
is_narrowed = bool(words.strip()) or group is not None
if not shown:
    st.info(f"No term contains “{plain(words)}”.", icon=":material/search_off:")
else:
    count = f"{len(shown):,} term{'' if len(shown) == 1 else 's'}"
    page_top.show_answer(f"{count}." if is_narrowed else f"{count} in {len(groups)} subjects. Three to know first:")
    if not is_narrowed:
        first = {term.name: term.definition for term in terms if term.name in FIRST}
        st.table({plain(name): plain(first[name]) for name in FIRST}, border="horizontal", alt="Terms to know first")
    # One table, whatever the number of terms: an element for each of them would make this the slowest page to send.
    with st.container() if is_narrowed else st.expander("All terms by subject", icon=":material/list:"):
        st.table(rows_by_subject(shown), border="horizontal", hide_index=True, alt=f"{count} with subject and meaning")
st.download_button(
    "The whole glossary (Markdown)",
    data=lambda: glossary.to_markdown(terms),
    file_name="anchorwatch_glossary.md",
    mime="text/markdown",
    icon=":material/download:",
    type="tertiary",
    on_click="ignore",
)
top.show_link()
