"""The feeds of IMB's live map and of MDAT-GoG: off until the operator switches them on; in their forms, with their faults."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.landing import list_landings
from data_pipeline.registry import SourceDescription
from tests.feeds.conftest import Ask, at_server
from tests.fixtures.golden import FOLDER
from tests.pipeline.conftest import Cli
from tests.pipeline.conftest import cli as cli
from tests.pipeline.helpers import content, only_row, settings_in
from tests.support.feed_server import FeedServer, Reply
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

FILES = {"imb_live": FOLDER / "imb_live" / "markers_json.json", "mdat_gog": FOLDER / "mdat_gog" / "points_geojson.json"}
BOTH = pytest.mark.parametrize("source_id", sorted(FILES))


def records_of(source_id: str, times: int) -> bytes:
    """An answer with so many records, in the source's form."""
    stated = orjson.loads(FILES[source_id].read_bytes())
    if source_id == "imb_live":
        first = stated[0]
        sitrep = first["custom_field_data"][0]
        markers = [
            {**first, "id": str(number), "custom_field_data": [sitrep, {"name": "Incident Number", "value": f"{number:03}-25"}]}
            for number in range(times)
        ]
        return orjson.dumps(markers)
    first = stated["features"][0]
    features = [{**first, "properties": {**first["properties"], "serial": f"GOG-25-{number:03}"}} for number in range(times)]
    return orjson.dumps({**stated, "features": features})


def asked(source_id: str, server: FeedServer, body: bytes, **reply: Any) -> SourceDescription:
    server.give(f"/{source_id}", Reply(body, **reply))
    return at_server(source_id, f"{server.address}/{source_id}")


@BOTH
def test_it_is_off_and_asks_what_there_is_to_settle(source_id: str, cli: Cli) -> None:
    source = registry.source(source_id)
    assert source.feed is not None
    answer = cli("fetch", source_id)
    assert answer.status == 2
    assert source.feed.question in " ".join(answer.err.split())
    assert source.licence in " ".join(answer.err.split())


@BOTH
def test_its_question_is_published_for_the_page_of_sources(source_id: str, settings: Settings, ask: Ask, server: FeedServer) -> None:
    source = asked(source_id, server, FILES[source_id].read_bytes())
    assert ask(source).kind == "landed"
    on = settings_in(settings.data, enabled_sources=source_id)
    assert run(on).exit_status == 0
    tables = content(Store(settings.data).open())
    described = only_row(tables["sources"], source=source_id)
    assert source.feed is not None
    assert described["description"].endswith(f"Before its feed is switched on: {source.feed.question}")
    landing = only_row(tables["landings"], source=source_id)
    assert landing["read"] == landing["new"] + landing["quarantined"] > 0


@BOTH
def test_an_answer_lands_once_and_a_changed_one_revises(source_id: str, settings: Settings, ask: Ask, server: FeedServer) -> None:
    assert ask(asked(source_id, server, records_of(source_id, 20))).kind == "landed"
    assert ask(asked(source_id, server, records_of(source_id, 20))).kind == "unchanged"
    changed = records_of(source_id, 20).replace(b"boarded", b"tried to board", 1)
    assert ask(asked(source_id, server, changed)).kind == "landed"
    on = settings_in(settings.data, enabled_sources=source_id)
    run(on)
    last = max(content(Store(settings.data).open())["landings"], key=lambda row: row["landed_at"])
    assert (last["read"], last["new"], last["revised"], last["unchanged"]) == (20, 0, 1, 19)


FAULTS: dict[str, tuple[bytes | None, int, str]] = {
    "page": (b"<!DOCTYPE html><html><title>Maintenance</title><body>Back soon</body></html>", 200, "a web page titled “Maintenance”"),
    "captcha": (b"<html><head><title>Just a moment...</title></head><body>captcha</body></html>", 200, "proof that a person is there"),
    "forbidden": (b"no", 403, "403"),
    "cut": (None, 200, "cut off|not valid JSON"),
    "error": (
        b'{"code":"rest_no_route","message":"No route was found","data":{"status":404}}',
        200,
        "no format of source|holds no",
    ),
    "other": (b'[{"a": 1}]', 200, "in no format of source"),
    "empty": (b"", 200, "is empty|empty"),
}


@BOTH
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_answer_of_the_map_does_not_land(source_id: str, fault: str, settings: Settings, ask: Ask, server: FeedServer) -> None:
    assert ask(asked(source_id, server, records_of(source_id, 20))).kind == "landed"
    body, status, words = FAULTS[fault]
    result = ask(asked(source_id, server, records_of(source_id, 20)[:-200] if body is None else body, status=status))
    assert result.kind == "failed"
    assert any(word in result.text for word in words.split("|")), result.text
    assert len(list_landings(settings.landing)) == 1


@BOTH
def test_half_the_usual_and_an_empty_map_are_refused_until_accepted(source_id: str, ask: Ask, server: FeedServer) -> None:
    assert ask(asked(source_id, server, records_of(source_id, 20))).kind == "landed"
    assert "fewer than half of the usual 20" in ask(asked(source_id, server, records_of(source_id, 9))).text
    empty = asked(source_id, server, records_of(source_id, 0))
    assert "an empty list, which it has never done before" in ask(empty).text
    # The map of a new year.
    assert ask(empty, accept_fewer=True).kind == "landed"


def test_the_days_asked_for_stand_in_the_path(ask: Ask, server: FeedServer) -> None:
    server.give("/points/2025-11-20", Reply(records_of("mdat_gog", 2)))
    assert ask(at_server("mdat_gog", f"{server.address}/points/{{start}}")).kind == "landed"
