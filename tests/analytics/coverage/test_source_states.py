from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.source_states import state_at
from analytics.coverage.watchkeeping import Watchkeeping
from tests.support.watches import described_source, watch_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "expected"), [(0, "live"), (71, "live"), (72, "live"), (73, "stale"), (24 * 400, "stale")])
def test_a_live_source_becomes_stale_three_usual_gaps_after_its_last_landing(hours: int, expected: str) -> None:
    found, reason = state_at(
        described_source("body", cadence_days=1.0, last_occurred_on=NOW.date(), last_landed_at=NOW - timedelta(hours=hours)), NOW
    )
    assert found == expected
    assert ("Nothing has landed since" in reason) == (expected == "stale")


@pytest.mark.parametrize(("days", "expected"), [(0, "live"), (21, "live"), (22, "stale"), (99, "stale")])
def test_a_source_that_lands_without_anything_new_is_stale(days: int, expected: str) -> None:
    told = NOW.date() - timedelta(days=days)
    found, reason = state_at(described_source("body", cadence_days=7.0, last_landed_at=NOW, last_occurred_on=told), NOW)
    assert found == expected
    assert ("report nothing after" in reason) == (expected == "stale")


@pytest.mark.parametrize("stored", ["closed", "failed", "stale", "empty"])
def test_other_states_stay_as_published(stored: str) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    assert state_at(described_source("body", state=stored, state_reason="why", last_landed_at=long_ago), NOW) == (stored, "why")


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        ({"last_occurred_on": date(2026, 11, 21), "last_landed_at": NOW}, date(2026, 11, 23)),
        ({"last_occurred_on": date(2026, 11, 20), "last_landed_at": NOW}, date(2026, 11, 23)),
        ({"last_occurred_on": date(2026, 11, 19), "last_landed_at": NOW}, date(2026, 11, 19)),
        ({"last_occurred_on": date(2026, 11, 21), "last_landed_at": NOW - timedelta(days=9)}, date(2026, 11, 21)),
        ({"state": "closed", "closed_on": date(2020, 12, 31), "last_occurred_on": date(2020, 12, 29)}, date(2020, 12, 31)),
        ({"state": "closed", "closed_on": date(2024, 6, 25), "last_occurred_on": date(2022, 6, 21)}, date(2022, 6, 21)),
        ({"state": "failed", "last_occurred_on": date(2026, 3, 1)}, date(2026, 3, 1)),
    ],
)
def test_how_far_a_source_reaches(facts: dict[str, object], last: date) -> None:
    (found,) = Watchkeeping((described_source("body", **facts),), NOW, AS_DESCRIBED).watches
    assert found.last_day == last


def test_a_source_without_reports_covers_nothing() -> None:
    assert Watchkeeping((described_source("body", first_occurred_on=None, last_occurred_on=None),), NOW, AS_DESCRIBED).watches == ()


def test_a_usual_silence_does_not_break_a_span_and_an_end_does() -> None:
    open_ended = watch_of("a", (date(2020, 1, 1), date(2026, 10, 23)), title="A", state="live", slack_days=21.0)
    closed = watch_of("b", (date(2020, 1, 1), date(2026, 10, 23)), title="B", state="closed")
    span = (date(2026, 10, 1), date(2026, 10, 29))
    assert open_ended.covers(*span) and not closed.covers(*span)
    assert closed.touches(*span) and not closed.touches(date(2026, 10, 24), date(2026, 10, 29))
    assert not open_ended.covers(date(2019, 12, 31), date(2020, 1, 5))
