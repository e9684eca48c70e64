from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.overview.visits import SAME_VISIT, next_cookie
from pages.server import page_scripts

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def test_visits_follow_one_another() -> None:
    before, cookie = next_cookie("", NOW)
    assert before is None
    soon, cookie = next_cookie(cookie, NOW + timedelta(minutes=20))
    assert soon is None, "still the first visit"
    tomorrow, cookie = next_cookie(cookie, NOW + timedelta(days=1))
    assert tomorrow == NOW + timedelta(minutes=20)
    reloaded, cookie = next_cookie(cookie, NOW + timedelta(days=1, hours=2))
    assert reloaded == tomorrow, "a reload is no new visit"
    later, _ = next_cookie(cookie, NOW + timedelta(days=3))
    assert later == NOW + timedelta(days=1, hours=2)


@pytest.mark.parametrize("cookie", ["x", "1", ".", "1.2.3", "9" * 30 + "." + "9" * 30, ".99999999999", "<script>", "-5.7", "1e3.4", "٣.٤"])
def test_a_cookie_that_makes_no_sense_is_a_first_visit(cookie: str) -> None:
    assert next_cookie(cookie, NOW) == (None, f".{seconds(NOW)}")


@given(st.text(max_size=30) | st.from_regex(r"\d{0,10}\.\d{1,10}", fullmatch=True))
def test_what_is_kept_can_stand_in_a_script(cookie: str) -> None:
    before, cookie_set = next_cookie(cookie, NOW)
    assert set(cookie_set) <= set("0123456789.") and cookie_set.endswith(f".{seconds(NOW)}")
    assert before is None or before <= NOW
    assert next_cookie(cookie_set, NOW)[0] == before
    assert next_cookie(cookie_set, NOW + SAME_VISIT + timedelta(seconds=1))[0] == NOW
    assert page_scripts.VISIT_COOKIE.isidentifier()
