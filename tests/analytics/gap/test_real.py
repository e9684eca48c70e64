"""ASAM beside IMB: what the real files say of the gap keeps its shape."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analytics.coverage.freshness import coverage
from analytics.gap import GapEstimate, cell_estimates, watches
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.queries.sources.sources import sources

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def spans(real_snapshot: Snapshot) -> dict[str, GapEstimate]:
    con = real_snapshot.connect()
    known = sources(con)
    watching = watches(known, coverage(known, datetime(2026, 11, 25, tzinfo=UTC)))
    found = cell_estimates.over_time(source_histories.source_histories(con, Filters(), ()), watching, 5, source_histories.uncertain_links(con, Filters()))
    con.close()
    return {cell.title: cell.estimate for cell in found}


def test_only_spans_that_both_covered_are_estimated(spans: dict[str, GapEstimate]) -> None:
    assert [title for title, found in spans.items() if found.estimate is not None] == [
        "1993 to 1994", "1995 to 1999", "2000 to 2004", "2005 to 2009", "2010 to 2014", "2015 to 2019", "2020",
    ]  # fmt: skip


def test_repeats_and_doubtful_links_matter(spans: dict[str, GapEstimate]) -> None:
    """ASAM credits IMB most in 2005 to 2009: counted as finds of its own these would hide nine tenths of the gap."""
    found = spans["2005 to 2009"]
    assert found.unreported is not None and found.range is not None and found.links is not None
    assert 0.2 < found.unreported.share < 0.45
    published = next(one for one in found.variants if one.is_bound and one.name == "as published")
    assert 1 - found.observed / published.abundance < 0.06
    for one in spans.values():
        if one.estimate is not None:
            assert one.links is not None and one.links.wider >= 1
            assert one.range is not None and one.range[0] <= one.estimate <= one.range[1]
    assert max(one.links.wider for one in spans.values() if one.links) > 1.1
