"""Who is shown what: entrance, navigation, refusals, one's own account, and administration, by every role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import streamlit as st
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from members.access import ALLOWED, LOCAL, Deed, Person, Role
from members.errors import NotAllowed, StoreError
from members.people import administration, invitations
from members.people.api_keys import bearer_of
from members.people.sign_in import SessionClaims, utc_now
from members.store import shared_store
from members.store.people_tables import Account, Company, Invitation, PeopleEntry, RetentionRule
from pages.server import invitation_links, local_only, session_cookie, sign_in_secrets
from pages.server.local_only import REFUSAL, LocalOnly
from pages.server.return_to_page import COOKIE, ReturnToPage
from pages.shell import access, navigation
from pages.shell.access import current, gate
from tests.pages.conftest import Open, said
from tests.pages.people import ISSUER, MANY_GROUPS, be_somebody, directory_claims, sign_in_as
from tests.support.app import as_shown, everything_sent
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
ADMINISTRATION = "pages/administration/page.py"
ACCOUNT = "pages/my_account/page.py"
PARTS = ("People", "Companies", "Groups", "Invitations", "Retention", "Log")


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has the members' database in a folder of its own."""
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))


def press(at: AppTest, label: str) -> AppTest:
    """Press the one button with this label."""
    [button] = [button for button in at.button if button.label == label]
    button.click().run()
    assert not at.exception, at.exception
    return at


def rows(table: type[Any]) -> list[Any]:
    with shared_store(settings.load()).reading() as session:
        return list(session.scalars(select(table)).all())


def shown_ways(person: Person) -> set[str]:
    return {entry.address for entry in (*navigation.all_entries(), *navigation.PEOPLE) if navigation.is_shown(entry, person)}


def test_without_sign_in_the_local_user_has_all_rights_and_is_told_so(published: Publish, open_page: Open) -> None:
    published()
    at = open_page("pages/glossary/page.py")
    assert "Local user, with all rights. No sign-in is set up." in said(at)
    assert "Nothing is stored about you" in said(open_page(ACCOUNT))
    assert "administration" in shown_ways(LOCAL) and "my_account" not in shown_ways(LOCAL)


@pytest.mark.parametrize("role", Role)
def test_the_navigation_shows_what_is_open(role: Role) -> None:
    ways = shown_ways(replace(LOCAL, person_id="x", role=role))
    assert ("administration" in ways) == (role in ALLOWED[Deed.ADMINISTER])
    assert {"my_account", "trends"} <= ways


def test_somebody_who_has_not_signed_in_sees_the_entrance_at_every_address(
    published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    be_somebody(monkeypatch, None)
    for entry in (*navigation.all_entries(), *navigation.PEOPLE):
        at = open_page(entry.script)
        assert not at.exception
        assert [button.label for button in at.button] == ["Sign in"], entry.script
        assert not at.dataframe and not at.metric and not at.table and not at.selectbox


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (SessionClaims(ISSUER, "nobody", 0, utc_now()), "nobody has given you access"),
        (SessionClaims(ISSUER, "analyst", 7, utc_now()), "You have been signed out"),
        (SessionClaims(ISSUER, "deleted", 7, utc_now()), "An administrator has ended your access"),
    ],
)
def test_somebody_without_access_is_told_why(session: SessionClaims, words: str, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.ANALYST)
    be_somebody(monkeypatch, session)
    at = open_page("pages/overview/page.py")
    assert words in said(at)
    assert not at.exception and not at.metric


def test_an_invitation_is_taken_by_its_code_on_the_page(published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    published()
    code = invitations.invite(shared_store(settings.load()), LOCAL, "a master", Role.MEMBER, "", 5)
    sign_in_as(monkeypatch, None)
    at = open_page("pages/glossary/page.py")
    at.text_input(key="_invitation_code").set_value("wrong")
    assert "never existed" in said(press(at, "Use the code"))
    at.text_input(key="_invitation_code").set_value(code)
    assert "Glossary" in said(press(at, "Use the code"))
    assert [account.role for account in rows(Account)] == ["member"]


def test_access_that_ends_ends_at_the_next_interaction(published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    published()
    person = sign_in_as(monkeypatch, Role.ANALYST)
    at = open_page("pages/glossary/page.py")
    assert "Analyst, analyst" in said(at)
    administration.set_disabled(shared_store(settings.load()), LOCAL, person.person_id, True)
    at.run()
    assert "ended your access" in said(at) and not at.table


@pytest.mark.parametrize("role", [role for role in Role if role not in ALLOWED[Deed.ADMINISTER]])
def test_administration_is_refused_plainly_to_all_others(role: Role, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.ADMIN, "secretly-named")
    sign_in_as(monkeypatch, role)
    for part in PARTS:
        at = open_page(ADMINISTRATION, part=part)
        assert "Not open to you" in said(at) and f"Your role here is {role}" in said(at)
        assert "ecretly" not in said(at) and not at.dataframe and not at.selectbox


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_administration_opens(part: str, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.ADMIN)
    at = open_page(ADMINISTRATION, part=part)
    assert not at.exception, at.exception
    assert at.segmented_control(key="part").value == part


def test_an_administrator_invites_somebody_and_the_link_is_shown_once(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.ADMIN)
    at = open_page(ADMINISTRATION, part="Companies")
    at.text_input(key="new_company").set_value("Example Shipping")
    press(at, "Add")
    [company] = rows(Company)
    at = open_page(ADMINISTRATION, part="Invitations")
    at.text_input(key="invited").set_value("Mara@example.com")
    at.selectbox(key="invited_company").set_value(company.company_id)
    press(at, "Invite")
    [code] = at.code
    assert "/join/" in code.value
    invited = next(row for row in rows(Invitation) if row.taken_on is None)
    assert (invited.meant_for, invited.role, invited.company_id) == ("mara@example.com", "member", company.company_id)
    at.run()
    assert not at.code
    assert code.value.rsplit("/", 1)[1] not in said(at)


def test_an_administrator_changes_an_account_and_the_log_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sign_in_as(monkeypatch, Role.MEMBER)
    admin = sign_in_as(monkeypatch, Role.ADMIN)
    at = open_page(ADMINISTRATION)
    at.selectbox(key="account").set_value(other.person_id).run()
    at.selectbox(key=f"role_{other.person_id}").set_value(Role.ANALYST).run()
    at.selectbox(key=f"clearance_{other.person_id}").set_value("RED").run()
    press(at, "Disable")
    account = next(row for row in rows(Account) if row.person_id == other.person_id)
    assert (account.role, account.clearance, account.is_disabled) == ("analyst", "RED", True)
    done = [entry.deed for entry in rows(PeopleEntry) if (entry.who, entry.subject) == (admin.person_id, other.person_id)]
    assert done == ["role_given", "clearance_given", "disabled"]
    log = open_page(ADMINISTRATION, part="Log").dataframe[0].value
    assert list(log["Did"][:3]) == ["disabled", "clearance given", "role given"] and set(log["To"][:3]) == {"Member"}


def test_a_deed_that_is_refused_is_explained(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = sign_in_as(monkeypatch, Role.ADMIN)
    at = open_page(ADMINISTRATION)
    at.selectbox(key="account").set_value(admin.person_id).run()
    assert "Another administrator" in said(press(at, "Disable"))


def test_a_database_that_fails_is_explained(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = sign_in_as(monkeypatch, Role.ADMIN)

    def fail(*_: Any) -> None:
        raise StoreError("the members' database could not be used: disk full. Nothing was written.")

    monkeypatch.setattr(administration, "end_sessions", fail)
    at = open_page(ADMINISTRATION)
    at.selectbox(key="account").set_value(admin.person_id).run()
    assert "Nothing was written" in said(press(at, "Sign out everywhere"))


def test_days_of_retention_are_changed(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, Role.ADMIN)
    open_page(ADMINISTRATION, part="Retention").number_input(key="days_unused_accounts").set_value(100).run()
    assert [(rule.name, rule.days) for rule in rows(RetentionRule)] == [("unused_accounts", 100)]


@pytest.mark.parametrize("role", Role)
def test_my_account_says_what_i_am_and_may(role: Role, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(monkeypatch, role)
    at = open_page(ACCOUNT)
    assert not at.exception
    words = as_shown(" ".join(at.table[0].value["value"]))
    assert f"{role}@example.com" in words
    assert ("verify reports" in words) == (role in ALLOWED[Deed.VERIFY])


def test_a_key_is_made_shown_once_and_revoked(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    person = sign_in_as(monkeypatch, Role.MEMBER)
    at = open_page(ACCOUNT)
    assert at.selectbox(key="key_clearance").options == ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"]
    at.text_input(key="key_name").set_value("QGIS *here*")
    press(at, "Make the key")
    assert not at.exception
    shown, header = (block.value for block in at.code)
    assert header == f"Authorization: Bearer {shown}"
    bearer = bearer_of(shared_store(settings.load()), settings.load(), shown)
    assert bearer is not None
    assert (bearer.person.person_id, bearer.clearance) == (person.person_id, "GREEN")
    at.run()
    assert shown not in everything_sent(at)
    assert "QGIS *here*: up to TLP:GREEN" in as_shown(said(at))
    press(at, "Revoke")
    assert bearer_of(shared_store(settings.load()), settings.load(), shown) is None


def test_links_are_decided_and_tables_added_by_those_alone_who_may(
    published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    published()
    monkeypatch.setenv("ANCHORWATCH_TABLES_BY_PAGE", "true")
    sign_in_as(monkeypatch, Role.MEMBER)
    at = open_page("pages/link_review/page.py", outcome="linked")
    assert "may not decide which reports are of one incident" in said(at)
    assert all(button.disabled for button in at.button if button.key in ("review_same", "review_different"))
    assert "may not add tables" in said(open_page("pages/data_sources/page.py", tab="Add a table"))
    sign_in_as(monkeypatch, Role.ANALYST)
    at = open_page("pages/link_review/page.py", outcome="linked")
    assert [field.key for field in at.text_input if field.key == "review_who"] == [], "who has signed in need not say who he or she is"
    at.selectbox(key="review_why").set_value("Another ship").run()
    at.button(key="review_different").click().run()
    assert not at.exception
    [landed] = (tmp_path / "landing").rglob("decisions/**/*.json")
    assert orjson.loads(landed.read_bytes())["who"] == "Analyst"


# The server in front of the pages.


def request(client: tuple[str, int], *headers: tuple[str, str], path: str = "/") -> int:
    """The status with which the middleware lets a request through (200) or refuses it."""

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    answer = TestClient(LocalOnly(inner), client=client).get(path, headers=dict(headers))
    assert answer.status_code == 200 or answer.text.strip() == REFUSAL
    return answer.status_code


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {"host": "localhost:8501"}, 200),
        ("::1", {"host": "[::1]:8501"}, 200),
        ("::ffff:127.0.0.1", {"host": "127.0.0.1"}, 200),
        ("192.0.2.7", {"host": "localhost:8501"}, 403),
        ("127.0.0.1", {"host": "watch.example.com"}, 403),
        ("127.0.0.1", {"host": "192.0.2.1:8501"}, 403),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "192.0.2.7"}, 403),
        ("127.0.0.1", {"host": "localhost", "forwarded": "for=192.0.2.7"}, 403),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-host": "watch.example.com"}, 403),
        ("127.0.0.1", {"host": "localhost", "via": "1.1 proxy"}, 403),
    ],
)
def test_without_sign_in_this_computer_alone_is_answered(
    client: str, headers: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert request((client, 1), *headers.items()) == status
    monkeypatch.setenv("ANCHORWATCH_WITHOUT_SIGN_IN", "true")
    assert request((client, 1), *headers.items()) == 200, "the operator insists"


def test_a_request_through_a_socket_file_is_not_local() -> None:
    scope = {"type": "http", "path": "/", "headers": [(b"host", b"localhost")]}
    assert local_only.is_local({**scope, "client": ("127.0.0.1", 1)})
    assert not local_only.is_local({**scope, "client": None})


def test_with_sign_in_everybody_is_answered_and_reporters_are_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    outside = ("192.0.2.7", 1)
    assert request(outside, path="/report/attack") == 403
    monkeypatch.setenv("ANCHORWATCH_MEMBER_REPORTS", "true")
    assert [request(outside, path=path) for path in ("/report", "/report/attack", "/reporting_gap", "/")] == [200, 200, 403, 403]
    monkeypatch.setattr("pages.server.local_only.sign_in_is_set_up", lambda: True)
    assert request(outside) == 200


def test_a_file_of_secrets_that_cannot_be_read_does_not_pass_for_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(st, "get_option", lambda name: [str(file)])
    assert not current.sign_in_is_set_up()
    file.write_text("[auth")
    with pytest.raises(SettingsError, match=r"secrets\.toml cannot be read"):
        current.sign_in_is_set_up()


def test_secrets_of_the_environment_are_whole_or_refused() -> None:
    whole = dict.fromkeys(sign_in_secrets.VARIABLES, "x" * 40)
    assert sign_in_secrets.secrets_in({}) is None
    assert sign_in_secrets.secrets_in(whole) == {"auth": dict.fromkeys(sign_in_secrets.VARIABLES.values(), "x" * 40)}
    for variable in whole:
        with pytest.raises(SettingsError, match=variable):
            sign_in_secrets.secrets_in({**whole, variable: " "})
    with pytest.raises(SettingsError, match="32 random characters"):
        sign_in_secrets.secrets_in({**whole, "ANCHORWATCH_OIDC_COOKIE_SECRET": "short"})


STREAMLITS = {"origin": "http://127.0.0.1", "is_logged_in": True, "provider": "default"}


async def _content(**claims: Any) -> dict[str, Any]:
    return await session_cookie.cookie_content({"iss": ISSUER, "sub": "anna", **STREAMLITS, **claims})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_the_cookie_of_somebody_in_500_groups_is_small_and_names_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_ROLE_GROUPS", f"analyst={MANY_GROUPS[400]}")
    content = await _content(groups=MANY_GROUPS, name="N" * 5_000, email="e" * 5_000, picture="p" * 5_000, address={"street": "s" * 5_000})
    assert set(content) == {"iss", "sub", "email", "email_verified", "name", "session_number", "signed_in_at", *STREAMLITS}
    written = orjson.dumps(content)
    assert len(written) < 1_000 and MANY_GROUPS[0].encode() not in written
    assert [(account.claimed_role, account.name) for account in rows(Account)] == [("analyst", "N" * 200)]


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", [{"sub": None}, {"sub": ""}, {"sub": "s" * 256}, {"sub": ["anna"]}, {"iss": "i" * 301}])
async def test_a_subject_that_cannot_be_told_from_others_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="characters"):
        await _content(**wrong)


@pytest.mark.parametrize("groups", [None, 5, {"a": 1}, [1, None, ["x"]], "", [" "]])
def test_groups_of_any_form_are_read_or_left_out(groups: Any) -> None:
    read = session_cookie.read_claims({"iss": "i", "sub": "s", "groups": groups}, "groups")
    assert read.groups <= {"", " "}
    assert session_cookie.read_claims({"iss": "i", "sub": "s", "roles": "desk"}, "roles").groups == {"desk"}


def test_a_name_holds_nothing_that_hides_or_turns_what_follows() -> None:
    name = " Anna\u202e \u200bBerg\x00\n(admin) "
    assert session_cookie.read_claims({"iss": "i", "sub": "s", "name": name}, "groups").name == "Anna Berg (admin)"


@pytest.mark.parametrize("verified", [None, False, "false", 0, "yes", 1.5])
def test_an_address_counts_as_verified_where_the_directory_says_so_alone(verified: Any) -> None:
    claims = {"iss": "i", "sub": "s", "email_verified": verified}
    assert not session_cookie.read_claims(claims, "groups").email_is_verified


def test_the_directory_that_leaves_groups_out_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    session_cookie.read_claims({"iss": "i", "sub": "s", "_claim_names": {"groups": "src1"}}, "groups")
    assert "too many" in caplog.text


def test_the_link_of_an_invitation_keeps_its_code_in_a_cookie_that_no_script_reads() -> None:
    with TestClient(Starlette(routes=[invitation_links.ROUTE]), follow_redirects=False) as client:
        answer = client.get("/join/" + "a" * 32)
        assert answer.status_code == 303 and answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and gate.INVITATION in cookie
        for wrong in ("short", "x" * 101, "a;b" * 10, "a%0d%0ab" * 5):
            assert client.get(f"/join/{wrong}").status_code == 404


def test_a_server_that_opens_pages_ahead_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    be_somebody(monkeypatch, None)
    assert current.person_or_refusal() is None
    monkeypatch.setattr(current, "is_without_browser", lambda: True)
    assert access.current_reader().clearance == "AMBER+STRICT"


def test_a_button_pressed_by_somebody_whose_access_has_ended_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    be_somebody(monkeypatch, None)
    monkeypatch.setattr(st, "rerun", lambda: None)
    with pytest.raises(NotAllowed, match="no longer have access"):
        current.current_person()


def test_nobody_is_admitted_by_the_claims_of_another_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    person = sign_in_as(monkeypatch, Role.ADMIN)
    [account] = [row for row in rows(Account) if row.person_id == person.person_id]
    be_somebody(monkeypatch, SessionClaims("https://evil.example.com", "admin", account.session_number, utc_now()))
    assert not isinstance(current.person_or_refusal(), Person)
    assert directory_claims("admin").issuer == account.issuer


def _asked(path: str, location: str = "/", **headers: str) -> Any:
    """The answer of a server that leads elsewhere, through the middleware."""

    async def lead(scope: Any, receive: Any, send: Any) -> None:
        await RedirectResponse(location)(scope, receive, send)

    client = TestClient(ReturnToPage(lead), base_url="http://watch.example.com", follow_redirects=False)
    return client.get(path, headers=headers)


def test_whoever_signs_in_comes_back_to_the_page_that_was_asked_for() -> None:
    left = _asked("/auth/login", "https://id.example.com/", referer="http://watch.example.com/trends?region=red_sea&days=90")
    assert left.headers["location"] == "https://id.example.com/" and "HttpOnly" in left.headers["set-cookie"]
    kept = left.headers["set-cookie"].split(";")[0]
    back = _asked("/oauth2callback", cookie=kept)
    assert back.headers["location"] == "/trends?region=red_sea&days=90" and "Max-Age=0" in back.headers["set-cookie"]
    assert _asked("/oauth2callback").headers["location"] == "/"
    assert _asked("/trends", cookie=kept).headers["location"] == "/", "no other request is led elsewhere"


ELSEWHERE = ("//evil.example.com", "/\\evil.example.com", "/x/../..", "https://evil.example.com/", "/a b", "/a?\r\nset-cookie:x=y", "/", "")


@pytest.mark.parametrize("page", ELSEWHERE)
def test_nobody_is_led_to_another_server(page: str) -> None:
    assert _asked("/oauth2callback", cookie=f"{COOKIE}={quote(page, safe='')}").headers["location"] == "/"


@pytest.mark.parametrize("referer", ["http://evil.example.com/trends", "http://watch.example.com//evil.example.com", "/trends", "http://["])
def test_a_page_of_another_server_is_not_kept(referer: str) -> None:
    assert "set-cookie" not in _asked("/auth/login", referer=referer).headers
