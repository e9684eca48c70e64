"""Months, quarters and years of a time axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Grain = Literal["month", "quarter", "year"]
A_YEAR: Final[dict[Grain, int]] = {"month": 12, "quarter": 4, "year": 1}
GRAINS: Final[tuple[Grain, ...]] = ("month", "quarter", "year")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_MONTHS: Final = 36
_MOST_QUARTERS: Final = 48


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year: its first and last day, complete even where a filter shows only part of it."""

    grain: Grain
    first: date
    last: date

    @property
    def title(self) -> str:
        """`Mar 2024`, `2024 Q1` or `2024`."""
        if self.grain == "month":
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        return f"{self.first.year} Q{(self.first.month + 2) // 3}" if self.grain == "quarter" else str(self.first.year)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def tolerance(self) -> timedelta:
        """How much may be missing at either end for the period to count as complete: a tenth of it, at most ten days."""
        return timedelta(days=min(10, self.days // 10))

    def position(self, day: date) -> float:
        """0 on its first day, 1 after its last."""
        return (day - self.first).days / self.days


def period_range(first: Period, last: Period) -> str:
    """`2015 to 2023`, or one period's title."""
    return first.title if first == last else f"{first.title} to {last.title}"


def period_of(day: date, grain: Grain) -> Period:
    """The period that contains a day."""
    months = 12 // A_YEAR[grain]
    begin = (day.month - 1) // months * months + 1
    return Period(grain, date(day.year, begin, 1), _last_day_before(day.year, begin + months))


def periods_between(first: date, last: date, grain: Grain) -> tuple[Period, ...]:
    """Every period from the one that contains `first` to the one that contains `last`."""
    # Stepping by the day after each period avoids arithmetic on months of different length.
    axis = [period_of(first, grain)]
    while axis[-1].last < last:
        axis.append(period_of(axis[-1].last + timedelta(days=1), grain))
    return tuple(axis)


def fitting_grain(first: date, last: date) -> Grain:
    """The finest grain that gives a readable axis: months up to three years, quarters up to twelve, else years."""
    # Both ends count, hence the one more.
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return "month" if months <= _MOST_MONTHS else "quarter" if months <= 3 * _MOST_QUARTERS else "year"


def axis_position(axis: tuple[Period, ...], day: date) -> float:
    """The position of a day on an axis of periods: 0 at the start of the first; clipped to the axis."""
    if not axis or day <= axis[0].first:
        return 0.0
    for number, period in enumerate(axis):
        if day <= period.last:
            return number + period.position(day)
    return float(len(axis))


def _last_day_before(year: int, month: int) -> date:
    """The last day before a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)
