"""*Alerts*: what I am told, my rules, how I am told, the bell; and the addresses of feeds and of stopping mails."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from members.access import LOCAL, Person, Role
from members.alerts import outlets
from members.alerts.news import POST
from members.alerts.outbox import look_for_news
from members.alerts.outlets import Choices, choose, outlets_of
from members.alerts.posts import look_for_posts
from members.alerts.rules import RuleText, make_rule, rules_of
from members.community import belonging, groups
from members.community.writing import Draft, NewThread, Subject, start_thread
from members.store import MemberStore
from members.store.alert_tables import AlertMessage
from pages.alerts.feed_routes import ROUTES
from tests.pages.conftest import Open, by_key, said
from tests.pages.people import sign_in_as
from tests.support.alert_world import NOW
from tests.support.published import table_rows
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, Store

PAGE = "pages/alerts/page.py"
HOSTILE = "**bold** [x](javascript:alert(1)) <script>alert(1)</script>"


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, member_store: MemberStore) -> None:
    monkeypatch.setenv("ANCHORWATCH_PUBLIC_ADDRESS", "https://watch.example.com")


def news(store: MemberStore, published: Callable[..., Snapshot], base: Snapshot, *, tlp: str = "CLEAR", name: str = "AMBER FINCH") -> str:
    """Note where things stand, then publish one incident more; returns its id."""
    chosen = settings.load()
    look_for_news(store, chosen, Store(chosen.data).open(), NOW)
    tables = {name: table_rows(base, name) for name in ("incidents", "reports", "incident_reports", "report_revisions")}
    facts = {"severity": 1, "vessel_name": name, "tlp": tlp, "occurred_on": NOW.date(), "place": name, "last_changed_at": NOW}
    incident = (
        tables["incidents"][0]
        | facts
        | {"incident_id": "gulf_net:new-1", "sources": ["gulf_net"], "origins": ["gulf_net"], "report_count": 1}
    )
    report_facts = {key: value for key, value in facts.items() if key in tables["reports"][0]}
    report = tables["reports"][0] | report_facts | {"report_id": "gulf_net:new-1", "source": "gulf_net"}
    revision = tables["report_revisions"][0] | report
    link = tables["incident_reports"][0] | {"incident_id": "gulf_net:new-1", "report_id": "gulf_net:new-1", "linked_to": None}
    for table, row in (("incidents", incident), ("reports", report), ("report_revisions", revision), ("incident_reports", link)):
        tables[table].append(row)
    look_for_news(store, chosen, published(tables), NOW)
    return "gulf_net:new-1"


def test_a_groups_rules_are_made_by_its_moderators_and_seen_by_its_people(
    member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = sign_in_as(monkeypatch, Role.MEMBER, "anna")
    founder = sign_in_as(monkeypatch, Role.MODERATOR, "founder")
    group = groups.found_group(member_store, founder, "Pilots **1**", "invitation", "")
    at = by_key(open_page(PAGE), "selectbox", "whose_rules").set_value(group).run()
    at = by_key(at, "text_input", f"new_{group}_0_name").set_value("Straits").run()
    at = by_key(at, "button", f"new_{group}_0_keep").click().run()
    assert not at.exception
    [rule] = rules_of(member_store, founder, group)
    assert rule.text.name == "Straits" and rules_of(member_store, founder) == []
    belonging.invite_to_group(member_store, founder, group, anna.email)
    sign_in_as(monkeypatch, Role.MEMBER, "anna")
    assert not [box for box in open_page(PAGE).selectbox if box.key == "whose_rules"], "not before she belongs to it"
    belonging.join_group(member_store, anna, group)
    at = by_key(open_page(PAGE), "selectbox", "whose_rules").set_value(group).run()
    assert "Straits" in said(at) and not [button for button in at.button if button.label in ("Pause", "Delete", "Make this rule")]


def test_without_rules_the_page_offers_one_and_previews_and_keeps_it(member_store: MemberStore, open_page: Open) -> None:
    at = open_page(PAGE)
    assert not at.exception and "You get no alerts yet." in said(at)
    by_key(at, "text_input", "new_0_name").set_value("Straits")
    at = by_key(at, "segmented_control", "new_0_where").set_value("Sea regions").run()
    assert "Choose at least one sea region." in said(at)
    at = by_key(at, "multiselect", "new_0_regions").set_value(["singapore_strait"]).run()
    assert re.search(r"In the last 30 days this rule would have told you of [\d,]+ incidents? and \d+ advisor", said(at))
    at = by_key(at, "button", "new_0_keep").click().run()
    [rule] = rules_of(member_store, LOCAL)
    assert (rule.text.name, rule.text.regions) == ("Straits", ("singapore_strait",))
    assert "Nothing new. 1 rule watches for you." in said(at)
    at = by_key(at, "button", f"rule_{rule.rule_id}_pause").click().run()
    assert "Paused" in said(at) and rules_of(member_store, LOCAL)[0].is_paused
    at = by_key(at, "button", f"rule_{rule.rule_id}_delete").click().run()
    assert rules_of(member_store, LOCAL) == [] and "You get no alerts yet." in said(at)


@pytest.mark.parametrize(
    ("way", "field", "value", "words"),
    [
        ("Around a port", "port", "SGSIN", "within 50 nm of Singapore"),
        ("Around a position", "position", "01-10N 103-48E", "within 50 nm of 01°10"),
        ("Along a route", "route", "01-10N 103-48E\n05-50N 095-20E", "within 50 nm of the route"),
    ],
)  # fmt: skip
def test_places_of_every_kind(way: str, field: str, value: str, words: str, member_store: MemberStore, open_page: Open) -> None:
    at = open_page(PAGE)
    by_key(at, "text_input", "new_0_name").set_value("A place")
    at = by_key(at, "segmented_control", "new_0_where").set_value(way).run()
    kind = {"port": "selectbox", "position": "text_input", "route": "text_area"}[field]
    at = by_key(at, kind, f"new_0_{field}").set_value(value).run()
    at = by_key(at, "button", "new_0_keep").click().run()
    assert not at.exception and words in said(at)
    # Changed without its place, it keeps that place.
    [rule] = rules_of(member_store, LOCAL)
    at = by_key(at, "toggle", "change_").set_value(True).run()
    by_key(at, "text_input", f"rule_{rule.rule_id}_name").set_value("Another name")
    at.run()
    by_key(at, "button", f"rule_{rule.rule_id}_keep").click().run()
    [changed] = rules_of(member_store, LOCAL)
    assert (changed.text.name, changed.text.area) == ("Another name", rule.text.area)


def test_the_bell_leads_to_what_is_new_until_it_is_read(
    member_store: MemberStore, open_page: Open, published: Callable[..., Snapshot], base: Snapshot
) -> None:
    make_rule(member_store, LOCAL, RuleText("All of it"))
    news(member_store, published, base, name=HOSTILE)
    at = open_page(PAGE)
    assert not at.exception
    assert [link.proto.label for link in at.sidebar.get("page_link")] == ["1 new alert"]
    words = said(at)
    assert "1 new alert. New:" in words and "Severity: 1 very significant" in words and "because of the rule" in words
    for element in (*at.markdown, *at.caption):
        assert not re.search(r"(?<!\\)\]\(javascript|(?<!\\)\*\*bold|(?<!\\)<script", element.value)
    at = at.button[0].click().run()
    assert not at.sidebar.get("page_link") and "Nothing new." in said(at)


def test_the_bell_makes_no_database_where_nobody_needs_one(open_page: Open, published: Callable[..., Snapshot], tmp_path: Path) -> None:
    published()
    assert not open_page("pages/glossary/page.py").exception
    assert not (tmp_path / "members").exists()


@pytest.mark.parametrize(("role", "sees"), [(Role.READER, False), (Role.MEMBER, True)])
def test_neither_list_nor_count_tells_of_what_the_reader_may_not_see_any_more(
    role: Role, sees: bool, member_store: MemberStore, open_page: Open, published: Callable[..., Snapshot], base: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """It was told when the reader's clearance was wider."""
    person = sign_in_as(monkeypatch, role, "ron", clearance="AMBER")
    make_rule(member_store, person, RuleText("All of it"))
    news(member_store, published, base, tlp="AMBER", name="QZSECRETX")
    from members.people.administration import give_clearance

    give_clearance(member_store, LOCAL, person.person_id, None)
    at = open_page(PAGE)
    assert ("QZSECRETX" in said(at)) is sees and bool(at.sidebar.get("page_link")) is sees
    assert not at.exception


def test_outlets_are_chosen_and_faults_said(member_store: MemberStore, open_page: Open, chosen: None) -> None:
    at = open_page(PAGE, part="Delivery")
    assert not at.exception and "This server sends no mail yet" in said(at)
    at = by_key(at, "segmented_control", "out_mail").set_value("daily").run()
    at = by_key(at, "button", "keep_outlets").click().run()
    assert "Enter the address that mails go to." in said(at)
    by_key(at, "text_input", "out_mail_address").set_value("me@example.com")
    by_key(at, "text_input", "out_quiet_from").set_value("22:00")
    by_key(at, "text_input", "out_quiet_until").set_value("06:00")
    at = by_key(at, "segmented_control", "out_mail").set_value("daily").run()
    at = by_key(at, "button", "keep_outlets").click().run()
    kept = outlets_of(member_store, LOCAL).choices
    assert (kept.mail, kept.mail_address, kept.quiet_from, kept.quiet_until) == ("daily", "me@example.com", "22:00", "06:00")
    # The feed's address is shown once.
    at = by_key(at, "button", "renew_feed").click().run()
    assert "https://watch.example.com/alerts/feed/" in said(at)
    assert "/alerts/feed/" not in said(at.run())


def test_what_did_not_arrive_is_shown_to_its_reader_and_to_administrators(
    member_store: MemberStore, open_page: Open, published: Callable[..., Snapshot], base: Snapshot
) -> None:
    make_rule(member_store, LOCAL, RuleText("All of it"))
    news(member_store, published, base)
    with member_store.writing() as session:
        naive = NOW.replace(tzinfo=None)
        session.add(AlertMessage(message_id="m", person_id="local", outlet="mail", made_at=naive, state="dead", attempts=16,
                                 next_try_at=naive, done_at=naive, fault="the mail server said 550: no such user"))  # fmt: skip
    at = open_page(PAGE)
    assert "Mail of 2 November 2026, 08:00 UTC, after 16 attempts: the mail server said 550: no such user" in said(at)
    admin = open_page("pages/administration/page.py", part="Alerts")
    assert not admin.exception and "0 messages wait to be sent" in said(admin)
    assert admin.dataframe[0].value["Why"].tolist() == ["the mail server said 550: no such user"]
    by_key(at, "button", "again_m").click().run()
    with member_store.reading() as session:
        message = session.get(AlertMessage, "m")
        assert message is not None and (message.state, message.attempts) == ("waiting", 0)


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=list(ROUTES)))


def test_a_feed_needs_its_token_alone_and_ends_when_it_is_renewed(
    member_store: MemberStore, published: Callable[..., Snapshot], base: Snapshot, chosen: None, client: TestClient, open_page: Open
) -> None:
    open_page(PAGE)
    make_rule(member_store, LOCAL, RuleText("All of it"))
    token = outlets.renew_feed(member_store, LOCAL)
    news(member_store, published, base)
    answer = client.get(f"/alerts/feed/{token}")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    feed = Tree.fromstring(answer.content)
    [enclosure] = [link.attrib["href"] for link in feed.iter("{http://www.w3.org/2005/Atom}link") if link.attrib["rel"] == "enclosure"]
    cap = client.get(enclosure.removeprefix("https://watch.example.com"))
    assert cap.status_code == 200 and b"AMBER FINCH" in cap.content
    outlets.renew_feed(member_store, LOCAL)
    for gone in (
        f"/alerts/feed/{token}",
        enclosure.removeprefix("https://watch.example.com"),
        "/alerts/feed/x",
        f"/alerts/feed/{'a' * 43}",
    ):
        assert client.get(gone).status_code == 404


def test_a_feed_holds_nothing_above_what_may_leave_the_server(
    member_store: MemberStore, published: Callable[..., Snapshot], base: Snapshot, chosen: None, client: TestClient, open_page: Open
) -> None:
    open_page(PAGE)
    make_rule(member_store, LOCAL, RuleText("All of it"))
    token = outlets.renew_feed(member_store, LOCAL)
    news(member_store, published, base, tlp="RED", name="QZSECRETX")
    answer = client.get(f"/alerts/feed/{token}")
    assert answer.status_code == 200 and b"QZSECRETX" not in answer.content and b"<entry>" not in answer.content


def test_looking_at_the_stop_link_stops_nothing_and_one_click_does(member_store: MemberStore, open_page: Open, client: TestClient) -> None:
    open_page(PAGE)
    person: Person = LOCAL
    choose(member_store, person, settings.load(), Choices(mail="daily", mail_address="me@example.com"))
    from members.store.alert_tables import AlertSettings

    with member_store.reading() as session:
        row = session.get(AlertSettings, "local")
        assert row is not None
        address = f"/alerts/stop/{row.stop_token}"
    assert "Stop all mails of alerts" in client.get(address).text
    assert outlets_of(member_store, person).choices.mail == "daily"
    # As a mail program does it (RFC 8058).
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert outlets_of(member_store, person).choices.mail == "off"
    assert client.post("/alerts/stop/guess").status_code == 404


def test_a_post_is_told_with_a_way_to_its_thread_and_rules_ask_for_posts_where_members_talk(
    member_store: MemberStore, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings.load()
    assert POST not in by_key(open_page(PAGE), "button_group", "new_0_kinds").options, "the local user has nobody to talk to"
    author, anna = sign_in_as(monkeypatch, Role.MEMBER, "author"), sign_in_as(monkeypatch, Role.MEMBER, "anna")
    snapshot = Store(chosen.data).open()
    make_rule(member_store, anna, RuleText("Talk", (POST,)))
    look_for_news(member_store, chosen, snapshot, NOW)
    new = NewThread(HOSTILE, "GREEN", subject=Subject("region", "singapore_strait"))
    thread_id = start_thread(member_store, author, new, Draft("Words"))
    look_for_posts(member_store, chosen, snapshot, NOW)
    at = open_page(PAGE)
    assert not at.exception and "1 new alert. New thread: " in said(at)
    assert f"](chatter?thread={thread_id})" in said(at) and "By Author" in said(at)
    assert [link.proto.label for link in at.sidebar.get("page_link")] == ["1 new alert"]
