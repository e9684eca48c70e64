"""What there is to say about posts, and to whom. No word of a post leaves the server: what its author takes back cannot be taken out of
mails. The thread's title, what it is about and who wrote are said, and nothing of a post that is hidden or withdrawn by now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.alerts.messages.content import Item, Told, words
from members.alerts.news import POST
from members.community.posts import FORMER, UNATTRIBUTED
from members.community.readers import has_text, readers_by_id, who_may_open
from members.store.community_tables import Post, Thread
from members.store.engine import MemberStore
from members.store.people_tables import Account, Group
from warehouse.contract.taxonomy import MARKS
from warehouse.reference.geography import sea_regions
from warehouse.reference.ports import ports_by_locode

_ABOUT: Final = {"incident": "an incident", "advisory": "an advisory"}


@dataclass(frozen=True, slots=True)
class PostItems:
    """Items by id of news, and the ids of those who may be told of each."""

    items: dict[str, Item] = field(default_factory=dict)
    people: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, person_id: str) -> dict[str, Item]:
        """What a person may be told."""
        return {news_id: item for news_id, item in self.items.items() if person_id in self.people[news_id]}


def read_posts(session: Session, wanted: Iterable[Told], person_ids: Iterable[str]) -> PostItems:
    """What there is to say to these people of the posts among these pieces of news, as things stand now. Raises SettingsError."""
    told = {each.subject: each for each in wanted if each.kind == POST}
    if not told:
        return PostItems()
    query = select(Post, Thread, Account.name, Group.name).join(Thread, Thread.number == Post.thread_number)
    query = query.outerjoin(Account, Account.person_id == Post.author_id).outerjoin(Group, Group.group_id == Thread.group_id)
    rows = session.execute(query.where(Post.post_id.in_(sorted(told)), has_text())).all()
    openers = who_may_open(session, readers_by_id(session, person_ids).values(), [thread for _, thread, _, _ in rows])
    return PostItems(
        {told[post.post_id].news_id: _item(told[post.post_id], post, thread, author, group) for post, thread, author, group in rows},
        {told[post.post_id].news_id: openers[thread.thread_id] for post, thread, _, _ in rows},
    )


def posts_told(store: MemberStore, person_id: str, wanted: Iterable[Told]) -> dict[str, Item]:
    """The same for one person, by id of news. Raises StoreError, SettingsError."""
    posts = [told for told in wanted if told.kind == POST]
    if not posts:
        return {}
    with store.reading() as session:
        return read_posts(session, posts, [person_id]).of(person_id)


def marked_up_to(mark: str, items: dict[str, Item]) -> dict[str, Item]:
    """Those of these items that may be told to whoever may read up to this mark."""
    return {news_id: item for news_id, item in items.items() if MARKS.index(item.tlp) <= MARKS.index(mark)}


def _item(told: Told, post: Post, thread: Thread, author: str | None, group: str | None) -> Item:
    beginning = "New post" if post.title is None else "New thread"
    writer = UNATTRIBUTED.capitalize() if post.author_key is not None else f"By {words(author or FORMER, 80)}"
    place = f"In the group {words(group, 80)}" if group else "For all members"
    facts = (f"About {_subject(thread)}", writer, place)
    path = f"chatter?thread={thread.thread_id}"
    return Item(told, f"{beginning}: {words(thread.title)}", facts, thread.tlp, path, post.written_at.date())


def _subject(thread: Thread) -> str:
    """What a thread is about, as far as everybody may know it: an incident has a reader of its own, and its card is one click away."""
    subject = thread.subject_id or ""
    if thread.subject_kind == "region" and subject in sea_regions():
        return sea_regions()[subject].title
    if thread.subject_kind == "port" and subject in ports_by_locode():
        return ports_by_locode()[subject].title
    return _ABOUT.get(thread.subject_kind or "", "something that is no longer known here")
