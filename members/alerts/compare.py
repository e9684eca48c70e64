"""What is new between two snapshots, as one clearance sees both: never more than a reader of that clearance may be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from members.alerts.news import ADVISORY, CONFIRMED, NEW, RECENT, SEVERER, SILENT, News, severity_rank
from warehouse.contract.health.silence import silence_at
from warehouse.queries.advisories.advisories import Advisory, all_advisories
from warehouse.queries.news.news import KnownIncident, NewsIncident, incidents_since, known_incidents
from warehouse.queries.sources.sources import SourceRow, all_sources
from warehouse.view import SnapshotView

_CONFIRMATION: Final = {"corroborated": 1, "verified": 2}
"""How firmly an incident is established; everything else counts as not confirmed."""
_WATCHING: Final = ("live", "stale")


def news_between(before: SnapshotView, after: SnapshotView, now: datetime) -> list[News]:
    """Incidents that are new, judged more severe or confirmed, and new advisories, of the time up to RECENT before `now`.

    An incident that was split from another one, or now bears another id, is not new. Raises SnapshotError.
    """
    con, earlier = after.connect(), before.connect()
    try:
        incidents = incidents_since(con, (now - RECENT).date())
        known: dict[str, list[KnownIncident]] = {}
        for row in known_incidents(earlier, [report_id for incident in incidents for report_id in incident.report_ids]):
            known.setdefault(row.report_id, []).append(row)
        news = [item for incident in incidents for item in _about_incident(incident, known)]
        known_advisories = {advisory.advisory_id for advisory in all_advisories(earlier)}
        standing = [advisory for advisory in all_advisories(con) if is_standing(advisory, now)]
        news += [about_advisory(advisory) for advisory in standing if advisory.advisory_id not in known_advisories]
    finally:
        con.close()
        earlier.close()
    return news


def silent_sources(view: SnapshotView, now: datetime) -> list[News]:
    """The live sources that are silent at `now`; each spell of silence is one piece of news."""
    con = view.connect()
    try:
        return list(_silences(all_sources(con), now))
    finally:
        con.close()


def is_standing(advisory: Advisory, now: datetime) -> bool:
    """Whether an advisory is recent, and holds or will hold."""
    end = advisory.holds_until
    return not advisory.withdrawn and (end is None or end > now) and now - advisory.issued_at <= RECENT


def about_new_incident(incident: NewsIncident) -> News:
    """That there is this incident."""
    return _incident_news(NEW, "", incident, None)


def about_advisory(advisory: Advisory) -> News:
    """That there is this advisory."""
    return News(
        f"{ADVISORY}:{advisory.advisory_id}", ADVISORY, advisory.advisory_id, advisory.sea_regions,
        advisory.latitude, advisory.longitude, advisory.radius_nm, advisory.area,
    )  # fmt: skip


def _about_incident(incident: NewsIncident, known: dict[str, list[KnownIncident]]) -> Iterator[News]:
    before = [row for report_id in incident.report_ids for row in known.get(report_id, ())]
    if not before:
        yield about_new_incident(incident)
        return
    # Its own former state; where it bears another id now, that of whatever its reports belonged to.
    own = [row for row in before if row.incident_id == incident.incident_id] or before
    severest = max((row.severity for row in own), key=severity_rank)
    if severity_rank(incident.severity) > severity_rank(severest):
        yield _incident_news(SEVERER, f":{incident.severity}", incident, severest)
    if _firmness(incident.status) > max(_firmness(row.status) for row in own):
        yield _incident_news(CONFIRMED, f":{incident.status}", incident, severest)


def _incident_news(kind: str, state: str, incident: NewsIncident, severity_before: int | None) -> News:
    return News(
        f"{kind}:{incident.incident_id}{state}", kind, incident.incident_id, (incident.sea_region,) if incident.sea_region else (),
        incident.latitude, incident.longitude, None, None, incident.category, incident.act, incident.severity, severity_before,
    )  # fmt: skip


def _firmness(status: str) -> int:
    return _CONFIRMATION.get(status, 0)


def _silences(sources: Iterable[SourceRow], now: datetime) -> Iterator[News]:
    for source in sources:
        if source.state not in _WATCHING or source.cadence_days is None or source.closed_on is not None or source.last_landed_at is None:
            continue
        silence = silence_at(source.cadence_days, source.last_landed_at, source.last_occurred_on, now)
        if silence is not None:
            last = source.last_landed_at.date() if silence == "nothing_landed" else source.last_occurred_on
            yield News(f"{SILENT}:{source.source}:{last}", SILENT, source.source, source.watches)
