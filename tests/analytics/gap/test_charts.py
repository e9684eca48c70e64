"""What would narrow an interval, and the pictures: they show what was estimated and say what was not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.gap import Histories, cell_estimates, model_charts, overlap_charts, share_charts
from analytics.gap.expected_narrowing import expected_narrowings, narrowing_by_more_reports, narrowing_by_new_source
from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.two_lists import chapman_interval
from tests.analytics.gap.tables import HEPATITIS, drawn
from tests.support.watches import watch_of

TITLES = {"a": "Bureau A", "b": "Navy B"}


def cells() -> tuple[cell_estimates.Cell, ...]:
    watching = tuple(watch_of(name, (date(1990, 1, 1), date(2010, 12, 31)), title=title) for name, title in TITLES.items())
    rows = [(year, held, n) for year in range(1998, 2014) for held, n in ((("a",), 20), (("b",), 15), (("a", "b"), 30))]
    frame = pd.DataFrame(rows, columns=["year", "sources", "incidents"])
    frame["sea_region"] = None
    frame["repeats"] = [["a>b"] if held == ("a", "b") and year % 2 else [] for year, held, _ in rows]
    return cell_estimates.estimates_by_period(frame, watching)


def test_share_over_time_shows_what_was_estimated_and_says_what_not() -> None:
    chart = share_charts.periods_chart(cells(), TITLES)
    best, published = chart.series
    for cell, share, low, high in zip(cells(), best.values, best.lows, best.highs, strict=True):
        unreported = cell.estimate.unreported
        assert (share, low, high) == ((unreported.share, unreported.low, unreported.high) if unreported else (None, None, None))
    assert chart.places == ("1995 to 1999", "2000 to 2004", "2005 to 2009", "2010")
    assert chart.marks[0].value == 0.30
    assert all((hollow or 0) < (share or 0) for hollow, share in zip(published.values[:3], best.values[:3], strict=True))
    assert any("Bureau A, Navy B" in note for note in chart.footnotes)
    assert any("credits" in note or "comes from another" in note for note in chart.footnotes)
    assert f"{best.values[0]:.0%}" in chart.alt


def test_share_by_puts_what_cannot_be_estimated_last() -> None:
    first, *others = cells()
    thin = cell_estimates.Cell("thin", "A thin one", 1995, 2000, estimate(Histories(("a", "b"), np.array([3, 4, 2]))))
    chart = share_charts.shares_chart((thin, first, *others), "sea region", TITLES)
    assert chart.places[-1] == "A thin one"
    assert chart.series[0].values[-1] is None
    assert any("too few incidents shared" in note and "A thin one" in note for note in chart.footnotes)
    assert share_charts.shares_chart((), "category", TITLES).is_empty
    assert "No period" in share_charts.periods_chart((), TITLES).alt


def test_overlap_and_combinations_count_every_incident() -> None:
    bars = overlap_charts.combinations_chart(HEPATITIS, {"P": "Serum", "Q": "Hospital", "E": "Questionnaire"})
    assert sum(value or 0 for value in bars.series[0].values) == HEPATITIS.observed
    assert bars.places[0] == "Serum"
    assert "Serum and Hospital and Questionnaire" in bars.places
    many = drawn(3000, [0.3] * 5, 1)
    assert any("Rarer combinations" in note for note in overlap_charts.combinations_chart(many, {}).footnotes)
    grid = overlap_charts.overlap_grid(HEPATITIS, {})
    assert grid.values[0][1] == pytest.approx(49 / 135)
    assert grid.values[1][1] is None
    assert grid.rows[0] == "P (135)"
    assert grid.texts[0][0] == ""


def test_every_defensible_estimate_is_drawn() -> None:
    result = estimate(HEPATITIS, resamples=40)
    chart = model_charts.models_chart(result)
    assert len(chart.places) == len(result.variants)
    assert list(chart.series[1].values) == sorted(variant.abundance for variant in result.variants)
    assert chart.series[0].values[0] == pytest.approx(1 - result.observed / min(variant.abundance for variant in result.variants))
    assert all(variant.interval is None or variant.interval.low >= result.observed for variant in result.variants)
    assert "Lower bound Mth Chao (LB)" in chart.places
    assert "Dependence between P and Q; P and E; Q and E" in chart.places
    assert any(place.startswith("Incidents differ (") for place in chart.places)
    with_titles = model_charts.models_chart(estimate(drawn(900, [0.3, 0.35, 0.3], 2, taken_over=0.4), resamples=40), {"list 0": "Bureau"})
    assert any("Dependence between Bureau and list 1" in place for place in with_titles.places)
    assert model_charts.models_chart(estimate(Histories(("a", "b"), np.array([1, 1, 1])))).is_empty


def test_one_more_source_narrows_and_a_better_one_more() -> None:
    histories = drawn(800, [0.3, 0.35], 2)
    result = estimate(histories)
    few, many = (narrowing_by_new_source(histories, result, chance) for chance in (0.1, 0.5))
    assert few is not None and many is not None and result.estimate is not None
    assert 0 < few.narrower < many.narrower < 1
    assert many.newly_known == pytest.approx((result.estimate - histories.observed) * 0.5)
    first, second = histories.totals
    interval = chapman_interval(first, second, histories.shared)
    assert few.before.width == pytest.approx(interval.width, rel=0.25), "near what the data themselves give"
    assert few.share_before[0] < few.share_after[0] <= few.share_after[1] < few.share_before[1]


def test_the_promised_narrowing_comes_about() -> None:
    """What expected counts promise of a third source of chance 0.4 is what simulated third sources bring on average."""
    rng = np.random.default_rng(8)
    widths = []
    for _ in range(12):
        held = rng.random((2000, 3)) < [0.3, 0.35, 0.4]
        two, three = (Histories.from_rows([f"l{number}" for number in range(many)], held[:, :many]) for many in (2, 3))
        promised = narrowing_by_new_source(two, estimate(two), 0.4)
        got = estimate(three, resamples=100).by_bic
        before = estimate(two).by_bic
        assert promised is not None and got is not None and before is not None and got.se and before.se
        if not got.terms:
            widths.append((promised.narrower, 1 - got.se / before.se))
    assert len(widths) > 5
    promise, came = np.array(widths).mean(axis=0)
    assert promise == pytest.approx(came, abs=0.08)


def test_more_reports_of_a_source() -> None:
    histories = drawn(800, [0.3, 0.35, 0.2], 2, taken_over=0.3)
    result = estimate(histories, resamples=40)
    narrowings = expected_narrowings(histories, result)
    assert len(narrowings) == 4 + 3
    more = narrowing_by_more_reports(histories, result, "list 1")
    assert more is not None and more.narrower > 0
    assert model_charts.narrowing_chart(narrowings, {"list 1": "Navy"}).places[5] == "10% more reports from Navy"
    assert narrowing_by_more_reports(histories, result, "nobody") is None
    refused = estimate(Histories(("a", "b"), np.array([5, 5, 1])))
    assert expected_narrowings(Histories(("a", "b"), np.array([5, 5, 1])), refused) == ()


def test_what_doubt_about_links_does_is_said() -> None:
    histories = Histories(("a", "b"), np.array([300, 250, 200]))
    joined = np.random.default_rng(5).binomial(60, 0.5, 200)[:, None]
    doubtful = estimate(histories, linked=histories.counts + joined * np.array([-1, -1, 1]))
    assert doubtful.links is not None
    cell = cell_estimates.Cell("2000", "2000", 2000, 2000, doubtful)
    [note_shown] = [note for note in share_charts.periods_chart((cell,), TITLES).footnotes if "uncertainty about links" in note]
    assert f"{doubtful.links.wider - 1:.0%}" in note_shown
    plain = cell_estimates.Cell("2000", "2000", 2000, 2000, estimate(histories))
    assert not [note for note in share_charts.periods_chart((plain,), TITLES).footnotes if "uncertainty about links" in note]
