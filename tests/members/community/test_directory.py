"""The directory of members: nobody is in it unasked, it is for those who take part, and what stands there goes with the account."""

from __future__ import annotations

from dataclasses import replace

import pytest

from members.access import LOCAL, Role
from members.community.directory import MOST_CHOSEN, Listing, leave_directory, list_oneself, listed_people, own_listing
from members.errors import NotAllowed
from members.people import administration, own_data
from members.store.engine import MemberStore
from tests.members.community.people import come_in
from warehouse.reference.geography import sea_regions

ANNA = Listing(("gulf_of_guinea", "red_sea"), ("bulk_carrier",), ("Greek", "English"), "anna@example.com, weekdays")


def test_nobody_is_listed_unasked_and_what_is_taken_out_is_gone(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    assert listed_people(store, rolf) == [] and own_listing(store, anna) is None
    list_oneself(store, anna, ANNA)
    [listed] = listed_people(store, rolf)
    assert (listed.name, listed.company, listed.is_self, listed.listing) == ("Anna", "", False, ANNA)
    assert listed_people(store, anna)[0].is_self
    list_oneself(store, anna, replace(ANNA, languages=("Greek",)))
    assert listed_people(store, rolf)[0].listing.languages == ("Greek",)
    assert own_data.export_data(store, anna, anna.person_id)["community"]["directory"]["reach"] == ANNA.reach
    leave_directory(store, anna)
    leave_directory(store, anna)
    assert listed_people(store, rolf) == []
    assert own_data.export_data(store, anna, anna.person_id)["community"]["directory"] is None


def test_people_are_found_by_what_they_name(store: MemberStore) -> None:
    anna, rolf = come_in(store, "anna"), come_in(store, "rolf")
    list_oneself(store, anna, ANNA)
    list_oneself(store, rolf, Listing(("red_sea",), ("container",), ("English",), "rolf@example.com"))

    def names(**chosen: str) -> list[str]:
        return [row.name for row in listed_people(store, anna, **chosen)]

    assert names() == names(region="red_sea") == names(language="English") == ["Anna", "Rolf"]
    assert names(region="gulf_of_guinea") == names(vessel_type="bulk_carrier") == names(language="Greek") == ["Anna"]
    assert names(region="red_sea", vessel_type="bulk_carrier", language="Thai") == []


def test_who_no_longer_takes_part_is_no_longer_listed(store: MemberStore) -> None:
    anna, rolf, mei = come_in(store, "anna"), come_in(store, "rolf"), come_in(store, "mei")
    for person in (anna, rolf, mei):
        list_oneself(store, person, ANNA)
    administration.give_role(store, LOCAL, anna.person_id, Role.READER)
    administration.set_disabled(store, LOCAL, rolf.person_id, True)
    assert [row.name for row in listed_people(store, mei)] == ["Mei"]
    own_data.delete_own_account(store, mei)
    assert listed_people(store, come_in(store, "otto")) == []


def test_readers_take_no_part(store: MemberStore) -> None:
    reader = come_in(store, "reader", Role.READER)
    for deed in (lambda: listed_people(store, reader), lambda: list_oneself(store, reader, ANNA), lambda: own_listing(store, reader)):
        with pytest.raises(NotAllowed):
            deed()


def test_what_cannot_stand_there_is_refused_or_left_out(store: MemberStore) -> None:
    anna = come_in(store, "anna")
    for reach in ("", " \n\t", "x" * 301):
        with pytest.raises(NotAllowed, match="How to reach you needs 1 to 300 characters"):
            list_oneself(store, anna, replace(ANNA, reach=reach))
    with pytest.raises(NotAllowed, match=f"at most {MOST_CHOSEN} sea regions"):
        list_oneself(store, anna, replace(ANNA, regions=tuple(sea_regions())[: MOST_CHOSEN + 1]))
    assert own_listing(store, anna) is None
    list_oneself(store, anna, Listing(("nowhere", "red_sea", "red_sea"), ("<b>",), ("Klingon",), " a\nline "))
    assert own_listing(store, anna) == Listing(("red_sea",), (), (), "a line")
