"""Whatever a service answers, the data folder stays valid, and what landed before stays."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.chain import run
from data_pipeline.doctor.examine import examine_data_folder
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Limits, Request
from data_pipeline.landing import list_landings
from tests.feeds.conftest import NOW, at_server, patient
from tests.feeds.helpers import esri_feature, ukmto, ukmto_record
from tests.pipeline.helpers import content, settings_in
from tests.support.feed_server import FeedServer, Reply, running_feed_server
from warehouse.contract.settings import Settings

REPORTS = range(1, 21)
GOOD = ukmto(*REPORTS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
# Its date can be read, so that records get beyond the first check.
RECORDS = st.dictionaries(st.sampled_from([*ukmto_record()]), VALUES, max_size=8).map(lambda changes: {**ukmto_record(), **changes})


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good answer, of which a part is replaced."""
    start = draw(st.integers(0, len(GOOD)))
    return GOOD[:start] + draw(st.binary(max_size=10)) + GOOD[start + draw(st.integers(0, 200)) :]


BODIES = st.binary(max_size=300) | mutated() | VALUES.map(orjson.dumps) | st.lists(RECORDS, max_size=5).map(orjson.dumps)
ENCODINGS = st.sampled_from(["", "gzip", "gzip", "identity", "br", "\u00e9"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder in which twenty reports have been published."""
    made = settings_in(tmp_path_factory.mktemp("any") / "data", feeds_from_private_addresses="true")
    with running_feed_server() as server:
        assert fetch_one(made, server, Reply(GOOD)) == "landed"
    assert run(made).exit_status == 0
    return made


@pytest.fixture(scope="module")
def service() -> Iterator[FeedServer]:
    with running_feed_server() as server:
        yield server


def fetch_one(made: Settings, server: FeedServer, reply: Reply, source_id: str = "ukmto", **changes: Any) -> str:
    source = at_server(source_id, server.give("/feed", reply), **changes)
    server.give("/feed/query", reply)
    request = Request(now=True, accept_fewer=True, limits=Limits(attempts=1))
    [result] = fetch_sources(made, [source], request, new_client=patient, at=NOW)
    assert "\n" not in result.text
    assert "Report this fault" not in result.text
    return result.kind


def check(made: Settings) -> None:
    """Nothing is amiss, and the first landing is there as it was."""
    assert [finding.text for finding in examine_data_folder(made) if not finding.ok] == []
    assert list_landings(made.landing)[0].file.read_bytes() == GOOD


@settings(max_examples=60)
@given(
    body=BODIES,
    encoding=ENCODINGS,
    status=st.sampled_from([200, 200, 200, 200, 206, 304, 500]),
    etag=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=8),
)
def test_any_answer_leaves_the_data_folder_valid(
    folder: Settings, service: FeedServer, body: bytes, encoding: str, status: int, etag: str
) -> None:
    packed = gzip.compress(body) if encoding == "gzip" and len(body) % 2 else body
    headers = {
        "Content-Encoding": encoding,
        "ETag": etag,
    }
    fetch_one(folder, service, Reply(packed, status, headers))
    check(folder)


@settings(max_examples=40)
@given(
    page=st.fixed_dictionaries(
        {"features": st.lists(st.integers(1, 4).map(esri_feature) | VALUES, max_size=4) | VALUES},
        optional={"count": st.integers(0, 4) | VALUES, "exceededTransferLimit": VALUES, "objectIdFieldName": VALUES, "error": VALUES},
    )
)
def test_any_page_leaves_the_data_folder_valid(folder: Settings, service: FeedServer, page: dict[str, Any]) -> None:
    fetch_one(folder, service, Reply(orjson.dumps(page)), "asam")
    check(folder)


def test_the_reports_are_still_published(folder: Settings, tmp_path: Path) -> None:
    """Last in this module: a run over everything that landed above keeps the first reports, and fails no source for good."""
    outcome = run(folder)
    assert outcome.snapshot is not None
    references = {row["native_ref"] for row in content(outcome.snapshot)["reports"] if row["source"] == "ukmto"}
    assert {f"2026-{number:03}" for number in REPORTS} <= references
    check(folder)
