"""Searching a snapshot: what each text finds, ranked and with its reason."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import duckdb
import pytest

from analytics.incidents.search import Hit, find_incidents
from warehouse.areas.shapes import Circle
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import summarise_incidents
from warehouse.queries.matching import matches
from warehouse.queries.run import run_query, run_statement
from warehouse.queries.searching.terms import MOST_TERMS, terms_of
from warehouse.reader import Reader
from warehouse.view import view


@pytest.fixture(scope="module")
def real(real_snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    con = real_snapshot.open_database()
    yield con
    con.close()


def count(con: duckdb.DuckDBPyConnection, text: str) -> int:
    return summarise_incidents(con, Filters(text=text)).incidents


def first(con: duckdb.DuckDBPyConnection, text: str) -> Hit:
    return find_incidents(con, Filters(text=text), 5).hits[0]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("texts", "least"),
    [
        (("Houthi", "Huthi", "Houthis", "HUTHIS", "Ansarallah"), 30),
        (("stowaway", "stowaways", "stow away"), 10),
        (("kidnap", "kidnapped", "kidnapping", "abducted"), 200),
        (("tug boat", "tugboat", "tugs"), 200),
        (("GPS jamming", "GNSS jamming"), 1),
        (("Chittagong", "Chattogram"), 300),
        (("Lagos", "Lagos Roads"), 200),
        (("Bab el Mandeb", "Bab-al-Mandab"), 50),
        (("Callao", "El Callao"), 100),
    ],
)
def test_spellings_of_the_same_find_the_same(real: duckdb.DuckDBPyConnection, texts: tuple[str, ...], least: int) -> None:
    assert len({count(real, text) for text in texts}) == 1
    assert count(real, texts[0]) >= least


@pytest.mark.real_data
def test_no_word_of_a_narrative_is_lost(real: duckdb.DuckDBPyConnection) -> None:
    for word in ("houthi", "stowaway", "kidnap", "callao", "hijack"):
        [(told,)] = real.execute(
            "SELECT count(DISTINCT incident_id) FROM incident_reports JOIN reports USING (report_id) WHERE contains(lower(narrative), $1)",
            [word],
        ).fetchall()
        assert count(real, word) >= told


@pytest.mark.real_data
def test_a_misspelt_ship_is_found_and_the_reason_given(real: duckdb.DuckDBPyConnection) -> None:
    for text in ("maersk hangzou", "Maersk Hangzohu", "mearsk hangzhou"):
        hit = first(real, text)
        assert hit.incident["vessel_name"] == "MAERSK HANGZHOU" and "name, one letter differs" in hit.reason
    assert first(real, "Maersk Hangzhou").reason == "name"


@pytest.mark.real_data
def test_a_misspelling_of_a_word_with_a_meaning_has_it(real: duckdb.DuckDBPyConnection) -> None:
    assert count(real, "hothi") == count(real, "houthi")


@pytest.mark.real_data
def test_ships_with_a_wrong_letter_come_first(real: duckdb.DuckDBPyConnection) -> None:
    """Of a sample of names of two long words, with a letter left out of the first, nearly all are among the first five."""
    names = real.execute(
        "SELECT DISTINCT vessel_name FROM incidents WHERE regexp_matches(vessel_name, '^[A-Z]{6,9} [A-Z]{5,9}$') ORDER BY vessel_name"
    ).fetchall()
    draw = random.Random(5)
    found = 0
    for (name,) in draw.sample(names, 12):
        at = draw.randrange(1, 5)
        hits = find_incidents(real, Filters(text=name[:at] + name[at + 1 :]), 5).hits
        found += any(hit.incident["vessel_name"] == name for hit in hits)
    assert found >= 10


@pytest.mark.real_data
def test_combinations_narrow_down(real: duckdb.DuckDBPyConnection) -> None:
    hits = find_incidents(real, Filters(text="tanker lagos 2019"), 50)
    assert 0 < hits.number < count(real, "lagos")
    assert all(hit.incident["occurred_on"].year == 2019 for hit in hits.hits)
    assert hits.hits[0].reason == "tanker: type of ship; lagos: place; 2019: year"


@pytest.mark.real_data
def test_references_find_their_incident_first(real: duckdb.DuckDBPyConnection) -> None:
    rows = real.execute(
        "SELECT report_id, native_ref, source FROM reports WHERE source = 'asam' ORDER BY hash(report_id) LIMIT 3"
    ).fetchall()
    for report_id, native_ref, source in rows:
        for text in (native_ref, report_id, f"{source.upper()} {native_ref}"):
            hit = first(real, text)
            [(expected,)] = real.execute("SELECT min(incident_id) FROM incident_reports WHERE report_id = $1", [report_id]).fetchall()
            assert hit.incident["incident_id"] == expected and hit.reason == f"report {native_ref}"


@pytest.mark.real_data
def test_a_number_that_no_source_gives_says_so(real: duckdb.DuckDBPyConnection) -> None:
    [(incidents, given)] = real.execute("SELECT count(*), count(imo_number) FROM incidents").fetchall()
    verb = "has" if given == 1 else "have"
    assert find_incidents(real, Filters(text="IMO 9999993"), 5).notes == (f"{given:,} of {incidents:,} incidents {verb} an IMO number.",)
    [note] = find_incidents(real, Filters(text="MMSI 999999999"), 5).notes
    assert note.startswith(f"None of {incidents:,} incidents has an MMSI number")
    [(imo_number, incident_id)] = real.execute(
        "SELECT imo_number, incident_id FROM incidents WHERE imo_number IS NOT NULL LIMIT 1"
    ).fetchall()
    hit = first(real, f"IMO {imo_number}")
    assert hit.incident["incident_id"] == incident_id and "IMO number" in hit.reason


def test_numbers_given_are_those_that_the_reader_may_see(invented: Snapshot) -> None:
    whole = invented.open_database()
    few = view(invented, Reader(clearance="CLEAR"))
    con = few.connect()
    try:
        [(all_incidents,)] = whole.execute("SELECT count(*) FROM incidents").fetchall()
        [(visible, given)] = con.execute("SELECT count(*), count(imo_number) FROM incidents").fetchall()
        [note] = find_incidents(con, Filters(text="IMO 9999993"), 5).notes
        assert note.startswith(f"{given:,} of {visible:,} incidents")
        assert not few.is_restricted or visible < all_incidents
    finally:
        con.close()
        whole.close()


HOSTILE = [
    "' OR 1=1 --",
    "(((((",
    "[a-z",
    "\\",
    "\\b\\d+",
    ".*",
    "a" * 100,
    "%_%",
    "x" * 50 + " " + "y" * 49,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "\u202eevil",
    "日本 船",
    "🏴‍☠️",
    '"',
    '"""',
    "“unclosed",
    "$text",
    "--include kept",
    "NULL",
    "0",
    "imo",
    "1" * 99,
    "(?i)(a+)+$",
    "е" * 60,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20] for text in HOSTILE])
def test_hostile_text_is_searched_by_few_statements(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """At most eight for each of at most MOST_TERMS terms, whatever the text, and with short patterns."""
    ran: list[str] = []

    def counted(run: Callable[..., object]) -> Callable[..., object]:
        def run_counted(con: duckdb.DuckDBPyConnection, name: str, *more: object) -> object:
            ran.append(name)
            return run(con, name, *more)

        return run_counted

    monkeypatch.setattr(matches, "run_statement", counted(run_statement))
    monkeypatch.setattr(matches, "run_query", counted(run_query))
    result = find_incidents(con, Filters(text=text), 50)
    terms = terms_of(Filters(text=text).text or "")
    assert len(terms) <= MOST_TERMS and len(ran) <= 20 + 8 * len(terms), ran
    assert ran.count("term_search") >= len(terms)
    assert all(len(term.to_params()["pattern"]) <= 400 for term in terms)
    assert len(result.hits) <= 50 and all(hit.reason for hit in result.hits if Filters(text=text).text)


def test_a_text_and_an_area_narrow_each_other(con: duckdb.DuckDBPyConnection) -> None:
    around = Circle(1.25, 104.0, 100)
    both = Filters(text="boarded", within=around)
    ids = {row["incident_id"] for row in (hit.incident for hit in find_incidents(con, both, 100_000).hits)}
    inside = {hit.incident["incident_id"] for hit in find_incidents(con, Filters(text="boarded"), 100_000).hits}
    assert 0 < len(ids) == summarise_incidents(con, both).incidents
    assert ids < inside


def test_after_a_failure_the_next_search_starts_clean(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = find_incidents(con, Filters(text="alarm raised"), 10)

    def fail(*_: object) -> bool:
        raise duckdb.InterruptException("stopped")

    with monkeypatch.context() as broken:
        broken.setattr(matches, "_join_terms", fail)
        with pytest.raises(duckdb.InterruptException):
            find_incidents(con, Filters(text="alarm raised again"), 10)
    assert con.execute("SELECT count(*) FROM term_matches").fetchall() == [(0,)]
    assert find_incidents(con, Filters(text="alarm raised"), 10) == expected
