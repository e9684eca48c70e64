from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analytics.delays.delay_curves import FEWEST
from analytics.describe.words import span_in_words
from analytics.situation import charts, comparison, notes
from analytics.situation.comparison import Comparison, ComparisonBasis
from analytics.situation.summary import join_sentences, summarise
from tests.analytics.test_comparison import tallies
from tests.support.watches import watch_of
from warehouse.queries.situation.spans import ReportingDelay

DAY = date(2024, 6, 25)
WHOLE = ComparisonBasis(("a",), ())
NONE = ComparisonBasis((), ())
TITLES = {"a": "Alpha", "b": "Beta"}


def compared(
    now: pd.DataFrame, before: tuple[ComparisonBasis, pd.DataFrame] | None = None, years: tuple[ComparisonBasis, pd.DataFrame] | None = None
) -> Comparison:
    return comparison.compare_tallies(comparison.comparison_spans(DAY, 30), now, before or (WHOLE, now), years or (WHOLE, now))


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
    text = join_sentences(summarise(compared(MANY), {"red_sea": "Red Sea", "gulf": "The Gulf"}, ["Alpha"], False))
    assert text.startswith("29 incidents are known for the 30 days from 27 May to 25 June 2024: ")
    assert "military and militant action (14), piracy and armed robbery (9), suspicious approach (4) and drugs (2)" in text
    assert "That is 6 more than in the same number of days before (23)." in text
    assert "above the range of the same days in 2019–2023 (9 to 19, mean 14.4)" in text
    assert "Busiest waters: Red Sea (23) and The Gulf (4)." in text
    assert "so far" not in text


def test_more_than_one_further_kind_is_summed() -> None:
    counts = {"militant": 5, "drugs": 4, "cyber": 3, "other": 2, "stowaway": 1}
    five = tallies([("now", code, "gulf", count) for code, count in counts.items()])
    text = join_sentences(summarise(compared(five), {"gulf": "The Gulf"}, ["Alpha"], False))
    assert "cyber and signal interference (3) and other kinds (3)" in text


@pytest.mark.parametrize(
    ("count", "phrase"),
    [(19, "within the range"), (9, "within the range"), (8, "below the range"), (20, "above the range"), (0, "below the range")],
)
def test_the_range_is_told_rightly_at_its_ends(count: int, phrase: str) -> None:
    frame = pd.concat([MANY[MANY["span"] != "now"], tallies([("now", "militant", "gulf", count)])])
    assert phrase in join_sentences(summarise(compared(frame), {}, ["Alpha"], False))


def test_one_incident_and_none() -> None:
    assert join_sentences(summarise(compared(tallies([("now", "cyber", None, 1)])), {}, ["Alpha"], False)).startswith("1 incident is known")
    assert join_sentences(summarise(compared(tallies([])), {}, ["Alpha"], False)).startswith("No incident is known for the 30 days")


def test_days_that_nobody_covers_are_not_called_calm() -> None:
    text = join_sentences(summarise(compared(tallies([])), {}, [], False))
    assert "No source covers all of the 30 days" in text and "missing knowledge, not calm" in text


def test_other_sources_now_are_not_compared() -> None:
    fewer = pd.concat([MANY[MANY["span"] != "now"], tallies([("now", "militant", "red_sea", 10)])])
    comparison_made = compared(MANY, (WHOLE, fewer), (WHOLE, fewer))
    text = join_sentences(summarise(comparison_made, {}, ["Alpha"], True))
    assert "Counting only sources that cover both spans: 10 so far, against 23 in the days before." in text
    assert "Counting only sources that cover all the years, 10 lie so far within the range" in text
    chart = charts.category_chart(comparison_made)
    assert any("10 now" in note for note in chart.footnotes)
    bars = [series for series in chart.series if series.kind == "bar"]
    assert [sum(value or 0 for value in series.values) for series in bars] == [10, 19]
    first = chart.frame().iloc[0].tolist()
    assert first[:4] == ["Military and militant action", 14, 10, 4]


def test_charts_say_the_same_as_the_comparison() -> None:
    comparison_made = compared(MANY)
    chart = charts.category_chart(comparison_made)
    assert chart.unit == "incidents" and chart.alt and "27 May to 25 June 2024" in chart.title
    frame = chart.frame()
    assert list(frame["Category"])[:2] == ["Military and militant action", "Piracy and armed robbery"]
    assert frame.iloc[0].tolist()[1:] == [14, 23, 14.4, 9, 19]
    assert "n = 29." in chart.footnotes
    region = charts.region_chart(comparison_made, {"red_sea": "Red Sea"})
    assert region.places == ("Red Sea", "gulf")
    assert "2 without a position are not shown." in region.footnotes


def test_without_a_basis_the_chart_shows_now_alone() -> None:
    comparison_made = compared(MANY, (NONE, tallies([])), (NONE, tallies([])))
    assert [series.kind for series in charts.category_chart(comparison_made).series] == ["bar"]
    assert charts.category_chart(compared(tallies([]), (NONE, tallies([])), (NONE, tallies([])))).is_empty


def test_notes_name_who_is_left_out_and_why() -> None:
    gone = watch_of("b", (date(1993, 1, 2), date(2020, 12, 31)), title="Beta", state="closed")
    comparison_made = compared(MANY, years=(ComparisonBasis(("a",), (gone,)), MANY))
    (note,) = notes.basis_notes(comparison_made, TITLES, [])
    assert "2019–2023 over Alpha only (29 now)" in note and "Beta (2 January 1993 to 31 December 2020)" in note
    nothing = compared(MANY, (NONE, tallies([])), (ComparisonBasis((), (gone,)), tallies([])))
    first, second = notes.basis_notes(nothing, TITLES, [])
    assert first == "No comparison with the 30 days before: no source covers both spans."
    assert "No comparison with the mean of 2019–2023" in second and "Covered only in part: Beta" in second
    assert notes.basis_notes(compared(MANY), TITLES, []) == []
    assert notes.basis_notes(compared(MANY), TITLES, [gone]) == [
        "Beta covers only part of these days (2 January 1993 to 31 December 2020)."
    ]


@pytest.mark.parametrize(("published", "filling"), [(date(2024, 6, 25), True), (date(2024, 7, 14), True), (date(2024, 7, 15), False)])
def test_days_fill_up_until_nine_tenths_are_out(published: date, filling: bool) -> None:
    note = notes.filling_note([ReportingDelay("a", 100, 6.0, 20.0, published)], TITLES, DAY)
    assert bool(note) == filling
    assert not filling or "Alpha publishes half its reports within 6 days and 90% within 20 days" in note


def test_a_delay_is_told_only_from_as_many_reports_as_the_delay_curves_need() -> None:
    enough, few = (ReportingDelay("a", reports, 6.0, 20.0, date(2024, 6, 25)) for reports in (FEWEST, FEWEST - 1))
    assert "within 6 days" in notes.filling_note([enough], TITLES, DAY)
    note = notes.filling_note([few], TITLES, DAY)
    assert "Reports are still coming in" in note and "within" not in note
    assert f"How soon Alpha publishes is not known yet ({FEWEST - 1} of {FEWEST} reports needed)" in note


def test_spans_across_a_year() -> None:
    assert span_in_words((date(2023, 12, 20), date(2024, 1, 18))) == "20 December 2023 to 18 January 2024"
