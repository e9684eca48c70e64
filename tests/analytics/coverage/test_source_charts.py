from __future__ import annotations

from datetime import date

import pandas as pd

from analytics.coverage.source_charts import reports_by_year_chart
from tests.support.watches import watch_of

COUNTS = pd.DataFrame(
    {"source": ["a", "a", "a", "b", "b"], "year": [2020, 2022, 2024, 2021, 2022], "reports": [5, 7, 3, 2, 4]},
)
COVERAGES = (
    watch_of("a", (date(2020, 1, 4), date(2024, 6, 25)), title="Alpha", state="closed"),
    watch_of("b", (date(2021, 6, 1), date(2022, 12, 28)), title="Beta", state="stale"),
)


def test_a_year_without_reports_is_nothing_and_a_year_without_source_is_unknown() -> None:
    chart = reports_by_year_chart(COUNTS, COVERAGES)
    assert chart.places == ("2020", "2021", "2022", "2023", "2024")
    values = {series.name: series.values for series in chart.series}
    assert values["Alpha (closed)"] == (5, 0, 7, 0, None)
    assert values["Alpha (closed), part of the year"] == (None, None, None, None, 3)
    assert values["Beta (stale)"] == (None, None, 4, None, None)
    assert values["Beta (stale), part of the year"] == (None, 2, None, None, None)
    assert any("Hollow points" in note for note in chart.footnotes) and "n = 21 reports" in chart.footnotes[0]


def test_whole_years_have_no_hollow_points() -> None:
    whole = (watch_of("b", (date(2021, 1, 1), date(2022, 12, 31)), title="Beta", state="closed"),)
    chart = reports_by_year_chart(COUNTS[COUNTS["source"] == "b"], whole)
    assert [series.kind for series in chart.series] == ["line"]
    assert not any("Hollow" in note for note in chart.footnotes)


def test_no_reports_at_all() -> None:
    chart = reports_by_year_chart(COUNTS.iloc[:0], ())
    assert chart.is_empty and chart.frame().empty
