from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from analytics.situation import recent_changes
from tests.support.published import source_row
from warehouse.queries.situation.spans import ChangeCounts, LandedRecords
from warehouse.queries.sources.sources import SourceRow

SINCE, NOW = datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
RECENT = date(2026, 8, 1)


def made(name: str, **facts: object) -> SourceRow:
    row = source_row(name, **facts)
    return SourceRow(**{key: row[key] for key in SourceRow.__dataclass_fields__})


def landed(name: str, first: datetime, last: datetime, new: int = 0, revised: int = 0, failed: int = 0) -> LandedRecords:
    return LandedRecords(name, first, last, new, revised, failed)


def test_incidents() -> None:
    assert recent_changes.incident_sentences(ChangeCounts(0, 0, 0, 0, 9), RECENT) == ["No incident is new here, and none has changed."]
    assert recent_changes.incident_sentences(ChangeCounts(1, 1, 2, 3, 9), RECENT) == [
        "1 incident is new here, 1 of which happened since 1 August 2026.",
        "2 incidents are now backed by another report.",
        "A report was revised for 3 known incidents.",
    ]
    assert recent_changes.incident_sentences(ChangeCounts(9, 2, 0, 0, 9), RECENT)[0].startswith(
        "All 9 incidents have arrived since then, 2 of which"
    )


def test_sources_that_began_brought_failed_closed_and_fell_silent() -> None:
    old, new = SINCE - timedelta(days=400), SINCE + timedelta(days=2)
    described = [
        made("fresh", last_landed_at=new, cadence_days=7.0),
        made("steady", last_landed_at=new, cadence_days=7.0),
        made("quiet", last_landed_at=SINCE - timedelta(days=1), cadence_days=1.0),
        made("long_quiet", last_landed_at=old, cadence_days=1.0),
        made("gone", state="closed", closed_on=date(2026, 10, 30), cadence_days=None),
    ]
    sentences = recent_changes.source_sentences(
        described,
        [
            landed("fresh", new, new, new=7),
            landed("steady", old, new, new=1),
            landed("quiet", old, SINCE - timedelta(days=1), failed=0),
            landed("gone", old, new, revised=2, failed=1),
        ],
        SINCE,
        NOW,
    )
    assert sentences == [
        "Fresh is new here: 7 new records.",
        "Steady delivered 1 new record.",
        "Quiet fell silent: nothing has arrived since 24 October 2026. That is missing knowledge, not calm.",
        "Gone delivered 2 revised records.",
        "1 file from Gone could not be used.",
        "Gone closed on 30 October 2026.",
    ]
    assert recent_changes.source_sentences([made("steady", cadence_days=7.0)], [], SINCE, NOW) == ["No source delivered anything."]


def test_decisions() -> None:
    assert recent_changes.decision_sentences({}) == []
    assert recent_changes.decision_sentences({"same": 2, "verified": 1}) == ["Analysts made 3 decisions (same incident 2, verified 1)."]
