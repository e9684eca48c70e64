from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.coverage.freshness import Coverage
from analytics.situation import comparison, overview
from analytics.situation.comparison import Basis, Comparison
from analytics.situation.summary import paragraph, summary
from tests.analytics.test_comparison import tallies
from warehouse.queries.situation.spans import Delay

DAY = date(2024, 6, 25)
WHOLE = Basis(("a",), ())
NONE = Basis((), ())
TITLES = {"a": "Alpha", "b": "Beta"}


def compared(
    now: pd.DataFrame, before: tuple[Basis, pd.DataFrame] | None = None, years: tuple[Basis, pd.DataFrame] | None = None
) -> Comparison:
    return comparison.compare(comparison.spans(DAY, 30), now, before or (WHOLE, now), years or (WHOLE, now))


MANY = tallies(
    [
        ("now", "piracy_robbery", "red_sea", 9),
        ("now", "militant", "red_sea", 14),
        ("now", "suspicious", "gulf", 4),
        ("now", "drugs", None, 2),
        ("before", "militant", "gulf", 23),
        *[(str(year), "militant", "gulf", count) for year, count in zip(range(2019, 2024), (9, 19, 14, 15, 15), strict=True)],
    ]
)


def test_the_paragraph_tells_the_figures() -> None:
    said = paragraph(summary(compared(MANY), {"red_sea": "Red Sea", "gulf": "The Gulf"}, ["Alpha"], False))
    assert said.startswith("29 incidents are known for the 30 days from 27 May to 25 June 2024: ")
    assert "military and militant action (14), piracy and armed robbery (9), suspicious approach (4) and drugs (2)" in said
    assert "That is 6 more than in the same number of days before (23)." in said
    assert "above the range of the same days in 2019–2023 (9 to 19, mean 14.4)" in said
    assert "Busiest waters: Red Sea (23) and The Gulf (4)." in said
    assert "so far" not in said


def test_more_than_one_further_kind_is_summed() -> None:
    counts = {"militant": 5, "drugs": 4, "cyber": 3, "other": 2, "stowaway": 1}
    five = tallies([("now", code, "gulf", count) for code, count in counts.items()])
    said = paragraph(summary(compared(five), {"gulf": "The Gulf"}, ["Alpha"], False))
    assert "cyber and signal interference (3) and other kinds (3)" in said


@pytest.mark.parametrize(
    ("count", "phrase"),
    [(19, "within the range"), (9, "within the range"), (8, "below the range"), (20, "above the range"), (0, "below the range")],
)
def test_the_range_is_told_rightly_at_its_ends(count: int, phrase: str) -> None:
    frame = pd.concat([MANY[MANY["span"] != "now"], tallies([("now", "militant", "gulf", count)])])
    assert phrase in paragraph(summary(compared(frame), {}, ["Alpha"], False))


def test_one_incident_and_none() -> None:
    assert paragraph(summary(compared(tallies([("now", "cyber", None, 1)])), {}, ["Alpha"], False)).startswith("1 incident is known")
    assert paragraph(summary(compared(tallies([])), {}, ["Alpha"], False)).startswith("No incident is known for the 30 days")


def test_days_that_nobody_covers_are_not_called_calm() -> None:
    said = paragraph(summary(compared(tallies([])), {}, [], False))
    assert "No source covers all of the 30 days" in said and "missing knowledge, not calm" in said


def test_other_sources_now_are_not_compared() -> None:
    fewer = pd.concat([MANY[MANY["span"] != "now"], tallies([("now", "militant", "red_sea", 10)])])
    found = compared(MANY, (WHOLE, fewer), (WHOLE, fewer))
    said = paragraph(summary(found, {}, ["Alpha"], True))
    assert "Over the sources that cover both spans: 10 so far, against 23 in the days before." in said
    assert "Over the sources that cover all the years, 10 lie so far within the range" in said
    chart = overview.category_chart(found)
    assert any("10 now" in note for note in chart.footnotes)
    bars = [series for series in chart.series if series.kind == "bar"]
    assert [sum(value or 0 for value in series.values) for series in bars] == [10, 19]
    first = chart.frame().iloc[0].tolist()
    assert first[:4] == ["Military and militant action", 14, 10, 4]


def test_charts_say_the_same_as_the_comparison() -> None:
    found = compared(MANY)
    chart = overview.category_chart(found)
    assert chart.unit == "incidents" and chart.alt and "27 May to 25 June 2024" in chart.title
    frame = chart.frame()
    assert list(frame["Category"])[:2] == ["Military and militant action", "Piracy and armed robbery"]
    assert frame.iloc[0].tolist()[1:] == [14, 23, 14.4, 9, 19]
    assert "n = 29." in chart.footnotes
    region = overview.region_chart(found, {"red_sea": "Red Sea"})
    assert region.places == ("Red Sea", "gulf")
    assert "2 without a position are not shown." in region.footnotes


def test_without_a_basis_the_chart_shows_now_alone() -> None:
    found = compared(MANY, (NONE, tallies([])), (NONE, tallies([])))
    assert [series.kind for series in overview.category_chart(found).series] == ["bar"]
    assert overview.category_chart(compared(tallies([]), (NONE, tallies([])), (NONE, tallies([])))).is_empty


def test_notes_name_who_is_left_out_and_why() -> None:
    gone = Coverage("b", "Beta", date(1993, 1, 2), date(2020, 12, 31), "closed")
    found = compared(MANY, years=(Basis(("a",), (gone,)), MANY))
    (note,) = overview.basis_notes(found, TITLES, [])
    assert "2019–2023 over Alpha alone (29 now)" in note and "Beta (2 January 1993 to 31 December 2020)" in note
    nothing = compared(MANY, (NONE, tallies([])), (Basis((), (gone,)), tallies([])))
    first, second = overview.basis_notes(nothing, TITLES, [])
    assert first == "No comparison with the 30 days before: no source covers both spans."
    assert "No comparison with the mean of 2019–2023" in second and "Only in part: Beta" in second
    assert overview.basis_notes(compared(MANY), TITLES, []) == []
    assert overview.basis_notes(compared(MANY), TITLES, [gone]) == [
        "Beta covers only part of these days (2 January 1993 to 31 December 2020)."
    ]


@pytest.mark.parametrize(("published", "filling"), [(date(2024, 6, 25), True), (date(2024, 7, 14), True), (date(2024, 7, 15), False)])
def test_days_fill_up_until_nine_tenths_are_out(published: date, filling: bool) -> None:
    note = overview.filling_note([Delay("a", 100, 6.0, 20.0, published)], TITLES, DAY)
    assert bool(note) == filling
    assert not filling or "Alpha has told half within 6 days, nine in ten within 20 days" in note


def test_spans_across_a_year() -> None:
    assert overview.period((date(2023, 12, 20), date(2024, 1, 18))) == "20 December 2023 to 18 January 2024"
