"""The weekly summary by mail: off until chosen, once a week and person whatever breaks off, as its reader may see it, easily stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, text

from briefing import weekly
from members.access import LOCAL, Person, Role
from members.alerts import composing, outlets, sending_pass
from members.alerts.composing import compose_due
from members.alerts.outlets import Choices, choose
from members.alerts.schedule import zone_of
from members.alerts.sending_pass import Sent, send_waiting
from members.errors import NotAllowed
from members.people import administration
from members.people.own_data import export_data
from members.store.alert_tables import AlertDelivery, AlertSettings
from members.store.engine import MemberStore
from members.weekly import due
from members.weekly.choosing import choose_weekday, stop_weekly, weekly_choice_of
from members.weekly.due import note_due
from tests.members.alerts_support import ADDRESS, settings_with
from tests.members.community.people import come_in, found
from tests.members.events.support import LINK, made
from tests.support.alert_world import AlertWorld
from tests.support.mail_sink import MailSink, mail_sink
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

MONDAY = datetime(2026, 11, 2, 7, tzinfo=UTC)
"""The world's incidents happened on the day before."""
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    drawn = AlertWorld(tmp_path_factory.mktemp("weekly"))
    drawn.add_incident(1, severity=1)
    drawn.add_incident(2, tlp="AMBER", severity=2, sea_region="gulf_of_aden", place="QZSECRETX")
    drawn.add_advisory(1, title="Keep clear\r\nBcc: x@example.com", issued_at=MONDAY - timedelta(days=2), sea_regions=["gulf_of_aden"])
    return drawn.data, drawn.publish()


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with mail_sink() as opened:
        yield opened


@pytest.fixture
def chosen(world: tuple[Path, Snapshot], sink: MailSink) -> Settings:
    return settings_with(world[0], sink.port)


@pytest.fixture
def snapshot(world: tuple[Path, Snapshot]) -> Snapshot:
    return world[1]


@pytest.fixture(autouse=True)
def composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same summary need not be composed anew for every test."""
    monkeypatch.setattr(weekly, "compose_week", _compose_once)


_compose_once = cache(weekly.compose_week)


def wants(store: MemberStore, name: str, at: datetime = MONDAY, clearance: str = "AMBER") -> Person:
    """Somebody who has chosen Mondays, and whose next summary is due at a moment."""
    person = come_in(store, name, clearance=clearance)
    choose_weekday(store, person, 0)
    _set_due(store, person, at)
    return person


def _set_due(store: MemberStore, person: Person, at: datetime) -> None:
    with store.writing() as session:
        session.get_one(AlertSettings, person.person_id).weekly_next_at = at.replace(tzinfo=None)


def one_pass(store: MemberStore, chosen: Settings, snapshot: Snapshot, now: datetime) -> Sent:
    note_due(store, chosen, now)
    compose_due(store, now.replace(tzinfo=None))
    return send_waiting(store, chosen, snapshot, now)


def weeks(store: MemberStore, person: Person) -> list[str]:
    with store.reading() as session:
        query = select(AlertDelivery.subject).where(AlertDelivery.person_id == person.person_id, AlertDelivery.outlet == "weekly")
        return sorted(session.scalars(query).all())


def test_it_comes_once_a_week_says_what_the_briefing_says_and_how_to_stop_it(
    store: MemberStore, chosen: Settings, snapshot: Snapshot, sink: MailSink
) -> None:
    anna, ben = wants(store, "anna"), wants(store, "ben", clearance="GREEN")
    nobody = come_in(store, "nobody")
    assert weekly_choice_of(store, nobody).weekday is None
    assert one_pass(store, chosen, snapshot, MONDAY - timedelta(seconds=1)) == Sent() and sink.taken == []
    assert one_pass(store, chosen, snapshot, MONDAY).sent == 2
    assert one_pass(store, chosen, snapshot, MONDAY + timedelta(days=1)) == Sent()
    by_address = {recipients[0]: mail for (recipients, _), mail in zip(sink.taken, sink.mails(), strict=True)}
    mail, other = by_address["anna@example.com"], by_address["ben@example.com"]
    words, others = mail.get_content(), other.get_content()
    assert mail["Subject"].startswith("[TLP:AMBER] Weekly summary: Worldwide: 2 incidents from 26 October to 1 November 2026")
    assert other["Subject"].startswith("[TLP:CLEAR] Weekly summary: Worldwide: 1 incident")
    assert "QZSECRETX" in words and "QZSECRETX" not in others
    assert "Off Batam, Singapore Strait" in words and "Keep clear Bcc: x@example.com" in words and mail["Bcc"] is None
    assert "- Gulf of Aden: 1" in words and "What changed".upper() in words
    assert f"{ADDRESS}/weekly_summary?until=2026-11-01" in words and "you chose the weekly summary on Mondays" in words
    stop = str(mail["List-Unsubscribe"]).strip("<>")
    assert stop in words and stop.endswith("/weekly") and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert weeks(store, anna) == weeks(store, ben) == ["2026-11-01"] and weeks(store, nobody) == []
    choose(store, anna, chosen, Choices(mail="at_once"))
    token = stop.split("/")[-2]
    assert stop_weekly(store, token) and not stop_weekly(store, "x" * 43)
    assert weekly_choice_of(store, anna).weekday is None and outlets.outlets_of(store, anna).choices.mail == "at_once"
    one_pass(store, chosen, snapshot, MONDAY + WEEK)
    assert len(weeks(store, anna)) == 1 and len(weeks(store, ben)) == 2


@pytest.mark.parametrize("outage", [timedelta(days=6), 3 * WEEK])
def test_after_an_outage_the_last_week_comes_and_no_earlier_one(
    outage: timedelta, store: MemberStore, chosen: Settings, snapshot: Snapshot, sink: MailSink
) -> None:
    anna = wants(store, "anna")
    assert one_pass(store, chosen, snapshot, MONDAY + outage).sent == 1
    assert one_pass(store, chosen, snapshot, MONDAY + outage) == Sent()
    assert weeks(store, anna) == [f"{date(2026, 11, 1) + WEEK * (outage // WEEK)}"]


KILL_POINTS = [(due, "add_deliveries"), (due, "_take_moment"), (composing, "update"), (sending_pass, "_weekly_sender")]


@pytest.mark.parametrize(("module", "name"), KILL_POINTS, ids=lambda value: value if isinstance(value, str) else "")
def test_broken_off_anywhere_each_summary_comes_once(
    module: ModuleType, name: str, store: MemberStore, chosen: Settings, snapshot: Snapshot, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [wants(store, "anna"), wants(store, "ben")]
    real = getattr(module, name)

    class Killed(BaseException):
        pass

    for is_done in (False, True):

        def kill(*args: object, is_done: bool = is_done) -> None:
            if is_done:
                real(*args)
            raise Killed

        with monkeypatch.context() as broken, contextlib.suppress(Killed):
            broken.setattr(module, name, kill)
            one_pass(store, chosen, snapshot, MONDAY)
    assert sink.taken == []
    one_pass(store, chosen, snapshot, MONDAY)
    assert sorted(recipients[0] for recipients, _ in sink.taken) == ["anna@example.com", "ben@example.com"]
    assert [weeks(store, person) for person in people] == 2 * [["2026-11-01"]]


def test_mails_say_no_more_than_may_leave_the_server_and_nothing_goes_to_who_lost_access(
    store: MemberStore, world: tuple[Path, Snapshot], sink: MailSink
) -> None:
    chosen = settings_with(world[0], sink.port, ALERT_CLEARANCE="GREEN")
    wants(store, "anna")
    administration.set_disabled(store, LOCAL, wants(store, "gone").person_id, True)
    one_pass(store, chosen, world[1], MONDAY)
    [mail] = sink.mails()
    assert "QZSECRETX" not in mail.get_content() and "above TLP:GREEN is left out of mails" in mail.get_content()


def test_it_tells_of_coming_events_that_its_reader_may_open_and_gives_no_join_link_away(
    store: MemberStore, world: tuple[Path, Snapshot], sink: MailSink
) -> None:
    chosen = settings_with(world[0], sink.port, ALERT_CLEARANCE="GREEN")
    moderator, anna, ben = come_in(store, "moderator", Role.MODERATOR, "AMBER"), wants(store, "anna"), wants(store, "ben")
    group = found(store, moderator, "Pilots", "invitation", anna)
    soon, now = datetime(2026, 11, 10, 14), MONDAY - timedelta(days=1)
    made(store, moderator, title="Closed drill", group_id=group, first=soon, now=now)
    made(store, moderator, title="Secret drill", tlp="AMBER", first=soon, now=now)
    made(store, moderator, title="Open drill", first=datetime(2026, 12, 1, 14), now=now)
    one_pass(store, chosen, world[1], MONDAY)
    told = {recipients[0]: mail.get_content() for (recipients, _), mail in zip(sink.taken, sink.mails(), strict=True)}
    line = "Tuesday 10 November 2026, 13:00 (UTC): Closed drill; Oslo, quay 4; in the group Pilots"
    assert line in told[anna.email] and "1 event is coming" in told[anna.email] and "drill" not in told[ben.email]
    assert not any(words in mail for mail in told.values() for words in ("Secret", "Open drill", LINK))


def test_the_day_hour_and_zone_are_the_persons_own(store: MemberStore, chosen: Settings) -> None:
    anna = come_in(store, "anna")
    choose(store, anna, chosen, Choices(zone="Pacific/Auckland", digest_hour=6))
    choose_weekday(store, anna, 2)
    for hour in (6, 20):
        choose(store, anna, chosen, Choices(zone="Pacific/Auckland", digest_hour=hour))
        with store.reading() as session:
            moment = session.get_one(AlertSettings, anna.person_id).weekly_next_at
        assert moment is not None
        there = moment.replace(tzinfo=UTC).astimezone(zone_of("Pacific/Auckland"))
        assert (there.weekday(), there.hour) == (2, hour) and timedelta() < there - datetime.now(UTC) <= WEEK
    exported = export_data(store, anna, anna.person_id)["alerts"]["settings"]
    assert exported[0]["weekly_weekday"] == 2 and "apprise_sealed" not in exported[0]
    with pytest.raises(NotAllowed, match="day of the week"):
        choose_weekday(store, anna, 7)
    with pytest.raises(NotAllowed, match="no address"):
        choose_weekday(store, LOCAL, 1)


def test_what_was_written_before_the_outlets_grew_is_kept(store: MemberStore) -> None:
    """The table of deliveries is written anew in SQLite: its rows, keys and checks must be the same afterwards."""
    from alembic import command
    from alembic.config import Config

    from members.store.engine import MIGRATIONS

    row = "('p', '{}', 'n', 'new', 's', 'r', '2026-11-01', '2026-11-01')"
    insert = "INSERT INTO alert_deliveries (person_id, outlet, news_id, kind, subject, rule_id, made_at, due_at) VALUES "
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        connection.execute(text(insert + row.format("weekly")))
        connection.execute(text(insert + row.format("mail")))
        command.downgrade(config, "0010-1")
        command.upgrade(config, "head")
        assert connection.execute(text("SELECT outlet FROM alert_deliveries")).scalars().all() == ["mail"]
    for refused in ("pigeon", "mail"):
        with pytest.raises(Exception, match=r"(?i)check|unique"), store.engine.begin() as connection:
            connection.execute(text(insert + row.format(refused)))
