"""What was sent with a form, read into answers; every problem is said beside its question."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from members.reports.forms import LONGEST_LINE, LONGEST_TEXT, Field, Form
from warehouse.reference.typed_positions import PositionError, parse_position

FIRST_DAY: Final = date(1978, 1, 1)
_MOST_PEOPLE: Final = 10_000
_KEPT_BREAKS: Final = "\n\t"


@dataclass(frozen=True, slots=True)
class Answers:
    """`values`: answers by question, ready for JSON; a question left empty is missing. `problems`: what is wrong, by question."""

    values: dict[str, Any]
    problems: dict[str, str]


def read_answers(form: Form, sent: Mapping[str, Sequence[str]], today: date) -> Answers:
    """The answers to a form's questions. `sent` holds the texts by name; names that the form does not have are ignored."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in form.fields:
        texts = [cleaned for text in sent.get(field.name, ()) if (cleaned := clean_text(text))]
        try:
            if texts:
                values[field.name] = _READERS[field.kind](field, texts, today)
            elif field.is_required:
                raise _Problem("Please answer this.")
        except _Problem as problem:
            problems[field.name] = str(problem)
    return Answers(values, problems)


def clean_text(text: str) -> str:
    """The text in composed form, without control characters and those that are invisible or reorder what is displayed."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in plain if letter in _KEPT_BREAKS or unicodedata.category(letter)[0] != "C").strip()


class _Problem(ValueError):
    """An answer that cannot be taken; the message is for whoever filled in the form."""


def _read_line(field: Field, texts: list[str], _today: date) -> str:
    line = " ".join(texts[0].split())
    if len(line) > LONGEST_LINE:
        raise _Problem(f"At most {LONGEST_LINE} characters, please; these are {len(line):,}.")
    return line


def _read_text(field: Field, texts: list[str], _today: date) -> str:
    if len(texts[0]) > LONGEST_TEXT:
        raise _Problem(f"At most {LONGEST_TEXT:,} characters, please; these are {len(texts[0]):,}.")
    return texts[0]


def _read_choice(field: Field, texts: list[str], _today: date) -> str:
    if texts[0] not in (field.choices or ()):
        raise _Problem("Please choose one of the answers.")
    return texts[0]


def _read_several(field: Field, texts: list[str], _today: date) -> list[str]:
    choices = field.choices or {}
    if any(text not in choices for text in texts):
        raise _Problem("Please choose among the answers.")
    return [code for code in choices if code in texts]


def _read_number(field: Field, texts: list[str], _today: date) -> int:
    if not (texts[0].isascii() and texts[0].isdigit() and len(texts[0]) <= 6 and int(texts[0]) <= _MOST_PEOPLE):
        raise _Problem(f"A whole number from 0 to {_MOST_PEOPLE:,}, please.")
    return int(texts[0])


def _read_day(field: Field, texts: list[str], today: date) -> str:
    try:
        day = date.fromisoformat(texts[0])
    except ValueError:
        raise _Problem("A day such as 2026-05-31, please.") from None
    # It may be tomorrow already where the ship is.
    if not FIRST_DAY <= day <= today + timedelta(days=1):
        raise _Problem("The day lies in the future." if day > today else f"Reports are taken from {FIRST_DAY.year} on.")
    return day.isoformat()


def _read_time(field: Field, texts: list[str], _today: date) -> str:
    digits = texts[0].upper().removesuffix("UTC").removesuffix("Z").strip().replace(".", ":")
    digits = f"{digits[:2]}:{digits[2:]}" if len(digits) == 4 and digits.isdigit() else digits
    try:
        return time.fromisoformat(digits).strftime("%H:%M")
    except ValueError:
        raise _Problem("A time such as 23:40, please.") from None


def _read_position(field: Field, texts: list[str], _today: date) -> dict[str, float]:
    try:
        position = parse_position(texts[0])
    except PositionError as error:
        raise _Problem(str(error)) from None
    return {"latitude": position.latitude, "longitude": position.longitude, "precision_km": position.precision_km}


def _read_yes_no(field: Field, texts: list[str], _today: date) -> bool | None:
    try:
        return {"yes": True, "no": False, "unknown": None}[texts[0]]
    except KeyError:
        raise _Problem("Please choose one of the answers.") from None


_READERS: Final[dict[str, Callable[[Field, list[str], date], Any]]] = {
    "text": _read_line,
    "long_text": _read_text,
    "choice": _read_choice,
    "several": _read_several,
    "number": _read_number,
    "day": _read_day,
    "time": _read_time,
    "position": _read_position,
    "yes_no": _read_yes_no,
}
