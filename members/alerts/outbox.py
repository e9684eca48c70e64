"""News by rules, written down as deliveries: all that one look at a snapshot gives, and how far snapshots have been looked through,
in one transaction. Broken off at any moment, the next look finds the same news again; the database refuses what is written already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.compare import news_between, silent_sources
from members.alerts.deliveries import add_deliveries, delivery_rows
from members.alerts.matching import RuleIndex
from members.alerts.messages.content import Told
from members.alerts.news import News
from members.alerts.readers import AlertReader, alert_readers
from members.alerts.rules import is_at_work
from members.alerts.schedule import due_at
from members.store.alert_tables import GROUP, AlertProgress, WatchRule
from members.store.engine import MemberStore
from members.store.people_tables import GroupMember
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.reader import Reader
from warehouse.view import view

_NAME: Final = "snapshots"


@dataclass(frozen=True, slots=True)
class Progress:
    """The snapshot up to which news has been told, empty before the first; and by clearance, which spells of silence have been."""

    snapshot_id: str
    silences: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Watching:
    """A rule, and whom of one clearance it tells: its owner, or the people of the group that owns it."""

    rule: WatchRule
    people: tuple[AlertReader, ...]


def is_begun(session: Session) -> bool:
    """Whether there has been a first look, from which on news is told."""
    return _progress(session) is not None


def look_for_news(store: MemberStore, settings: Settings, snapshot: Snapshot, now: datetime) -> int:
    """Write down what is new in a snapshot, and which sources have gone silent; returns how many deliveries were added.

    The first look at all only notes where it stands. Only one process may look at a time. Raises StoreError, SnapshotError, SettingsError.
    """
    with store.reading() as session:
        progress = _progress(session)
        watching = watching_by_clearance(session, settings, now.date())
    rows, silences = [], {}
    for clearance, rules in watching.items():
        news, silences[clearance] = _news_for(clearance, progress, snapshot, settings, now)
        rows += list(deliveries_of(news, rules, now))
    looked = Progress(snapshot.id, silences)
    if progress == looked and not rows:
        return 0
    with store.writing() as session:
        added = add_deliveries(session, rows)
        _set_progress(session, looked)
    return added


def _news_for(
    clearance: str, progress: Progress | None, snapshot: Snapshot, settings: Settings, now: datetime
) -> tuple[list[News], list[str]]:
    """What is new to readers of a clearance, and the spells of silence that are known to them from now on."""
    reader = Reader(clearance)
    after = view(snapshot, reader)
    silences = silent_sources(after, now)
    known = [silence.news_id for silence in silences]
    if progress is None:
        return [], known
    # A clearance that nobody had before has not been told of any silence, however old it is.
    told = progress.silences.get(clearance, known)
    news = [silence for silence in silences if silence.news_id not in told]
    if progress.snapshot_id != snapshot.id and (earlier := _kept_before(settings, progress.snapshot_id, snapshot.id)):
        news += news_between(view(earlier, reader), after, now)
    return news, known


def _kept_before(settings: Settings, snapshot_id: str, newest_id: str) -> Snapshot | None:
    """The snapshot looked at last; where it has been deleted since, the last kept before it, else the oldest there is.

    Comparing with an older one finds more news, of which the deliveries that exist are not made again.
    """
    kept = Store(settings.data)
    ids = [each for each in kept.ids() if each != newest_id]
    if not ids:
        return None
    earlier = [each for each in ids if each <= snapshot_id]
    try:
        return kept.open(earlier[-1] if earlier else ids[0])
    except SnapshotError:
        return None


def watching_by_clearance(session: Session, settings: Settings, day: date) -> dict[str, list[Watching]]:
    """All rules at work on a day (UTC), for each clearance with those of it who have access and are told by them."""
    rules = session.scalars(select(WatchRule).where(is_at_work(day)).order_by(WatchRule.made_at, WatchRule.rule_id)).all()
    people_of: dict[str, set[str]] = {}
    watching_groups = {rule.owner_id for rule in rules if rule.owner_kind == GROUP}
    inside = select(GroupMember.group_id, GroupMember.person_id).where(GroupMember.group_id.in_(watching_groups))
    for group_id, person_id in session.execute(inside):
        people_of.setdefault(group_id, set()).add(person_id)
    told = {rule.rule_id: sorted(people_of.get(rule.owner_id, ())) if rule.owner_kind == GROUP else [rule.owner_id] for rule in rules}
    readers = alert_readers(session, settings, {person_id for person_ids in told.values() for person_id in person_ids})
    watching: dict[str, list[Watching]] = {}
    for rule in rules:
        by_clearance: dict[str, list[AlertReader]] = {}
        for reader in (readers[person_id] for person_id in told[rule.rule_id] if person_id in readers):
            by_clearance.setdefault(reader.clearance, []).append(reader)
        for clearance, people in by_clearance.items():
            watching.setdefault(clearance, []).append(Watching(rule, tuple(people)))
    return watching


def deliveries_of(
    news: Sequence[News],
    watching: Sequence[Watching],
    now: datetime,
    may_tell: Callable[[News, str], bool] = lambda _item, _person_id: True,
) -> Iterator[dict[str, Any]]:
    """The rows of all deliveries that rules ask for: for everybody, or whom `may_tell` allows by id, each piece of news once an outlet."""
    if not news:
        return
    index = RuleIndex([each.rule for each in watching])
    for item in news:
        told: set[str] = set()
        for each in (watching[place] for place in index.matching_rules(item)):
            for reader in each.people:
                if reader.person_id in told or not may_tell(item, reader.person_id):
                    continue
                told.add(reader.person_id)
                yield from _rows_for(reader, item, each.rule.rule_id, now)


def _rows_for(reader: AlertReader, item: News, rule_id: str, now: datetime) -> Iterator[dict[str, Any]]:
    told = Told(item.news_id, item.kind, item.subject)
    return delivery_rows(reader, told, rule_id, now, lambda mode: due_at(reader.schedule, mode, now, item.is_severe))


def _progress(session: Session) -> Progress | None:
    row = session.get(AlertProgress, _NAME)
    return Progress(row.seen["snapshot_id"], row.seen["silences"]) if row else None


def _set_progress(session: Session, progress: Progress) -> None:
    row = session.get(AlertProgress, _NAME)
    seen = {"snapshot_id": progress.snapshot_id, "silences": progress.silences}
    if row is None:
        session.add(AlertProgress(name=_NAME, seen=seen))
    else:
        row.seen = seen
