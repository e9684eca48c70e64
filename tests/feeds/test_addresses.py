"""No request reaches a private network, whatever a name, a redirect or an odd way of writing an address says."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from data_pipeline.errors import FeedError, FeedUnreachable
from data_pipeline.feeds import addresses, client
from data_pipeline.feeds.addresses import check_address, wait_for_name
from data_pipeline.feeds.client import Client
from data_pipeline.feeds.model import Limits
from tests.pipeline.helpers import settings_in
from tests.support.feed_server import FeedServer, Reply
from warehouse.contract import public_addresses
from warehouse.contract.public_addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/a", "https://api.localhost/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/", "https://user:word@10.0.0.1/", "http://example.com/", "file:///etc/passwd", "gopher://example.com/",
        "https:///nowhere", "nonsense", "", "https://[bad/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(FeedError):
        check_address(url, allow_private=False)


def test_private_addresses_may_be_allowed() -> None:
    for url in ("http://127.0.0.1:8000/a", "http://localhost/", "https://10.0.0.1/"):
        check_address(url, allow_private=True)
    with pytest.raises(FeedError, match="only http and https"):
        check_address("file:///etc/passwd", allow_private=True)


@pytest.fixture
def strict(tmp_path: Path) -> Client:
    """A client for which private addresses are not allowed."""
    return Client(settings_in(tmp_path / "data"), Limits(attempts=1), threading.Event())


def test_a_name_that_means_a_private_address_is_refused_before_anything_is_sent(
    strict: Client, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with strict, pytest.raises(FeedError, match=r"feed\.example\.org is not asked: its address 127\.0\.0\.1 lies in a private network"):
        strict.download(f"https://feed.example.org:{server.port}/a", tmp_path / "answer")
    assert server.heard == []


@pytest.mark.parametrize(
    "location", ["https://169.254.169.254/latest/meta-data", "https://[::1]/", "http://10.0.0.1/", "file:///etc/passwd"]
)
def test_a_redirect_into_a_private_network_is_refused(
    strict: Client, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    """The test's server counts as public here; where it redirects to does not."""

    def check(url: str, allow_private: bool) -> None:
        if not url.startswith(server.address):
            check_address(url, allow_private)

    monkeypatch.setattr(client, "check_address", check)
    monkeypatch.setattr(public_addresses, "is_public", lambda address: address == "127.0.0.1" or is_public(address))
    url = server.give("/a", Reply(status=302, headers={"Location": location}))
    with strict, pytest.raises(FeedError, match="is not asked"):
        strict.download(url, tmp_path / "answer")
    assert len(server.heard) == 1


def test_a_name_that_is_looked_up_without_end_is_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, a resolver may take half a minute to give up."""
    given_up = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: given_up.wait(10))
    hasty = Client(settings_in(tmp_path / "data"), Limits(connect_seconds=0.1), threading.Event())
    with hasty, pytest.raises(FeedUnreachable, match="name was not found"):
        hasty.download("https://feed.example.org/a", tmp_path / "answer")
    given_up.set()


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_behind_a_proxy_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the proxy looks it up")

    monkeypatch.setenv(variable, "http://10.0.0.1:3128")
    monkeypatch.setattr(addresses, "_look_up", refuse)
    wait_for_name("feed.invalid", "http", 1.0)
