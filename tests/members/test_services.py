"""Services by apprise: which addresses are taken, that they reach nothing but the services' own hosts, and that they are told to nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from members.alerts.composing import compose_due
from members.alerts.inbox import dead_letters_of
from members.alerts.outbox import look_for_news
from members.alerts.outlets import Choices, choose, keep_service, outlets_of
from members.alerts.sending import services
from members.alerts.sending.faults import Refused, SendFault
from members.alerts.sending_pass import Sent, send_waiting
from members.errors import NotAllowed
from members.people.own_data import export_data
from members.store.alert_tables import AlertSettings
from members.store.engine import MemberStore
from tests.members.alerts_support import settings_with, watcher
from tests.support.alert_world import NOW, AlertWorld

# A module of apprise imports one of Python's that newer Pythons no longer have, and does without it there.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
TOKEN = "QZTOKENXaaaaaaaaaaaaaaaaaaaaaa"
PUSHOVER = f"pover://{'u' * 30}@{TOKEN}"
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
EXAMPLES = {
    f"discord://4174216298/{TOKEN}JHMHI8qBe7bk2ZwO5U711o3dV_js": "discord.com",
    f"discord://u@10.0.0.1:80/{TOKEN}JHMHI8qBe7bk2ZwO5U711o3dV_js": "discord.com",
    "gchat://workspace/key/token": "chat.googleapis.com",
    "msgbird://abcdefghijklmnopqrstuvwxy/15551231234/15551231235": "rest.messagebird.com",
    "pagerduty://integrationkey@apikey": "events.pagerduty.com",
    "pbul://accesstoken": "api.pushbullet.com",
    PUSHOVER: "api.pushover.net",
    f"prowl://{'a' * 40}": "api.prowlapp.com",
    SLACK: "hooks.slack.com",
    "tgram://123456789:abcdefg_hijklmnop/12315544/": "api.telegram.org",
    f"twilio://AC{'a' * 32}:{'b' * 32}@15551231234/15551231235": "api.twilio.com",
    f"vonage://{'a' * 8}:{'b' * 16}@15551231234/15551231235": "rest.nexmo.com",
    f"webex://{'a' * 80}": "api.ciscospark.com",
}
"""Addresses of every scheme, and the host that each must reach; the second of Discord tries to name another one."""
HOSTILE = [
    "json://127.0.0.1/x", "xml://10.0.0.1", "form://intranet", "file:///etc/passwd", "exec://ls", "syslog://", "mailto://a:b@example.com",
    "http://169.254.169.254/", "ntfys://intranet/topic", "SLACK://a/b/c", "slack", "", f"{SLACK}?template=/etc/passwd",
    f"{SLACK}?verify=no", f"{SLACK}%3Ftemplate=/etc/passwd", f"{PUSHOVER}&redirect=yes", f"slack://{'a' * 600}", "slack://a b/c/d",
    "slack://a/b/c\r\nHost: x",
]  # fmt: skip


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that the package would send, instead of sending it."""
    import requests

    sent: list[Any] = []

    def keep(_session: object, request: Any, **how: Any) -> Any:
        sent.append((request, how))
        answer = requests.Response()
        # As Slack's webhooks answer; the others in JSON.
        said = b"ok" if "hooks.slack.com" in request.url else b'{"ok": true, "status": 1, "messages": [{"status": "0"}]}'
        answer.status_code, answer._content = 200, said
        return answer

    monkeypatch.setattr(requests.Session, "send", keep)
    return sent


@pytest.mark.parametrize("address", HOSTILE)
def test_no_address_reaches_files_commands_or_hosts_of_ones_own_choice(address: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed) as caught:
        services.check_address(address, settings_with(tmp_path))
    assert not address.partition("://")[2] or address not in str(caught.value)


def test_the_operator_may_allow_more(tmp_path: Path) -> None:
    allowed = settings_with(tmp_path, APPRISE_SCHEMES="ntfys")
    assert services.check_address(" ntfys://ntfy.example.com/topic ", allowed) == "ntfys://ntfy.example.com/topic"
    with pytest.raises(NotAllowed, match="parameters"):
        services.check_address("ntfys://ntfy.example.com/topic?attach=http://10.0.0.1", allowed)


@pytest.mark.parametrize("address", EXAMPLES)
def test_each_service_is_reached_at_its_own_host_and_follows_no_redirect(address: str, calls: list[Any], tmp_path: Path) -> None:
    chosen = settings_with(tmp_path)
    services.send(services.seal(services.check_address(address, chosen), chosen), chosen, "Title", "Body\n<b>")
    assert {urlsplit(request.url).hostname for request, _ in calls} == {EXAMPLES[address]}
    assert all(request.url.startswith("https://") and how["verify"] and not how["allow_redirects"] for request, how in calls)


def test_every_scheme_has_an_example() -> None:
    assert {address.partition("://")[0] for address in EXAMPLES} == set(services.FIXED)


def test_an_address_is_kept_sealed_and_shown_to_nobody(store: MemberStore, tmp_path: Path) -> None:
    chosen = settings_with(tmp_path)
    anna = watcher(store, chosen, "anna")
    with pytest.raises(NotAllowed, match="address first"):
        choose(store, anna, chosen, Choices(apprise="at_once"))
    keep_service(store, anna, chosen, PUSHOVER)
    choose(store, anna, chosen, Choices(apprise="at_once"))
    with store.reading() as session:
        row = session.scalars(select(AlertSettings)).one()
        assert row.apprise_sealed and TOKEN.encode() not in row.apprise_sealed
    outlets = outlets_of(store, anna)
    assert outlets.has_service and TOKEN not in str(outlets) and TOKEN not in str(export_data(store, anna, anna.person_id))
    elsewhere = settings_with(tmp_path / "restored")
    with pytest.raises((Refused, SendFault), match=r"enter it again|not installed"):
        services.send(row.apprise_sealed, elsewhere, "", "")
    keep_service(store, anna, chosen, "")
    assert not outlets_of(store, anna).has_service and outlets_of(store, anna).choices.apprise == "off"


def test_alerts_go_there_once_in_the_short_form(store: MemberStore, data: Path, calls: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, world = settings_with(data), AlertWorld(data)
    anna = watcher(store, chosen, "anna", mail="off")
    keep_service(store, anna, chosen, PUSHOVER)
    choose(store, anna, chosen, Choices(apprise="at_once"))
    look_for_news(store, chosen, world.publish(), NOW)
    world.add_incident(1)
    snapshot = world.publish()
    look_for_news(store, chosen, snapshot, NOW)
    compose_due(store, NOW.replace(tzinfo=None))
    with monkeypatch.context() as broken:
        broken.setattr(services, "is_installed", lambda: False)
        assert send_waiting(store, chosen, snapshot, NOW).postponed == 1
    later = NOW.replace(hour=NOW.hour + 1)
    assert send_waiting(store, chosen, snapshot, later).sent == 1 and send_waiting(store, chosen, snapshot, later) == Sent()
    [(request, _)] = calls
    assert "AMBER+FINCH" in request.body and "Rule%3A+Everything" in request.body and dead_letters_of(store, anna) == []
