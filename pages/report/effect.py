"""What a report changed, for the holder of its receipt: nothing of it is kept, and whoever asks stays as unknown as before."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from analytics.member_reports.added import effect_of_report
from members.reports.deeds import PUBLISHED, SOURCE, ReportStatus
from warehouse.contract import settings
from warehouse.contract.dates import short_day
from warehouse.contract.snapshot import SnapshotError
from warehouse.in_force import checked_store
from warehouse.reader import LOCAL, Reader
from warehouse.view import view

_SOON: Final = ("It will be part of the picture with the next run.",)
_PUBLIC: Final = Reader(clearance="CLEAR")


def effect_in_words(report: ReportStatus) -> tuple[str, ...]:
    """Sentences on an accepted report in the snapshot that readers are shown; none for any other report."""
    if report.state not in PUBLISHED:
        return ()
    try:
        snapshot = checked_store(settings.load().data).in_force().snapshot
        with closing(view(snapshot, LOCAL).connect()) as con, closing(view(snapshot, _PUBLIC).connect()) as public:
            effect = effect_of_report(con, public, f"{SOURCE}:{report.report_id}", datetime.now(UTC))
        published_on = short_day(snapshot.published_at)
    except SnapshotError:
        return _SOON
    return (f"It is part of the picture that was published on {published_on}.", *effect) if effect else _SOON
