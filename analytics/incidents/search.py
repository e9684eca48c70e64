"""Finding incidents by a name, a place, a number or words, each with the reason why it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import newest_incidents, summarise_incidents
from warehouse.queries.matching.matches import terms_searched
from warehouse.queries.searching.search_results import numbers_given, ranked_incidents, reports_of
from warehouse.queries.searching.terms import Term, number_asked, reference_key
from warehouse.queries.searching.words import fold, whole_words
from warehouse.queries.sources.sources import region_titles

Row = dict[str, Any]

COLUMN_TITLES: Final[dict[str, str]] = {
    "sea_region": "sea region",
    "area": "area",
    "country": "nearest shore",
    "flag": "flag",
    "category": "category",
    "act": "act",
    "cyber_subtype": "kind of cyber incident",
    "vessel_type": "type of ship",
    "weapons": "weapons",
    "crew_harm": "harm to the crew",
}
_LETTERS: Final = {1: "one letter differs", 2: "two letters differ"}


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident that was found: its columns, `sea_region_title`, and why it was found, in words; empty for the latest."""

    incident: Row
    reason: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The closest of `number` incidents, with sentences on how the text was read and on numbers that no source gives."""

    hits: tuple[Hit, ...]
    number: int
    notes: tuple[str, ...] = ()


def find_incidents(con: duckdb.DuckDBPyConnection, filters: Filters, limit: int) -> SearchResult:
    """The closest `limit` incidents that `filters.text` finds, under the other filters; without a text the newest."""
    number = summarise_incidents(con, filters).incidents
    if not filters.text:
        titles = region_titles(con)
        rows = newest_incidents(con, filters, limit).to_pylist()
        return SearchResult(tuple(Hit({**row, "sea_region_title": titles.get(row["sea_region"])}, "") for row in rows), number)
    terms = terms_searched(con, filters.text)
    rows = ranked_incidents(con, filters, limit)
    reports = reports_of(con, [row["incident_id"] for row in rows])
    hits = tuple(Hit(row, _reason(filters.text, terms, row, reports[row["incident_id"]])) for row in rows)
    return SearchResult(hits, number, (*_reading_notes(terms), *(() if hits else _number_notes(con, filters.text))))


def _reason(text: str, terms: tuple[Term, ...], incident: Row, reports: list[Row]) -> str:
    if incident["closeness"] == 0:
        key = reference_key(text)
        cited = next(report for report in reports if key in (reference_key(report["native_ref"]), reference_key(report["report_id"])))
        return f"report {cited['native_ref']}"
    reasons = [(term.label, _reason_of_term(term, incident, reports)) for term in terms]
    distinct = list(dict.fromkeys(reason for _, reason in reasons))
    # "name" once for a name of two words, instead of once for each.
    return distinct[0] if len(distinct) == 1 else "; ".join(f"{label}: {reason}" for label, reason in reasons)


def _reason_of_term(term: Term, incident: Row, reports: list[Row]) -> str:
    told = [incident, *reports]
    if term.imo_number and any(row["imo_number"] == term.imo_number for row in told):
        return "IMO number"
    for column, title in (("vessel_name", "name"), ("place", "place")):
        if reason := _match_in_words(term, [row[column] for row in told], title):
            return reason
    if term.year and incident["occurred_on"] and incident["occurred_on"].year == term.year:
        return "year"
    for column, codes in term.codes:
        values = incident[column] if isinstance(incident[column], list) else [incident[column]]
        values = [*values, *incident["also"]] if column == "category" else values
        if set(codes) & set(values):
            return COLUMN_TITLES[column]
    return _match_in_words(term, [report["narrative"] for report in reports], "text") or "text"


def _match_in_words(term: Term, texts: list[str | None], title: str) -> str:
    """`name`, `name, one letter differs (AMBER)`, `text, as “huthi”`; empty where nothing matches."""
    folded = [fold(text) for text in texts if text]
    match = next((match for text in folded if (match := re.search(term.pattern, text))), None)
    if match is None:
        return ""
    word = re.sub(r"^\W+|\W+$", "", match[0])
    if term.near and not any(re.search(whole_words(term.patterns[:1]), text) for text in folded):
        letters = min(letters for _, letters in term.near)
        return f"{title}, {_LETTERS[letters]} ({word.upper() if title == 'name' else word})"
    return title if title != "text" or word == term.label else f"text, as “{word}”"


def _reading_notes(terms: tuple[Term, ...]) -> list[str]:
    return [f"“{term.label}” was also read as {_any_of([word for word, _ in term.near])}." for term in terms if term.near]


def _any_of(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _number_notes(con: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    asked = number_asked(text)
    if asked is None:
        return []
    incidents, with_imo = numbers_given(con)
    if asked == "imo_number":
        have = "has an IMO number" if with_imo == 1 else "have an IMO number"
        return [f"{with_imo:,} of {incidents:,} incidents {have}."]
    title = {"mmsi": "an MMSI number", "call_sign": "a call sign"}[asked]
    return [f"None of {incidents:,} incidents has {title}: reports are not read for it."]
