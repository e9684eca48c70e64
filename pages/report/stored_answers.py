"""Answers as they are stored, turned back into what a form sends, so that it can be filled in with them."""

from __future__ import annotations

from typing import Any

from members.reports.forms import Form
from warehouse.areas.words import position_in_words


def as_sent(form: Form, answers: dict[str, Any]) -> dict[str, list[str]]:
    """The texts by name with which `form` shows these answers."""
    return {field.name: _texts_of(field.kind, answers[field.name]) for field in form.fields if field.name in answers}


def _texts_of(kind: str, value: Any) -> list[str]:
    if kind == "several":
        return [str(code) for code in value]
    if kind == "yes_no":
        return ["unknown" if value is None else "yes" if value else "no"]
    if kind == "position":
        return [position_in_words(value["latitude"], value["longitude"])]
    return [str(value)]
