"""Dates and times: all the styles of the real files, and which of field and text is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.facts.place_and_time.dates import MONTHS, find_days, reference_year
from tests.facts.drafts import read

MARCH_5 = date(2014, 3, 5)

STYLES = [
    ("05.03.2014: 1640 UTC: Posn: 02:44N - 006:24E, off the port.", date(2014, 3, 5), "16:40"),
    ("05.03.2014 : 0130 UTC : Posn off the port.", date(2014, 3, 5), "01:30"),
    ("On 5 March at 1850 UTC, robbers boarded.", date(2014, 3, 5), "18:50"),
    ("On 5 March, robbers boarded at 0230 GMT.", date(2014, 3, 5), "02:30"),
    ("was boarded 5 Mar at 0230Z while at anchor", date(2014, 3, 5), "02:30"),
    ("5 MARCH 2014. THE TUG WAS BOARDED.", date(2014, 3, 5), None),
    ("Tug hijacked 5 Mar 14 at 0456 UTC while underway", date(2014, 3, 5), "04:56"),
    ("The yacht was boarded on March 5, 2014.", date(2014, 3, 5), None),
    ("MAR. 5 SOUTH OF THE ISLAND", date(2014, 3, 5), None),
    ("attacked at 0720Z on 5 Mar.", date(2014, 3, 5), "07:20"),
    ("05MAR14 the tug was boarded", date(2014, 3, 5), None),
    ("mothership activity at 052303Z Mar.", date(2014, 3, 5), "23:03"),
    ("attacked in 04-08N at 052303 UTC MAR 14.", date(2014, 3, 5), "23:03"),
    ("during the night of 5-6 Mar", date(2014, 3, 5), None),
    ("on the 5th of March the crew", date(2014, 3, 5), None),
    ("on 5/6 March robbers", date(2014, 3, 5), None),
]


@pytest.mark.parametrize(("text", "day", "clock"), STYLES, ids=[text[:24] for text, _, _ in STYLES])
def test_styles(text: str, day: date, clock: str | None) -> None:
    facts = read(text)
    assert facts.occurred_on == day
    assert (facts.occurred_at and facts.occurred_at.strftime("%H:%M")) == clock
    assert facts.time_precision == ("minute" if clock else "day")
    assert not [issue for issue in facts.issues if issue.startswith("date")]


@pytest.mark.parametrize(
    "text",
    [
        "On 5 March at 0259 local time, robbers boarded.",
        "05.03.2014: 0520 LT: Posn: off the terminal.",
        "The tug was boarded on 5 March at 0110.",
    ],
)
def test_local_time_without_offset_stays_a_day(text: str) -> None:
    facts = read(text)
    assert (facts.occurred_on, facts.occurred_at, facts.time_precision) == (MARCH_5, None, "day")


def test_local_time_with_offset_becomes_utc() -> None:
    facts = read("On 5 March at 0259 LT +8, robbers boarded.")
    assert facts.occurred_at == datetime(2014, 3, 4, 18, 59, tzinfo=UTC)
    assert facts.occurred_on == date(2014, 3, 4)


def test_about_makes_an_hour_of_a_minute() -> None:
    assert read("On 5 March at approximately 1630 UTC, robbers boarded.").time_precision == "hour"


def test_time_field_marked_utc_is_read() -> None:
    facts = read("Robbers boarded a tug.", {"time": "18:20 UTC"})
    assert facts.occurred_at == datetime(2014, 3, 5, 18, 20, tzinfo=UTC)
    assert read("Robbers boarded a tug.", {"time": "05:20"}).occurred_at is None
    assert read("Robbers boarded a tug.", {"time": "18:85 UTC"}).occurred_at is None


@pytest.mark.parametrize(
    ("text", "day", "issue"),
    [
        ("On 4 March, robbers boarded.", date(2014, 3, 4), "date_conflict_near"),
        ("On 5 April, robbers boarded.", date(2014, 4, 5), "date_conflict_month"),
        ("On 15 March, robbers boarded.", date(2014, 3, 15), "date_conflict_far"),
        ("On 20 July, robbers boarded.", MARCH_5, "date_conflict_far"),
        ("On 20 July 2013, robbers boarded.", date(2013, 7, 20), "date_conflict_far"),
        ("On 5 March 2013, robbers boarded.", MARCH_5, "date_conflict_far"),
        ("On 7 March 2015, robbers boarded.", MARCH_5, "date_conflict_far"),
    ],
)
def test_the_texts_day_wins_when_it_is_plausible(text: str, day: date, issue: str) -> None:
    facts = read(text)
    assert facts.occurred_on == day
    assert [code for code in facts.issues if code.startswith("date")] == [issue]


def test_a_day_without_year_takes_the_nearest() -> None:
    assert read("On 31 December, robbers boarded.", occurred_on=date(2014, 1, 1)).occurred_on == date(2013, 12, 31)


def test_a_day_far_down_the_text_is_another_events() -> None:
    text = "Robbers boarded a tug. " + "The crew searched the ship from stem to stern. " * 8 + "On 20 March the tug was sold."
    assert read(text).occurred_on == MARCH_5


def test_days_of_reports_and_departures_do_not_count() -> None:
    text = "The tug sailed on 1 March and, as reported 14 March, was boarded 5 March. The list of 9 March names her."
    assert [(mention.day, mention.month) for mention in find_days(text)] == [(5, 3)]


def test_text_alone_gives_the_day() -> None:
    assert read("On 8 March 2014, robbers boarded.", occurred_on=None).occurred_on == date(2014, 3, 8)
    assert read("On 8 March, robbers boarded.", occurred_on=None).occurred_on is None


def test_a_day_after_publication_is_not_believed() -> None:
    published = datetime(2014, 3, 6, tzinfo=UTC)
    assert read("On 15 March, robbers boarded.", published_at=published).occurred_on == MARCH_5


def test_reference_year() -> None:
    assert reference_year("2021-161") == 2021
    assert reference_year("wan-17") is None
    assert "reference_year_differs" in read("Robbers boarded.", native_ref="2015-2").issues


@given(st.dates(date(1975, 1, 1), date(2035, 1, 1)), st.integers(0, 1439), st.sampled_from(["num", "word", "dtg"]))
def test_every_moment_written_is_read_again(day: date, minutes: int, style: str) -> None:
    month = MONTHS[day.month - 1].title()
    clock = f"{minutes // 60:02}{minutes % 60:02}"
    text = {
        "num": f"{day:%d.%m.%Y}: {clock} UTC: Posn: off the port. Robbers boarded.",
        "word": f"On {day.day} {month} {day.year} at {clock} UTC, robbers boarded.",
        "dtg": f"Tug attacked at {day.day:02}{clock}Z {month} {day.year}.",
    }[style]
    facts = read(text, occurred_on=None, native_ref="x")
    assert facts.occurred_at == datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)


@given(st.text(alphabet="0123456789.:/- JanfebUTCZLT,of", max_size=60))
def test_any_text_gives_a_day_or_none(text: str) -> None:
    facts = read(text)
    assert facts.occurred_on is not None
    assert facts.occurred_at is None or facts.occurred_at.tzinfo is UTC
