"""Which form a file has, its records, and what it resembles when it has none of a source's forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data_pipeline.errors import BrokenFile
from data_pipeline.files.contents import HEAD_BYTES, name_as_text
from data_pipeline.files.days import with_days_settled
from data_pipeline.files.decoding import decode
from data_pipeline.files.documents import json_records
from data_pipeline.files.forms import Form
from data_pipeline.files.tables import find_headings, likely_headings, table_records
from data_pipeline.model import RawRecord

_JSON: Final = re.compile(rb"(?:\s|\xef\xbb\xbf)*+[\[{]")
_MEMBER: Final = re.compile(rb'"([^"\\]{1,80})"\s*+:')
_EMPTY_ARRAY: Final = re.compile(rb"(?:\s|\xef\xbb\xbf)*+\[\s*+\]\s*+")
_EMPTY_MEMBER: Final = re.compile(rb'"([^"\\]{1,80})"\s*+:\s*+\[\s*+\]')
_LEAST_SHARED: Final = 0.3
"""Share of a form's names that a file must have to resemble it."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How much of a form's names a file has, and which of those that it must have are missing."""

    share: float
    missing: list[str]


def is_json(head: bytes) -> bool:
    """Whether a file that begins so is JSON."""
    return _JSON.match(head) is not None


def recognise(head: bytes, forms: Mapping[str, Form]) -> str | None:
    """The id of the form that a file's first bytes show, by names alone: files are renamed; None when it is none of these.

    An empty list is of the first form of JSON, or of the one whose list is empty.
    """
    if is_json(head):
        return _recognise_json(head, {form_id: form for form_id, form in forms.items() if not form.is_table})
    text = _as_text(head)
    return next((form_id for form_id, form in forms.items() if form.is_table and find_headings(text, form) is not None), None)


def records(file: Path, form: Form) -> Iterator[RawRecord]:
    """The records of a file of this form. Raises BrokenFile."""
    found = table_records(file, form) if form.is_table else json_records(file, form)
    return with_days_settled(name_as_text(file), found, form.day_names) if form.day_names else found


def functions_for(forms: Mapping[str, Form]) -> tuple[Callable[[bytes, str], str | None], Callable[[Path, str], Iterator[RawRecord]]]:
    """`recognise` and `parse` of an adapter whose files are of these forms: by names alone, and one record at a time."""

    def recognise_format(head: bytes, name: str) -> str | None:
        return recognise(head, forms)

    def parse_records(file: Path, format_id: str) -> Iterator[RawRecord]:
        return records(file, forms[format_id])

    return recognise_format, parse_records


def names_in(head: bytes) -> list[str]:
    """The headings of a table, or the names of JSON's members, each once, in a file's first bytes."""
    if is_json(head):
        return list(dict.fromkeys(name.decode("utf-8", "replace") for name in _MEMBER.findall(head)))
    return [name.strip() for name in likely_headings(_as_text(head)).names if name.strip()]


def resemblance(head: bytes, form: Form) -> Resemblance | None:
    """What a file shares with a form that it does not have; None when that is too little to speak of."""
    if form.is_table == is_json(head):
        return None
    names = names_in(head)
    known = {form.name_of(name) for name in names}
    share = sum(name in known for name in form.names) / len(form.names)
    return Resemblance(share, form.missing_among(names)) if share >= _LEAST_SHARED else None


def _recognise_json(head: bytes, forms: Mapping[str, Form]) -> str | None:
    names = set(names_in(head))
    for form_id, form in forms.items():
        if form.is_shown_by(names):
            return form_id
    empty = {name.decode("utf-8", "replace") for name in _EMPTY_MEMBER.findall(head)}
    for form_id, form in forms.items():
        if form.list_name and form.list_name in empty:
            return form_id
    return next(iter(forms), None) if _EMPTY_ARRAY.fullmatch(head) else None


def _as_text(head: bytes) -> str:
    """The text of a file's first bytes; empty where they are none."""
    # A character may be cut at the end of the bytes that were read.
    whole = head if len(head) < HEAD_BYTES else head[: head.rfind(b"\n") + 1 or None]
    try:
        return decode("", whole)
    except BrokenFile:
        return ""
