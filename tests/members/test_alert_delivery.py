"""From a snapshot to the reader: nothing twice, nothing lost, nothing that its reader may not see; and what servers answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from members.access import LOCAL, Role
from members.alerts import composing, outbox, outlets, sending_pass
from members.alerts.composing import compose_due
from members.alerts.deliver import Deliverer
from members.alerts.inbox import alerts_of, all_dead_letters, dead_letters_of, mark_read, send_again, send_all_again, unread
from members.alerts.kept import delete_old_alerts
from members.alerts.outbox import look_for_news
from members.alerts.outlets import Choices, choose
from members.alerts.rules import RuleText, delete_rule, make_rule, pause_rule, rule_in_words, rules_of
from members.alerts.sending_pass import Sent, pause_after, send_waiting
from members.errors import NotAllowed
from members.people import administration
from members.people.own_data import export_data
from members.people.sign_in import utc_now
from members.store.alert_tables import AlertDelivery, AlertMessage
from members.store.engine import MemberStore
from tests.members.alerts_support import ADDRESS, settings_with, watcher
from tests.support.alert_world import NOW, AlertWorld
from tests.support.mail_sink import MailSink, mail_sink
from warehouse.contract.dates import day_in_words
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

SECRET = "QZSECRETX"


@pytest.fixture
def world(data: Path) -> AlertWorld:
    return AlertWorld(data)


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with mail_sink() as opened:
        yield opened


@pytest.fixture
def chosen(data: Path, sink: MailSink) -> Settings:
    return settings_with(data, sink.port)


def one_pass(store: MemberStore, chosen: Settings, snapshot: Snapshot, now: Any = NOW) -> Sent:
    look_for_news(store, chosen, snapshot, now)
    compose_due(store, now.replace(tzinfo=None))
    return send_waiting(store, chosen, snapshot, now)


def begin(store: MemberStore, chosen: Settings, world: AlertWorld) -> None:
    """The first look notes where things stand and tells nobody anything."""
    assert one_pass(store, chosen, world.publish()) == Sent()


def test_one_incident_reaches_everybody_whose_rule_asks_for_it_once(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    anna = watcher(store, chosen, "anna")
    watcher(store, chosen, "ben", rule=RuleText("Gulf of Aden", regions=("gulf_of_aden",)))
    watcher(store, chosen, "carl", mail="off")
    begin(store, chosen, world)
    incident_id = world.add_incident(1)
    snapshot = world.publish()
    assert one_pass(store, chosen, snapshot).sent == 1
    assert one_pass(store, chosen, snapshot) == Sent()
    [(recipients, _)] = sink.taken
    [mail] = sink.mails()
    assert recipients == ("anna@example.com",)
    assert mail["Subject"] == "[TLP:CLEAR] New: Boarded, underway, Off Batam, 1 November 2026"
    text = mail.get_content()
    assert 'the rule "Everything"' in text and "AMBER FINCH (bulk carrier)" in text and f"{ADDRESS}/incident?id=" in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = str(mail["List-Unsubscribe"]).strip("<>")
    assert stop.startswith(f"{ADDRESS}/alerts/stop/") and stop in text
    # On the page it stands for those who want no mail too.
    [row] = alerts_of(store, anna)
    assert (row.told.subject, row.rule, row.is_read) == (incident_id, "Everything", False)
    mark_read(store, anna, [row.told.news_id])
    assert unread(store, anna) == ()
    # Stopped at one click, by whoever has the token, and for mails alone.
    assert outlets.stop_mails(store, stop.rpartition("/")[2]) and not outlets.stop_mails(store, "x" * 43)
    world.add_incident(2)
    assert one_pass(store, chosen, world.publish()) == Sent()
    assert len(alerts_of(store, anna)) == 2


@pytest.fixture(scope="module")
def two_snapshots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot, Snapshot]:
    """A data folder with a snapshot and the one after it, in which one incident is new."""
    shared = AlertWorld(tmp_path_factory.mktemp("two_snapshots"))
    before = shared.publish()
    shared.add_incident(1)
    return shared.data, before, shared.publish()


KILL_POINTS = [
    (outbox, "news_between"), (outbox, "add_deliveries"), (outbox, "_set_progress"), (composing, "insert"), (composing, "update"),
    (sending_pass, "_prepare"), (sending_pass, "items_in"), (sending_pass, "mail_of"), (sending_pass, "_settle"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), KILL_POINTS, ids=lambda value: value if isinstance(value, str) else "")
def test_broken_off_anywhere_each_mail_arrives_once(
    module: Any,
    name: str,
    store: MemberStore,
    two_snapshots: tuple[Path, Snapshot, Snapshot],
    sink: MailSink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once by its Message-ID, which is how the receiving side knows a mail; and never lost. Before each step, and right after it."""
    data, before, after = two_snapshots
    chosen = settings_with(data, sink.port)
    for person in ("anna", "ben", "carl"):
        watcher(store, chosen, person)
    one_pass(store, chosen, before)
    real = getattr(module, name)

    class Killed(BaseException):
        pass

    for is_done in (False, True):

        def kill(*args: Any, is_done: bool = is_done, **kwargs: Any) -> Any:
            if is_done:
                real(*args, **kwargs)
            raise Killed

        with monkeypatch.context() as broken:
            broken.setattr(module, name, kill)
            with contextlib.suppress(Killed):
                one_pass(store, chosen, after)
    one_pass(store, chosen, after)
    one_pass(store, chosen, after)
    by_id = dict(zip(sink.message_ids(), sink.taken, strict=True))
    assert sorted(recipients[0] for recipients, _ in by_id.values()) == ["anna@example.com", "ben@example.com", "carl@example.com"]
    # What came twice is the same mail to the letter.
    assert len({content for _, content in sink.taken}) == 3
    # Only between handing a mail over and writing that down can it be sent again.
    assert len(sink.taken) == 3 or name == "_settle"


@pytest.mark.parametrize("clearance", ["CLEAR", "GREEN", "AMBER", "RED"])
def test_no_alert_names_what_its_reader_may_not_see(
    clearance: str, store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    """Whatever is marked above the clearance bears a secret word, in every text and id that it has."""
    reader = watcher(store, chosen, "reader", clearance=clearance)
    mentioned = world.add_incident("open")
    begin(store, chosen, world)
    marks = ["CLEAR", "GREEN", "AMBER", "RED"]
    for mark in marks:
        secret = f"{SECRET}{mark}X"
        world.add_incident(secret, tlp=mark, vessel_name=secret, place=secret)
        world.add_advisory(len(world.tables["advisories"]), advisory_id=f"coast_desk:{secret}", title=secret, tlp=mark)
    world.corroborate(mentioned, tlp="RED")
    one_pass(store, chosen, world.publish())
    seen = "\n".join(mail.as_string() for mail in sink.mails()) + str(alerts_of(store, reader)) + str(unread(store, reader))
    shown = {mark for mark in marks if f"{SECRET}{mark}X" in seen}
    assert shown == set(marks[: marks.index(clearance) + 1])
    assert ("Confirmed" in seen) is (clearance == "RED")
    # What waited for somebody who may read less by now is not sent either.
    world.add_incident("late", tlp=clearance, vessel_name="LATE SHIP")
    snapshot = world.publish()
    look_for_news(store, chosen, snapshot, NOW)
    compose_due(store, NOW.replace(tzinfo=None))
    before = len(sink.taken)
    administration.give_clearance(store, LOCAL, reader.person_id, "CLEAR")
    result = send_waiting(store, chosen, snapshot, NOW)
    assert (result.withheld, len(sink.taken) - before) == ((0, 1) if clearance == "CLEAR" else (1, 0))


def test_what_is_marked_above_what_may_leave_the_server_is_only_counted(
    store: MemberStore, world: AlertWorld, data: Path, sink: MailSink
) -> None:
    chosen = settings_with(data, sink.port, ALERT_CLEARANCE="GREEN")
    watcher(store, chosen, "anna", clearance="RED")
    begin(store, chosen, world)
    world.add_incident(1, tlp="AMBER", vessel_name=SECRET, place=SECRET)
    one_pass(store, chosen, world.publish())
    [mail] = sink.mails()
    assert mail["Subject"] == "1 alert on your Anchorwatch server" and SECRET not in mail.as_string()
    assert "1 alert marked too narrowly to be sent" in mail.get_content()


def test_withdrawn_access_and_deleted_accounts_are_told_nothing_more(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    disabled, deleted, none = (watcher(store, chosen, name) for name in ("disabled", "deleted", "none"))
    begin(store, chosen, world)
    world.add_incident(1)
    snapshot = world.publish()
    look_for_news(store, chosen, snapshot, NOW)
    compose_due(store, NOW.replace(tzinfo=None))
    administration.set_disabled(store, LOCAL, disabled.person_id, True)
    administration.delete_account(store, LOCAL, deleted.person_id)
    choose(store, none, chosen, Choices(mail="off"))
    assert send_waiting(store, chosen, snapshot, NOW).withheld == 2
    assert sink.taken == []
    with store.reading() as session:
        for table in (AlertDelivery, AlertMessage):
            assert session.scalar(select(func.count()).where(table.person_id == deleted.person_id)) == 0


def test_paused_and_deleted_rules_ask_for_nothing(store: MemberStore, world: AlertWorld, chosen: Settings) -> None:
    anna = watcher(store, chosen, "anna")
    [rule] = rules_of(store, anna)
    begin(store, chosen, world)
    pause_rule(store, anna, rule.rule_id, True)
    world.add_incident(1)
    look_for_news(store, chosen, world.publish(), NOW)
    pause_rule(store, anna, rule.rule_id, False)
    look_for_news(store, chosen, world.publish(), NOW)
    assert alerts_of(store, anna) == []
    world.add_incident(2)
    look_for_news(store, chosen, world.publish(), NOW)
    delete_rule(store, anna, rule.rule_id)
    [row] = alerts_of(store, anna)
    assert row.rule == ""


def test_a_rule_watches_to_the_end_of_its_last_day_and_is_cleared_away_later(
    store: MemberStore, world: AlertWorld, chosen: Settings
) -> None:
    last = NOW.date()
    over, today, endless = [
        watcher(store, chosen, name, rule=RuleText("Voyage", until=until))
        for name, until in (("over", last - timedelta(days=1)), ("today", last), ("endless", None))
    ]
    begin(store, chosen, world)
    world.add_incident(1)
    look_for_news(store, chosen, world.publish(), NOW)
    assert [len(alerts_of(store, person)) for person in (over, today, endless)] == [0, 1, 1]
    [row] = rules_of(store, over)
    assert row.has_ended and rule_in_words(row.text).endswith(f"; until {day_in_words(last - timedelta(days=1))}.")
    with store.writing() as session:
        delete_old_alerts(session, last)
    assert [len(rules_of(store, person)) for person in (over, today, endless)] == [0, 1, 1]


def test_rules_are_their_owners_alone(store: MemberStore, data: Path) -> None:
    chosen = settings_with(data)
    anna, ben = watcher(store, chosen, "anna"), watcher(store, chosen, "ben")
    [rule] = rules_of(store, anna)
    with pytest.raises(NotAllowed, match="since been deleted"):
        delete_rule(store, ben, rule.rule_id)
    with pytest.raises(NotAllowed, match="since been deleted"):
        pause_rule(store, ben, rule.rule_id, True)
    for wrong in (
        RuleText("", ("new",)),
        RuleText("x", ()),
        RuleText("x", ("nonsense",)),
        RuleText("x", regions=("atlantis",)),
        RuleText("x", area="circle_1_2"),
    ):
        with pytest.raises(NotAllowed):
            make_rule(store, anna, wrong)


def test_a_digest_waits_and_tells_all_at_once(store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink) -> None:
    watcher(store, chosen, "anna", mail="daily", zone="Europe/Oslo", digest_hour=7)
    begin(store, chosen, world)
    for number in range(3):
        world.add_incident(number, severity=number + 1)
        assert one_pass(store, chosen, world.publish(), NOW + timedelta(minutes=number)).sent == 0
    snapshot = world.publish()
    # Seven o'clock in Oslo is six o'clock UTC in November.
    assert one_pass(store, chosen, snapshot, NOW.replace(day=3, hour=5, minute=59)).sent == 0
    assert one_pass(store, chosen, snapshot, NOW.replace(day=3, hour=6, minute=0)).sent == 1
    [mail] = sink.mails()
    assert str(mail["Subject"]).endswith("(and 2 more)")
    levels = [line.strip() for line in mail.get_content().splitlines() if "Severity" in line]
    assert levels == ["Severity: 1 very significant", "Severity: 2 moderate", "Severity: 3 less significant"]


def test_an_answer_for_now_is_tried_again_and_one_for_good_is_not(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    anna, ben = watcher(store, chosen, "anna"), watcher(store, chosen, "ben")
    begin(store, chosen, world)
    world.add_incident(1)
    snapshot = world.publish()
    sink.answer = lambda line: "451 later" if "anna@" in line else "550 nobody here" if "ben@" in line else None
    result = one_pass(store, chosen, snapshot)
    assert (result.postponed, result.dead, result.sent, result.away) == (1, 1, 0, {})
    [letter] = dead_letters_of(store, ben)
    assert "550: nobody here" in letter.fault and dead_letters_of(store, anna) == []
    admin = watcher(store, chosen, "boss")
    administration.give_role(store, LOCAL, admin.person_id, Role.ADMIN)
    assert [each.whom for each in all_dead_letters(store, LOCAL)] == ["Ben"]
    assert one_pass(store, chosen, snapshot).postponed == 0, "not before its time"
    sink.answer = lambda _line: None
    with pytest.raises(NotAllowed):
        send_again(store, anna, letter.message_id)
    send_all_again(store, LOCAL)
    assert send_waiting(store, chosen, snapshot, utc_now() + timedelta(hours=1)).sent == 2
    assert sorted(recipients[0] for recipients, _ in sink.taken) == ["anna@example.com", "ben@example.com"]


def test_a_server_that_is_away_costs_nobody_a_message_and_in_the_end_says_so(
    store: MemberStore, world: AlertWorld, data: Path, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_pass, "MOST_ATTEMPTS", 3)
    away = settings_with(data, 1)
    for number in range(6):
        watcher(store, away, f"person{number}")
    begin(store, away, world)
    world.add_incident(1)
    snapshot = world.publish()
    result = one_pass(store, away, snapshot)
    assert "cannot be reached" in result.away["mail"] and 1 <= result.postponed <= sending_pass._WORKERS
    now, dead = NOW, 0
    while not dead:
        now += timedelta(hours=6)
        dead = send_waiting(store, away, snapshot, now).dead
    with store.reading() as session:
        assert session.scalar(select(func.max(AlertMessage.attempts))) == 3
    send_all_again(store, LOCAL)
    back = settings_with(data, sink.port)
    assert send_waiting(store, back, snapshot, max(now, utc_now()) + timedelta(hours=7)).sent == 6
    assert len(set(sink.message_ids())) == 6


def test_a_connection_that_breaks_off_loses_nothing(store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink) -> None:
    watcher(store, chosen, "anna")
    begin(store, chosen, world)
    world.add_incident(1)
    snapshot = world.publish()
    sink.answer = lambda line: "hang up" if line == "DATA END" else None
    assert one_pass(store, chosen, snapshot).postponed == 1
    sink.answer = lambda _line: None
    assert send_waiting(store, chosen, snapshot, NOW + timedelta(minutes=2)).sent == 1


def test_pauses_grow_and_differ() -> None:
    assert timedelta(seconds=30) <= pause_after(1) <= timedelta(minutes=1)
    assert timedelta(hours=3) <= pause_after(12) <= timedelta(hours=6)
    assert len({pause_after(5) for _ in range(20)}) > 10


def test_a_source_that_falls_silent_is_told_once(store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink) -> None:
    watcher(store, chosen, "anna", rule=RuleText("Silence", ("silent",)))
    world.tables["sources"][1]["last_landed_at"] = NOW - timedelta(days=30)
    begin(store, chosen, world)
    snapshot = world.publish()
    for hours in (1, 71, 73, 74):
        one_pass(store, chosen, snapshot, NOW + timedelta(hours=hours))
    subjects = [str(mail["Subject"]) for mail in sink.mails()]
    assert len(subjects) == 1 and "and 1 more" in subjects[0], "the two that were live; the third had been silent before"


def test_a_snapshot_that_is_gone_is_made_up_for_by_an_earlier_one(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    import shutil

    watcher(store, chosen, "anna")
    world.publish()
    begin(store, chosen, world)
    world.add_incident(1)
    told = world.publish()
    one_pass(store, chosen, told)
    world.add_incident(2)
    newest = world.publish()
    shutil.rmtree(told.folder)
    one_pass(store, chosen, newest)
    assert len(sink.taken) == 2


def test_the_local_user_is_written_to_at_the_address_he_chose_until_people_sign_in(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    make_rule(store, LOCAL, RuleText("All"))
    with pytest.raises(NotAllowed, match="address"):
        choose(store, LOCAL, chosen, Choices(mail="at_once"))
    choose(store, LOCAL, chosen, Choices(mail="at_once", mail_address="me@example.com"))
    begin(store, chosen, world)
    world.add_incident(1)
    one_pass(store, chosen, world.publish())
    assert [recipients for recipients, _ in sink.taken] == [("me@example.com",)]
    watcher(store, chosen, "anna", mail="off")
    world.add_incident(2)
    one_pass(store, chosen, world.publish())
    assert len(sink.taken) == 1


def test_what_is_kept_is_handed_out_without_secrets(store: MemberStore, world: AlertWorld, chosen: Settings) -> None:
    anna = watcher(store, chosen, "anna")
    outlets.renew_feed(store, anna)
    begin(store, chosen, world)
    world.add_incident(1)
    one_pass(store, chosen, world.publish())
    kept = export_data(store, anna, anna.person_id)["alerts"]
    assert {name: len(rows) for name, rows in kept.items()} == {"rules": 1, "settings": 1, "alerts": 2, "messages": 1}
    assert not {"stop_token", "feed_sha256", "webhook_secret"} & set(kept["settings"][0])


def test_one_process_delivers_at_a_time_and_says_what_it_did(
    store: MemberStore, world: AlertWorld, chosen: Settings, sink: MailSink
) -> None:
    from filelock import FileLock

    watcher(store, chosen, "anna")
    deliverer = Deliverer(store, chosen)
    assert deliverer.deliver(NOW).in_words() == "", "nothing has been published"
    begin(store, chosen, world)
    world.add_incident(1)
    world.publish()
    with FileLock(chosen.members / "deliver.lock"):
        assert deliverer.deliver(NOW).in_words() == ""
    assert deliverer.deliver(NOW).in_words() == "2 added, 1 composed, 1 sent"
    assert deliverer.deliver(NOW).in_words() == ""
