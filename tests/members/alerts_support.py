"""People with rules and outlets, for tests of alerts."""

from __future__ import annotations

from typing import Any

from members.access import LOCAL, Person
from members.alerts.outlets import Choices, choose
from members.alerts.rules import RuleText, make_rule
from members.people.administration import give_clearance
from members.store.engine import MemberStore
from tests.members.test_people import member
from warehouse.contract import settings
from warehouse.contract.settings import Settings

ADDRESS = "https://watch.example.com"


def settings_with(data: Any, port: int = 1, **more: str) -> Settings:
    """Settings of a server that sends mails to a sink at this port."""
    environment = {
        "DATA": str(data), "PUBLIC_ADDRESS": ADDRESS, "MAIL_SERVER": f"127.0.0.1:{port}", "MAIL_SECURITY": "none",
        "MAIL_FROM": "watch@example.com", "ROLE_GROUPS": "analyst=desk,member=everybody,admin=boss", "ALERT_CLEARANCE": "RED",
    }  # fmt: skip
    return settings.load({f"ANCHORWATCH_{name}": value for name, value in {**environment, **more}.items()})


def watcher(
    store: MemberStore, chosen: Settings, name: str, clearance: str | None = None, rule: RuleText | None = None, **how: Any
) -> Person:
    """A member with one rule (everything, unless named) and mails at once, unless `how` says otherwise."""
    person = member(store, name, "everybody")
    if clearance:
        give_clearance(store, LOCAL, person.person_id, clearance)
    make_rule(store, person, rule or RuleText("Everything", ("new", "severer", "confirmed", "advisory", "silent")))
    choose(store, person, chosen, Choices(**{"mail": "at_once"} | how))
    return person
