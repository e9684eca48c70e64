"""Watch rules of groups: moderators change them, the group's people are told as far as each may read, and nobody else learns of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from members.access import LOCAL, Person, Role
from members.alerts.inbox import alerts_of
from members.alerts.outbox import look_for_news
from members.alerts.rules import RuleText, change_rule, delete_rule, make_rule, pause_rule, rules_of, rules_watching
from members.community import belonging
from members.errors import NotAllowed
from members.people import groups as people_groups
from members.store.alert_tables import WatchRule
from members.store.engine import MemberStore
from tests.members.alerts_support import settings_with
from tests.members.community.people import come_in, found
from tests.support.alert_world import NOW, AlertWorld
from warehouse.contract.settings import Settings

STRAIT = RuleText("Strait", regions=("singapore_strait",))


@pytest.fixture
def world(data: Path) -> AlertWorld:
    return AlertWorld(data)


@pytest.fixture
def chosen(data: Path) -> Settings:
    return settings_with(data, 9)


def told(store: MemberStore, person: Person) -> list[tuple[str, str]]:
    return [(row.told.subject, row.rule) for row in alerts_of(store, person)]


def test_the_groups_people_are_told_each_as_far_as_he_or_she_may_read(store: MemberStore, world: AlertWorld, chosen: Settings) -> None:
    founder, cleared = come_in(store, "founder", Role.MODERATOR), come_in(store, "cleared", clearance="RED")
    anna, outsider = come_in(store, "anna", clearance="CLEAR"), come_in(store, "outsider")
    group = found(store, founder, "Pilots", "invitation", cleared, anna)
    make_rule(store, founder, STRAIT, group)
    make_rule(store, anna, RuleText("Mine"))
    look_for_news(store, chosen, world.publish(), NOW)
    shown, secret = world.add_incident(1), world.add_incident(2, tlp="RED")
    look_for_news(store, chosen, world.publish(), NOW)
    assert sorted(told(store, cleared)) == [(shown, "Pilots: Strait"), (secret, "Pilots: Strait")]
    assert told(store, anna) == [(shown, "Pilots: Strait")], "once, though a rule of one's own asks for it too"
    assert told(store, outsider) == []
    belonging.leave_group(store, anna, group)
    assert told(store, anna) == [(shown, "")], "what the group's rules are called is for its people"
    world.add_incident(3, sea_region="gulf_of_aden")
    world.add_incident(4)
    look_for_news(store, chosen, world.publish(), NOW)
    assert {rule for _, rule in told(store, anna)} == {"", "Mine"}


def test_moderators_change_them_its_people_see_them_and_nobody_else_does(store: MemberStore) -> None:
    founder, anna, outsider = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna"), come_in(store, "outsider", Role.ADMIN)
    group = found(store, founder, "Pilots", "open", anna)
    rule_id = make_rule(store, founder, STRAIT, group)
    assert [row.text for row in rules_of(store, anna, group)] == [STRAIT] and rules_of(store, anna) == []
    for person, words in (
        (anna, "Only a moderator"),
        (outsider, "no such group|since been deleted"),
        (LOCAL, "sign|account|access|deleted"),
    ):
        for deed in (
            lambda person: make_rule(store, person, STRAIT, group),
            lambda person: change_rule(store, person, rule_id, STRAIT),
            lambda person: pause_rule(store, person, rule_id, True),
            lambda person: delete_rule(store, person, rule_id),
        ):
            with pytest.raises(NotAllowed, match=words):
                deed(person)
    with pytest.raises(NotAllowed, match="no such group"):
        rules_of(store, outsider, group)
    make_rule(store, outsider, STRAIT)
    assert [rules_watching(store, person) for person in (founder, anna, outsider)] == [1, 1, 1]
    pause_rule(store, founder, rule_id, True)
    [row] = rules_of(store, founder, group)
    assert row.is_paused and [rules_watching(store, person) for person in (anna, outsider)] == [0, 1]
    people_groups.remove_group(store, LOCAL, group)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(WatchRule)) == 1, "the group's are gone"
