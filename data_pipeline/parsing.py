"""Texts into days and moments, and what the digits of a position tell about its precision."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from data_pipeline.errors import BadRecord
from data_pipeline.files.days import named_day, split_time

_ISO_DAY: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_MILLISECONDS: Final = re.compile(r"-?\d{12,13}(?:\.0+)?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HALF_DEGREE_KM: Final = 55.6
"""Half a degree of latitude: how far off a position in whole degrees may be."""


def parse_day(text: str, name: str = "date") -> date:
    """`2020-01-31`, `2020/01/31 00:00:00+00`, `31 Jan 2020` or milliseconds since 1970 as a date.

    Raises BadRecord, which names the field `name`.
    """
    text = text.strip()
    try:
        if match := _ISO_DAY.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if _MILLISECONDS.fullmatch(text):
            return (_EPOCH + timedelta(milliseconds=float(text))).date()
    except (ValueError, OverflowError):
        pass
    if (day := named_day(split_time(text)[0], short_years=False)) is not None:
        return day
    raise BadRecord("bad_date", f"field {name!r}: {text[:80]!r} is not a date")


def parse_moment(text: str, office_hours_ahead: int | None = None) -> tuple[date, datetime | None]:
    """The day and, where certain, the moment (UTC) of an ISO 8601 text or of milliseconds since 1970.

    The moment is None when the text has no offset (local time at an unknown place) and at exactly midnight, which is how
    programs write a day without a time; the day is then the text's own. Midnight in the body's own office, so many hours ahead of
    UTC, is such a day too. Raises BadRecord.
    """
    try:
        milliseconds = _MILLISECONDS.fullmatch(text.strip())
        stated = _EPOCH + timedelta(milliseconds=float(text)) if milliseconds else datetime.fromisoformat(text.strip())
        if stated.tzinfo is None or not (stated.hour or stated.minute or stated.second):
            return stated.date(), None
        in_utc = stated.astimezone(UTC)
        if office_hours_ahead is not None and (at_office := in_utc + timedelta(hours=office_hours_ahead)).time() == time(0):
            return at_office.date(), None
    except (ValueError, OverflowError):
        raise BadRecord("bad_date", f"{text[:80]!r} is not a date and time") from None
    return in_utc.date(), in_utc


def precision_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width of the rounding in km: half a degree when both are whole degrees, else the source's usual precision."""
    if latitude is None or longitude is None:
        return None
    return _HALF_DEGREE_KM if latitude == int(latitude) and longitude == int(longitude) else usual


def rounding_km(latitude: float | None, longitude: float | None, usual: float) -> float | None:
    """Half-width in km of the rounding that the digits show: whole, half or tenth degrees in both, else the source's usual precision."""
    if latitude is None or longitude is None:
        return None
    for step in (1.0, 0.5, 0.1):
        if all(abs(value / step - round(value / step)) < 1e-6 for value in (latitude, longitude)):
            return round(_HALF_DEGREE_KM * step, 2)
    return usual
