"""Which advisories a voyage is told of: by waters, and by the time from now until the ship has left them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analytics.voyage.advice import advisories_on_the_way, facts_in_words
from analytics.voyage.route.legs import Passage, pass_along
from analytics.voyage.route.routes import sail
from analytics.voyage.route.waypoints import find_waypoint
from tests.analytics.advisories.test_standing import TITLES, advisory
from tests.support.advisories import DAY

NOW = datetime(2026, 11, 2, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def passage() -> Passage:
    """From Singapore to Rotterdam, ten days after NOW."""
    return pass_along(sail([find_waypoint("Singapore"), find_waypoint("Rotterdam")]), NOW + 10 * DAY)


def aden(passage: Passage) -> tuple[datetime, datetime]:
    [leg] = [leg for leg in passage.legs if leg.region == "gulf_of_aden"]
    return leg.start, leg.end


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({"valid_to": NOW + DAY}, True),  # in force now, though over when the ship is there: what is assumed may be too short
        ({"valid_to": NOW}, False),
        ({"valid_to": None}, True),
        ({"valid_to": None, "ended_at": NOW - DAY, "ended_by": "x"}, False),
        ({"valid_to": None, "withdrawn": True}, False),
        ({"valid_to": None, "sea_regions": ["gulf_of_guinea"]}, False),
        ({"valid_to": None, "sea_regions": []}, False),
        ({"valid_to": None, "sea_regions": ["gulf_of_guinea", "gulf_of_aden"]}, True),
    ],
)
def test_waters_and_days_decide(facts: dict[str, Any], is_told: bool, passage: Passage) -> None:
    assert bool(advisories_on_the_way([advisory(1, **facts)], passage, NOW)) == is_told


def test_one_that_begins_while_the_ship_is_there_is_told_and_a_later_one_is_not(passage: Passage) -> None:
    _, leaves = aden(passage)
    minute = timedelta(minutes=1)
    during, after = (advisory(1, valid_from=leaves + shift, valid_to=leaves + 9 * DAY) for shift in (-minute, minute))
    assert advisories_on_the_way([during, after], passage, NOW) == (during,)
    assert "from 2" in facts_in_words(during, TITLES, NOW) and facts_in_words(advisory(1), TITLES, NOW).startswith("Gulf of Aden, until ")


def test_of_a_voyage_that_is_past_only_those_count_that_held_then(passage: Passage) -> None:
    enters, leaves = aden(passage)
    later = leaves + 60 * DAY
    then, now = advisory(1, valid_from=enters - DAY, valid_to=enters + DAY), advisory(2, valid_from=later, valid_to=None)
    assert advisories_on_the_way([then, now], passage, later) == (then,)


def test_warnings_come_first(passage: Passage) -> None:
    rows = [advisory(1), advisory(2, kind="product"), advisory(3, kind="warning")]
    assert [row.native_ref for row in advisories_on_the_way(rows, passage, NOW)] == ["adv-3", "adv-1", "adv-2"]
