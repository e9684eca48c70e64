"""The feeds that sources declare, and descriptions that are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.feeds.addresses import check_address
from data_pipeline.feeds.description import parse_feed
from warehouse.contract import settings as settings_module

WITH_FEED = [source for source in registry.sources().values() if source.feed]
FORMATS = {"api_json": None}


def test_which_sources_have_a_feed() -> None:
    assert [source.id for source in WITH_FEED] == ["asam", "imb_crime_at_sea", "imb_live", "mdat_gog", "recaap", "ukmto"]


@pytest.mark.parametrize("source", WITH_FEED, ids=lambda source: source.id)
def test_a_feeds_address_may_be_asked(source: registry.SourceDescription) -> None:
    assert source.feed is not None
    address = source.feed.address(date(2026, 11, 20))
    check_address(address, allow_private=False)
    assert "{" not in address


@pytest.mark.parametrize("source", WITH_FEED, ids=lambda source: source.id)
def test_only_feeds_with_an_open_licence_are_on_by_default(source: registry.SourceDescription, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_module.load({})
    assert (source.id in settings.feeds) == source.open_licence
    assert (source.id in settings.enabled_sources) == source.open_licence


def test_days_are_put_into_the_address() -> None:
    feed = parse_feed({"url": "https://a.example/?{start}&{end}", "format": "api_json", "every_hours": 1, "days": 366}, FORMATS, True)
    assert feed.address(date(2025, 3, 1)) == "https://a.example/?2024-02-29&2025-03-01"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "csv"}, "format = 'csv'; the formats are api_json"),
        ({"paging": "guess"}, "paging = 'guess'"),
        ({"every_hours": 0.5}, "asked once an hour at most"),
        ({"question": ""}, "question is missing"),
        ({"cadence": 5}, "cadence"),
    ],
)
def test_a_wrong_description_is_refused(changes: dict[str, Any], message: str) -> None:
    entries = {"url": "https://a.example/", "format": "api_json", "every_hours": 1, "question": "May you?"}
    with pytest.raises((KeyError, TypeError), match=message):
        parse_feed({**entries, **changes}, FORMATS, open_licence=False)
