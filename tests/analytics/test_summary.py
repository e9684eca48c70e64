"""Every sentence held against figures counted anew, for many random data sets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.situation.situation import Situation, assess_situation
from analytics.situation.summary import Sentence, SentenceFigure
from tests.support.published import source_row
from warehouse.contract.schema import TABLES
from warehouse.filters import Filters
from warehouse.measures import MEASURES
from warehouse.reference.geography import sea_regions_table

UNTIL = date(2026, 11, 1)
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
REGIONS = ("singapore_strait", "red_sea", "gulf_of_guinea", None)
CATEGORIES = ("piracy_robbery", "militant", "cyber", "stowaway", "drugs")
SOURCES = ("early", "always", "late")


@dataclass(frozen=True)
class Told:
    """What the sentences are told from: incidents, and since and until when each source reports."""

    incidents: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]


@st.composite
def incident(draw: st.DrawFn) -> dict[str, Any]:
    back = draw(st.integers(0, 5)) * 365 + draw(st.integers(0, 70))
    return {
        "occurred_on": UNTIL - timedelta(days=back),
        "category": draw(st.sampled_from(CATEGORIES)),
        "sea_region": draw(st.sampled_from(REGIONS)),
        "act": draw(st.sampled_from(("boarded", "hijacked", "attempted", None))),
        "weapons": draw(st.sampled_from((["guns"], ["none"], ["not_stated"], ["knives", "guns"]))),
        "crew_harm": draw(st.sampled_from(([], ["hostage"], ["injured", "threatened"]))),
        "severity": draw(st.sampled_from((0, 1, 2, 3, None))),
        "sources": sorted(draw(st.sets(st.sampled_from(SOURCES), min_size=1))),
    }


@st.composite
def worlds(draw: st.DrawFn) -> Told:
    begins = draw(st.sampled_from((date(2010, 1, 1), date(2024, 1, 1), UNTIL - timedelta(days=10))))
    ends = draw(st.sampled_from((UNTIL, UNTIL - timedelta(days=20), date(2024, 6, 25))))
    stops = draw(st.sampled_from((UNTIL, date(2020, 1, 1))))
    facts: dict[str, dict[str, Any]] = {
        "early": {"last_occurred_on": ends, "closed_on": ends, "state": "closed"},
        "always": {
            "last_occurred_on": stops,
            "closed_on": stops,
            "state": "closed",
        },
        "late": {"first_occurred_on": begins},
    }
    rows = tuple(source_row(name, **facts[name]) for name in SOURCES)
    return Told(tuple(draw(st.lists(incident(), max_size=60))), rows)


def opened(told: Told) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:", config={"threads": 1})
    given_rows: dict[str, list[dict[str, Any]]] = {
        "incidents": [
            {"incident_id": str(number), "report_count": 1, "vessel_status": "unknown", **row} for number, row in enumerate(told.incidents)
        ],
        "sources": list(told.sources),
        "reports": [],
    }
    for name, rows in given_rows.items():
        con.from_arrow(pa.Table.from_pylist(rows, schema=pa.schema([(f.name, f.type) for f in TABLES[name].arrow()]))).create(name)
    con.from_arrow(sea_regions_table()).create("sea_regions")
    return con


def recount(figure: SentenceFigure, told: Told, filters: Filters) -> float:
    """The figure from the rows themselves, by what it says it is."""
    counts = [
        sum(_counts(row, figure, filters) for row in told.incidents if first <= row["occurred_on"] <= last) for first, last in figure.spans
    ]
    if figure.how == "count":
        [count] = counts
        return count
    if figure.how == "difference":
        return abs(counts[0] - counts[1])
    return {"mean": sum(counts) / len(counts), "least": min(counts), "most": max(counts)}[figure.how]


def _counts(row: dict[str, Any], figure: SentenceFigure, filters: Filters) -> bool:
    of = {
        "incidents": True,
        "boarded": row["act"] in ("boarded", "hijacked"),
        "armed": bool({"guns", "knives"} & set(row["weapons"])),
        "crew_harmed": bool(row["crew_harm"]),
        "severe": row["severity"] in (1, 2) or row["act"] in ("struck", "seized"),
    }[figure.measure]
    where = figure.where is None or row[figure.where[0]] in figure.where[1]
    by = figure.sources is None or bool(set(figure.sources) & set(row["sources"]))
    return of and where and by and (not filters.categories or row["category"] in filters.categories)


def numbers(text: str, situation: Situation) -> list[str]:
    """The numbers of a sentence, less those that name its days."""
    spans = situation.comparison.spans
    days = [
        f"{spans.days} days",
        *re.findall(r"\d{1,2} [A-Z][a-z]+(?: \d{4})?", text),
        f"{spans.years[0][1].year}–{spans.years[-1][1].year}",
    ]
    for span in days:
        text = text.replace(span, "")
    return re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)


@settings(max_examples=30, deadline=None)
@given(worlds(), st.sampled_from([7, 30, 90, 400]), st.sampled_from([(), ("cyber", "militant")]))
def test_every_number_is_the_figure_counted_anew(told: Told, days: int, categories: tuple[str, ...]) -> None:
    filters = Filters(categories=categories)
    situation = assess_situation(opened(told), UNTIL, days, NOW, filters)
    assert situation.paragraph == " ".join(sentence.text for sentence in situation.sentences)
    for sentence in situation.sentences:
        assert sentence.filters == filters
        if sentence.query == "overview_tallies":
            assert numbers(sentence.text, situation) == [figure.text for figure in sentence.figures], sentence.text
            for figure in sentence.figures:
                counted = recount(figure, told, filters)
                assert figure.text == (f"{counted:,.1f}" if figure.how == "mean" else f"{counted:,.0f}"), figure.basis()
        words_follow_the_numbers(sentence, told, filters)
    nothing_is_compared_that_nobody_covered(situation, told)


def words_follow_the_numbers(sentence: Sentence, told: Told, filters: Filters) -> None:
    text, by_how = sentence.text, {figure.how: figure for figure in sentence.figures}
    if change := by_how.get("difference"):
        signed = [recount(SentenceFigure("", 0, change.measure, (span,), sources=change.sources), told, filters) for span in change.spans]
        assert (" more" in text) == (signed[0] > signed[1])
        assert (" fewer" in text) == (signed[0] < signed[1])
    elif text.startswith("That is as many"):
        [then] = sentence.figures
        now = recount(SentenceFigure("", 0, "incidents", (_now(then),), sources=then.sources), told, filters)
        assert now == then.value
    if "mean" in by_how:
        mean = by_how["mean"]
        last = mean.spans[-1][1].replace(year=UNTIL.year)
        now = recount(
            SentenceFigure("", 0, "incidents", ((last - (mean.spans[-1][1] - mean.spans[-1][0]), last),), sources=mean.sources),
            told,
            filters,
        )
        low, high = by_how["least"].value, by_how["most"].value
        assert (" above " in text, " below " in text, " within " in text) == (now > high, now < low, low <= now <= high)
    assert not re.search(r"\b(because|due to|dangerous|alarming|sharp|significant|dramatic|safe|calmer)", text)


def _now(then: SentenceFigure) -> tuple[date, date]:
    [(first, last)] = then.spans
    return UNTIL - (last - first), UNTIL


def nothing_is_compared_that_nobody_covered(situation: Situation, told: Told) -> None:
    """Silence is not safety: a source that does not reach over both spans counts on neither side."""
    reach = {row["source"]: (row["first_occurred_on"], row["closed_on"] or UNTIL) for row in told.sources}
    for sentence in situation.sentences:
        for figure in sentence.figures:
            if figure.sources is None:
                continue
            days = (situation.comparison.spans.now, *figure.spans)
            for name in figure.sources:
                slack = timedelta(days=0 if name != "late" else 4)
                assert all(reach[name][0] <= first and last <= reach[name][1] + slack for first, last in days)
    if not situation.covering:
        assert situation.paragraph.startswith("No source covers all of the")
        assert "missing knowledge, not calm" in situation.paragraph
        assert not re.search(r"more|fewer|above|below", situation.paragraph)


def test_a_sentence_can_be_traced() -> None:
    row = {"occurred_on": UNTIL, "category": "cyber", "sea_region": "red_sea", "act": "boarded", "weapons": ["guns"], "crew_harm": []}
    row |= {"severity": 1, "sources": ["always"]}
    told = Told((row,), tuple(source_row(name) for name in SOURCES))
    situation = assess_situation(opened(told), UNTIL, 7, NOW, Filters(categories=("cyber",)))
    assert (
        situation.sentences[0].text
        == "1 incident is known for the 7 days from 26 October to 1 November 2026: cyber and signal interference (1)."
    )
    assert situation.sentences[0].trace() == (
        "overview_tallies (category=cyber): 1: count of Incidents, 26 October to 1 November 2026 | "
        "1: count of Incidents, 26 October to 1 November 2026, category cyber"
    )
    assert situation.sentences[1].text == "That is 1 more than in the same number of days before (0)."
    assert "sources always, early, late" in situation.sentences[1].trace()


def test_a_span_longer_than_a_year_is_not_held_against_years_that_overlap() -> None:
    situation = assess_situation(opened(Told((), tuple(source_row(name) for name in SOURCES))), UNTIL, 400, NOW)
    assert not [sentence for sentence in situation.sentences if "range of the same days" in sentence.text or "no mean" in sentence.text]


@pytest.mark.parametrize("code", list(MEASURES))
def test_every_measure_can_be_named(code: str) -> None:
    assert MEASURES[code].title in SentenceFigure("1", 1, code, ((UNTIL, UNTIL),)).basis()
