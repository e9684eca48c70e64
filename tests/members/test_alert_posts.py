"""Posts as news: told by rules that cover what they are about, to those alone who may open the thread, once, and never to the author."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from members.access import LOCAL, Person, Role
from members.alerts import posts
from members.alerts.composing import compose_due
from members.alerts.inbox import alerts_of
from members.alerts.messages.post_items import posts_told
from members.alerts.news import POST
from members.alerts.outbox import look_for_news
from members.alerts.outlets import Choices, choose
from members.alerts.posts import look_for_posts
from members.alerts.rules import RuleText, make_rule
from members.alerts.sending_pass import Sent, send_waiting
from members.community import belonging, moderation, writing
from members.community.groups import set_rules
from members.community.posts import read_thread
from members.community.writing import Draft, NewThread, Subject
from members.people import administration
from members.people.own_data import export_data
from members.store.engine import MemberStore
from members.store.tables import OutboxItem
from tests.members.alerts_support import ADDRESS, settings_with
from tests.members.community.people import come_in, found
from tests.support.alert_world import AlertWorld
from tests.support.mail_sink import MailSink, mail_sink
from warehouse.areas.shapes import Circle, area_code
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

NOW = datetime.now(UTC)
STRAIT = Subject("region", "singapore_strait")
ABOUT_POSTS = RuleText("Talk", (POST,))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot, str, str]:
    """A data folder with a snapshot, and the ids of an incident and an advisory in it."""
    drawn = AlertWorld(tmp_path_factory.mktemp("posts"))
    incident, advisory = drawn.add_incident(1, severity=3), drawn.add_advisory(1, sea_regions=["gulf_of_aden"])
    return drawn.data, drawn.publish(), incident, advisory


@pytest.fixture
def snapshot(world: tuple[Path, Snapshot, str, str]) -> Snapshot:
    return world[1]


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with mail_sink() as opened:
        yield opened


@pytest.fixture
def chosen(world: tuple[Path, Snapshot, str, str], sink: MailSink, store: MemberStore) -> Settings:
    """The settings of a server whose alerts have begun."""
    settings = settings_with(world[0], sink.port)
    look_for_news(store, settings, world[1], NOW)
    return settings


def watching(
    store: MemberStore, chosen: Settings, name: str, rule: RuleText = ABOUT_POSTS, *, clearance: str | None = None, mail: str = "off"
) -> Person:
    person = come_in(store, name, clearance=clearance)
    make_rule(store, person, rule)
    choose(store, person, chosen, Choices(mail=mail))
    return person


def talk(store: MemberStore, person: Person, about: Subject | None = STRAIT, tlp: str = "GREEN", group: str = "", **how: bool) -> str:
    return writing.start_thread(store, person, NewThread("What of it", tlp, group, about, **how), Draft("QZWORDSX"))


def told(store: MemberStore, person: Person) -> list[str]:
    """The facts of what a person is told, as the page shows them, the first told first."""
    rows = alerts_of(store, person)[::-1]
    items = posts_told(store, person.person_id, [row.told for row in rows])
    return ["; ".join((items[row.told.news_id].headline, *items[row.told.news_id].facts)) for row in rows if row.told.news_id in items]


def send(store: MemberStore, chosen: Settings, snapshot: Snapshot, now: datetime = NOW) -> Sent:
    look_for_posts(store, chosen, snapshot, now)
    compose_due(store, now.replace(tzinfo=None))
    return send_waiting(store, chosen, snapshot, now)


def test_rules_cover_what_a_thread_is_about(store: MemberStore, chosen: Settings, world: tuple[Path, Snapshot, str, str]) -> None:
    _, snapshot, incident, advisory = world
    near = area_code(Circle(1.26, 103.8, 30))
    asked = {
        "everywhere": ABOUT_POSTS,
        "strait": RuleText("Strait", (POST,), regions=("singapore_strait",)),
        "aden": RuleText("Aden", (POST,), regions=("gulf_of_aden",)),
        "near": RuleText("Near", (POST,), area=near),
        "far": RuleText("Far", (POST,), area=area_code(Circle(40, -30, 30))),
        "severe": RuleText("Severe", (POST,), area=near, least_severity=2),
        "incidents": RuleText("Incidents", ("new",)),
    }
    people = {name: watching(store, chosen, name, rule) for name, rule in asked.items()}
    author = come_in(store, "author")
    for about in (STRAIT, Subject("port", "SGSIN"), Subject("incident", incident), Subject("advisory", advisory), None):
        talk(store, author, about)
    talk(store, author, Subject("incident", "asam:not-there"))
    look_for_posts(store, chosen, snapshot, NOW)
    region, port, about_incident, about_advisory = (
        f"New thread: What of it; About {subject}; By Author; For all members"
        for subject in ("Singapore Strait", "Singapore, SG", "an incident", "an advisory")
    )
    assert {name: told(store, person) for name, person in people.items()} == {
        "everywhere": [region, port, about_incident, about_advisory],
        "strait": [region, port, about_incident],
        "aden": [about_advisory],
        "near": [region, port, about_incident],
        "far": [],
        "severe": [region, port],
        "incidents": [],
    }


def test_only_those_who_may_open_the_thread_are_told_and_never_its_author(store: MemberStore, chosen: Settings, snapshot: Snapshot) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR, clearance="AMBER"), watching(store, chosen, "anna", clearance="AMBER")
    ben, outsider = watching(store, chosen, "ben", clearance="GREEN"), watching(store, chosen, "outsider", clearance="AMBER")
    disabled = watching(store, chosen, "disabled", clearance="AMBER")
    group = found(store, founder, "Pilots", "invitation", anna, ben, disabled)
    make_rule(store, founder, RuleText("Ours", (POST,)), group)
    administration.set_disabled(store, LOCAL, disabled.person_id, True)
    talk(store, founder, tlp="AMBER", group=group)
    thread = talk(store, founder, group=group)
    writing.reply(store, anna, thread, Draft("More"))
    look_for_posts(store, chosen, snapshot, NOW)
    assert look_for_posts(store, chosen, snapshot, NOW) == 0
    facts = "What of it; About Singapore Strait; By {}; In the group Pilots"
    started, answered = f"New thread: {facts.format('Founder')}", f"New post: {facts.format('Anna')}"
    assert [told(store, person) for person in (anna, ben, outsider)] == [[started, started], [started, answered], []]
    assert told(store, founder) == [answered], "by the group's rule, and not of his own"
    assert {row.rule for row in alerts_of(store, founder)} == {"Pilots: Ours"}
    belonging.leave_group(store, ben, group)
    assert told(store, ben) == [], "what one may open no longer is not shown either"
    with store.reading() as session:
        assert session.scalars(select(OutboxItem)).all() == []


def test_a_mail_says_no_word_of_a_post_and_nothing_of_what_is_gone(
    store: MemberStore, chosen: Settings, snapshot: Snapshot, sink: MailSink
) -> None:
    anna, author = watching(store, chosen, "anna", mail="at_once"), come_in(store, "author", Role.MODERATOR)
    threads = [talk(store, author) for _ in range(4)]
    first, second = (read_thread(store, author, thread).posts[0].post_id for thread in threads[:2])
    look_for_posts(store, chosen, snapshot, NOW)
    writing.withdraw_post(store, author, first)
    moderation.set_post_hidden(store, author, second, True, "so")
    moderation.set_stricter_mark(store, author, threads[2], "AMBER", "so")
    outside = settings_with(chosen.data, sink.port, ALERT_CLEARANCE="GREEN")
    assert send(store, outside, snapshot).sent == 1 and send(store, outside, snapshot) == Sent()
    [mail] = sink.mails()
    text = mail.get_content()
    assert mail["Subject"] == "[TLP:GREEN] New thread: What of it (and 1 more)"
    assert text.count("About Singapore Strait") == 1 and f"{ADDRESS}/chatter?thread={threads[3]}" in text and 'the rule "Talk"' in text
    assert "1 alert marked too narrowly to be sent" in text and "QZWORDSX" not in text
    assert told(store, anna) == 2 * ["New thread: What of it; About Singapore Strait; By Author; For all members"]


def test_without_attribution_neither_author_nor_minute_is_told_and_nobody_can_work_the_author_out(
    store: MemberStore, chosen: Settings, snapshot: Snapshot
) -> None:
    founder, boss = come_in(store, "founder", Role.MODERATOR), come_in(store, "boss", Role.ADMIN)
    people = [watching(store, chosen, name, mail="at_once") for name in ("anna", "ben", "carl", "dora")]
    group = found(store, founder, "Pilots", "invitation", *people)
    set_rules(store, founder, group, "invitation", "", allows_unnamed=True)
    talk(store, people[0], is_unattributed=True)
    thread = talk(store, founder, None, group=group)
    talked = talk(store, founder, group=group)
    writing.reply(store, people[0], thread, Draft("About nothing"))
    writing.reply(store, people[1], talked, Draft("I paid", is_unnamed=True))
    send(store, chosen, snapshot)
    assert told(store, people[0]) == ["New thread: What of it; About Singapore Strait; By Founder; In the group Pilots"]
    send(store, chosen, snapshot, NOW + timedelta(days=1))
    unnamed = "New post: What of it; About Singapore Strait; Not attributed; In the group Pilots"
    chatham = "New thread: What of it; About Singapore Strait; Not attributed; For all members"
    assert [set(told(store, person)[1:]) for person in people] == [{unnamed}, {chatham}, {unnamed, chatham}, {unnamed, chatham}]
    by_admin = [export_data(store, boss, person.person_id)["alerts"] for person in people]
    assert [(exported["alerts"], exported["messages"]) for exported in by_admin] == 4 * [([], [])]
    assert export_data(store, people[2], people[2].person_id)["alerts"]["alerts"]


def test_broken_off_each_post_is_told_once(
    store: MemberStore, chosen: Settings, snapshot: Snapshot, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(store, chosen, "anna", mail="at_once")
    talk(store, come_in(store, "author"))

    class Killed(BaseException):
        pass

    for name in ("add_deliveries", "delete"):

        def kill(*_: object) -> None:
            raise Killed

        with monkeypatch.context() as broken, contextlib.suppress(Killed):
            broken.setattr(posts, name, kill)
            send(store, chosen, snapshot)
    assert sink.taken == [] and send(store, chosen, snapshot).sent == 1 and send(store, chosen, snapshot) == Sent()
    assert len(sink.taken) == 1


def test_what_was_written_before_alerts_began_is_told_to_nobody(
    store: MemberStore, world: tuple[Path, Snapshot, str, str], sink: MailSink
) -> None:
    settings = settings_with(world[0], sink.port)
    anna, author = watching(store, settings, "anna"), come_in(store, "author")
    talk(store, author)
    assert look_for_posts(store, settings, world[1], NOW) == 0
    look_for_news(store, settings, world[1], NOW)
    assert look_for_posts(store, settings, world[1], NOW) == 0
    talk(store, author)
    assert look_for_posts(store, settings, world[1], NOW) == 1 and len(told(store, anna)) == 1
