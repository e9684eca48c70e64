"""The policy that pages are sent under, and the answer to a request on which the server fails."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Message

from pages.server import security_headers, trusted_hosts
from pages.server.security_headers import HEADERS, POLICY, content_policy, policy_in_force


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def test_a_basemap_adds_its_host_and_nothing_else() -> None:
    plain, mapped = directives(content_policy()), directives(content_policy("https://tiles.example.org:8443/a/style.json?key=x"))
    hosts = ["https://tiles.example.org:8443", "https://*.tiles.example.org:8443"]
    assert mapped == plain | {name: [*plain[name], *hosts] for name in ("img-src", "connect-src")}


@pytest.mark.parametrize(
    "basemap", ["none", "", "data:,x", "//example.org/x", "https://", "https://a.example; script-src *", "https://a b/c"]
)
def test_what_is_no_address_of_a_map_adds_nothing(basemap: str) -> None:
    assert content_policy(basemap) == content_policy()


def test_the_settings_are_followed_and_broken_ones_give_the_strictest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert policy_in_force() == content_policy()
    monkeypatch.setenv("ANCHORWATCH_EMBEDDED_BY", "https://intranet.example.com, http://10.0.0.7:8080")
    assert directives(policy_in_force())["frame-ancestors"] == ["https://intranet.example.com", "http://10.0.0.7:8080"]
    monkeypatch.setenv("ANCHORWATCH_EMBEDDED_BY", "*")
    assert policy_in_force() == content_policy()


def test_broken_settings_leave_this_machine_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_TRUSTED_HOSTS", "https://watch.example.com/")
    assert "localhost" in trusted_hosts.TrustedHosts(Starlette()).names


def answer_of(path: str, handler: Any) -> tuple[int, dict[str, str], str]:
    """Status, headers and body from a program with our middleware and our answer to failures."""
    program = Starlette(
        routes=[Route("/x", handler)],
        middleware=[security_headers.MIDDLEWARE, trusted_hosts.MIDDLEWARE],
        exception_handlers={Exception: security_headers.answer_failure},
    )
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"localhost")]}
    # Starlette hands the error on to the server's log once it has answered.
    with suppress(ZeroDivisionError):
        asyncio.run(program(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]).decode()


def test_a_failure_of_the_server_bears_the_headers_too_and_says_nothing_of_it() -> None:
    def fail(request: Request) -> None:
        raise ZeroDivisionError("secret")

    status, headers, body = answer_of("/x", fail)
    assert (status, body) == (500, "The server failed on this request.\n")
    assert HEADERS.items() <= headers.items()
    assert headers[POLICY] == content_policy()


def test_an_address_on_which_the_server_listens_is_trusted() -> None:
    hosts = trusted_hosts.TrustedHosts(Starlette(), ())
    assert hosts._is_trusted("192.168.1.5", ("192.168.1.5", 8501))
    assert hosts._is_trusted("192.168.1.5", ("::ffff:192.168.1.5", 8501))
    assert hosts._is_trusted("[fd00::5]", ("fd00:0::5", 8501))
    assert not hosts._is_trusted("192.168.1.6", ("192.168.1.5", 8501))
    assert not hosts._is_trusted("192.168.1.5", ("/run/anchorwatch.sock", None))
    assert not hosts._is_trusted("192.168.1.5", None)
