"""Days and moments as English words, the same on every system.

`strftime` cannot do it: a day without its leading zero needs a different flag on Windows than elsewhere, and the names of months
follow the locale of the process. Documents in other languages translate these words (`briefing.dates`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_in_words(day: date) -> str:
    """`25 June 2024`."""
    return f"{day_and_month(day)} {day.year}"


def short_day(day: date) -> str:
    """`25 Jun 2024`."""
    return f"{short_day_and_month(day)} {day.year}"


def day_and_month(day: date) -> str:
    """`25 June`."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_day_and_month(day: date) -> str:
    """`25 Jun`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def weekday_of(day: date) -> str:
    """`Tuesday`."""
    return WEEKDAYS[day.weekday()]


def moment_in_words(moment: datetime) -> str:
    """`25 June 2024, 08:05`; the caller names the time zone."""
    return f"{day_in_words(moment)}, {moment:%H:%M}"


def short_moment(moment: datetime) -> str:
    """`25 Jun 2024, 08:05`; the caller names the time zone."""
    return f"{short_day(moment)}, {moment:%H:%M}"
