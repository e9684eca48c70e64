"""Searches for a text or in an area: each is made once for a snapshot, and what it found is kept in the snapshot's in-memory database."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict
from typing import Final

import duckdb
import orjson
import pandas as pd

from warehouse.areas.inside import frame_of, is_inside
from warehouse.areas.shapes import Area, area_code
from warehouse.queries.run import run_query, run_statement
from warehouse.queries.searching.terms import Term, reference_key, terms_of
from warehouse.queries.searching.vocabulary import known_words

SEARCHES_REMEMBERED: Final = 20
"""A search among a million incidents takes seconds, and every query of a page needs its result."""

NEAR_WORDS: Final = 5
"""Similar words that one misspelt word may stand for."""

_LONG_WORD: Final = 8
"""Letters of a word in which two may be wrong; in a shorter one only one."""

_ONE_AT_A_TIME: Final = threading.Lock()


def remember_matches(con: duckdb.DuckDBPyConnection, text: str | None, area: Area | None) -> None:
    """Make sure that the table `matches` holds the incidents that `text` asks for and those in `area`; nothing for None."""
    if not text and not area:
        return
    # Sessions share the database: two that make the same search at once would insert its matches twice.
    with _ONE_AT_A_TIME:
        run_statement(con, "match_tables")
        if text and _remembered(con, text) is None:
            _note_search(con, text, orjson.dumps(_search_text(con, text)).decode())
        if area and _remembered(con, area_code(area)) is None:
            _search_area(con, area)
            _note_search(con, area_code(area), "{}")


def terms_searched(con: duckdb.DuckDBPyConnection, text: str) -> tuple[Term, ...]:
    """The terms of a text as they were searched for, with similar words where nothing was found as it was typed."""
    remember_matches(con, text, None)
    near = orjson.loads(_remembered(con, text) or "{}")
    terms = terms_of(text)
    return tuple(term.read_as([(word, letters) for word, letters in near.get(str(at), [])]) for at, term in enumerate(terms))


def _search_text(con: duckdb.DuckDBPyConnection, text: str) -> dict[str, list[tuple[str, int]]]:
    """Remember the incidents that meet all terms of `text`, and those with a report of this id or reference.

    Words that were found nowhere are read as similar ones; if the terms never meet in one incident, all words are. Gives these by
    the number of their term.
    """
    if reference := reference_key(text):
        digits = max(re.findall(r"[0-9]+", text), key=len)
        run_statement(con, "reference_search", {"search": text, "text": text, "reference": reference, "digits": digits})
    terms = terms_of(text)
    near: dict[str, list[tuple[str, int]]] = {}
    try:
        for at, term in enumerate(terms):
            _search_term(con, at, term)
        counts = _term_counts(con)
        missing = [at for at, term in enumerate(terms) if not counts.get(at) and term.may_be_misspelt]
        for doubtful in (missing, [at for at, term in enumerate(terms) if term.may_be_misspelt]):
            for at in doubtful:
                if str(at) not in near and (words := _near_words(con, terms[at].label)):
                    near[str(at)] = words
                    _search_term(con, at, terms[at].read_as(words))
            if terms and _join_terms(con, text, len(terms)):
                break
    finally:
        run_statement(con, "term_clear")
    return near


def _search_term(con: duckdb.DuckDBPyConnection, at: int, term: Term) -> None:
    run_statement(con, "term_clear", {"term": at})
    run_statement(con, "term_search", {**term.to_params(), "term": at})


def _term_counts(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    return {row["term"]: row["incidents"] for row in run_query(con, "term_count").to_pylist()}


def _join_terms(con: duckdb.DuckDBPyConnection, text: str, terms: int) -> bool:
    run_statement(con, "term_join", {"search": text, "terms": terms})
    return bool(run_query(con, "match_count", {"search": text})["incidents"][0].as_py())


def _near_words(con: duckdb.DuckDBPyConnection, word: str) -> list[tuple[str, int]]:
    run_statement(con, "name_words", {"known_words": known_words()})
    most = 2 if len(word) >= _LONG_WORD else 1
    rows = run_query(con, "near_words", {"word": word, "most": most, "limit": NEAR_WORDS}).to_pylist()
    return [(row["word"], row["letters"]) for row in rows]


def _search_area(con: duckdb.DuckDBPyConnection, area: Area) -> None:
    rows = run_query(con, "area_candidates", asdict(frame_of(area)))
    inside = is_inside(area, rows["latitude"].to_numpy(), rows["longitude"].to_numpy())
    ids = rows["incident_id"].filter(inside)
    con.append("matches", pd.DataFrame({"search": area_code(area), "incident_id": ids.to_pandas(), "closeness": 0}))


def _remembered(con: duckdb.DuckDBPyConnection, search: str) -> str | None:
    rows = run_query(con, "match_known", {"search": search})["read_as"].to_pylist()
    return rows[0] if rows else None


def _note_search(con: duckdb.DuckDBPyConnection, search: str, read_as: str) -> None:
    run_statement(con, "match_note", {"search": search, "read_as": read_as})
    run_statement(con, "match_forget", {"kept": SEARCHES_REMEMBERED})
    run_statement(con, "match_forget_rows")
