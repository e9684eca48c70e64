"""Threads and posts: writing, quoting, editing, withdrawing, reactions, unread marks, moderation, and posts without attribution."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text

from members.access import LOCAL, Role
from members.community import belonging, groups, moderation, posts, search, threads, writing
from members.community.threads import ThreadFilter
from members.community.writing import Draft, NewThread, Subject
from members.errors import NotAllowed, StoreError
from members.people import administration, retention
from members.people.acting import today
from members.people.own_data import delete_own_account, export_data
from members.store.community_tables import Post, Thread
from members.store.engine import MemberStore
from tests.members.community.people import come_in, found, write
from tests.members.test_pictures import camera_picture
from warehouse.contract import settings

EVERYTHING = ThreadFilter()


def test_a_thread_is_read_replied_to_quoted_and_reacted_to(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    thread = write(store, anna, "Robbers at Belawan", title="Belawan")
    [first] = posts.read_thread(store, rolf, thread).posts
    assert (first.author, first.text, first.is_own, first.is_unread) == ("Anna", "Robbers at Belawan", False, True)
    writing.reply(store, rolf, thread, Draft("Seen too", quotes=first.post_id, mentions=frozenset({anna.person_id})))
    writing.react(store, rolf, first.post_id, "useful")
    writing.react(store, anna, first.post_id, "useful")
    opened = posts.read_thread(store, rolf, thread)
    assert opened.posts[0].reactions == {"useful": 2} and opened.posts[0].own_reactions == {"useful"}
    assert opened.posts[1].quote == ("Anna", "Robbers at Belawan") and opened.posts[1].mentions == ("Anna",)
    writing.react(store, rolf, first.post_id, "useful")
    assert posts.read_thread(store, anna, thread).posts[0].reactions == {"useful": 1}
    assert [row.thread_id for row in threads.list_threads(store, anna, ThreadFilter(mentions_me=True))[0]] == [thread]
    assert threads.list_threads(store, rolf, ThreadFilter(mentions_me=True))[0] == []
    with pytest.raises(NotAllowed, match="no such reaction"):
        writing.react(store, rolf, first.post_id, "love")


def test_unread_marks_are_each_readers_own(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    thread, other = write(store, anna), write(store, anna)
    assert threads.unread_threads(store, rolf) == 2 and threads.unread_threads(store, anna) == 0
    threads.mark_read(store, rolf, thread)
    writing.reply(store, anna, thread, Draft("More"))
    unread = {row.thread_id: (row.posts, row.unread) for row in threads.list_threads(store, rolf, EVERYTHING)[0]}
    assert unread == {thread: (2, 1), other: (1, 1)}
    threads.mark_everything_read(store, rolf)
    assert threads.unread_threads(store, rolf) == 0 and threads.list_threads(store, rolf, ThreadFilter(is_unread=True))[0] == []
    writing.reply(store, anna, other, Draft("Again"))
    assert [row.unread for row in threads.list_threads(store, rolf, ThreadFilter(is_unread=True))[0]] == [1]


def test_an_edit_keeps_what_was_said_before_and_a_withdrawal_nothing(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    thread = write(store, anna, "Three men")
    writing.reply(store, rolf, thread, Draft("Oh"))
    post = posts.read_thread(store, anna, thread).posts[0]
    with pytest.raises(NotAllowed, match="Only who wrote"):
        writing.edit_post(store, rolf, post.post_id, "Nobody")
    writing.edit_post(store, anna, post.post_id, "Four men")
    assert [said for _, said in posts.earlier_versions(store, rolf, post.post_id)] == ["Three men"]
    assert search.search_posts(store, rolf, "three")[0] == [] and len(search.search_posts(store, rolf, "four")[0]) == 1
    writing.withdraw_post(store, anna, post.post_id)
    assert posts.earlier_versions(store, rolf, post.post_id) == [] and search.search_posts(store, rolf, "four")[0] == []
    withdrawn = posts.read_thread(store, rolf, thread).posts[0]
    assert withdrawn.is_withdrawn and withdrawn.text == ""
    with store.reading() as session:
        assert "men" not in json.dumps(session.scalars(select(Post.text)).all())
    writing.withdraw_post(store, rolf, posts.read_thread(store, rolf, thread).posts[1].post_id)
    with pytest.raises(NotAllowed, match="no such thread"):
        posts.read_thread(store, anna, thread)


def test_a_thread_is_never_wider_than_what_it_is_about(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna", clearance="RED"), come_in(store, "rolf", clearance="GREEN")
    about = Subject("incident", "asam:2026-1", "AMBER")
    with pytest.raises(NotAllowed, match="TLP:AMBER"):
        writing.start_thread(store, anna, NewThread("T", "GREEN", subject=about), Draft("x"))
    writing.start_thread(store, anna, NewThread("T", "AMBER", subject=about), Draft("x"))
    assert [threads.posts_about(store, person, "incident", "asam:2026-1") for person in (anna, rolf)] == [1, 0]
    with pytest.raises(NotAllowed, match="read yourself"):
        write(store, rolf, tlp="AMBER")
    with pytest.raises(NotAllowed, match="cannot be about"):
        writing.start_thread(store, anna, NewThread("T", "RED", subject=Subject("person", "x")), Draft("x"))


@pytest.mark.parametrize(("title", "words"), [("", "x"), ("T", " \u200b "), ("T", "x" * 1_000_000), ("T" * 151, "x")])
def test_what_is_empty_or_too_long_is_not_taken(store: MemberStore, title: str, words: str) -> None:
    with pytest.raises(NotAllowed, match="characters"):
        write(store, come_in(store, "anna"), words, title=title)


def test_only_who_may_read_the_thread_can_be_mentioned_and_nobody_else_is_named(store: MemberStore) -> None:
    founder, anna, rolf = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna"), come_in(store, "rolf")
    low = come_in(store, "low", clearance="GREEN")
    thread = write(store, founder)
    assert posts.read_thread(store, anna, thread).people == {founder.person_id: "Founder"}, "others have written nothing here"
    group = found(store, founder, "Gulf", "open", anna, low)
    inside = write(store, founder, tlp="AMBER", group_id=group)
    assert posts.read_thread(store, founder, inside).people == {anna.person_id: "Anna"}, "the other may not read AMBER"
    for person in (rolf, low):
        with pytest.raises(NotAllowed, match="mention"):
            writing.reply(store, founder, inside, Draft("x", mentions=frozenset({person.person_id})))


def test_pictures_keep_nothing_but_pixels(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    thread = writing.start_thread(store, anna, NewThread("T", "GREEN"), Draft("Look", pictures=(camera_picture("JPEG"),)))
    [picture] = posts.read_thread(store, anna, thread).posts[0].pictures
    assert picture.startswith(b"\xff\xd8") and b"Exif" not in picture
    with pytest.raises(NotAllowed, match="At most 4"):
        writing.reply(store, anna, thread, Draft("More", pictures=(b"x",) * 5))


def test_moderators_pin_lock_hide_move_and_mark_with_a_reason_that_stays(store: MemberStore) -> None:
    moderator, anna = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna")
    older, newer = write(store, anna, "Rude words"), write(store, anna)
    group = found(store, moderator, "Gulf", "open")
    for deed in (moderation.set_pinned, moderation.set_locked, moderation.set_thread_hidden):
        with pytest.raises(NotAllowed, match="Only a moderator"):
            deed(store, anna, older, True, "mine")
    with pytest.raises(NotAllowed, match="1 to 300"):
        moderation.set_pinned(store, moderator, older, True, " ")
    moderation.set_pinned(store, moderator, older, True, "read this")
    assert [row.thread_id for row in threads.list_threads(store, anna, EVERYTHING)[0]] == [older, newer]
    moderation.set_locked(store, moderator, older, True, "settled")
    with pytest.raises(NotAllowed, match="locked"):
        writing.reply(store, anna, older, Draft("But"))
    post = posts.read_thread(store, anna, older).posts[0].post_id
    moderation.set_post_hidden(store, moderator, post, True, "rude")
    hidden = posts.read_thread(store, anna, older).posts[0]
    assert (hidden.text, hidden.hidden_reason) == ("", "rude") and search.search_posts(store, anna, "rude")[0] == []
    assert threads.list_threads(store, anna, EVERYTHING)[0][0].posts == 0
    assert posts.read_thread(store, moderator, older).posts[0].text == "Rude words"
    moderation.set_post_hidden(store, moderator, post, False, "a slip")
    with pytest.raises(NotAllowed, match="stricter"):
        moderation.set_stricter_mark(store, moderator, older, "CLEAR", "x")
    moderation.set_stricter_mark(store, moderator, older, "AMBER", "names a ship")
    log = [(line.deed, line.reason) for line in moderation.log_of_thread(store, anna, older)]
    assert log == [
        ("pinned", "read this"), ("locked", "settled"), ("post_hidden", "rude"), ("post_shown", "a slip"), ("marked", "names a ship"),
    ]  # fmt: skip
    moderation.move_thread(store, moderator, newer, group, "belongs here")
    with pytest.raises(NotAllowed, match="no such thread"):
        posts.read_thread(store, anna, newer)
    with pytest.raises(NotAllowed, match="stays there"):
        moderation.move_thread(store, moderator, newer, group, "again")
    moderation.set_thread_hidden(store, moderator, older, True, "over")
    assert threads.list_threads(store, anna, EVERYTHING)[0] == [] and posts.read_thread(store, moderator, older).row.is_hidden


def test_the_log_of_moderation_takes_new_lines_only(store: MemberStore) -> None:
    moderator = come_in(store, "moderator", Role.MODERATOR)
    moderation.set_pinned(store, moderator, write(store, moderator), True, "so")
    for statement in ("UPDATE community_log SET reason = 'x'", "DELETE FROM community_log"):
        with pytest.raises(StoreError, match="new lines only"), store.writing() as session:
            session.execute(text(statement))


def test_a_site_moderator_does_not_moderate_a_group_by_that(store: MemberStore) -> None:
    founder, other = come_in(store, "founder", Role.MODERATOR), come_in(store, "other", Role.MODERATOR)
    group = found(store, founder, "Gulf", "open")
    thread = write(store, founder, group_id=group)
    with pytest.raises(NotAllowed, match="no such thread"):
        moderation.set_locked(store, other, thread, True, "x")
    belonging.join_group(store, other, group)
    with pytest.raises(NotAllowed, match="Only a moderator"):
        moderation.set_locked(store, other, thread, True, "x")


def test_under_the_chatham_house_rule_no_author_is_stored_and_authors_still_change_their_posts(store: MemberStore) -> None:
    anna, rolf, boss = come_in(store, "anna"), come_in(store, "rolf"), come_in(store, "boss", Role.ADMIN)
    thread = writing.start_thread(store, anna, NewThread("T", "GREEN", is_unattributed=True), Draft("Whispered"))
    writing.reply(store, rolf, thread, Draft("Answered"))
    with store.reading() as session:
        rows = session.scalars(select(Post)).all()
        assert all(row.author_id is None and anna.person_id not in str(vars(row)) for row in rows)
        assert len({row.author_key for row in rows}) == 2 and all(row.written_at.hour == row.written_at.minute == 0 for row in rows)
    seen = posts.read_thread(store, rolf, thread).posts
    assert [(post.author, post.is_own) for post in seen] == [("not attributed", False), ("not attributed", True)]
    assert (
        posts.read_thread(store, rolf, thread).people == {}
        and search.search_posts(store, boss, "whispered")[0][0].author == "not attributed"
    )
    writing.edit_post(store, anna, seen[0].post_id, "Whispered again")
    own = [post["text"] for post in export_data(store, anna, anna.person_id)["community"]["posts"]]
    assert own == ["Whispered again"]
    assert export_data(store, boss, anna.person_id)["community"]["posts"] == [], "an administrator must not learn whose they are"


def test_the_same_person_has_another_key_in_every_thread(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    for _ in range(2):
        writing.start_thread(store, anna, NewThread("T", "GREEN", is_unattributed=True), Draft("x"))
    with store.reading() as session:
        assert len(set(session.scalars(select(Post.author_key)).all())) == 2


def test_unnamed_posts_are_for_groups_that_allow_them_and_are_large_enough(store: MemberStore) -> None:
    founder = come_in(store, "founder", Role.MODERATOR)
    people = [come_in(store, f"p{number}") for number in range(4)]
    group = found(store, founder, "Gulf", "open", *people[:3])
    thread, unnamed = write(store, founder, group_id=group), Draft("I paid", is_unnamed=True)
    with pytest.raises(NotAllowed, match="allow them"):
        writing.reply(store, people[0], thread, unnamed)
    groups.set_rules(store, founder, group, "open", "", True)
    with pytest.raises(NotAllowed, match="as good as signed"):
        writing.reply(store, people[0], thread, unnamed)
    belonging.join_group(store, people[3], group)
    writing.reply(store, people[0], thread, unnamed)
    with pytest.raises(NotAllowed, match="allow them"):
        writing.reply(store, founder, write(store, founder), unnamed)


def test_a_moderator_stops_somebody_whom_nobody_knows(store: MemberStore) -> None:
    moderator, anna, rolf = come_in(store, "moderator", Role.MODERATOR), come_in(store, "anna"), come_in(store, "rolf")
    ask = NewThread("T", "GREEN", is_unattributed=True)
    thread, other = (
        writing.start_thread(store, moderator, ask, Draft("Say it")),
        writing.start_thread(store, moderator, ask, Draft("And here")),
    )
    abuse = writing.reply(store, anna, thread, Draft("Abuse"))
    moderation.set_writer_stopped(store, moderator, abuse, True, "abuse")
    for place in (thread, other):
        with pytest.raises(NotAllowed, match="not been told who you are"):
            writing.reply(store, anna, place, Draft("More"))
        writing.reply(store, rolf, place, Draft("I may"))
    assert not posts.read_thread(store, anna, thread).may_write and posts.read_thread(store, rolf, thread).may_write
    writing.reply(store, anna, write(store, moderator), Draft("Under my name"))
    seen = posts.read_thread(store, moderator, thread)
    told = f"{seen} {moderation.log_of_thread(store, moderator, thread)}"
    assert anna.person_id not in told and "Anna" not in told
    moderation.set_writer_stopped(store, moderator, abuse, False, "enough")
    writing.reply(store, anna, thread, Draft("Sorry"))


def test_posts_outlive_the_account_without_the_name(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    thread = write(store, anna, "Words of hers")
    writing.reply(store, rolf, thread, Draft("Yes", mentions=frozenset({anna.person_id})))
    writing.react(store, anna, posts.read_thread(store, rolf, thread).posts[1].post_id, "disagree")
    exported = json.loads(json.dumps(export_data(store, anna, anna.person_id)))["community"]
    assert exported["posts"][0]["text"] == "Words of hers" and len(exported["mentioned_in"]) == len(exported["reactions"]) == 1
    assert exported["threads_read"] == [thread]
    delete_own_account(store, anna)
    first, second = posts.read_thread(store, rolf, thread).posts
    assert (first.author, first.text, second.mentions, second.reactions) == ("former member", "Words of hers", (), {})
    with store.reading() as session:
        rows = {table.name: session.execute(table.select()).all() for table in Thread.metadata.sorted_tables if "log" not in table.name}
    assert [name for name, content in rows.items() if anna.person_id in str(content) or "Anna" in str(content)] == []


def test_quiet_threads_go_after_their_time(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    thread, kept = write(store, anna, "Long ago"), write(store, anna)
    retention.set_days(store, LOCAL, retention.QUIET_THREADS, 100)
    with store.writing() as session:
        session.execute(text("UPDATE threads SET last_written_on = '2020-01-01' WHERE thread_id = :id").bindparams(id=thread))
    assert retention.delete_what_is_over(store, settings.load({}), today()).quiet_threads == 1
    assert [row.thread_id for row in threads.list_threads(store, anna, EVERYTHING)[0]] == [kept]
    assert search.search_posts(store, anna, "ago")[0] == []
    # The full-text index has followed, though no deed but a foreign key deleted the post.
    with store.writing() as session:
        if store.engine.dialect.name == "sqlite":
            session.execute(text("INSERT INTO post_search (post_search, rank) VALUES ('integrity-check', 1)"))
        else:
            assert session.scalar(text("SELECT count(*) FROM post_search")) == 1


def test_a_narrower_clearance_holds_at_once(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    thread = write(store, anna, tlp="AMBER")
    administration.give_clearance(store, LOCAL, anna.person_id, "GREEN")
    with pytest.raises(NotAllowed, match="no such thread"):
        posts.read_thread(store, anna, thread)


SEARCHES = [
    ("robbers", True), ("ROBBERS belawan", True), ("rob", True), ("obbers", False), ("robbers piraeus", False), ("müller", True),
    ('robbers" OR "x', False), ("robbers NEAR(", False), ("-robbers", True), ("title:robbers", False), ("*", False), ("' ; --", False),
    ("Надпись", True), ("example", True), ("anchorage", True), ("a | z", False),
]  # fmt: skip


@pytest.mark.parametrize(("words", "is_found"), SEARCHES)
def test_search_reads_words_and_no_operators(store: MemberStore, words: str, is_found: bool) -> None:
    anna = come_in(store, "anna")
    write(store, anna, "Robbers (4) at Belawan-anchorage, told by Müller: https://example.com/x надпись", title="Belawan")
    hits, is_more = search.search_posts(store, anna, words)
    assert bool(hits) is is_found and not is_more
