"""The text filter: one search per text and snapshot, remembered in the snapshot's in-memory database."""

from __future__ import annotations

import threading

import duckdb

from warehouse.queries.run import run, sql

TEXTS_REMEMBERED = 20
_ONE_AT_A_TIME = threading.Lock()


def remember(con: duckdb.DuckDBPyConnection, text: str | None) -> None:
    """Make sure that the incidents which hold `text` stand in the table `text_matches`; None needs nothing.

    Reading a million narratives takes a third of a second, and every query of a page run needs the answer, so it
    is kept for the `TEXTS_REMEMBERED` texts asked for last.
    """
    if text is None:
        return
    with _ONE_AT_A_TIME:
        con.execute(sql("text_tables"))
        if run(con, "text_known", {"text": text}).num_rows:
            return
        con.execute(sql("text_search"), {"text": text})
        con.execute(sql("text_note"), {"text": text})
        con.execute(sql("text_forget"), {"kept": TEXTS_REMEMBERED})
        con.execute(sql("text_forget_matches"))
