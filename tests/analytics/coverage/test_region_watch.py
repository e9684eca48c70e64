from __future__ import annotations

from datetime import UTC, date, datetime

from analytics.coverage import region_watch
from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.watchkeeping import Watchkeeping
from tests.support.watches import described_source

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
SPAN = (date(2026, 10, 3), date(2026, 11, 1))


def test_three_states_and_a_fourth_for_half_watched_waters() -> None:
    everywhere = described_source("world", state="closed", closed_on=date(2024, 6, 25), last_occurred_on=date(2024, 6, 25))
    gulf = described_source("gulf", watches=["red_sea", "gulf_of_aden"])
    late = described_source("late", watches=["black_sea"], first_occurred_on=date(2026, 10, 20))
    known = (everywhere, gulf, late)
    watches = Watchkeeping(known, NOW, AS_DESCRIBED).watches

    def state(region: str, incidents: int) -> str:
        return region_watch.watch_of_region(watches, region, *SPAN).state(incidents)

    assert state("red_sea", 3) == "incidents"
    assert state("red_sea", 0) == "none"
    assert state("black_sea", 0) == "partly"
    assert state("caribbean", 0) == "unwatched"
    assert state("caribbean", 1) == "incidents", "one that is known is known, whoever watched"
    assert region_watch.unwatched_regions(watches, ("red_sea", "black_sea", "caribbean"), *SPAN) == ("black_sea", "caribbean")


def test_the_sentence_counts_what_nobody_watches() -> None:
    assert region_watch.unwatched_sentence((), 40, ("A",)) == ""
    assert region_watch.unwatched_sentence(("x",), 40, ()) == ""
    assert region_watch.unwatched_sentence(("x", "y"), 40, ("A", "B")).startswith("A and B watch 38 of 40 sea regions")
