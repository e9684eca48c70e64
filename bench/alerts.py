"""One new incident told to ten thousand people by mail, to a mail server on this computer that takes everything.

    python -m bench alerts [--people 10000] [--kept 0] [--kills 0] [--database URL]

The clock starts when the process that delivers is started, as the snapshot with the incident has just been published, and stops when it
ends with every mail handed over. With --kept, so many earlier deliveries stand in the database, and the page and its bell are asked for
the alerts of 200 people. With --kills, that process is killed (SIGKILL) so many times at random moments and started again; then
every person must have been sent exactly one mail, told by its Message-ID, and what came twice is counted.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from bench.measure import ROOT, print_figure
from members.access import Person, Role
from members.alerts.inbox import inbox_of, unread
from members.alerts.outlets import Choices
from members.alerts.rules import RuleText
from members.store import MemberStore, open_store
from members.store.alert_tables import AlertDelivery, AlertSettings, WatchRule
from members.store.engine import sqlite_url
from members.store.people_tables import Account
from tests.support.alert_world import AlertWorld
from tests.support.mail_sink import MailSink, mail_sink
from warehouse.areas.shapes import Circle, area_code

AIM: Final = 60.0
"""Seconds for ten thousand people on two cores."""
SOON: Final = 3.0
ROWS_AT_ONCE: Final = 50_000
ASKED: Final = 200
PAGE_AIM: Final = 200.0
"""Milliseconds."""
LONGEST: Final = 600.0
"""Seconds after which a process is killed at the latest: before it sends, or while it does."""


def add_people(url: str, number: int) -> list[str]:
    """Accounts, each with one rule that the incident meets: by its sea region, around its position, or everywhere; returns their ids."""
    store, now = open_store(url), datetime.now(UTC).replace(tzinfo=None)
    ids = [uuid.uuid4().hex for _ in range(number)]
    with store.writing() as session:
        session.execute(insert(Account), [_account(person_id, place) for place, person_id in enumerate(ids)])
        session.execute(insert(WatchRule), [_rule(person_id, place, now) for place, person_id in enumerate(ids)])
        session.execute(insert(AlertSettings), [_settings(person_id) for person_id in ids])
    store.close()
    return ids


def add_kept(url: str, ids: Sequence[str], number: int) -> None:
    """So many deliveries of the last half year, one after another to each of these people, by page and by mail, sent long ago."""
    store, now = open_store(url), datetime.now(UTC).replace(tzinfo=None)
    for start in range(0, number, ROWS_AT_ONCE):
        rows = [_kept(ids, place, now) for place in range(start, min(start + ROWS_AT_ONCE, number))]
        with store.writing() as session:
            session.execute(insert(AlertDelivery), rows)
    store.close()


def measure_page(url: str, ids: Sequence[str]) -> None:
    """How long the page and its bell take to read somebody's alerts."""
    store = open_store(url)
    for name, ask in (("the alerts of one person, at most 200", inbox_of), ("those not yet read, for the bell", _unread)):
        seconds = []
        for person_id in ids[:ASKED]:
            started = time.perf_counter()
            ask(store, person_id)
            seconds.append(time.perf_counter() - started)
        print_figure(name, statistics.quantiles(seconds, n=20)[-1] * 1e3, "ms, 95 of 100", PAGE_AIM)
    store.close()


def _unread(store: MemberStore, person_id: str) -> object:
    return unread(store, Person(person_id, "", Role.MEMBER))


def main(words: Sequence[str]) -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m bench alerts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kept", type=int, default=0, help="deliveries that stand in the database before")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--database", help="address of an empty database, such as one of PostgreSQL; SQLite without it")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder, mail_sink() as sink:
        data = Path(folder)
        url = options.database or sqlite_url(data / "members" / "members.db")
        ids = add_people(url, options.people)
        add_kept(url, ids, options.kept)
        world = AlertWorld(data)
        world.publish()
        environ = _environment(data, url, sink.port)
        _deliver(environ).wait()
        world.add_incident("told", occurred_on=datetime.now(UTC).date(), last_changed_at=datetime.now(UTC), severity=1)
        world.publish()
        started = time.perf_counter()
        chance = random.Random(options.seed)
        most = max(2 * options.people // (options.kills + 1), 1)
        kills = sum(_kill_at_random(environ, sink, most, chance) for _ in range(options.kills))
        if _deliver(environ).wait():
            raise RuntimeError("the process that delivers failed")
        seconds = time.perf_counter() - started
        _print(options.people, kills, seconds, sink)
        if options.kept:
            measure_page(url, ids)
    return 0


def _print(people: int, kills: int, seconds: float, sink: MailSink) -> None:
    ids = sink.message_ids()
    recipient_of = dict(zip(ids, (recipients for recipients, _ in sink.taken), strict=True))
    told = Counter(recipient for recipients in recipient_of.values() for recipient in recipients)
    print_figure(f"seconds to tell {people:,} people", seconds, "s", None if kills else AIM)
    print_figure("people told", len(told), "people", people, higher_is_better=True)
    print_figure("people told more than once, by Message-ID", sum(number > 1 for number in told.values()), "people", 0)
    print_figure(f"mails that came again after {kills} kills, under the same Message-ID", len(ids) - len(recipient_of), "mails")


def _kill_at_random(environ: dict[str, str], sink: MailSink, most: int, chance: random.Random) -> bool:
    """Start a process and kill it: after up to `most` mails, or one time in four within seconds. False where it ended before."""
    before, started = len(sink.taken), time.monotonic()
    seconds, mails = (chance.uniform(0.0, SOON), None) if chance.random() < 0.25 else (LONGEST, chance.randint(1, most))
    process = _deliver(environ)
    while process.poll() is None:
        if time.monotonic() - started > seconds or (mails is not None and len(sink.taken) - before >= mails):
            process.kill()
            process.wait()
            return True
        time.sleep(0.002)
    return False


def _deliver(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "members", "deliver"], cwd=ROOT, env=environ)


def _environment(data: Path, url: str, port: int) -> dict[str, str]:
    chosen = {
        "DATA": str(data), "MEMBERS_DATABASE": url, "PUBLIC_ADDRESS": "https://watch.example.com", "MAIL_SERVER": f"127.0.0.1:{port}",
        "MAIL_SECURITY": "none", "MAIL_FROM": "watch@example.com",
    }  # fmt: skip
    return {**os.environ, **{f"ANCHORWATCH_{name}": value for name, value in chosen.items()}}


def _account(person_id: str, place: int) -> dict[str, Any]:
    day = datetime.now(UTC).date()
    return {
        "person_id": person_id, "issuer": "https://id.example.com", "subject": f"person{place}", "email": f"person{place}@example.com",
        "email_is_verified": True, "name": f"Person {place}", "role": "member", "claimed_role": None, "company_id": None, "clearance": None,
        "is_disabled": False, "session_number": 1, "added_on": day, "seen_on": day,
    }  # fmt: skip


def _kept(ids: Sequence[str], place: int, now: datetime) -> dict[str, Any]:
    turn, person = divmod(place, len(ids))
    outlet, made_at = ("page", "mail")[turn % 2], now - timedelta(days=1 + turn % 180)
    return {
        "person_id": ids[person], "outlet": outlet, "news_id": f"incident:{turn // 2}", "kind": "incident", "subject": f"i{turn // 2}",
        "rule_id": "0" * 32, "made_at": made_at, "due_at": made_at, "read_at": made_at if turn % 4 else None,
        "message_id": None if outlet == "page" else "0" * 32,
    }  # fmt: skip


def _rule(person_id: str, place: int, now: datetime) -> dict[str, Any]:
    around = area_code(Circle(1.1 + (place % 100) / 1000, 103.8 + (place // 100 % 100) / 1000, 40))
    where = ({"regions": ("singapore_strait",)}, {"area": around}, {})[place % 3]
    text = asdict(RuleText(f"Rule {place}", **where))
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in text.items()}
    return lists | {"rule_id": uuid.uuid4().hex, "owner_kind": "person", "owner_id": person_id, "is_paused": False, "made_at": now}


def _settings(person_id: str) -> dict[str, Any]:
    chosen = asdict(Choices(mail="at_once"))
    return chosen | {"person_id": person_id, "webhook_secret": "0" * 64, "feed_sha256": None, "stop_token": uuid.uuid4().hex + "0" * 11}
