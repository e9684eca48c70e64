"""Every page with figures names the sources among them that have fallen silent; one without, or on simulated data, names none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.pages.conftest import Open, said
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
TOLD = "Gulf Net log silent since 18 August 2026: figures are incomplete."
WITH_FIGURES = ("overview", "incident_map", "trends", "compare", "regional_risk", "reporting_gap", "board_briefing")


def with_silence(base: Snapshot, published: Publish, demo: bool = False) -> None:
    """All sources closed but one, which lands files and reports nothing new."""
    last = date(2026, 8, 18)
    silent = {"state": "live", "closed_on": None, "cadence_days": 7.0, "last_occurred_on": last, "watches": ["gulf_of_aden"]}
    rows = [
        row
        | {"state": "closed", "closed_on": date(2026, 11, 1)}
        | (silent | {"last_landed_at": datetime.now(UTC)} if row["source"] == "gulf_net" else {})
        for row in table_rows(base, "sources")
    ]
    published({"sources": rows}, demo=demo)


@pytest.mark.parametrize("page", WITH_FIGURES)
def test_pages_with_figures_tell(page: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    with_silence(base, published)
    at = open_page(f"pages/{page}/page.py")
    assert not at.exception
    assert TOLD in [caption.value for caption in at.caption]


def test_waters_that_it_does_not_watch_are_not_concerned(base: Snapshot, published: Publish, open_page: Open) -> None:
    with_silence(base, published)
    assert TOLD in said(open_page("pages/incident_map/page.py", region="gulf_of_aden"))
    assert TOLD not in said(open_page("pages/incident_map/page.py", region="singapore_strait"))


def test_pages_without_figures_and_simulated_data_do_not(base: Snapshot, published: Publish, open_page: Open) -> None:
    with_silence(base, published)
    assert TOLD not in said(open_page("pages/glossary/page.py"))
    with_silence(base, published, demo=True)
    assert TOLD not in said(open_page("pages/overview/page.py"))
