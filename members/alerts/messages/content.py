"""What there is to say about pieces of news, read from a snapshot as one clearance sees it. What it may not see gives nothing at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, NamedTuple
from urllib.parse import quote

import duckdb
import orjson

from members.alerts.news import ABOUT_INCIDENTS, ADVISORY, CONFIRMED, SEVERER, SILENT, severity_rank
from members.reports.reading import clean_text
from warehouse.areas.words import position_in_words
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.contract.health.silence import silence_at
from warehouse.contract.taxonomy import SEVERITY, VESSEL_STATUS, VESSEL_TYPE, act_or_category
from warehouse.queries.advisories.advisories import Advisory, all_advisories
from warehouse.queries.news.news import NewsIncident, incidents_by_ids
from warehouse.queries.sources.sources import SourceRow, all_sources
from warehouse.reference.geography import sea_regions
from warehouse.view import SnapshotView

LONGEST_WORDS: Final = 160
_COARSE_KM: Final = 5.0
_STATUS: Final = {"corroborated": "two independent bodies report it", "verified": "verified by an analyst"}
_BEGINNING: Final = {"new": "New", SEVERER: "Judged more severe", CONFIRMED: "Confirmed"}


class Told(NamedTuple):
    """A piece of news as deliveries name it."""

    news_id: str
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of one piece of news: every text on one line, without control characters.

    `happened_on` is the day of the event, of the advisory's issue, or of the last sign of a source; `until`: an advisory's end.
    `corners`: of an advisory's area, latitude and longitude. `path`: the page about it, relative to the server's address. `why` says why
    its reader is told, where no rule has asked for it. `calendar`: an event as iCalendar, for mails.
    """

    told: Told
    headline: str
    facts: tuple[str, ...]
    tlp: str
    path: str
    happened_on: date
    severity: int | None = None
    status: str = ""
    where: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = 0.0
    corners: tuple[tuple[float, float], ...] = ()
    until: datetime | None = None
    why: str = ""
    calendar: bytes = b""


def items_in(view: SnapshotView, wanted: Iterable[Told], now: datetime) -> dict[str, Item]:
    """What a view says of these pieces of news, by id. Raises SnapshotError."""
    con = view.connect()
    try:
        return read_items(con, tuple(wanted), now)
    finally:
        con.close()


def read_items(con: duckdb.DuckDBPyConnection, wanted: tuple[Told, ...], now: datetime) -> dict[str, Item]:
    """What a view's database says of these pieces of news, by id; those about what it does not hold are missing."""
    asked = sorted(set(wanted))
    items: dict[str, Item] = {}
    incident_ids = {told.subject for told in asked if told.kind in ABOUT_INCIDENTS}
    incidents = {row.incident_id: row for row in incidents_by_ids(con, incident_ids)}
    advisories = _advisories(all_advisories(con)) if any(told.kind == ADVISORY for told in asked) else {}
    sources = {source.source: source for source in all_sources(con)}
    titles = {name: source.title for name, source in sources.items()}
    for told in asked:
        if told.kind in ABOUT_INCIDENTS and (incident := incidents.get(told.subject)):
            items[told.news_id] = _of_incident(told, incident, titles)
        elif told.kind == ADVISORY and (advisory := advisories.get(told.subject)):
            items[told.news_id] = _of_advisory(told, advisory)
        elif told.kind == SILENT and (source := sources.get(told.subject)):
            items[told.news_id] = _of_source(told, source, now)
    return items


def gravest_first(items: Iterable[Item]) -> list[Item]:
    """The most severe first, then the latest."""
    return sorted(items, key=lambda item: (-severity_rank(item.severity), -item.happened_on.toordinal(), item.told.news_id))


def words(text: str | None, longest: int = LONGEST_WORDS) -> str:
    """Text of a report on one line, without what is invisible or reorders what is displayed, cut where it is too long."""
    line = " ".join(clean_text(text or "").split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _of_incident(told: Told, incident: NewsIncident, titles: dict[str, str]) -> Item:
    act = act_or_category(incident.act, incident.category)
    status = VESSEL_STATUS[incident.vessel_status].title.lower() if incident.vessel_status != "unknown" else ""
    region = words(incident.region_title)
    place = words(incident.place, 80)
    day = incident.occurred_on or incident.first_published_at.date()
    when = day_in_words(incident.occurred_on) if incident.occurred_on else "day not known"
    level = "not judged" if incident.severity is None else SEVERITY[incident.severity].title
    beginning = _BEGINNING[told.kind]
    headline = f"{beginning}: {', '.join(filter(None, (act, status, place or region, when)))}"
    ship = words(incident.vessel_name, 60)
    kind = VESSEL_TYPE[incident.vessel_type].title.lower() if incident.vessel_type in VESSEL_TYPE else ""
    facts = [f"Severity: {level}"]
    if ship or kind:
        facts.append(f"Ship: {f'{ship} ({kind})' if ship and kind else ship or kind}")
    if region and place:
        facts.append(f"Sea region: {region}")
    is_coarse = (incident.position_precision_km or 0.0) > _COARSE_KM
    if incident.latitude is not None and incident.longitude is not None:
        facts.append(f"Position: {'about ' if is_coarse else ''}{position_in_words(incident.latitude, incident.longitude)}")
    standing = f"; {_STATUS[incident.status]}" if incident.status in _STATUS else "; not confirmed"
    facts.append(f"Reported by {', '.join(words(titles.get(source, source)) for source in incident.sources)}{standing}")
    return Item(
        told, headline, tuple(facts), incident.tlp, f"incident?id={quote(incident.incident_id, safe='')}", day, incident.severity,
        incident.status, place or region, incident.latitude, incident.longitude, incident.position_precision_km or 0.0,
    )  # fmt: skip


def _of_advisory(told: Told, advisory: Advisory) -> Item:
    regions = ", ".join(sea_regions()[code].title for code in advisory.sea_regions if code in sea_regions())
    end = advisory.holds_until
    facts = [f"For: {regions}"] if regions else []
    facts.append(f"In force from {moment_in_words(advisory.valid_from)} UTC {_until(end)}")
    facts.append(f"Issued by {words(advisory.source_title)}")
    return Item(
        told, f"New advisory: {words(advisory.title)}", tuple(facts), advisory.tlp, "advisories", advisory.issued_at.date(),
        where=regions, latitude=advisory.latitude, longitude=advisory.longitude, radius_km=(advisory.radius_nm or 0.0) * 1.852,
        corners=_corners(advisory.area), until=end,
    )  # fmt: skip


def _of_source(told: Told, source: SourceRow, now: datetime) -> Item:
    title, last = words(source.title), source.last_landed_at
    silence = None
    if last is not None and source.cadence_days is not None:
        silence = silence_at(source.cadence_days, last, source.last_occurred_on, now)
    if silence == "nothing_landed" and last is not None:
        evidence = f"Nothing has arrived since {moment_in_words(last)} UTC"
    elif silence == "nothing_new" and source.last_occurred_on is not None:
        evidence = f"Its files hold nothing dated after {day_in_words(source.last_occurred_on)}"
    else:
        evidence = "It has delivered something again since"
    day = (last or now).astimezone(UTC).date()
    facts = (evidence, "Silence is missing knowledge, not calm")
    return Item(told, f"{title} has gone silent", facts, "CLEAR", "data_sources", day, where=_waters(source.watches))


def _advisories(rows: Iterable[Advisory]) -> dict[str, Advisory]:
    return {row.advisory_id: row for row in rows if not row.withdrawn}


def _waters(watches: Iterable[str]) -> str:
    return ", ".join(sea_regions()[code].title for code in watches if code in sea_regions()) or "all waters"


def _until(end: datetime | None) -> str:
    return "until it is cancelled" if end is None else f"until {moment_in_words(end)} UTC"


def _corners(area: str | None) -> tuple[tuple[float, float], ...]:
    if not area:
        return ()
    [outline, *_] = orjson.loads(area)["coordinates"]
    return tuple((latitude, longitude) for longitude, latitude, *_ in outline)
