"""News of posts: what members write about an incident, sea region, port or advisory, told by the rules that cover it.

A post leaves a line in the outbox in the transaction that writes it; the line goes in the transaction that writes down whom it is told
to. So nothing is lost and nothing told twice, also where posts become visible in another order than they were numbered. Only people who may
open the thread are told, and never the author.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from members.alerts.compare import about_advisory, about_new_incident
from members.alerts.deliveries import add_deliveries
from members.alerts.news import POST, News
from members.alerts.outbox import Watching, deliveries_of, is_begun, watching_by_clearance
from members.community.pseudonyms import is_author
from members.community.readers import has_text, readers_by_id, who_may_open
from members.community.writing import POST_WRITTEN, UNNAMED_POST_WRITTEN
from members.store.community_tables import Post, Thread
from members.store.engine import IDS_AT_ONCE, MemberStore
from members.store.tables import OutboxItem
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.queries.news.news import incidents_by_ids
from warehouse.reader import Reader
from warehouse.reference.geography import regions_at
from warehouse.reference.ports import ports_by_locode
from warehouse.view import SnapshotView, view


@dataclass(frozen=True, slots=True)
class _Written:
    """A post of which news may be made, and who may be told of it."""

    post: Post
    thread: Thread
    people: frozenset[str]

    @property
    def news_id(self) -> str:
        return f"{POST}:{self.post.post_id}"


def look_for_posts(store: MemberStore, settings: Settings, snapshot: Snapshot, now: datetime) -> int:
    """Write down whom new posts are told to; returns how many deliveries were added.

    A post without attribution is told when its day (UTC) is over: its minute could be compared with who was there. What was written
    before the first look at a snapshot is told to nobody. Only one process may look at a time. Raises StoreError, SnapshotError,
    SettingsError.
    """
    with store.reading() as session:
        lines = _waiting_lines(session, now.date())
        # Asked every few seconds: most of the time there is none.
        if not lines:
            return 0
        watching = watching_by_clearance(session, settings, now.date()) if is_begun(session) else {}
        written = _written(session, [line.payload["post"] for line in lines], watching)
    rows = [row for clearance, rules in watching.items() for row in _rows(written, rules, view(snapshot, Reader(clearance)), now)]
    with store.writing() as session:
        added = add_deliveries(session, rows)
        session.execute(delete(OutboxItem).where(OutboxItem.item_id.in_([line.item_id for line in lines])))
    return added


def _waiting_lines(session: Session, today: date) -> Sequence[OutboxItem]:
    is_over = and_(OutboxItem.kind == UNNAMED_POST_WRITTEN, OutboxItem.made_on < today)
    query = select(OutboxItem).where(or_(OutboxItem.kind == POST_WRITTEN, is_over)).order_by(OutboxItem.item_id)
    return session.scalars(query.limit(IDS_AT_ONCE)).all()


def _written(session: Session, post_ids: Collection[str], watching: dict[str, list[Watching]]) -> list[_Written]:
    """Those of these posts whose words are shown, each with the people who have rules, may open its thread and have not written it."""
    query = select(Post, Thread).join(Thread, Thread.number == Post.thread_number).where(Post.post_id.in_(post_ids), has_text())
    posts = session.execute(query.order_by(Post.number)).all()
    watchers = {reader.person_id for rules in watching.values() for rule in rules for reader in rule.people}
    openers = who_may_open(session, readers_by_id(session, watchers).values(), [thread for _, thread in posts])
    return [
        _Written(post, thread, frozenset(each for each in openers[thread.thread_id] if not is_author(session, post, thread, each)))
        for post, thread in posts
    ]


def _rows(written: Sequence[_Written], rules: Sequence[Watching], seen: SnapshotView, now: datetime) -> list[dict[str, object]]:
    people_of = {each.news_id: each.people for each in written}
    return list(deliveries_of(_news(written, seen), rules, now, lambda item, person_id: person_id in people_of[item.news_id]))


def _news(written: Sequence[_Written], seen: SnapshotView) -> list[News]:
    """The posts as news, each with the place of what it is about; without those about what this view does not show."""
    con = seen.connect()
    try:
        incidents = {row.incident_id: row for row in incidents_by_ids(con, _subjects(written, "incident"))}
        advisories = {row.advisory_id: row for row in all_advisories(con)} if _subjects(written, "advisory") else {}
    finally:
        con.close()
    news = []
    for each in written:
        kind, subject = each.thread.subject_kind, each.thread.subject_id or ""
        about = _about_place(kind, subject)
        if kind == "incident" and subject in incidents:
            about = about_new_incident(incidents[subject])
        elif kind == "advisory" and subject in advisories:
            about = about_advisory(advisories[subject])
        if about is not None:
            news.append(replace(about, news_id=each.news_id, kind=POST, subject=each.post.post_id))
    return news


def _subjects(written: Sequence[_Written], kind: str) -> set[str]:
    return {each.thread.subject_id for each in written if each.thread.subject_kind == kind and each.thread.subject_id}


def _about_place(kind: str | None, subject: str) -> News | None:
    """A sea region, or a port with the region that it lies in."""
    if kind == "region":
        return News("", POST, subject, (subject,))
    port = ports_by_locode().get(subject) if kind == "port" else None
    if port is None:
        return None
    region = str(regions_at(np.array([port.latitude]), np.array([port.longitude]))[0])
    return News("", POST, subject, (region,) if region else (), port.latitude, port.longitude)
