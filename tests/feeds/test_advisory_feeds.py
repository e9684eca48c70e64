"""Feeds of advisories that an operator names: from a service's answer to the published table, through all guards of other feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.commands.fetching import feeds_switched_on
from data_pipeline.errors import UsageError
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Request, Result
from data_pipeline.landing import list_landings
from tests.feeds.conftest import NOW, patient
from tests.pipeline.helpers import content, only_row, settings_in
from tests.support.feed_server import FeedServer, Reply
from tests.syndication.helpers import item, rss
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

AskFeed = Callable[..., Result]


@pytest.fixture
def fed(tmp_path: object, server: FeedServer, settings: Settings) -> Iterator[Settings]:
    """Settings that name the server as a feed, and no other."""
    named = f'[{{name = "Coast Guard", address = "{server.address}/coast", region = "gulf_of_guinea", licence = "CC BY 4.0"}}]'
    yield settings_in(settings.data, feeds="none", feeds_from_private_addresses="true", advisory_feeds=named)
    registry.include_operators_sources(settings)


@pytest.fixture
def ask_feed(fed: Settings, server: FeedServer) -> AskFeed:
    def ask_once(*replies: Reply) -> Result:
        server.give("/coast", *replies)
        [source] = feeds_switched_on(fed)
        [result] = fetch_sources(fed, [source], Request(now=True), new_client=patient, at=NOW)
        return result

    return ask_once


def published(settings: Settings, rebuild: bool = False) -> Snapshot:
    snapshot = run(settings, rebuild=rebuild).snapshot
    assert snapshot is not None
    return snapshot


def test_a_feed_becomes_advisories_and_no_incidents(fed: Settings, ask_feed: AskFeed) -> None:
    assert ask_feed(Reply(rss(item(1), item(2), item(3, pubDate="soon")))).text == "3 records landed as RSS or Atom feed"
    tables = content(published(fed))
    assert (tables["reports"], tables["incidents"]) == ([], [])
    assert [row["advisory_id"] for row in tables["advisories"]] == ["feed_coast_guard:urn:warning:1", "feed_coast_guard:urn:warning:2"]
    assert {row["tlp"] for row in tables["advisories"]} == {"CLEAR"}
    [landing] = tables["landings"]
    assert (landing["read"], landing["new"], landing["quarantined"], landing["leftover_fields"]) == (3, 2, 1, [])
    source = only_row(tables["sources"], source="feed_coast_guard")
    assert (source["title"], source["state"], source["reports"], source["advisories"]) == ("Coast Guard", "live", 0, 2)
    assert (source["licence"], source["narrative"], source["watches"]) == ("CC BY 4.0", "short", [])


def test_the_same_adds_nothing_and_a_change_revises(fed: Settings, ask_feed: AskFeed) -> None:
    assert ask_feed(Reply(rss(item(1), item(2)))).kind == "landed"
    assert ask_feed(Reply(rss(item(1), item(2)))).kind == "unchanged"
    published(fed)
    assert (
        ask_feed(Reply(rss(item(3), item(1, description="The buoy was recovered; this warning is cancelled."), item(2)))).kind == "landed"
    )
    last = published(fed)
    rows = {row["native_ref"]: row for row in content(last)["advisories"]}
    assert [(rows[f"urn:warning:{number}"]["revision"], rows[f"urn:warning:{number}"]["withdrawn"]) for number in (1, 2, 3)] == [
        (2, True), (1, None), (1, None),
    ]  # fmt: skip
    assert [(row["new"], row["revised"], row["unchanged"]) for row in content(last)["landings"]] == [(2, 0, 0), (1, 1, 1)]
    rebuilt = published(fed, rebuild=True)
    assert content(rebuilt)["advisories"] == content(last)["advisories"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b"<html><head><title>Just a moment...</title></head></html>"), "a web page titled “Just a moment...” came"),
        (Reply(b"<!DOCTYPE html><html><head><title>Moved</title></head><body>captcha</body></html>"), "captcha"),
        (Reply(b"no", status=403), "403"),
        (Reply(b"{}"), "is not an RSS or Atom feed"),
        (Reply(rss(item(1))[:-30]), "its last tag is missing"),
        (Reply(rss()), "it gave an empty list, which it has never done before"),
        (Reply(b'<!DOCTYPE r [<!ENTITY a "b">]>' + rss(item(1))), "defines entities"),
        (Reply(b""), "is empty"),
        (Reply(rss(*(item(number) for number in range(2_001)))), "2,001 records"),
    ],
)
def test_what_is_no_feed_does_not_land_and_what_landed_stays(fed: Settings, ask_feed: AskFeed, reply: Reply, message: str) -> None:
    assert ask_feed(Reply(rss(item(1), item(2)))).kind == "landed"
    result = ask_feed(reply)
    assert (result.kind, message in result.text) == ("failed", True), result.text
    assert len(list_landings(fed.landing)) == 1


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ('[{name = "A"}]', "address is missing"),
        ('[{address = "https://x.example"}]', "name is missing"),
        ('[{name = "A", address = "nowhere"}]', "address 'nowhere' is not a web address"),
        ('[{name = "A", address = "https://x.example", region = "atlantis"}]', "region 'atlantis' is not the code of a sea region"),
        ('[{name = "A", address = "https://x.example", kind = "rumour"}]', "kind 'rumour' is not one of warning"),
        ('[{name = "A", address = "https://x.example", tlp = "PURPLE"}]', "tlp 'PURPLE' is not one of"),
        ('[{name = "A", address = "https://x.example", every_hours = 0}]', "every_hours is not between"),
        ('[{name = "A", address = "https://x.example", every_hours = "often"}]', "every_hours 'often' is not a number"),
        ('[{name = "A b", address = "https://x.example"}, {name = "a-B", address = "https://y.example"}]', "too similar to"),
        ('[{name = "船", address = "https://x.example"}]', "neither a letter"),
        ('[{name = "A", address = "https://x.example", adress = "x"}]', "adress is not known"),
    ],
)
def test_a_wrong_setting_is_named(settings: Settings, tables: str, message: str) -> None:
    wrong = settings_in(settings.data, advisory_feeds=tables)
    with pytest.raises(UsageError, match="setting advisory_feeds, feed") as caught:
        registry.include_operators_sources(wrong)
    assert message in str(caught.value)
    registry.include_operators_sources(settings)


def test_a_changed_setting_reads_all_anew(fed: Settings, ask_feed: AskFeed) -> None:
    ask_feed(Reply(rss(item(1, title="Buoy adrift"))))
    assert content(published(fed))["advisories"][0]["sea_regions"] == ["gulf_of_guinea"]
    named = '[{name = "Coast Guard", address = "https://x.example/", region = "red_sea", kind = "notice"}]'
    moved = settings_in(fed.data, feeds="none", advisory_feeds=named)
    [row] = content(published(moved))["advisories"]
    assert (row["sea_regions"], row["kind"], row["revision"]) == (["red_sea"], "notice", 1)
