"""Readers of query parameters: each gives a value or raises ValueError with what is expected, in words that follow the name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from api.server.operations import Parameter
from api.server.problems import Problem, bad_parameter

_WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,2})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)

FORMAT: Final = "f"
"""The parameter that names the format; without it the header Accept decides."""


def read_query(query: Collection[tuple[str, str]], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of the parameters that were given. Raises Problem: for one that does not exist, is repeated, missing or wrong."""
    values: dict[str, Any] = {}
    for name, text in query:
        if name not in parameters:
            known = ", ".join(sorted(parameters)) or "none"
            raise Problem(400, f"There is no parameter “{name[:60]}” here; those there are: {known}.")
        if name in values:
            raise bad_parameter(name, "is given more than once.")
        try:
            values[name] = parameters[name].read(text)
        except ValueError as error:
            raise bad_parameter(name, f"{error}.") from error
    for name, parameter in parameters.items():
        if parameter.is_required and name not in values:
            raise bad_parameter(name, "is missing.")
    return values


def whole_number(least: int, most: int, bounded: bool = False) -> Callable[[str], int]:
    """A reader of whole numbers; `bounded`: a larger one than `most` stands for `most`."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or int(text) < least or (int(text) > most and not bounded):
            raise ValueError(f"must be a whole number from {least:,} to {most:,}")
        return min(int(text), most)

    return read


def number(text: str) -> float:
    """A finite number."""
    if not _NUMBER.fullmatch(text) or not math.isfinite(value := float(text)):
        raise ValueError("must be a number")
    return value


def one_of(codes: Collection[str]) -> Callable[[str], str]:
    """A reader of one of these codes."""

    def read(text: str) -> str:
        if text not in codes:
            raise ValueError(f"must be one of {', '.join(codes)}")
        return text

    return read


def day_or_moment(text: str) -> date | datetime:
    """A day as 2026-11-30 or a moment as 2026-11-30T12:00:00Z (RFC 3339), which is given back in UTC."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("must name days as 2026-11-30 and moments as 2026-11-30T12:00:00Z")


def text_up_to(longest: int) -> Callable[[str], str]:
    """A reader of any text without control characters."""

    def read(text: str) -> str:
        if not 1 <= len(text) <= longest or not text.isprintable():
            raise ValueError(f"must be a text of 1 to {longest} characters")
        return text

    return read
