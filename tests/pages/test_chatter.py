"""*Chatter* and *Groups* as two members, a moderator and an outsider see them; hostile posts; and the ways there from other pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from members.access import LOCAL, Person, Role
from members.community import belonging, groups, moderation, posts, threads, writing
from members.community.threads import ThreadFilter
from members.community.writing import Draft, NewThread, Subject
from members.people import administration
from members.store import MemberStore
from pages.shell.text import plain
from tests.pages.conftest import Open, by_key, said
from tests.pages.people import sign_in_as
from tests.support.app import as_shown, everything_sent
from warehouse.contract.snapshot import Snapshot

CHATTER, GROUPS = "pages/chatter/page.py", "pages/groups/page.py"
As = Callable[[str], Person]
ROLES = {"moderator": Role.MODERATOR, "outsider": Role.ANALYST}


@pytest.fixture
def be(member_store: MemberStore, monkeypatch: pytest.MonkeyPatch) -> As:
    """Be one of the people from now on: anna and rolf are members, the others what their names say."""
    return lambda name: sign_in_as(monkeypatch, ROLES.get(name, Role.MEMBER), name)


@pytest.fixture
def circle(member_store: MemberStore, be: As) -> str:
    """A group by invitation of the moderator, Anna and Rolf."""
    moderator = be("moderator")
    group = groups.found_group(member_store, moderator, "Quiet circle", "invitation", "What stays **among us**")
    for name in ("anna", "rolf"):
        person = be(name)
        belonging.invite_to_group(member_store, moderator, group, person.email)
        belonging.join_group(member_store, person, group)
    return group


def press(at: AppTest, beginning: str) -> AppTest:
    """Press the first button whose label begins so."""
    next(button for button in at.button if as_shown(button.label).replace("*", "").startswith(beginning)).click().run()
    assert not at.exception, at.exception
    return at


def write(store: MemberStore, person: Person, title: str, text: str = "Words", group: str = "") -> str:
    return writing.start_thread(store, person, NewThread(title, "GREEN", group), Draft(text))


def html_of(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def test_a_thread_is_started_found_read_and_answered_on_the_pages(member_store: MemberStore, open_page: Open, be: As) -> None:
    be("anna")
    at = open_page(CHATTER)
    assert "You have read everything." in said(at) and "Nothing here yet" in said(at)
    by_key(at, "text_input", "new_thread_title").set_value("Robbers at Belawan")
    by_key(at, "text_area", "new_thread_text").set_value("**Four men** with knives")
    at = press(at, "Start the thread")
    assert "<strong>Four men</strong>" in html_of(at) and "Anna (you)" in said(at)
    be("rolf")
    at = open_page(CHATTER)
    assert "1 thread has something new for you." in said(at)
    at = press(at, "Robbers at Belawan")
    assert "new" in said(at)
    at = press(press(at, "Useful"), "Quote")
    assert "You quote Anna" in said(at) and any(as_shown(button.label) == "Useful 1" for button in at.button)
    by_key(at, "text_area", "answer_").set_value("Seen here too")
    at = press(at, "Send")
    assert "> **Anna:**" in said(at) and "Seen here too" in html_of(at)
    assert "You have read everything." in said(press(at, "All threads"))


def test_search_shows_where_the_words_stand(member_store: MemberStore, open_page: Open, be: As) -> None:
    write(member_store, be("anna"), "Belawan", "Four men with knives came over the stern")
    be("rolf")
    at = by_key(open_page(CHATTER), "text_input", "chatter_search").set_value("knives stern").run()
    assert "Four men with knives" in said(at)
    assert "No post that you may read" in said(by_key(at, "text_input", "chatter_search").set_value("bananas").run())


def test_a_change_keeps_the_history_and_a_withdrawal_nothing(member_store: MemberStore, open_page: Open, be: As) -> None:
    thread = write(member_store, be("anna"), "Belawan", "Three men")
    at = press(open_page(CHATTER, thread=thread), "Change")
    by_key(at, "text_area", "text_").set_value("Four men")
    at = press(at, "Save")
    assert "Four men" in html_of(at) and "edited" in said(at)
    assert any(text.value == "Three men" for text in press(at, "History").text)
    at = press(press(at, "Change"), "Withdraw the post")
    assert "no such thread" in said(at), "nothing else was in it"


def test_an_outsider_is_told_nothing_of_a_circle(member_store: MemberStore, open_page: Open, be: As, circle: str) -> None:
    anna = be("anna")
    thread = write(member_store, anna, "Paid ransom", "secretword", circle)
    assert "secretword" in html_of(open_page(CHATTER, thread=thread))
    assert "Moderator (moderator)" in said(open_page(GROUPS, group=circle)) and "3 people" in said(open_page(GROUPS))
    be("outsider")
    pages = [open_page(GROUPS), open_page(GROUPS, group=circle), open_page(CHATTER), open_page(CHATTER, place=circle)]
    pages += [open_page(CHATTER, thread=thread), by_key(open_page(CHATTER), "text_input", "chatter_search").set_value("secretword").run()]
    for at in pages:
        assert not at.exception
        words = everything_sent(at).replace('value: "secretword"', "").replace('set_value: "secretword"', "")
        assert not [word for word in ("Quiet circle", "Paid ransom", "Anna", "Rolf", "among us") if word in words]
    assert "There is no such group" in said(pages[1]) and "There is no such thread" in said(pages[4])
    for address in ({"group": "f" * 32}, {"thread": "f" * 32}):
        assert "There is no such" in said(open_page(GROUPS if "group" in address else CHATTER, **address))


def test_a_groups_files_are_added_and_removed_on_its_page(open_page: Open, be: As, circle: str) -> None:
    be("anna")
    at = open_page(GROUPS, group=circle)
    press(at, "Add to the group")
    at.file_uploader[0].set_value(("*Plan* <b>.txt", b"What to do", "text/plain"))
    press(at.run(), "Add to the group")
    assert "TLP:GREEN · Anna" in as_shown(said(at))
    assert [as_shown(button.proto.label) for button in at.get("download_button")] == ["*Plan* <b>.txt"]
    at.file_uploader[0].set_value(("run.pdf", b"MZ", "application/pdf"))
    press(at.run(), "Add to the group")
    assert any("no pdf file" in error.value for error in at.error) and len(at.get("download_button")) == 1
    be("rolf")
    at = open_page(GROUPS, group=circle)
    assert not [button for button in at.button if button.label == "Remove"]
    be("moderator")
    assert not press(open_page(GROUPS, group=circle), "Remove").get("download_button")


def test_a_moderator_hides_locks_and_stops_on_the_page(member_store: MemberStore, open_page: Open, be: As) -> None:
    anna = be("anna")
    thread = writing.start_thread(member_store, anna, NewThread("Freight", "GREEN", is_unattributed=True), Draft("Abuse"))
    assert "Moderate" not in [button.label for button in open_page(CHATTER, thread=thread).button]
    be("moderator")
    at = press(open_page(CHATTER, thread=thread), "Moderate")
    at = press(at, "Hide the post")
    assert "The reason needs 1 to 300 characters" in said(at)
    post = posts.read_thread(member_store, be("moderator"), thread).posts[0].post_id
    by_key(at, "text_input", f"reason_{post}").set_value("abuse")
    at = press(at, "Hide the post")
    assert "Hidden by a moderator: abuse" in said(at) and "a moderator hid a post: abuse" in said(at)
    by_key(at, "text_input", f"reason_{post}").set_value("abuse again")
    at = press(at, "Stop its writer")
    assert "Anna" not in everything_sent(at) and anna.person_id not in everything_sent(at)
    by_key(at, "text_input", f"reason_{thread}").set_value("enough")
    press(at, "Lock")
    be("anna")
    at = open_page(CHATTER, thread=thread)
    assert "Abuse" not in html_of(at) and "Locked." in said(at) and not at.text_area


def test_groups_are_founded_asked_for_and_left(member_store: MemberStore, open_page: Open, be: As) -> None:
    be("anna")
    assert "Create the group" not in [button.label for button in open_page(GROUPS).button]
    be("moderator")
    at = open_page(GROUPS)
    by_key(at, "text_input", "found_name").set_value("Stowaways")
    by_key(at, "selectbox", "found_admission").set_value("request")
    press(at, "Create the group")
    be("anna")
    at = press(open_page(GROUPS), "Ask to join")
    assert "its moderators will answer" in said(at) and "By request · 1 person" in said(at)
    moderator = be("moderator")
    [row] = groups.list_groups(member_store, moderator)
    at = press(open_page(GROUPS, group=row.group_id), "Let in")
    assert "Moderator (moderator), Anna" in said(at)
    by_key(at, "text_area", "charter_").set_value("Only **stowaways**")
    assert "<strong>stowaways</strong>" in html_of(press(at, "Save"))
    be("anna")
    press(open_page(GROUPS, group=row.group_id), "Leave the group")
    assert not groups.read_group(member_store, be("anna"), row.group_id).is_inside


@pytest.mark.parametrize("change", ["role", "ended"])
def test_a_page_left_open_does_nothing_for_somebody_whose_role_changed(
    member_store: MemberStore, open_page: Open, be: As, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = be("anna")
    at = open_page(CHATTER)
    by_key(at, "text_input", "new_thread_title").set_value("Too late")
    by_key(at, "text_area", "new_thread_text").set_value("Words")
    if change == "role":
        administration.give_role(member_store, LOCAL, anna.person_id, Role.READER)
    else:
        administration.end_sessions(member_store, LOCAL, anna.person_id)
    next(button for button in at.button if button.label == "Start the thread").click().run()
    assert threads.list_threads(member_store, be("rolf"), ThreadFilter())[0] == []
    assert "Too late" not in said(at)


HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/p.png) [bank](https://bank.example@evil.example/) \u202egnp.exe :red[x] # h"


def test_a_hostile_post_stays_text_wherever_it_is_shown(member_store: MemberStore, open_page: Open, be: As) -> None:
    anna = be("anna")
    thread = write(member_store, anna, "**T** :smile: [x](https://evil.example) <b>", HOSTILE)
    first = posts.read_thread(member_store, anna, thread).posts[0].post_id
    writing.reply(member_store, anna, thread, Draft("Yes", quotes=first))
    writing.edit_post(member_store, anna, first, HOSTILE + " more")
    moderation.set_pinned(member_store, be("moderator"), thread, True, HOSTILE)
    be("rolf")
    listed = open_page(CHATTER)
    pages = [listed, open_page(CHATTER, thread=thread), by_key(open_page(CHATTER), "text_input", "chatter_search").set_value("alert").run()]
    for at in pages:
        assert not at.exception
        content = html_of(at)
        assert "<script" not in content and "<img" not in content and "\u202e" not in everything_sent(at)
        assert "(evil.example)" in content or at is not pages[1]
        for element in (*at.markdown, *at.caption, *at.subheader):
            assert "](https://evil" not in element.value and "<script>" not in element.value.replace("\\<script>", "")
    assert any(plain("**T** :smile: [x](https://evil.example) <b>") in button.label for button in listed.button)


def test_an_incident_a_region_and_a_port_lead_to_what_members_say_of_them(
    member_store: MemberStore, open_page: Open, be: As, base: Snapshot
) -> None:
    with base.open_database() as con:
        row = con.execute("SELECT incident_id FROM incidents WHERE tlp = 'CLEAR' ORDER BY incident_id LIMIT 1").fetchone()
    assert row is not None
    anna = be("anna")
    new = NewThread("About it", "GREEN", subject=Subject("incident", row[0]))
    thread = writing.start_thread(member_store, anna, new, Draft("Words"))
    at = open_page("pages/incident/page.py", id=row[0])
    assert "Members talk about this: 1 post you may read" in everything_sent(at)
    at = open_page(CHATTER, about=f"incident:{row[0]}")
    assert "Only about" in said(at) and f"incident?id={row[0].replace(':', '%3A')}" in said(at)
    assert "About [" in said(open_page(CHATTER, thread=thread))
    assert "Start a thread about this" in everything_sent(open_page("pages/regional_risk/page.py", region="gulf_of_guinea"))
    assert "Start a thread about this" in everything_sent(open_page("pages/port/page.py", port="NGLOS"))
    be("outsider")
    assert "that is not among what you may see now" in said(open_page(CHATTER, about="incident:asam:no-such"))


def test_the_server_itself_opens_pages_ahead_without_taking_part(
    member_store: MemberStore, open_page: Open, be: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    be("anna")
    monkeypatch.setattr("pages.shell.access.current.is_without_browser", lambda: True)
    at = open_page("pages/regional_risk/page.py", region="gulf_of_guinea")
    assert not at.exception and "about this" not in everything_sent(at)
