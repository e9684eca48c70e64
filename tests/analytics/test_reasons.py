"""Why members told no authority: nothing below a number of reports, and no small cell that could be worked out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.authorities.reasons import FEWEST_ANSWERS, FEWEST_OF_ONE, REST, explained_reasons
from analytics.describe.charts import Chart
from warehouse.contract.reporting_codes import REASON_NOT_REPORTED
from warehouse.filters import Filters
from warehouse.queries.gap import incident_counts


def explained(counts: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patched:
        patched.setattr(incident_counts, "reason_counts", lambda *_: counts)
        return explained_reasons(None, Filters())  # type: ignore[arg-type]


def rows(result: Any) -> dict[str, Any]:
    assert isinstance(result.picture, Chart)
    counts: list[Any] = list(result.picture.series[1].values)
    return dict(zip(result.picture.places, counts, strict=True))


def test_shares_with_their_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    result = explained({"delay": 30, "cost": 10, "ordered": 5}, monkeypatch)
    assert list(rows(result)) == [REASON_NOT_REPORTED[code].title for code in ("delay", "cost", "ordered")]
    drawn = result.picture.series[0]
    assert drawn.values[0] == pytest.approx(30 / 45)
    # The Jeffreys interval of 30 of 45: quantiles of Beta(30.5, 15.5).
    assert (drawn.lows[0], drawn.highs[0]) == (pytest.approx(0.522, abs=2e-3), pytest.approx(0.790, abs=2e-3))
    assert "Of 45 members' reports" in result.plain[0] and not result.refusal


def test_too_few_reports_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    result = explained({"delay": FEWEST_ANSWERS - 1}, monkeypatch)
    assert result.refusal and rows(result) == {} and result.plain == ("",) and str(FEWEST_ANSWERS - 1) not in str(result.picture)


@given(st.dictionaries(st.sampled_from(sorted(REASON_NOT_REPORTED)), st.integers(1, 40)))
def test_no_row_stands_for_a_few_reports(counts: dict[str, int]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        shown = rows(explained(counts, monkeypatch))
    assert sum(shown.values()) in (0, sum(counts.values()))
    assert all(count >= FEWEST_OF_ONE for count in shown.values())
    assert REST not in shown or list(shown)[-1] == REST
