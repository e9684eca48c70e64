"""Signing in at a real OpenID Connect provider: who is shown what, the size of the cookie, and the end of every tab."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import open_in
from tests.browser.test_pages import findings
from tests.pages.people import MANY_GROUPS
from tests.support.marked import SECRET, publish_marked
from tests.support.provider import running_provider, sign_in_environment, somebody
from tests.support.server import free_port, running_app
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser
PEOPLE = [somebody("anna", "admins", *MANY_GROUPS), somebody("rolf", "readers")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a snapshot with marked reports, and people who sign in to it."""
    folder, port = tmp_path_factory.mktemp("sign_in"), free_port()
    publish_marked(build_snapshot(folder / "base", 300), folder / "data")
    with (
        running_provider(PEOPLE) as provider,
        running_app(folder / "data", folder / "log", PORT=str(port), **sign_in_environment(provider, port)) as address,
    ):
        yield address


def sign_in(page: Page, address: str, subject: str) -> None:
    """From the entrance through the provider's page and back."""
    # The provider's pages ask for a style sheet elsewhere.
    page.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, lambda route: route.abort())
    page.goto(f"{address}/glossary?word=TLP")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=subject).click()
    page.wait_for_url(f"{address}/glossary?word=TLP")


def test_signing_out_ends_every_tab_and_500_groups_fit(chromium: Browser, server: str) -> None:
    with open_in(chromium) as watched:
        page = watched.page
        watched.go(server)
        assert "Please sign in" in page.locator("body").inner_text() and findings(watched) == []
        sign_in(page, server, "anna")
        page.get_by_text("Anna, admin").wait_for()
        size = sum(len(cookie["name"]) + len(cookie["value"]) for cookie in page.context.cookies(server))
        assert size < 2_000
        page.get_by_role("link", name="Administration").click()
        page.get_by_text("anna@example.com").first.wait_for(state="attached")
        watched.settle()
        assert findings(watched) == []
        other = page.context.new_page()
        other.goto(f"{server}/my_account")
        other.get_by_role("button", name="Sign out everywhere").wait_for()
        with other.expect_download() as download:
            other.get_by_role("button", name="What is stored about me").click()
        assert b"anna@example.com" in Path(download.value.path()).read_bytes()
        page.get_by_role("button", name="Sign out", exact=True).click()
        other.get_by_text("You have been signed out").wait_for(timeout=15_000)
        assert not [cookie for cookie in page.context.cookies(server) if cookie["name"].startswith("_streamlit_user")]


def test_a_role_decides_what_is_read(chromium: Browser, server: str) -> None:
    with open_in(chromium) as watched:
        sign_in(watched.page, server, "rolf")
        watched.page.get_by_text("Rolf, reader").wait_for()
        watched.go(f"{server}/link_review?outcome=linked")
        words = watched.page.locator("body").inner_text()
        assert SECRET["GREEN"] in words and SECRET["AMBER"] not in words and SECRET["RED"] not in words
        watched.go(f"{server}/administration")
        assert "Your role here is reader" in watched.page.locator("body").inner_text()
