"""*Directory* as two members see it: by nobody's but one's own choice, hostile text as text, and nothing for readers."""

from __future__ import annotations

import pytest

from members.access import Role
from members.community.directory import Listing, list_oneself
from members.store import MemberStore
from tests.pages.conftest import Open, by_key, said
from tests.pages.people import sign_in_as

DIRECTORY = "pages/directory/page.py"


def test_a_member_is_listed_found_and_taken_out(member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.MEMBER, "anna")
    at = open_page(DIRECTORY)
    assert "Nobody wants to be found yet; you are not listed." in said(at)
    by_key(at, "multiselect", "own_regions").set_value(["red_sea"])
    by_key(at, "text_input", "own_reach").set_value("+47 555 0100 **now** <img src=x onerror=alert(1)>")
    next(button for button in at.button if button.label == "List me").click().run()
    assert not at.exception
    assert "1 member wants to be found; you are among them." in said(at)

    sign_in_as(monkeypatch, Role.MEMBER, "rolf")
    other = open_page(DIRECTORY)
    assert "1 member wants to be found; you are not listed." in said(other)
    assert "+47 555 0100 **now** <img src=x onerror=alert(1)>" in said(other), "text as it stands, escaped on its way"
    by_key(other, "selectbox", "directory_region").set_value("black_sea").run()
    assert "Nobody who is listed matches." in said(other)

    sign_in_as(monkeypatch, Role.MEMBER, "anna")
    at = open_page(DIRECTORY)
    next(button for button in at.button if button.label == "Take me out").click().run()
    assert "Nobody wants to be found yet" in said(at)


def test_a_fault_is_said_and_nothing_is_kept(member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.MEMBER, "anna")
    at = open_page(DIRECTORY)
    next(button for button in at.button if button.label == "List me").click().run()
    assert "How to reach you needs 1 to 300 characters." in said(at) and "Nobody wants to be found yet" in said(at)


def test_readers_have_no_directory(member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    list_oneself(member_store, sign_in_as(monkeypatch, Role.MEMBER, "anna"), Listing(reach="MARKED-ADDRESS"))
    sign_in_as(monkeypatch, Role.READER, "rolf")
    assert "MARKED-ADDRESS" not in said(open_page(DIRECTORY))
