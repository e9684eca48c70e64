"""What would narrow an interval, and the pictures: they show what was estimated and say what was not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.gap import Histories, Watch, charts, overlap_charts, cell_estimates
from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.two_lists import chapman_interval
from analytics.gap.expected_narrowing import more_reports, one_more_source, values
from tests.analytics.gap.tables import HEPATITIS, drawn

TITLES = {"a": "Bureau A", "b": "Navy B"}


def cells() -> tuple[cell_estimates.Cell, ...]:
    watching = tuple(Watch(name, title, date(1990, 1, 1), date(2010, 12, 31), None) for name, title in TITLES.items())
    rows = [(year, held, n) for year in range(1998, 2014) for held, n in ((("a",), 20), (("b",), 15), (("a", "b"), 30))]
    frame = pd.DataFrame(rows, columns=["year", "sources", "incidents"])
    frame["sea_region"] = None
    frame["repeats"] = [["a>b"] if held == ("a", "b") and year % 2 else [] for year, held, _ in rows]
    return cell_estimates.over_time(frame, watching)


def test_share_over_time_shows_what_was_estimated_and_says_what_not() -> None:
    made = charts.share_over_time(cells(), TITLES)
    best, published = made.series
    for cell, share, low, high in zip(cells(), best.values, best.lows, best.highs, strict=True):
        known = cell.estimate.unreported
        assert (share, low, high) == ((known.share, known.low, known.high) if known else (None, None, None))
    assert made.places == ("1995 to 1999", "2000 to 2004", "2005 to 2009", "2010")
    assert made.marks[0].value == 0.30
    assert all((hollow or 0) < (share or 0) for hollow, share in zip(published.values[:3], best.values[:3], strict=True))
    assert any("Bureau A, Navy B" in note for note in made.footnotes)
    assert any("credits" in note or "comes from another" in note for note in made.footnotes)
    assert f"{best.values[0]:.0%}" in made.alt


def test_share_by_puts_what_cannot_be_estimated_last() -> None:
    one, *others = cells()
    thin = cell_estimates.Cell("thin", "A thin one", 1995, 2000, estimate(Histories(("a", "b"), np.array([3, 4, 2]))))
    made = charts.share_by((thin, one, *others), "sea region", TITLES)
    assert made.places[-1] == "A thin one"
    assert made.series[0].values[-1] is None
    assert any("too few incidents shared" in note and "A thin one" in note for note in made.footnotes)
    assert charts.share_by((), "category", TITLES).is_empty
    assert "No period" in charts.share_over_time((), TITLES).alt


def test_overlap_and_combinations_count_every_incident() -> None:
    bars = overlap_charts.combinations_of(HEPATITIS, {"P": "Serum", "Q": "Hospital", "E": "Questionnaire"})
    assert sum(value or 0 for value in bars.series[0].values) == HEPATITIS.observed
    assert bars.places[0] == "Serum"
    assert "Serum and Hospital and Questionnaire" in bars.places
    many = drawn(3000, [0.3] * 5, 1)
    assert any("Rarer combinations" in note for note in overlap_charts.combinations_of(many, {}).footnotes)
    grid = overlap_charts.overlap(HEPATITIS, {})
    assert grid.values[0][1] == pytest.approx(49 / 135)
    assert grid.values[1][1] is None
    assert grid.rows[0] == "P (135)"
    assert grid.texts[0][0] == ""


def test_every_defensible_estimate_is_drawn() -> None:
    found = estimate(HEPATITIS, resamples=40)
    made = charts.defensible(found)
    assert len(made.places) == len(found.variants)
    assert list(made.series[1].values) == sorted(one.abundance for one in found.variants)
    assert made.series[0].values[0] == pytest.approx(1 - found.observed / min(one.abundance for one in found.variants))
    assert all(one.interval is None or one.interval.low >= found.observed for one in found.variants)
    assert "Lower bound Mth Chao (LB)" in made.places
    assert "Dependence between P and Q; P and E; Q and E" in made.places
    assert any(place.startswith("Incidents differ (") for place in made.places)
    named = charts.defensible(estimate(drawn(900, [0.3, 0.35, 0.3], 2, taken_over=0.4), resamples=40), {"list 0": "Bureau"})
    assert any("Dependence between Bureau and list 1" in place for place in named.places)
    assert charts.defensible(estimate(Histories(("a", "b"), np.array([1, 1, 1])))).is_empty


def test_one_more_source_narrows_and_a_better_one_more() -> None:
    histories = drawn(800, [0.3, 0.35], 2)
    found = estimate(histories)
    few, many = (one_more_source(histories, found, chance) for chance in (0.1, 0.5))
    assert few is not None and many is not None and found.estimate is not None
    assert 0 < few.narrower < many.narrower < 1
    assert many.newly_known == pytest.approx((found.estimate - histories.observed) * 0.5)
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
        two, three = (Histories.of([f"l{number}" for number in range(many)], held[:, :many]) for many in (2, 3))
        promised = one_more_source(two, estimate(two), 0.4)
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
    found = estimate(histories, resamples=40)
    made = values(histories, found)
    assert len(made) == 4 + 3
    more = more_reports(histories, found, "list 1")
    assert more is not None and more.narrower > 0
    assert charts.what_would_change(made, {"list 1": "Navy"}).places[5] == "10% more reports of Navy"
    assert more_reports(histories, found, "nobody") is None
    refused = estimate(Histories(("a", "b"), np.array([5, 5, 1])))
    assert values(Histories(("a", "b"), np.array([5, 5, 1])), refused) == ()


def test_what_doubt_about_links_does_is_said() -> None:
    histories = Histories(("a", "b"), np.array([300, 250, 200]))
    joined = np.random.default_rng(5).binomial(60, 0.5, 200)[:, None]
    doubtful = estimate(histories, linked=histories.counts + joined * np.array([-1, -1, 1]))
    assert doubtful.links is not None
    cell = cell_estimates.Cell("2000", "2000", 2000, 2000, doubtful)
    [said] = [note for note in charts.share_over_time((cell,), TITLES).footnotes if "doubt about links" in note]
    assert f"{doubtful.links.wider - 1:.0%}" in said
    plain = cell_estimates.Cell("2000", "2000", 2000, 2000, estimate(histories))
    assert not [note for note in charts.share_over_time((plain,), TITLES).footnotes if "doubt about links" in note]
