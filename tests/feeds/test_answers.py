"""What came instead of records is said in words, nothing of it lands, and what landed before stays."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import orjson
import pytest

from data_pipeline.landing import list_landings
from tests.feeds.conftest import Ask, at_server
from tests.feeds.helpers import ukmto, ukmto_record
from tests.pipeline.helpers import FIXTURES
from tests.support.feed_server import FeedServer, Reply, json_reply
from warehouse.contract.settings import Settings

PAGE = b"<!DOCTYPE html><html><head><title>\n Service  unavailable </title></head><body>%s</body></html>"


@pytest.fixture
def landed(ask: Ask, server: FeedServer) -> list[bytes]:
    """Twenty reports have landed."""
    server.give("/ukmto", json_reply(ukmto(*range(1, 21))))
    assert ask().kind == "landed"
    return [ukmto(*range(1, 21))]


def landed_bytes(settings: Settings) -> list[bytes]:
    return [landing.file.read_bytes() for landing in list_landings(settings.landing)]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(PAGE % b"later"), "a web page titled “Service unavailable” came instead of records. It is tried again later"),
        (Reply(b"<!-- x --><html><body>no</body></html>"), "a web page came instead of records"),
        (json_reply(PAGE % b"a label is not a content"), "a web page titled"),
        (
            Reply(PAGE % b'<div class="g-recaptcha">'),
            r"the service asks for proof that a person is there \(captcha\). Open the address in a browser",
        ),
        (Reply(PAGE % b"Just a moment...", status=403), "the service refuses to answer this program .403"),
        (Reply(b""), "the answer is empty"),
        (Reply(b"[", headers={"Content-Type": "application/json"}), "is in no format of source ukmto"),
        (json_reply(ukmto(*range(1, 30))[:-40]), "the answer is not valid JSON.*cut off"),
        (json_reply(b'{"message": "maintenance"}'), "in no format of source ukmto.*maintenance"),
        (json_reply(b"null"), "in no format of source ukmto"),
        (Reply(b"%PDF-1.7 report"), "the answer is a PDF document"),
        (Reply(b"\x89PNG\r\n"), "the answer is a picture"),
        (Reply(b"\x00\x01\x02" * 50), "The file is binary"),
        (json_reply(orjson.dumps([ukmto_record(1, utcDateOfIncident="soon")] * 20)), "none can be read"),
        (json_reply(orjson.dumps([{"utcDateOfIncident": "2026-11-01T11:22:00Z"}] * 20)), "is missing in every record"),
        (json_reply(b"[]"), "it gave an empty list, which it has never done before.*--accept-fewer"),
        (json_reply(ukmto(*range(1, 10))), "9 records came, fewer than half of the usual 20.*--accept-fewer"),
        (json_reply(ukmto(*range(1, 6001))), "6,000 records"),
    ],
)
def test_what_came_is_said_and_does_not_land(
    ask: Ask, settings: Settings, server: FeedServer, landed: list[bytes], reply: Reply, message: str
) -> None:
    server.give("/ukmto", reply)
    result = ask()
    assert result.kind == "failed"
    assert re.search(message, result.text), result.text
    assert "\n" not in result.text
    assert landed_bytes(settings) == landed


def test_a_wrong_label_does_no_harm(ask: Ask, server: FeedServer) -> None:
    """Files on code hosts come as text/plain, and some services call their JSON text/html."""
    server.give("/ukmto", Reply(ukmto(1, 2), headers={"Content-Type": "text/html"}))
    assert ask().text == "2 records landed as UKMTO service, JSON"


def test_markup_in_a_report_is_no_web_page(ask: Ask, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(orjson.dumps([ukmto_record(1, otherDetails="UKMTO WARNING 001-26 <html><body>Attack")])))
    assert ask().kind == "landed"


def test_half_of_few_is_chance(ask: Ask, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1, 2, 3, 4)), json_reply(ukmto(5)))
    assert [ask().kind, ask().kind] == ["landed", "landed"]


def test_the_first_answer_may_not_be_empty_either(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(b"[]"))
    assert "an empty list" in ask().text
    assert landed_bytes(settings) == []


def test_an_operator_may_accept_fewer(ask: Ask, settings: Settings, server: FeedServer, landed: list[bytes]) -> None:
    server.give("/ukmto", json_reply(b"[]"), json_reply(ukmto(*range(1, 21))), json_reply(b"[]"), json_reply(ukmto(3, 4)))
    assert ask(accept_fewer=True).text == "0 records landed as UKMTO service, JSON"
    assert ask().text == "20 records landed as UKMTO service, JSON"
    assert ask().text == "0 records landed as UKMTO service, JSON", "an empty list has been accepted once"
    assert "2 records came, fewer than half of the usual 10" in ask().text


def test_a_slow_decline_is_followed(ask: Ask, server: FeedServer) -> None:
    for records in (100, 80, 64, 52, 45, 40, 36, 34):
        server.give("/ukmto", json_reply(ukmto(*range(1, records + 1))))
        assert ask().kind == "landed", records


def test_an_answer_in_another_format_of_the_source_is_refused(ask: Ask, server: FeedServer) -> None:
    server.give("/asam", json_reply((FIXTURES / "asam" / "api_json.json").read_bytes()))
    result = ask(at_server("asam", f"{server.address}/asam", paging=""))
    assert result.text == "it came as NGA API, JSON, not as ArcGIS hub, GeoJSON or Esri JSON"


def test_an_answer_that_a_service_may_have_cut_is_refused(ask: Ask, server: FeedServer) -> None:
    recaap = (FIXTURES / "recaap" / "map_json.json").read_bytes()
    records = len(orjson.loads(recaap))
    url = server.give("/recaap", json_reply(recaap))
    assert f"{records} records came, as many as the service gives at most" in ask(at_server("recaap", url, full_answer=records)).text
    result = ask(at_server("recaap", f"{url}?from={{start}}&to={{end}}", full_answer=records + 1))
    assert result.kind == "landed"
    assert server.heard[-1].query == {"from": "2025-11-20", "to": "2026-11-20"}


def test_no_file_is_left_behind(ask: Ask, server: FeedServer, landed: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    server.give("/ukmto", Reply(PAGE % b"later"))
    ask()
    assert list(folder.iterdir()) == []
