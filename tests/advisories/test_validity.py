"""From when until when an advisory holds: the spellings of bodies, and days that are about something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.advisories.validity import read_validity

ISSUED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Keep clear until 15 March 2026 0001Z.", moment(2026, 3, 15, 0, 1)),
        ("In force until 0001Z on 15 March 2026.", moment(2026, 3, 15, 0, 1)),
        ("This advisory is valid through 15 March 2026.", moment(2026, 3, 16)),
        ("Valid until 15 MAR 26, 23:59 UTC", moment(2026, 3, 15, 23, 59)),
        ("CANCEL THIS MSG 150001Z MAR 26.", moment(2026, 3, 15, 0, 1)),
        ("Exercise area active until 2026-03-15T06:30Z, then clear.", moment(2026, 3, 15, 6, 30)),
        ("Expires on 2026-03-15", moment(2026, 3, 16)),
        ("Expiry date: March 15, 2026", moment(2026, 3, 16)),
        ("Danger area until 15 March, local time 0800 LT.", moment(2026, 3, 16)),
        ("Part A until 5 March 2026. Part B until 9 March 2026.", moment(2026, 3, 10)),
        ("valid until 2 January", moment(2027, 1, 3)),
    ],
)
def test_a_stated_end_is_read(text: str, until: datetime) -> None:
    assert read_validity(text, ISSUED).valid_to == until


def test_a_range_gives_both_ends() -> None:
    stated = read_validity("Gunnery exercise, valid from 5 March 2026 0600Z to 7 March 2026 1800Z.", ISSUED)
    assert (stated.valid_from, stated.valid_to) == (moment(2026, 3, 5, 6), moment(2026, 3, 7, 18))
    stated = read_validity("Effective 052200Z MAR 26 until further notice.", ISSUED)
    assert (stated.valid_from, stated.valid_to, stated.until_cancelled) == (moment(2026, 3, 5, 22), None, True)


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("A series of attacks beginning 19 October.", moment(2025, 10, 19)),
        ("A series of attacks starting on 2 July.", moment(2025, 7, 2)),
        ("Effective 20 April, ships report to the centre.", moment(2026, 4, 20)),
        ("Valid from 10 January to 20 January.", moment(2026, 1, 10)),
    ],
)
def test_a_beginning_without_a_year_is_past_or_weeks_ahead(text: str, since: datetime) -> None:
    assert read_validity(text, ISSUED).valid_from == since


@pytest.mark.parametrize(
    "text",
    [
        "The crew were held until 5 February 2026.",
        "An incident took place on 15 March 2026.",
        "until 31 February 2026",
        "until the Master reports. On 15 March a meeting is held.",
        "valid until 15 March 1999",
        "",
    ],
)
def test_other_days_are_no_end(text: str) -> None:
    assert read_validity(text, ISSUED).valid_to is None


def test_until_further_notice_yields_to_a_day() -> None:
    assert read_validity("In force until further notice.", ISSUED).until_cancelled
    assert not read_validity("In force until further notice, at the latest until 5 May 2026.", ISSUED).until_cancelled


@given(st.text(max_size=300), st.sampled_from(["until ", "valid from ", "expires ", ""]))
def test_any_text_gives_an_end_after_its_issue_or_none(text: str, lead: str) -> None:
    stated = read_validity(lead + text, ISSUED)
    assert stated.valid_to is None or stated.valid_to > ISSUED
