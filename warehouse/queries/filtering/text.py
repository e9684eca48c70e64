"""The text filter: each text is searched once for a snapshot, and its matches are kept in the snapshot's in-memory database."""

from __future__ import annotations

import threading

import duckdb

from warehouse.queries.run import load_sql, run_query

TEXTS_REMEMBERED = 20
_ONE_AT_A_TIME = threading.Lock()


def remember_matches(con: duckdb.DuckDBPyConnection, text: str | None) -> None:
    """Make sure that the table `text_matches` holds the incidents that contain `text`; does nothing for None.

    Searching a million narratives takes a third of a second, and every query of a page needs the result, so it is kept for the
    `TEXTS_REMEMBERED` texts that were used last.
    """
    if text is None:
        return
    # Sessions share the database: two that search for the same text at once would insert its matches twice.
    with _ONE_AT_A_TIME:
        con.execute(load_sql("text_tables"))
        if run_query(con, "text_known", {"text": text}).num_rows:
            return
        con.execute(load_sql("text_search"), {"text": text})
        con.execute(load_sql("text_note"), {"text": text})
        con.execute(load_sql("text_forget"), {"kept": TEXTS_REMEMBERED})
        con.execute(load_sql("text_forget_matches"))
