"""A feature service page by page: nothing skipped, nothing twice, and an end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from data_pipeline.errors import FeedError
from data_pipeline.feeds import paging
from data_pipeline.feeds.client import Client
from data_pipeline.feeds.model import Limits
from data_pipeline.feeds.paging import download_esri_layer
from tests.feeds.conftest import Ask, at_server
from tests.feeds.helpers import esri_feature
from tests.support.feed_server import FeedServer, Heard, Reply, json_reply
from warehouse.contract.settings import Settings

LAYER = "/ASAM/FeatureServer/0"
PAGE = 10


def layer(records: int, count: int | None = None, skip: int = 0, double: bool = False) -> Callable[[Heard], Reply]:
    """Answers as the service does, ten records a page; `skip` leaves out so many between pages, `double` gives one of them again."""

    def answer(heard: Heard) -> Reply:
        assert heard.query["where"] == "1=1"
        assert heard.query["f"] == "json"
        if "returnCountOnly" in heard.query:
            return json_reply(orjson.dumps({"count": records if count is None else count}))
        assert heard.query["orderByFields"] == "OBJECTID"
        offset = int(heard.query["resultOffset"])
        start = offset + (skip if offset else 0) - (1 if double and offset else 0)
        numbers = range(start + 1, min(records, start + PAGE) + 1)
        page: dict[str, Any] = {"objectIdFieldName": "OBJECTID", "features": [esri_feature(number) for number in numbers]}
        if numbers and numbers[-1] < records:
            page["exceededTransferLimit"] = True
        return json_reply(orjson.dumps(page))

    return answer


def fetch_layer(settings: Settings, server: FeedServer, file: Path) -> list[Any]:
    with Client(settings, Limits(attempts=1), threading.Event()) as client:
        download_esri_layer(client, f"{server.address}{LAYER}", file)
    features: list[Any] = orjson.loads(file.read_bytes())["features"]
    return features


@pytest.mark.parametrize("records", [0, 1, 9, 10, 11, 25, 30])
def test_all_records_come_once(settings: Settings, server: FeedServer, tmp_path: Path, records: int) -> None:
    server.give(f"{LAYER}/query", layer(records))
    features = fetch_layer(settings, server, tmp_path / "layer.json")
    assert [feature["attributes"]["OBJECTID"] for feature in features] == list(range(1, records + 1))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (layer(25, skip=2), "pages hold 23 records of the 25"),
        (layer(25, double=True), "record 10 came twice, again on page 2"),
        (layer(25, count=26), "pages hold 25 records of the 26"),
        (json_reply(b'{"error": {"code": 400, "message": "Invalid URL"}}'), "answered with error 400: Invalid URL"),
        (json_reply(b'{"count": true}'), "does not say how many records"),
        (json_reply(b'{"count": "9"}'), "does not say how many records"),
        (json_reply(b'{"count": 1}'), "page 1 of the layer holds no features"),
        (json_reply(b'{"count": 1, "features": [1]}'), "no number OBJECTID"),
        (json_reply(b'{"count": 1, "features": [{"attributes": {}}], "objectIdFieldName": [null]}'), "no number OBJECTID"),
        (json_reply(b'{"count": 1, "features": [], "exceededTransferLimit": true}'), "page 1 of the layer is empty"),
        (json_reply(b"[]"), "no feature set"),
        (json_reply(b"<html>"), "not JSON"),
    ],
)
def test_a_layer_that_is_not_whole_is_refused(
    settings: Settings, server: FeedServer, tmp_path: Path, answer: Reply | Callable[[Heard], Reply], message: str
) -> None:
    server.give(f"{LAYER}/query", answer)
    with pytest.raises(FeedError, match=message):
        fetch_layer(settings, server, tmp_path / "layer.json")
    assert not (tmp_path / "layer.json").exists()


def test_a_layer_that_changes_while_it_is_read_is_refused(settings: Settings, server: FeedServer, tmp_path: Path) -> None:
    """One record is deleted and one added after the first count: the pages hold as many as it said."""
    counts = iter([25, 26])

    def answer(heard: Heard) -> Reply:
        return json_reply(orjson.dumps({"count": next(counts)})) if "returnCountOnly" in heard.query else layer(25)(heard)

    server.give(f"{LAYER}/query", answer)
    with pytest.raises(FeedError, match="pages hold 25 records"):
        fetch_layer(settings, server, tmp_path / "layer.json")


def test_a_layer_without_end_is_refused(settings: Settings, server: FeedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "_MOST_PAGES", 3)
    server.give(f"{LAYER}/query", layer(100))
    with pytest.raises(FeedError, match="no end after 3 pages"):
        fetch_layer(settings, server, tmp_path / "layer.json")


def test_asam_lands_from_its_layer(ask: Ask, server: FeedServer) -> None:
    server.give(f"{LAYER}/query", layer(25))
    asam = at_server("asam", f"{server.address}{LAYER}")
    assert ask(asam).text == "25 records landed as ArcGIS hub, GeoJSON or Esri JSON"
    assert ask(asam).kind == "unchanged"
