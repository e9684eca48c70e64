"""Up to which day the year to date runs."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.trends.scope import scope_of
from analytics.trends.year_to_date import latest_comparable_year
from tests.analytics.trends.conftest import Connect, asked, live
from warehouse.filters import Filters


@pytest.mark.parametrize(
    ("recent_day", "filters", "year", "until"),
    [
        (None, Filters(), 2026, None),
        (date(2024, 6, 25), Filters(), 2024, date(2024, 6, 25)),
        (date(2024, 6, 25), Filters(date_to=date(2025, 3, 31)), 2025, date(2025, 3, 31)),
        (date(2024, 6, 25), Filters(date_from=date(2025, 1, 1)), 2026, None),
    ],
)
def test_the_year_to_date_ends_on_the_last_well_watched_day(
    connect: Connect, recent_day: date | None, filters: Filters, year: int, until: date | None
) -> None:
    """Where the filters name no day of their own: one live source of few waters does not carry the year of all of them."""
    read = connect(sources=[live("harbour_watch", watches=["red_sea"]), live("coast_desk"), live("gulf_net")])
    scope = scope_of(read, asked(filters=filters, recent_day=recent_day))
    assert scope is not None
    comparable = latest_comparable_year(scope)
    assert comparable is not None and comparable.year == year
    assert until is None or comparable.until == until
