"""What is kept of a feed: written whole, read strictly, and when the feed may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.feeds.model import Validators
from data_pipeline.feeds.state import FeedState, feeds_folder, read_state, write_state
from tests.feeds.conftest import NOW
from tests.pipeline.helpers import settings_in
from warehouse.contract.settings import Settings
from warehouse.contract.typed_fields import FieldFault

FULL = FeedState(
    tried_at=NOW,
    succeeded_at=NOW - timedelta(hours=2),
    not_before=NOW + timedelta(minutes=5),
    sha256="ab" * 32,
    validators=Validators('"v1"', "Sun, 01 Nov 2026 00:00:00 GMT"),
    counts=(12, 0, 14, 14),
    failure="the service answered 500. It is tried again later.",
)


@pytest.mark.parametrize("state", [FULL, FeedState()])
def test_a_state_is_read_as_it_was_written(settings: Settings, state: FeedState) -> None:
    write_state(settings, "ukmto", state)
    assert read_state(settings, "ukmto") == state
    assert [file.name for file in feeds_folder(settings).iterdir()] == ["ukmto.json"]


def test_without_a_file_nothing_is_known(settings: Settings) -> None:
    assert read_state(settings, "ukmto") == FeedState()


def test_ten_counts_are_kept() -> None:
    state = FeedState()
    for number in range(30):
        state = FeedState(counts=state.with_count(number))
    assert state.counts == tuple(range(20, 30))


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (FeedState(), timedelta(0)),
        (FeedState(tried_at=NOW - timedelta(hours=1)), timedelta(hours=5)),
        (FeedState(tried_at=NOW - timedelta(hours=6)), timedelta(0)),
        (FeedState(tried_at=NOW - timedelta(minutes=10), failure="x"), timedelta(minutes=50)),
        (FeedState(tried_at=NOW, failure="x", not_before=NOW + timedelta(hours=9)), timedelta(hours=9)),
        (FeedState(tried_at=NOW + timedelta(days=400)), timedelta(0)),
    ],
)
def test_when_a_feed_is_due(state: FeedState, due: timedelta) -> None:
    assert state.due_at(6, NOW) - NOW == due


@pytest.mark.parametrize("moment", [datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)])
def test_leap_days_and_summer_time_change_nothing(moment: datetime) -> None:
    assert FeedState(tried_at=moment).due_at(24, moment) == moment + timedelta(days=1)


def damaged(settings: Settings, content: bytes) -> bool:
    """Whether a file with this content is refused."""
    file = feeds_folder(settings) / "ukmto.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        read_state(settings, "ukmto")
    except FieldFault as fault:
        assert "\n" not in str(fault)
        return True
    return False


@pytest.mark.parametrize(
    "change",
    [
        (b'"ab', b'["ab"], "x": "ab'), (b"12,", b"-12,"), (b"12,", b'"12",'), (b"12,", b"true,"), (b"+00:00", b""), (b"{", b"["),
        (b'"tried_at": "2026', b'"tried_at": "soon'), (b'"failure"', b'"failures"'), (b'"counts": {', b'"counts": 5, "others": {'),
    ],
)  # fmt: skip
def test_a_damaged_state_is_refused(settings: Settings, change: tuple[bytes, bytes]) -> None:
    write_state(settings, "ukmto", FULL)
    content = (feeds_folder(settings) / "ukmto.json").read_bytes()
    assert change[0] in content
    assert damaged(settings, content.replace(*change, 1))


@given(start=st.integers(0, 600), length=st.integers(0, 40), put=st.binary(max_size=12))
def test_any_damage_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, start: int, length: int, put: bytes) -> None:
    settings = settings_in(tmp_path_factory.mktemp("state") / "data")
    write_state(settings, "ukmto", FULL)
    content = (feeds_folder(settings) / "ukmto.json").read_bytes()
    damaged(settings, content[:start] + put + content[start + length :])
