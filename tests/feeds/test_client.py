"""Requests to a feed: who asks, what is asked, and every way in which a service can answer badly."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_pipeline.errors import FeedError, FeedUnreachable
from data_pipeline.feeds.client import Client, retry_after_seconds, user_agent
from data_pipeline.feeds.model import Limits, Validators
from data_pipeline.files.contents import LARGEST_FILE_BYTES
from tests.feeds.conftest import PROXIES
from tests.support.feed_server import FeedServer, Reply, gzipped
from warehouse.contract.settings import Settings

# Ten seconds of real time, so that a busy machine fails no test; what waits for silence takes less.
LIMITS = Limits(largest_bytes=100_000, seconds=60.0, connect_seconds=10.0, read_seconds=10.0)


class Clock:
    """A clock that goes on by `step` seconds whenever it is read, and by as much as is slept."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 0.0
        self.step = step
        self.slept: list[float] = []

    def __call__(self) -> float:
        self.now += self.step
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(settings: Settings, clock: Clock) -> Iterator[Client]:
    with Client(settings, LIMITS, threading.Event(), clock, clock.sleep) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answer"


def test_the_program_says_who_asks(client: Client, server: FeedServer, file: Path) -> None:
    client.download(server.give("/a", Reply(b"[]")), file)
    assert server.heard[0].headers["User-Agent"] == "Anchorwatch/0.1.0 (ops@example.com)"
    assert user_agent("") == "Anchorwatch/0.1.0"


def test_a_good_answer_is_written_as_it_came(client: Client, server: FeedServer, file: Path) -> None:
    url = server.give("/a", Reply(b"[1, 2]", headers={"ETag": '"v1"', "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}))
    answer = client.download(url, file)
    assert file.read_bytes() == b"[1, 2]"
    assert not answer.is_unchanged
    assert answer.validators == Validators('"v1"', "Sun, 01 Nov 2026 00:00:00 GMT")


def test_what_is_known_is_asked_for_only_if_changed(client: Client, server: FeedServer, file: Path) -> None:
    url = server.give("/a", Reply(status=304))
    assert client.download(url, file, Validators('"v1"', "Sun, 01 Nov 2026 00:00:00 GMT")).is_unchanged
    assert server.heard[0].headers["If-None-Match"] == '"v1"'
    assert server.heard[0].headers["If-Modified-Since"] == "Sun, 01 Nov 2026 00:00:00 GMT"
    with pytest.raises(FeedError, match="304"):
        client.download(url, file)


@pytest.mark.parametrize("etag", ["x" * 501, "\x80v", ""])
def test_an_odd_etag_is_not_kept(client: Client, server: FeedServer, file: Path, etag: str) -> None:
    url = server.give("/a", Reply(b"[]", headers={"ETag": etag}))
    assert client.download(url, file).validators.etag is None


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "refuses to answer this program .401.*Set contact"),
        (403, "refuses to answer this program .403.*Set contact"),
        (404, "nothing at its address any more"),
        (410, "nothing at its address any more"),
        (500, "answered 500"),
        (502, "answered 502"),
        (204, "answered 204"),
    ],
)
def test_a_refusal_is_said_and_not_repeated(client: Client, server: FeedServer, file: Path, status: int, message: str) -> None:
    with pytest.raises(FeedError, match=message) as raised:
        client.download(server.give("/a", Reply(status=status)), file)
    assert raised.value.retry_after is None
    assert len(server.heard) == 1
    assert not file.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_after_as_long_as_it_says(
    client: Client, server: FeedServer, file: Path, clock: Clock, status: int
) -> None:
    url = server.give("/a", Reply(status=status, headers={"Retry-After": "7"}), Reply(b"[]"))
    client.download(url, file)
    assert clock.slept == [7.0]
    assert file.read_bytes() == b"[]"


def test_pauses_grow_and_differ_by_chance(client: Client, server: FeedServer, file: Path, clock: Clock) -> None:
    with pytest.raises(FeedError, match=r"too busy to answer \(503"):
        client.download(server.give("/a", Reply(status=503)), file)
    assert len(server.heard) == LIMITS.attempts
    first, second = clock.slept
    assert 0.5 <= first <= 1.0 <= second <= 2.0


def test_a_service_that_asks_for_more_time_than_there_is_fails_at_once(
    client: Client, server: FeedServer, file: Path, clock: Clock
) -> None:
    with pytest.raises(FeedError, match="asks us to wait 3,600 seconds") as raised:
        client.download(server.give("/a", Reply(status=429, headers={"Retry-After": "3600"})), file)
    assert raised.value.retry_after == 3600
    assert clock.slept == []
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0), (" 5 ", 5.0), ("", 0.0), ("soon", 0.0), ("-5", 0.0), ("9" * 5_000, 0.0), ("1.5", 0.0),
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0), ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0), ("Fri, 99 Nov 2026 11:00:00 GMT", 0.0),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float) -> None:
    assert retry_after_seconds(header, datetime(2026, 11, 20, 12, tzinfo=UTC)) == seconds


def test_a_service_that_is_not_there_is_unreachable(client: Client, server: FeedServer, file: Path, clock: Clock) -> None:
    with pytest.raises(FeedUnreachable, match=r"127\.0\.0\.1 cannot be reached: Connection refused"):
        client.download("http://127.0.0.1:9/a", file)
    assert len(clock.slept) == LIMITS.attempts - 1


def test_silence_ends_and_is_not_repeated(settings: Settings, server: FeedServer, file: Path) -> None:
    limits = replace(LIMITS, read_seconds=0.2)
    with Client(settings, limits, threading.Event()) as hasty, pytest.raises(FeedError, match="sent nothing for 0 seconds"):
        hasty.download(server.give("/a", Reply(silent=True)), file)
    assert len(server.heard) == 1


def test_a_slow_drip_ends_at_the_time_for_the_whole_feed(settings: Settings, server: FeedServer, file: Path) -> None:
    clock = Clock(step=5.0)
    url = server.give("/a", Reply(b"x" * 40, pieces=40))
    with (
        Client(settings, LIMITS, threading.Event(), clock, clock.sleep) as client,
        pytest.raises(FeedError, match="longer than 60 seconds"),
    ):
        client.download(url, file)
    assert file.stat().st_size < 40


def test_a_body_that_is_cut_off_is_asked_for_again(client: Client, server: FeedServer, file: Path, clock: Clock) -> None:
    url = server.give("/a", Reply(b"[1,", announced=100), Reply(b"[1, 2]"))
    client.download(url, file)
    assert file.read_bytes() == b"[1, 2]"
    with pytest.raises(FeedError, match="the answer was cut off"):
        client.download(server.give("/b", Reply(b"[1,", announced=100)), file)


def test_a_person_may_stop_it(settings: Settings, server: FeedServer, file: Path) -> None:
    stop = threading.Event()
    stop.set()
    with Client(settings, LIMITS, stop) as client, pytest.raises(FeedError, match="skipped"):
        client.download(server.give("/a", Reply(b"[]")), file)
    assert server.heard == []


def test_redirects_are_followed_to_an_end(client: Client, server: FeedServer, file: Path) -> None:
    server.give("/c", Reply(b"[3]"))
    server.give("/b", Reply(status=307, headers={"Location": f"{server.address}/c"}))
    client.download(server.give("/a", Reply(status=301, headers={"Location": "/b"})), file)
    assert file.read_bytes() == b"[3]"
    server.give("/round", Reply(status=302, headers={"Location": "/round"}))
    with pytest.raises(FeedError, match="redirects more than 5 times"):
        client.download(f"{server.address}/round", file)


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("file:///etc/passwd", "only http and https addresses are"),
        ("ftp://example.com/a", "only http and https addresses are"),
        ("mailto:ops@example.com", "only http and https"),
        ("http://[::1", "no address"),
        ("http://" + "a" * 70 + ".example/\x7f", "no address"),
    ],
)
def test_a_redirect_to_anything_else_is_refused(client: Client, server: FeedServer, file: Path, location: str, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        client.download(server.give("/a", Reply(status=302, headers={"Location": location})), file)


def test_a_compressed_answer_is_unpacked(client: Client, server: FeedServer, file: Path) -> None:
    client.download(server.give("/a", gzipped(b"[1, 2]" * 50)), file)
    assert file.read_bytes() == b"[1, 2]" * 50


def test_a_bomb_ends_at_the_limit(client: Client, server: FeedServer, file: Path) -> None:
    bomb = gzipped(b"\0" * 50_000_000)
    assert len(bomb.body) < LIMITS.largest_bytes
    with pytest.raises(FeedError, match="larger than 0 MB"):
        client.download(server.give("/a", bomb), file)
    assert file.stat().st_size <= LIMITS.largest_bytes


@pytest.mark.parametrize("announced", [None, 10**12])
def test_an_oversized_answer_ends_at_the_limit(client: Client, server: FeedServer, file: Path, announced: int | None) -> None:
    with pytest.raises(FeedError, match="larger than 0 MB"):
        client.download(server.give("/a", Reply(b"x" * 200_000, announced=announced)), file)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(gzip.compress(b"[1, 2]")[:-9], headers={"Content-Encoding": "gzip"}), "compressed body ends early"),
        (Reply(gzip.compress(b"[1]") + b"more", headers={"Content-Encoding": "gzip"}), "compressed body ends early"),
        (Reply(b"[1, 2]", headers={"Content-Encoding": "gzip"}), "compressed body is damaged"),
        (Reply(b"", headers={"Content-Encoding": "gzip"}), "compressed body ends early"),
        (Reply(b"[1]", headers={"Content-Encoding": "gzip, gzip"}), "compressed in a way that was not asked for"),
        (Reply(b"[1]", headers={"Content-Encoding": "br"}), "compressed in a way that was not asked for"),
    ],
)
def test_a_badly_compressed_answer_is_refused(client: Client, server: FeedServer, file: Path, reply: Reply, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        client.download(server.give("/a", reply), file)


def test_a_proxy_of_the_environment_is_used(settings: Settings, server: FeedServer, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    server.give("/a", Reply(b"[1]"))
    with Client(settings, LIMITS, threading.Event()) as client:
        client.download("http://feed.invalid/a", file)
    assert server.heard[0].headers["Host"] == "feed.invalid"
    assert file.read_bytes() == b"[1]"


@pytest.mark.parametrize("name", [*PROXIES[:3], "SSL_CERT_FILE"])
def test_an_environment_that_cannot_be_used_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "nonsense://nowhere")
    with pytest.raises(FeedError, match="proxy or certificates"):
        Client(settings, LIMITS, threading.Event())


def test_no_answer_is_larger_than_what_files_may_be() -> None:
    assert Limits().largest_bytes == LARGEST_FILE_BYTES
