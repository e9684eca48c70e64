from __future__ import annotations

from datetime import UTC, date, datetime

from analytics.coverage import freshness, watching
from tests.support.published import source
from warehouse.queries.sources.sources import Source

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
SPAN = (date(2026, 10, 3), date(2026, 11, 1))


def made(name: str, **facts: object) -> Source:
    row = source(name, **facts)
    return Source(**{key: row[key] for key in Source.__dataclass_fields__})


def test_three_states_and_a_fourth_for_half_watched_waters() -> None:
    everywhere = made("world", state="closed", closed_on=date(2024, 6, 25), last_occurred_on=date(2024, 6, 25))
    gulf = made("gulf", watches=["red_sea", "gulf_of_aden"])
    late = made("late", watches=["black_sea"], first_occurred_on=date(2026, 10, 20))
    known = (everywhere, gulf, late)
    covers = freshness.coverage(known, NOW)

    def state(region: str, incidents: int) -> str:
        return watching.watch(known, covers, region, *SPAN).state(incidents)

    assert state("red_sea", 3) == "incidents"
    assert state("red_sea", 0) == "none"
    assert state("black_sea", 0) == "partly"
    assert state("caribbean", 0) == "unwatched"
    assert state("caribbean", 1) == "incidents", "one that is known is known, whoever watched"
    assert watching.unwatched(known, covers, ("red_sea", "black_sea", "caribbean"), *SPAN) == ("black_sea", "caribbean")


def test_the_sentence_counts_what_nobody_watches() -> None:
    assert watching.sentence((), 40, ("A",)) == ""
    assert watching.sentence(("x",), 40, ()) == ""
    assert watching.sentence(("x", "y"), 40, ("A", "B")).startswith("A and B watch 38 of 40 sea regions")
