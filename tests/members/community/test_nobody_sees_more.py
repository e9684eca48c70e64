"""Whatever is written, moved, marked and hidden, nobody learns of what he or she may not open: drawn communities, each looked at by each.

Who may open a thread is worked out here from the drawn facts alone, without the rules under test.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from members.access import Person, Role
from members.community import belonging, groups, moderation, posts, search, threads, writing
from members.community.readers import NO_SUCH_POST, NO_SUCH_THREAD, readers_by_id, who_may_open
from members.community.threads import ThreadFilter
from members.community.writing import Draft, NewThread, Subject
from members.errors import NotAllowed
from members.store.community_tables import Post, Thread
from members.store.engine import MemberStore
from tests.members.community.people import come_in, found
from warehouse.contract.taxonomy import MARKS

REGIONS = ("gulf_of_guinea", "singapore_strait")


@dataclass
class DrawnThread:
    thread_id: str
    mark: str
    group: str
    region: str
    is_hidden: bool = False
    tokens: dict[str, str] = field(default_factory=dict)
    """Post ids by the word that only this post holds."""
    shown: set[str] = field(default_factory=set)
    """Those of the words that are neither hidden nor withdrawn."""


@dataclass
class Community:
    people: dict[str, Person]
    clearances: dict[str, str]
    inside: dict[str, set[str]]
    moderators: dict[str, set[str]]
    admissions: dict[str, str]
    threads: list[DrawnThread]

    def may_open(self, name: str, thread: DrawnThread) -> bool:
        moderates = name in self.moderators[thread.group] if thread.group else self.people[name].role is Role.MODERATOR
        is_in_reach = not thread.group or name in self.inside[thread.group]
        return MARKS.index(thread.mark) <= MARKS.index(self.clearances[name]) and is_in_reach and (not thread.is_hidden or moderates)


def draw_community(store: MemberStore, seed: int) -> Community:
    """Six people, three groups and a dozen threads, and what moderators did to them."""
    rng = random.Random(seed)
    people, clearances = {}, {}
    for number in range(6):
        name = f"p{number}"
        clearances[name] = "RED" if number == 0 else rng.choice(MARKS)
        people[name] = come_in(store, name, Role.MODERATOR if number == 0 else rng.choice([Role.MEMBER, Role.ANALYST]), clearances[name])
    drawn = Community(people, clearances, {}, {}, {}, [])
    for number in range(3):
        names = {"p0", *(name for name in people if rng.random() < 0.4)}
        admission = rng.choice(["open", "request", "invitation"])
        group = found(store, people["p0"], f"Circle {number}", admission, *(people[name] for name in sorted(names - {"p0"})))
        drawn.inside[group], drawn.moderators[group], drawn.admissions[group] = names, {"p0"}, admission
        if number == 2:
            belonging.leave_group(store, people["p0"], group)
            drawn.inside[group].discard("p0")
            drawn.moderators[group] = set()
    for number in range(12):
        _draw_thread(store, drawn, rng, number)
    return drawn


def _draw_thread(store: MemberStore, drawn: Community, rng: random.Random, number: int) -> None:
    writer = rng.choice(sorted(drawn.people))
    own = [group for group in drawn.inside if writer in drawn.inside[group]]
    group = rng.choice(["", *own])
    mark = rng.choice(MARKS[: 1 + MARKS.index(drawn.clearances[writer])])
    region, token = rng.choice(REGIONS), f"token{number}x0"
    new = NewThread(f"Title {token}", mark, group, Subject("region", region), is_unattributed=not group and rng.random() < 0.2)
    thread_id = writing.start_thread(store, drawn.people[writer], new, Draft(f"commonword {token}"))
    thread = DrawnThread(thread_id, mark, group, region)
    thread.tokens[token] = posts.read_thread(store, drawn.people[writer], thread_id).posts[0].post_id
    readers = [name for name in sorted(drawn.people) if drawn.may_open(name, thread)]
    for answer in range(1, rng.randint(1, 3)):
        token = f"token{number}x{answer}"
        thread.tokens[token] = writing.reply(store, drawn.people[rng.choice(readers)], thread_id, Draft(f"commonword {token}"))
    thread.shown = set(thread.tokens)
    moderator = drawn.people["p0"]
    if drawn.may_open("p0", thread) and (not group or "p0" in drawn.moderators[group]):
        if rng.random() < 0.3:
            token = rng.choice(sorted(thread.tokens))
            moderation.set_post_hidden(store, moderator, thread.tokens[token], True, "so")
            thread.shown.discard(token)
        if rng.random() < 0.25:
            moderation.set_thread_hidden(store, moderator, thread_id, True, "so")
            thread.is_hidden = True
        first = next(iter(drawn.inside))
        if not group and rng.random() < 0.3:
            moderation.move_thread(store, moderator, thread_id, first, "so")
            thread.group = first
    drawn.threads.append(thread)


@pytest.fixture(params=range(2))
def drawn(request: pytest.FixtureRequest, store: MemberStore) -> Community:
    return draw_community(store, request.param)


def test_nobody_sees_more_than_what_is_open_to_them(store: MemberStore, drawn: Community) -> None:
    for name, person in drawn.people.items():
        open_threads = {thread.thread_id: thread for thread in drawn.threads if drawn.may_open(name, thread)}
        check_lists_and_counts(store, person, open_threads)
        check_search(store, person, open_threads, drawn)
        check_addresses(store, person, open_threads, drawn)
        check_groups(store, name, drawn)
        check_that_words_stay_out(store, person, open_threads, drawn)
    check_who_is_told_without_asking(store, drawn)


def check_who_is_told_without_asking(store: MemberStore, drawn: Community) -> None:
    ids = {person.person_id: name for name, person in drawn.people.items()}
    with store.reading() as session:
        readers = readers_by_id(session, [*ids, "nobody"])
        openers = who_may_open(session, readers.values(), session.scalars(select(Thread)).all())
    assert {thread_id: {ids[person_id] for person_id in people} for thread_id, people in openers.items()} == {
        thread.thread_id: {name for name in drawn.people if drawn.may_open(name, thread)} for thread in drawn.threads
    }


def check_lists_and_counts(store: MemberStore, person: Person, open_threads: dict[str, DrawnThread]) -> None:
    rows, is_more = threads.list_threads(store, person, ThreadFilter())
    assert {row.thread_id for row in rows} == set(open_threads) and not is_more
    for row in rows:
        assert row.posts == len(open_threads[row.thread_id].shown) and row.unread <= row.posts
    assert threads.unread_threads(store, person) == sum(row.unread > 0 for row in rows)
    for region in REGIONS:
        about = [thread for thread in open_threads.values() if thread.region == region]
        assert threads.posts_about(store, person, "region", region) == sum(len(thread.shown) for thread in about)
        listed = threads.list_threads(store, person, ThreadFilter(subject_kind="region", subject_id=region))[0]
        assert {row.thread_id for row in listed} == {thread.thread_id for thread in about}


def check_search(store: MemberStore, person: Person, open_threads: dict[str, DrawnThread], drawn: Community) -> None:
    hits, is_more = search.search_posts(store, person, "commonword")
    wanted = {thread.tokens[token] for thread in open_threads.values() for token in thread.shown}
    assert {hit.post_id for hit in hits} == wanted and not is_more
    for thread in drawn.threads:
        token = min(thread.tokens)
        found_here = {hit.post_id for hit in search.search_posts(store, person, token)[0]}
        assert found_here == ({thread.tokens[token]} if thread.thread_id in open_threads and token in thread.shown else set())


def check_addresses(store: MemberStore, person: Person, open_threads: dict[str, DrawnThread], drawn: Community) -> None:
    for thread_id in open_threads:
        assert posts.read_thread(store, person, thread_id).row.thread_id == thread_id
    # Each address takes two dozen transactions; a few stand for all.
    for thread in [thread for thread in drawn.threads if thread.thread_id not in open_threads][:3]:
        post_id = next(iter(thread.tokens.values()))
        of_threads: list[Callable[[str], object]] = [
            lambda thread_id: posts.read_thread(store, person, thread_id),
            lambda thread_id: threads.mark_read(store, person, thread_id),
            lambda thread_id: moderation.log_of_thread(store, person, thread_id),
            lambda thread_id: writing.reply(store, person, thread_id, Draft("x")),
            lambda thread_id: moderation.set_locked(store, person, thread_id, True, "x"),
        ]
        of_posts: list[Callable[[str], object]] = [
            lambda post: posts.earlier_versions(store, person, post),
            lambda post: writing.react(store, person, post, "useful"),
            lambda post: writing.edit_post(store, person, post, "x"),
            lambda post: writing.withdraw_post(store, person, post),
            lambda post: moderation.set_post_hidden(store, person, post, True, "x"),
            lambda post: moderation.set_writer_stopped(store, person, post, True, "x"),
        ]
        for deed in of_threads:
            assert refusals(deed, thread.thread_id) == {NO_SUCH_THREAD}
        for deed in of_posts:
            assert refusals(deed, post_id) == {NO_SUCH_POST}


def refusals(deed: Callable[[str], object], asked: str) -> set[str]:
    """What is told of something that exists, and of something that does not."""
    told = set()
    for address in (asked, "f" * 32):
        with pytest.raises(NotAllowed) as caught:
            deed(address)
        told.add(str(caught.value))
    return told


def check_groups(store: MemberStore, name: str, drawn: Community) -> None:
    rows = {row.group_id: row for row in groups.list_groups(store, drawn.people[name])}
    known = {group for group in drawn.inside if name in drawn.inside[group] or drawn.admissions[group] != "invitation"}
    assert set(rows) == known
    for group in drawn.inside:
        if name not in drawn.inside[group]:
            with pytest.raises(NotAllowed):
                groups.people_in_group(store, drawn.people[name], group)
            assert group not in rows or rows[group].people == len(drawn.inside[group])


def check_that_words_stay_out(store: MemberStore, person: Person, open_threads: dict[str, DrawnThread], drawn: Community) -> None:
    """All that is handed out to a person, as text, holds no word and no id of what is not open to that person; and no number of a row."""
    handed_out = str(threads.list_threads(store, person, ThreadFilter())) + str(search.search_posts(store, person, "token"))
    handed_out += "".join(str(posts.read_thread(store, person, thread_id)) for thread_id in open_threads)
    for thread in drawn.threads:
        if thread.thread_id not in open_threads:
            assert thread.thread_id not in handed_out
            assert not [token for token, post_id in thread.tokens.items() if f"{token} " in handed_out or post_id in handed_out]
    with store.reading() as session:
        keys = session.scalars(select(Post.author_key).where(Post.author_key.is_not(None))).all()
    assert not [key for key in keys if key and key in handed_out]
