from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from analytics.coverage.region_watch import RegionWatch
from analytics.incidents.map_answer import map_answer
from analytics.incidents.time_steps import MOST_MONTHS, time_steps
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import Summary

YEAR = Filters(date_from=date(2023, 6, 27), date_to=date(2024, 6, 25))
TITLES = {"red_sea": "Red Sea", "singapore_strait": "Singapore Strait"}
ONE, TWO = [("red_sea", 3)], [("red_sea", 40), ("singapore_strait", 21)]


@pytest.mark.parametrize(
    ("count", "regions", "filters", "more", "sentence"),
    [
        (61, TWO, YEAR, {"days": 365}, "61 incidents in the 12 months to 25 June 2024; most in Red Sea (40) and Singapore Strait (21)."),
        (1, ONE, YEAR, {"days": 365, "last_day": "last watched day"}, "1 incident in the 12 months to 25 June 2024, last watched day."),
        (0, [], YEAR, {}, "No incidents from 27 June 2023 to 25 June 2024."),
        (
            0,
            [],
            YEAR,
            {"watch": RegionWatch(("ASAM",), ())},
            "No incidents from 27 June 2023 to 25 June 2024. Watched on all of these days by ASAM.",
        ),
        (
            0,
            [],
            YEAR,
            {"watch": RegionWatch((), ())},
            "No incidents from 27 June 2023 to 25 June 2024. Nobody watched these waters on these days: nothing is known.",
        ),
        (3, ONE, Filters(regions=("red_sea",)), {"waters": "Red Sea"}, "Red Sea: 3 incidents from 1 July 2023 to 20 June 2024."),
        (3, ONE, Filters(text="skiff"), {}, "3 incidents under these filters from 1 July 2023 to 20 June 2024."),
    ],
)
def test_the_answer(count: int, regions: list[tuple[str, int]], filters: Filters, more: dict[str, Any], sentence: str) -> None:
    summary = Summary(count, count, count, 0, date(2023, 7, 1), date(2024, 6, 20))
    assert map_answer(summary, regions, TITLES, filters, **more) == sentence


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2023, 6, 27), date(2024, 6, 25)), (date(1978, 5, 4), date(2026, 8, 18)), (date(2024, 2, 29), date(2024, 2, 29))],
)
def test_steps_cover_every_day_once(first: date, last: date) -> None:
    steps = time_steps(first, last)
    assert (steps[0].first, steps[-1].last) == (first, last)
    assert all((later.first - earlier.last).days == 1 for earlier, later in pairwise(steps))
    assert len({step.code for step in steps}) == len(steps) <= MOST_MONTHS


def test_no_steps_without_days() -> None:
    assert time_steps(date(2024, 2, 1), date(2024, 1, 1)) == ()
