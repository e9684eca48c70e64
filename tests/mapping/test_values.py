"""Days, times and numbers as people write them, each under what the mapping says, and refused where that does not fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.errors import BadRecord
from data_pipeline.mapping.reading.values import read_clock, read_number, read_when

SINGAPORE = ZoneInfo("Asia/Singapore")


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("05.03.2025", "day_first", date(2025, 3, 5)),
        ("05/03/25", "month_first", date(2025, 5, 3)),
        ("2025-03-05", "month_first", date(2025, 3, 5)),
        ("25/03/05", "year_first", date(2025, 3, 5)),
        ("2025/3/5", "", date(2025, 3, 5)),
        ("20250305", "", date(2025, 3, 5)),
        ("5 mars 2025", "day_first", date(2025, 3, 5)),
        ("5. März 2025", "day_first", date(2025, 3, 5)),
        ("5 dic 2025", "day_first", date(2025, 12, 5)),
        ("5 Ağustos 2025", "day_first", date(2025, 8, 5)),
        ("45721", "excel", date(2025, 3, 5)),
        ("45721,5", "excel", date(2025, 3, 5)),
        ("05032025", "%d%m%Y", date(2025, 3, 5)),
        ("29.02.2024", "day_first", date(2024, 2, 29)),
        ("050730Z MAR 25", "day_first", date(2025, 3, 5)),
        ("1741132800000", "", date(2025, 3, 5)),
    ],
)
def test_a_day_is_read_in_its_order(text: str, order: str, day: date) -> None:
    assert read_when(text, order, "Date").day == day


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("29.02.2025", "day_first"),
        ("13/13/2025", "day_first"),
        ("31/01/2025", "month_first"),
        ("45721", "day_first"),
        ("0.5", "excel"),
        ("yesterday", "day_first"),
        ("", "day_first"),
        ("2025-02-30", "day_first"),
        ("1" * 10_000, "excel"),
        ("99991231", "%d%m%Y"),
    ],
)
def test_what_is_no_such_day_is_refused_and_named(text: str, order: str) -> None:
    with pytest.raises(BadRecord, match="Date") as raised:
        read_when(text, order, "Date")
    assert raised.value.reason == "bad_date"


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2025-03-05T01:30:00Z", None, datetime(2025, 3, 5, 1, 30, tzinfo=UTC)),
        ("2025-03-05T01:30:00+08:00", None, datetime(2025, 3, 4, 17, 30, tzinfo=UTC)),
        ("2025-03-05 01:30", SINGAPORE, datetime(2025, 3, 4, 17, 30, tzinfo=UTC)),
        ("2025-03-05 01:30", None, None),
        ("2025-03-05 00:00:00", UTC, None),
        ("2025-03-05 01:30 UTC", SINGAPORE, datetime(2025, 3, 5, 1, 30, tzinfo=UTC)),
        ("05.03.2025 01:30", UTC, datetime(2025, 3, 5, 1, 30, tzinfo=UTC)),
        ("050130Z MAR 25", SINGAPORE, datetime(2025, 3, 5, 1, 30, tzinfo=UTC)),
        ("45721.0625", UTC, datetime(2025, 3, 5, 1, 30, tzinfo=UTC)),
        # Summer time in Berlin began at 01:00 UTC on 30 March 2025.
        ("30.03.2025 03:30", ZoneInfo("Europe/Berlin"), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_needs_a_zone(text: str, zone: ZoneInfo | None, moment: datetime | None) -> None:
    assert read_when(text, "excel" if text.startswith("457") else "day_first", "Date").moment(zone) == moment


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("0730", time(7, 30), None),
        ("07:30 UTC", time(7, 30), UTC),
        ("7.30 pm", time(19, 30), None),
        ("12:05 AM", time(0, 5), None),
        ("0730Z", time(7, 30), UTC),
        ("0.3125", time(7, 30), None),
        ("07:30:15", time(7, 30, 15), None),
        ("22h15", time(22, 15), None),
    ],
)
def test_a_time_is_read(text: str, clock: time, zone: object) -> None:
    read = read_clock(text)
    assert read is not None
    assert (read.time, read.zone) == (clock, zone)


@pytest.mark.parametrize("text", ["2400", "25:00", "13 pm", "noon", "", "7", "07:61", "9" * 5_000])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_clock(text) is None


def test_local_time_of_an_unknown_place_is_not_taken_for_utc() -> None:
    clock = read_clock("0730 LT")
    assert clock is not None
    assert clock.is_local
    assert read_when("2025-03-05", "", "Date").day == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,5", ",", 1.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1 234,5", ",", 1234.5),
        ("-0,25", ",", -0.25),
        ("1.2.3", ".", None),
        ("12,34", ".", None),
        ("1e5", ".", None),
        ("nan", ".", None),
        ("", ".", None),
    ],
)
def test_a_number_has_one_decimal_sign(text: str, decimal: str, number: float | None) -> None:
    assert read_number(text, decimal) == number


@given(st.text(max_size=80), st.sampled_from(["", "day_first", "month_first", "year_first", "excel", "%d%m%Y", "%H"]))
def test_no_text_breaks_a_reader(text: str, order: str) -> None:
    read_clock(text)
    read_number(text, ",")
    try:
        when = read_when(text, order, "x")
    except BadRecord:
        return
    for zone in (None, UTC, SINGAPORE):
        when.moment(zone)
