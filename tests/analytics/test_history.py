from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from analytics.incidents import history

LANDED = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def revision(number: int, **facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(history.COMPARED) | {"weapons": ["not_stated"], "crew_harm": [], "stolen": []}
    usual |= {"report_id": "a:1", "source": "a", "source_title": "Body A", "native_ref": "1", "reported_at": None, "published_at": None}
    usual |= {"occurred_on": date(2026, 10, 30), "change": "new" if number == 1 else "revised"}
    return usual | {"landed_at": LANDED + timedelta(days=number - 1)} | facts


INCIDENT = {"occurred_on": date(2026, 10, 30), "occurred_at": None}


def test_what_changed_is_said_from_what_to_what() -> None:
    before = revision(1, act="attempted", severity=0, latitude=1.25, attackers=None)
    after = revision(2, act="boarded", severity=3, latitude=1.0, attackers=4, weapons=["knives", "guns"], reported_to_authority=True)
    found = {one.fact: (one.before, one.after) for one in history.changes(before, after)}
    assert found == {
        "act": ("Attempted", "Boarded"),
        "severity": ("Attempted", "CAT 3 less"),
        "latitude": ("1.25°", "1°"),
        "attackers": ("", "4"),
        "weapons": ("Not stated", "Knives, Guns"),
        "authority told": ("", "yes"),
    }


def test_the_timeline_is_in_order_and_whole() -> None:
    told = datetime(2026, 10, 30, 4, 0, tzinfo=UTC)
    rows = [
        revision(1, act="attempted", reported_at=told, published_at=told + timedelta(hours=5)),
        revision(2, act="boarded", reported_at=told, published_at=told + timedelta(hours=5)),
        revision(3, act="boarded", reported_at=told, published_at=told + timedelta(hours=5), change="confirmed"),
        revision(1, report_id="b:9", source_title=None, source="b", occurred_on=date(2026, 10, 29)),
    ]
    decided = {"made_at": LANDED + timedelta(days=9), "who": "Ana", "verdict": "verified", "why": "master called", "state": "undone"}
    events = history.timeline(INCIDENT, rows, [decided])
    assert [one.title for one in events] == [
        "Happened, as this report dates it",
        "Happened",
        "Told to the reporting body",
        "Published",
        "First seen here",
        "First seen here",
        "Revised",
        "Confirmed by another file format",
        "Decided: verified (no longer in force)",
    ]
    assert [one.moment for one in events] == sorted(one.moment for one in events)
    assert events[0].who == "b, 1" and not events[0].exact
    assert [change.fact for one in events for change in one.changes] == ["act"]


def test_without_a_day_the_timeline_begins_with_what_is_known() -> None:
    events = history.timeline({"occurred_on": None, "occurred_at": None}, [revision(1, occurred_on=None)])
    assert [one.title for one in events] == ["First seen here"]
