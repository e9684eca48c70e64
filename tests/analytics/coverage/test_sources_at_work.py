"""Which sources were at work: they covered nearly all days and watch the waters."""

from __future__ import annotations

from datetime import date

from analytics.coverage.source_watch import sources_at_work
from tests.support.watches import watch_of


def test_who_was_at_work() -> None:
    old = watch_of("old", (date(1990, 1, 4), date(2020, 12, 28)))
    young = watch_of("young", (date(2016, 6, 1), date(2026, 1, 1)), regions=frozenset({"gulf_of_guinea"}))
    assert sources_at_work((old, young), date(1990, 1, 1), date(2020, 12, 31)) == ("old",)
    assert sources_at_work((old, young), date(2017, 1, 1), date(2017, 12, 31), "gulf_of_guinea") == ("old", "young")
    assert sources_at_work((old, young), date(2017, 1, 1), date(2017, 12, 31), None) == ("old",)
    assert sources_at_work((old, young), date(2021, 1, 1), date(2021, 12, 31)) == ()
