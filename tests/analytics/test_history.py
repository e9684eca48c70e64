from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from analytics.incidents import history

LANDED = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def revision(number: int, **facts: Any) -> dict[str, Any]:
    usual: dict[str, Any] = dict.fromkeys(history.COMPARED) | {"weapons": ["not_stated"], "crew_harm": [], "stolen": []}
    usual |= {"report_id": "a:1", "source": "a", "source_title": "Body A", "native_ref": "1", "reported_at": None, "published_at": None}
    usual |= {"occurred_on": date(2026, 10, 30), "change": "new" if number == 1 else "revised"}
    usual |= {"withdrawn": None}
    return usual | {"landed_at": LANDED + timedelta(days=number - 1)} | facts


INCIDENT = {"occurred_on": date(2026, 10, 30), "occurred_at": None}


def test_what_changed_is_said_from_what_to_what() -> None:
    before = revision(1, act="attempted", severity=0, latitude=1.25, attackers=None)
    after = revision(2, act="boarded", severity=3, latitude=1.0, attackers=4, weapons=["knives", "guns"], reported_to_authority=True)
    changes = {change.fact: (change.before, change.after) for change in history.changed_facts(before, after)}
    assert changes == {
        "act": ("Attempted", "Boarded"),
        "severity": ("Attempted", "3 less significant"),
        "latitude": ("1.25°", "1°"),
        "attackers": ("", "4"),
        "weapons": ("Not stated", "Knives, Guns"),
        "reported to an authority": ("", "yes"),
    }


def test_the_timeline_is_in_order_and_whole() -> None:
    reported = datetime(2026, 10, 30, 4, 0, tzinfo=UTC)
    rows = [
        revision(1, act="attempted", reported_at=reported, published_at=reported + timedelta(hours=5)),
        revision(2, act="boarded", reported_at=reported, published_at=reported + timedelta(hours=5)),
        revision(3, act="boarded", reported_at=reported, published_at=reported + timedelta(hours=5), change="confirmed"),
        revision(1, report_id="b:9", source_title=None, source="b", occurred_on=date(2026, 10, 29)),
    ]
    decided = {"made_at": LANDED + timedelta(days=9), "who": "Ana", "verdict": "verified", "why": "master called", "state": "undone"}
    events = history.timeline(INCIDENT, rows, [decided])
    assert [event.title for event in events] == [
        "Happened, according to this report",
        "Happened",
        "Reported to the body",
        "Published",
        "First seen here",
        "First seen here",
        "Revised",
        "Confirmed by another file format",
        "Decided: verified (no longer in force)",
    ]
    assert [event.moment for event in events] == sorted(event.moment for event in events)
    assert events[0].who == "b, 1" and not events[0].exact
    assert [change.fact for event in events for change in event.changes] == ["act"]


def test_without_a_day_the_timeline_begins_with_what_is_known() -> None:
    events = history.timeline({"occurred_on": None, "occurred_at": None}, [revision(1, occurred_on=None)])
    assert [event.title for event in events] == ["First seen here"]
