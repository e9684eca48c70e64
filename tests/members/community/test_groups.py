"""Groups: who comes in and how, what an outsider learns, and that an empty group means nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from members.access import LOCAL, Person, Role
from members.community import belonging, groups, threads
from members.errors import NotAllowed
from members.people import administration
from members.people import groups as people_groups
from members.store.engine import MemberStore
from tests.members.community.people import come_in, found, write


def names(store: MemberStore, person: Person) -> list[str]:
    return [row.name for row in groups.list_groups(store, person)]


def test_an_open_group_is_joined_and_left(store: MemberStore) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna")
    group = found(store, founder, "Stowaways", "open")
    assert belonging.join_group(store, anna, group) and belonging.join_group(store, anna, group)
    assert [person.name for person in groups.people_in_group(store, anna, group)] == ["Founder", "Anna"]
    assert groups.read_group(store, anna, group).people == 2
    belonging.leave_group(store, anna, group)
    assert not groups.read_group(store, anna, group).is_inside


def test_whoever_was_taken_out_of_an_open_group_asks_to_come_in_again(store: MemberStore) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna")
    group, other = found(store, founder, "Stowaways", "open"), found(store, founder, "Cyber", "open")
    belonging.join_group(store, anna, group)
    belonging.take_out_of_group(store, founder, group, anna.person_id)
    assert not groups.read_group(store, anna, group).is_open_to_reader and groups.read_group(store, anna, other).is_open_to_reader
    assert not belonging.join_group(store, anna, group)
    assert [person.name for person in groups.people_in_group(store, founder, group) if person.asked_on] == ["Anna"]
    belonging.answer_request(store, founder, group, anna.person_id, False)
    assert not belonging.join_group(store, anna, group)
    belonging.answer_request(store, founder, group, anna.person_id, True)
    belonging.leave_group(store, anna, group)
    assert belonging.join_group(store, anna, group)


def test_a_group_by_request_lets_in_whom_a_moderator_lets_in(store: MemberStore) -> None:
    founder, anna, rolf = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna"), come_in(store, "rolf")
    group = found(store, founder, "Cyber", "request")
    for person in (anna, rolf):
        assert not belonging.join_group(store, person, group)
    assert groups.read_group(store, anna, group).call == "asked"
    asking = [person for person in groups.people_in_group(store, founder, group) if person.asked_on]
    assert {person.name for person in asking} == {"Anna", "Rolf"}
    with pytest.raises(NotAllowed):
        belonging.answer_request(store, rolf, group, anna.person_id, True)
    belonging.answer_request(store, founder, group, anna.person_id, True)
    belonging.answer_request(store, founder, group, rolf.person_id, False)
    assert groups.read_group(store, anna, group).is_inside and groups.read_group(store, rolf, group).call == ""
    with pytest.raises(NotAllowed, match="no longer asks"):
        belonging.answer_request(store, founder, group, rolf.person_id, True)
    assert [person.asked_on for person in groups.people_in_group(store, anna, group)] == [None, None]


def test_a_group_by_invitation_does_not_exist_for_anybody_else(store: MemberStore) -> None:
    founder, anna, outsider = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna"), come_in(store, "outsider", Role.ANALYST)
    group = found(store, founder, "Hidden circle", "invitation")
    assert belonging.invite_to_group(store, founder, group, " ANNA@example.com") == belonging.invite_to_group(
        store, founder, group, "x@y.z"
    )
    assert names(store, anna) == ["Hidden circle"] and groups.read_group(store, anna, group).people is None
    deeds: list[Callable[[str], Any]] = [
        lambda group_id: groups.read_group(store, outsider, group_id),
        lambda group_id: groups.people_in_group(store, outsider, group_id),
        lambda group_id: belonging.join_group(store, outsider, group_id),
        lambda group_id: belonging.take_call_back(store, outsider, group_id),
        lambda group_id: belonging.leave_group(store, outsider, group_id),
        lambda group_id: belonging.invite_to_group(store, outsider, group_id, "anna@example.com"),
        lambda group_id: belonging.answer_request(store, outsider, group_id, anna.person_id, True),
        lambda group_id: belonging.take_out_of_group(store, outsider, group_id, founder.person_id),
        lambda group_id: belonging.set_moderator(store, outsider, group_id, outsider.person_id, True),
        lambda group_id: groups.set_rules(store, outsider, group_id, "open", "", True),
    ]
    for deed in deeds:
        told = []
        for asked in (group, "no-such-group"):
            with pytest.raises(NotAllowed) as caught:
                deed(asked)
            told.append(str(caught.value))
        assert told[0] == told[1] == people_groups.NO_SUCH_GROUP
    assert names(store, outsider) == []
    belonging.take_call_back(store, anna, group)
    assert names(store, anna) == [], "declined, it is as before"


def test_an_empty_group_means_nobody(store: MemberStore) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna", Role.ADMIN)
    group = found(store, founder, "Left by all", "open")
    write(store, founder, group_id=group)
    belonging.leave_group(store, founder, group)
    for person in (founder, anna):
        assert threads.list_threads(store, person, threads.ThreadFilter()) == ([], False)
        assert threads.unread_threads(store, person) == 0


def test_moderators_are_people_of_the_group_and_stop_being_so_with_it(store: MemberStore) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna")
    group = found(store, founder, "Ports", "open", anna)
    with pytest.raises(NotAllowed, match="Only a moderator"):
        belonging.take_out_of_group(store, anna, group, founder.person_id)
    belonging.set_moderator(store, founder, group, anna.person_id, True)
    belonging.take_out_of_group(store, anna, group, founder.person_id)
    with pytest.raises(NotAllowed, match="no such group"):
        groups.set_rules(store, founder, group, "open", "mine again", False)
    groups.set_rules(store, anna, group, "request", "Our charter", False)
    assert groups.read_group(store, anna, group).charter == "Our charter"
    belonging.leave_group(store, anna, group)
    belonging.join_group(store, founder, group)
    with pytest.raises(NotAllowed, match="may not manage people"):
        belonging.appoint_moderators(store, anna, group, frozenset({anna.person_id}))
    with pytest.raises(NotAllowed, match="does not belong"):
        belonging.appoint_moderators(store, LOCAL, group, frozenset({anna.person_id}))


def test_who_the_directory_puts_into_a_group_stays_there(store: MemberStore) -> None:
    anna, group = come_in(store, "anna"), people_groups.add_group(store, LOCAL, "Desk")
    people_groups.set_group_people(store, LOCAL, group, frozenset({anna.person_id}))
    belonging.appoint_moderators(store, LOCAL, group, frozenset({anna.person_id}))
    assert groups.read_group(store, anna, group).is_moderator and groups.read_group(store, anna, group).admission == "invitation"
    assert belonging.moderators_of(store, LOCAL, group) == {anna.person_id}
    belonging.appoint_moderators(store, LOCAL, group, frozenset())
    assert not groups.read_group(store, anna, group).is_moderator


@pytest.mark.parametrize("change", ["role", "disabled", "reader"])
def test_a_page_left_open_does_nothing_for_somebody_whose_access_has_changed(store: MemberStore, change: str) -> None:
    founder, anna = come_in(store, "founder", Role.MODERATOR), come_in(store, "anna")
    group = found(store, founder, "Stowaways", "open")
    if change == "disabled":
        administration.set_disabled(store, LOCAL, anna.person_id, True)
    else:
        administration.give_role(store, LOCAL, anna.person_id, Role.ANALYST if change == "role" else Role.READER)
    with pytest.raises(NotAllowed, match="Reload the page"):
        belonging.join_group(store, anna, group)
    with pytest.raises(NotAllowed, match="Reload the page"):
        write(store, anna)


def test_readers_and_the_local_user_take_no_part(store: MemberStore) -> None:
    with pytest.raises(NotAllowed, match="may not take part"):
        groups.list_groups(store, come_in(store, "reader", Role.READER))
    with pytest.raises(NotAllowed, match="no sign-in"):
        groups.list_groups(store, LOCAL)
