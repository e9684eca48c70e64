"""What the values of a column show it to be, whatever its heading says: the share of them that can be read as a target."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from data_pipeline.coordinates import parse_angle, position_in_text
from data_pipeline.errors import BadRecord
from data_pipeline.facts.vessel.phrases import country_code, vessel_type_phrases
from data_pipeline.mapping.reading.facts import code_of
from data_pipeline.mapping.reading.values import read_clock, read_number, read_when
from data_pipeline.mapping.targets import DAY_ORDERS, TARGETS
from data_pipeline.mapping.words import yes_and_no
from warehouse.reference.ship_numbers import is_imo_number

_LEAST_WORDS: Final = 6
"""Words of a narrative; names and places have fewer."""
_LONGEST_TYPE: Final = 40
_DIGITS: Final = re.compile(r"\D")


def share_readable(target: str, texts: Sequence[str], decimal: str) -> float:
    """The share of `texts`, none of which is empty, that can be read as the target; 0.5 where nothing can be said of its values."""
    if not texts:
        return 0.0
    read = _READERS.get(target)
    if read is None:
        return 0.5
    return sum(read(text, decimal) for text in texts) / len(texts)


def proves(target: str) -> float:
    """How far readable values alone show a column to be the target: hardly for numbers in range, nearly for a position."""
    return _PROOF.get(target, 0.0)


def order_of_days(texts: Sequence[str]) -> tuple[str, float]:
    """The order in which these days are written, and how sure that is: 1 where a day can be read in no other order."""
    readable = {order: sum(_is_day(text, order) for text in texts) for order in DAY_ORDERS}
    best = max(readable.values(), default=0)
    if not best:
        return "", 0.0
    candidates = [order for order, number in readable.items() if number == best]
    if len(candidates) == 1:
        return candidates[0], best / len(texts)
    # Where the days do not tell, most of the world puts the day first; 2026-01-05 reads alike under all.
    days = {order: [_day_or_none(text, order) for text in texts] for order in candidates}
    order = "year_first" if all(days[other] == days[candidates[0]] for other in candidates) else "day_first"
    sure = 1.0 if order == "year_first" else 0.5
    return (order if order in candidates else candidates[0]), sure * best / len(texts)


def decimal_sign(texts: Sequence[str]) -> str:
    """The decimal sign of the numbers among these texts."""
    commas = sum(re.fullmatch(r"[+-]?\d{1,3},\d{1,9}", text.strip()) is not None for text in texts)
    points = sum(re.fullmatch(r"[+-]?\d{1,3}\.\d{1,9}", text.strip()) is not None for text in texts)
    return "," if commas > points else "."


def _day_or_none(text: str, order: str) -> object:
    try:
        return read_when(text, order, "").day
    except BadRecord:
        return None


def _is_day(text: str, order: str) -> bool:
    return _day_or_none(text, order) is not None


def _is_any_day(text: str, decimal: str) -> bool:
    # A plain number is a day of Excel's only where a heading says that it is a day.
    return any(_is_day(text, order) for order in DAY_ORDERS if order != "excel")


def _is_name_of_a_place(text: str, decimal: str) -> bool:
    return sum(letter.isalpha() for letter in text) > len(text) / 2


def _is_degrees(text: str, letters: str, limit: int, decimal: str) -> bool:
    number = read_number(text, decimal)
    return abs(number) <= limit if number is not None else parse_angle(text, letters, limit) is not None


def _is_position(text: str, decimal: str) -> bool:
    return "POINT" in text.upper() or position_in_text(text).latitude is not None


def _is_imo(text: str, decimal: str) -> bool:
    return is_imo_number(_DIGITS.sub("", text))


def _has_code(target: str) -> Callable[[str, str], bool]:
    return lambda text, decimal: code_of(target, text, {}) is not None


def _is_vessel_type(text: str, decimal: str) -> bool:
    # A sentence about a tanker is no type.
    return len(text) <= _LONGEST_TYPE and any(True for _ in vessel_type_phrases().find(text.lower()))


_READERS: Final[dict[str, Callable[[str, str], bool]]] = {
    **{target: _is_any_day for target, described in TARGETS.items() if described.is_day},
    "time": lambda text, decimal: read_clock(text) is not None,
    "latitude": lambda text, decimal: _is_degrees(text, "NS", 90, decimal),
    "longitude": lambda text, decimal: _is_degrees(text, "EW", 180, decimal),
    "position": _is_position,
    "place": _is_name_of_a_place,
    "position_precision": lambda text, decimal: read_number(text, decimal) is not None,
    "imo_number": _is_imo,
    "flag": lambda text, decimal: country_code(text.lower()) is not None,
    "vessel_type": _is_vessel_type,
    "attackers": lambda text, decimal: re.match(r"\d{1,3}\b", text) is not None,
    "narrative": lambda text, decimal: len(text.split()) >= _LEAST_WORDS,
    "reported_to_authority": lambda text, decimal: text.casefold() in yes_and_no(),
    "source_url": lambda text, decimal: text.startswith(("http://", "https://")),
    "vessel_status": _has_code("vessel_status"),
}
_PROOF: Final = {
    "occurred_on": 0.6, "position": 0.85, "imo_number": 0.9, "narrative": 0.7, "source_url": 0.6, "flag": 0.25, "vessel_type": 0.6,
    "vessel_status": 0.5,
}  # fmt: skip
