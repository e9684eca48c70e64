from __future__ import annotations

from collections.abc import Callable

import pytest

from analytics.linkage import quality
from analytics.risk.quality import charts, evaluation
from pages.how_good.checks import CHECKS
from tests.pages.conftest import Open, said
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/how_good/page.py"


@pytest.mark.parametrize("check", list(CHECKS))
def test_every_check_opens_with_its_command(check: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, check=CHECKS[check].title)
    assert not at.exception
    assert CHECKS[check].question in [element.value for element in at.subheader]
    assert CHECKS[check].command in [element.value for element in at.code]


@pytest.mark.parametrize("horizon", ["30", "90"])
def test_the_back_test_says_what_is_kept(horizon: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, ahead=horizon)
    stored = evaluation.stored_figures()
    assert stored is not None and not at.exception
    overall = stored["horizons"][horizon]["overall"]
    text = said(at)
    assert f"{overall['n']:,} forecasts" in text
    assert f"{overall['cover_80']['randomised']:.1%}" in text and f"{overall['cover_80']['shown']:.1%}" in text
    assert stored["command"] in text and stored["made_on"] in text


@pytest.mark.parametrize("horizon", ["30", "90"])
def test_charts_hold_the_kept_figures_and_name_what_falls_short(horizon: str) -> None:
    stored = evaluation.stored_figures()
    assert stored is not None
    figures = stored["horizons"][horizon]
    cover = charts.coverage_chart(figures, horizon)
    assert cover.series[0].values[0] == figures["overall"]["cover_80"]["randomised"]
    skill = charts.skill_chart(figures, horizon)
    assert skill.series[0].values[0] == figures["overall"]["rivals"]["last_year"]["crps_better"]
    values = [value for series in skill.series for value in series.values if value is not None]
    assert ("Below 10%" in skill.footnotes[-1]) == (min(values) < 0.1)
    assert sum(figures["pit"]) == pytest.approx(1.0, abs=1e-3)
    assert len(charts.reliability_chart(figures, horizon).places) == len(figures["reliability"])


def test_linkage_is_shown_as_it_is_kept() -> None:
    stored = quality.saved_quality()
    assert stored is not None
    for labels, rows in stored["sets"].items():
        for measure in ("precision", "recall"):
            chart = quality.quality_chart(stored, labels, measure)
            rows_shown = [row for row in rows if row["part"] in quality.PARTS_SHOWN and row[measure] is not None]
            assert chart.series[0].values == tuple(row[measure] for row in rows_shown)
            assert len(set(chart.places)) == len(chart.places) > 0
