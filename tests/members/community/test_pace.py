"""How much one person may write within an hour: what is too much is refused with when to go on, and others are not touched."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from members.access import LOCAL, Person, Role
from members.alerts.rules import RuleText, change_rule, delete_rule, make_rule, rules_of
from members.community import belonging, groups, writing
from members.community.writing import Draft
from members.errors import NotAllowed
from members.flood import HourlyLimit
from members.store.engine import MemberStore
from tests.members.community.people import come_in, found, write

MOST, FEWER = 12, 2
REFUSED = r"This server takes {} .* an hour from one person\. You may go on at \d\d:\d\d UTC\."


@pytest.fixture(autouse=True)
def few_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_WRITES_AN_HOUR_BY_ONE_PERSON", str(MOST))


def check_limit(deed: Callable[[], object], most: int, before: int = 0) -> None:
    """`most` times it is done, and not once more; `before` times it has been done already."""
    for _ in range(most - before):
        deed()
    with pytest.raises(NotAllowed, match=REFUSED.format(most)):
        deed()


def test_each_kind_of_writing_has_its_limit_and_nobody_uses_up_anothers(store: MemberStore) -> None:
    anna, ben, boss = come_in(store, "anna"), come_in(store, "ben"), come_in(store, "boss", Role.MODERATOR)
    names = (f"Group {number}" for number in count())
    check_limit(lambda: write(store, anna), FEWER)
    thread_id = write(store, ben)
    check_limit(lambda: writing.reply(store, anna, thread_id, Draft("More")), MOST, before=FEWER)
    check_limit(lambda: groups.found_group(store, boss, next(names), "request", ""), FEWER)
    [first, second] = [group.group_id for group in groups.list_groups(store, anna)]
    asks = iter((first, second, first))
    check_limit(lambda: ask_in(store, anna, next(asks)), FEWER)
    check_limit(lambda: belonging.invite_to_group(store, boss, first, "nobody@example.com"), MOST)
    writing.reply(store, ben, thread_id, Draft("Not my flood"))
    assert belonging.join_group(store, ben, first) is False


def ask_in(store: MemberStore, person: Person, group_id: str) -> None:
    belonging.join_group(store, person, group_id)
    belonging.take_call_back(store, person, group_id)


def test_what_stops_or_takes_back_is_never_too_much(store: MemberStore) -> None:
    anna, boss = come_in(store, "anna"), come_in(store, "boss", Role.MODERATOR)
    rule_id = make_rule(store, anna, RuleText("Mine"))
    check_limit(lambda: change_rule(store, anna, rule_id, RuleText("Changed")), MOST, before=1)
    delete_rule(store, anna, rule_id)
    thread_id = write(store, anna)
    post_id = writing.reply(store, anna, thread_id, Draft("Words"))
    edits = count()
    check_limit(lambda: writing.edit_post(store, anna, post_id, f"Edit {next(edits)}"), MOST, before=2)
    writing.withdraw_post(store, anna, post_id)
    group_id = found(store, boss, "Pilots", "open", anna)
    belonging.leave_group(store, anna, group_id)
    assert rules_of(store, anna) == []


def test_a_refused_deed_is_not_counted_and_the_local_person_is_not_limited(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    for _ in range(FEWER + 1):
        with pytest.raises(NotAllowed, match="TLP"):
            write(store, anna, tlp="RED")
    check_limit(lambda: write(store, anna), FEWER)
    for number in range(MOST + 1):
        make_rule(store, LOCAL, RuleText(f"Rule {number}"))


def test_the_next_hour_begins_anew_and_nothing_of_anybody_is_kept() -> None:
    now = 0.0
    limit = HourlyLimit(2, clock=lambda: now)
    assert [limit.take("anna") for _ in range(3)] == [True, True, False] and limit.take("ben")
    assert "anna" not in str(vars(limit))
    now = 3000.0
    assert limit.seconds_left() == 600.0 and not limit.take("anna")
    now = 3600.0
    assert limit.take("anna")
