"""ASAM beside IMB: what the real files say of the gap keeps its shape."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.watchkeeping import keep_watch
from analytics.gap import GapEstimate, cell_estimates
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def spans(real_snapshot: Snapshot) -> dict[str, GapEstimate]:
    con = real_snapshot.open_database()
    watching = keep_watch(con, datetime(2026, 11, 25, tzinfo=UTC), AS_DESCRIBED).watches
    cells = cell_estimates.estimates_by_period(
        source_histories.source_histories(con, Filters(), ()), watching, 5, source_histories.uncertain_links(con, Filters())
    )
    con.close()
    return {cell.title: cell.estimate for cell in cells}


def test_only_spans_that_both_covered_are_estimated(spans: dict[str, GapEstimate]) -> None:
    assert [title for title, result in spans.items() if result.estimate is not None] == [
        "1993 to 1994", "1995 to 1999", "2000 to 2004", "2005 to 2009", "2010 to 2014", "2015 to 2019", "2020",
    ]  # fmt: skip


def test_repeats_and_doubtful_links_matter(spans: dict[str, GapEstimate]) -> None:
    """ASAM credits IMB most in 2005 to 2009: counted as finds of its own these would hide nine tenths of the gap."""
    result = spans["2005 to 2009"]
    assert result.unreported is not None and result.range is not None and result.links is not None
    assert 0.2 < result.unreported.share < 0.45
    published = next(variant for variant in result.variants if variant.is_bound and variant.name == "as published")
    assert 1 - result.observed / published.abundance < 0.06
    for result_of_span in spans.values():
        if result_of_span.estimate is not None:
            assert result_of_span.links is not None and result_of_span.links.wider >= 1
            assert result_of_span.range is not None and result_of_span.range[0] <= result_of_span.estimate <= result_of_span.range[1]
    assert max(result_of_span.links.wider for result_of_span in spans.values() if result_of_span.links) > 1.1
