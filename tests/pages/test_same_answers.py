"""The same question has the same answer on every page: the pages are opened, and the figures that several of them tell held equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from analytics.coverage.recent_end import recent_end_of
from analytics.gap.explained_estimates import explained_overlap, explained_periods
from tests.pages.conftest import Open, said
from tests.support.published import table_rows
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters

Publish = Callable[..., Snapshot]
LAST = date(2026, 11, 1)
GAP = "pages/reporting_gap/page.py"


def closed(base: Snapshot) -> list[dict[str, Any]]:
    """Every source has ended on LAST: the recent end is that day on every page, whatever the clock says."""
    return [
        row if row["closed_on"] else row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST}
        for row in table_rows(base, "sources")
    ]


@pytest.mark.parametrize(
    ("script", "query"),
    [
        ("pages/overview/page.py", {}),
        ("pages/trends/page.py", {}),
        ("pages/compare/page.py", {}),
        (GAP, {"part": "Delay and nowcast"}),
        (GAP, {"part": "Coverage and silence"}),
    ],
)
def test_the_last_watched_day(script: str, query: dict[str, str], base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    with snapshot.open_database() as con:
        end = recent_end_of(con, datetime.now().astimezone())
    assert end is not None and end.day == LAST
    assert f"to {day_in_words(end.day)}" in said(open_page(script, **query))


def test_the_share_unreported_and_what_sources_share(base: Snapshot, published: Publish, open_page: Open) -> None:
    snapshot = published({"sources": closed(base)})
    now = datetime.now().astimezone()
    with snapshot.open_database() as con:
        headline = explained_periods(con, Filters(), now).headline
        overlap = explained_overlap(con, Filters(), now)
    assert headline in said(open_page(GAP))
    assert overlap is not None and overlap.sentence in said(open_page(GAP, part="Source overlap"))


def test_all_incidents(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    dated = sum(bool(row["occurred_on"]) for row in table_rows(base, "incidents"))
    assert f"{dated:,} incidents" in said(open_page("pages/incident_map/page.py", last="all"))
    assert f"Of {dated:,} incidents" in said(open_page(GAP, part="Who counts what"))
    assert f"Of {dated:,} incidents" in said(open_page(GAP, part="Who counts what", waters="worldwide"))
