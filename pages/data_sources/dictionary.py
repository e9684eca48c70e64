"""The data dictionary, searchable."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import streamlit as st

from pages.shell.text import plain
from warehouse import dictionary
from warehouse.contract.schema import SCHEMA_VERSION, TABLES


def dictionary_tab() -> None:
    """Tables and columns, then code lists; the search filters both."""
    words = st.text_input(
        "Search tables, columns and codes", key="word", bind="query-params", placeholder="severity, waters, km …", max_chars=80
    )
    columns, codes = dictionary.search_entries(words)
    if not columns and not codes:
        st.info(f"Nothing in the dictionary contains “{plain(words)}”.", icon=":material/search_off:")
        return
    with st.container(border=True):
        st.markdown(f"**Columns** ({len(columns)}), schema version {SCHEMA_VERSION}")
        if columns:
            _show_columns(columns)
        tables = [table for name, table in TABLES.items() if any(entry.table == name for entry in columns)]
        st.caption("  \n".join(f"**{plain(table.name)}**: {plain(table.doc.replace('`', ''))}" for table in tables))
    with st.container(border=True):
        st.markdown(f"**Codes, measures, warnings and reasons** ({len(codes)})")
        if codes:
            _show_codes(codes)
    st.download_button(
        "The whole dictionary (Markdown)",
        data=dictionary.to_markdown,
        file_name="anchorwatch_data_dictionary.md",
        mime="text/markdown",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _show_columns(entries: tuple[dictionary.ColumnEntry, ...]) -> None:
    st.dataframe(
        pd.DataFrame([asdict(entry) for entry in entries]),
        hide_index=True,
        height=430 if len(entries) > 8 else "content",
        # Two lines of text: definitions are sentences.
        row_height=46,
        key="dictionary_columns",
        alt="Every column with its table, type, unit, code list and meaning",
        column_config={
            "table": st.column_config.TextColumn("Table", width=110),
            "column": st.column_config.TextColumn("Column", width=155),
            "type": st.column_config.TextColumn("Type", width=105),
            "unit": st.column_config.TextColumn("Unit", width=70),
            "required": st.column_config.CheckboxColumn("Always", width=60),
            "codes": st.column_config.TextColumn("Code list", width=105),
            "definition": st.column_config.TextColumn("Meaning"),
        },
    )


def _show_codes(entries: tuple[dictionary.CodeEntry, ...]) -> None:
    st.dataframe(
        pd.DataFrame([asdict(entry) for entry in entries]),
        hide_index=True,
        height=430 if len(entries) > 8 else "content",
        row_height=46,
        key="dictionary_codes",
        alt="Every code with its list, title, definition and where the definition comes from",
        column_config={
            "code_list": st.column_config.TextColumn("List", width=115),
            "code": st.column_config.TextColumn("Code", width=140),
            "title": st.column_config.TextColumn("Title", width=160),
            "definition": st.column_config.TextColumn("Definition"),
            "source": st.column_config.TextColumn("Source of the definition", width=200),
        },
    )
