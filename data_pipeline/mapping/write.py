"""A mapping as the TOML file that `model.parse_mapping` reads, with comments that say how sure each guess is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from data_pipeline.mapping.model import TableMapping
from data_pipeline.mapping.targets import TARGETS

_ABOUT: Final = (
    "id", "title", "body", "kind", "description", "counts", "url", "licence", "attribution", "open_licence", "narrative", "tlp",
    "reliability", "credibility", "cadence_days", "closed_on", "watches", "position_precision_km",
)  # fmt: skip
_NOTES: Final = {
    "kind": "independent: a body of its own, which confirms others. owner, press, navy, or the code of a known body: it does not.",
    "counts": "What the body counts as an incident, and what it leaves out.",
    "narrative": "How much of its texts may be passed on: full, short or none.",
    "tlp": "Who may see its reports: CLEAR, GREEN, AMBER, AMBER+STRICT or RED.",
    "reliability": "Admiralty grades: A to F of the source, 1 to 6 of what it says; F and 6 mean unknown.",
}


def to_toml(mapping: TableMapping, notes: Mapping[str, str] | None = None) -> str:
    """The file's text; `notes` holds a comment for a target, or for `key`. Reading it gives the same mapping again."""
    notes = notes or {}
    lines = ["# How the files of this source are read; data_pipeline/mapping/model.py explains every entry.", ""]
    for name in _ABOUT:
        value = getattr(mapping, name)
        if value not in (None, "", ()):
            lines += [*(f"# {note}" for note in (_NOTES.get(name),) if note), f"{name} = {_value(value)}"]
    lines += ["", "[file]", *_entries({"separator": mapping.separator, "sheet": mapping.sheet, "list": mapping.list_name})]
    lines += [f"decimal = {_value(mapping.decimal)}", "", "[record]"]
    lines += ["# The columns by which a record is known again; without them, a record that is corrected becomes another."]
    lines += [f"key = {_value(mapping.key)}{_comment(notes.get('key'))}"]
    lines += ["# UTC, +08:00, or a place such as Asia/Singapore. Without it, times are not used, only days."]
    lines += [f"time_zone = {_value(mapping.time_zone)}", *_entries({"ignored": mapping.ignored})]
    for target, column in mapping.columns.items():
        lines += ["", f"[columns.{target}]  # {TARGETS[target].title}", f"from = {_value(column.columns)}{_comment(notes.get(target))}"]
        lines += _entries({"order": column.order, "unit": column.unit})
        if column.values:
            pairs = (f"    {_value(theirs)} = {_value(ours)}" for theirs, ours in column.values.items())
            lines += [f"[columns.{target}.values]", *(pair.strip() for pair in pairs)]
    return "\n".join(lines) + "\n"


def _entries(entries: Mapping[str, object]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in entries.items() if value]


def _comment(note: str | None) -> str:
    return f"  # {' '.join(note.split())}" if note else ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # A text of JSON is one of TOML, but for the one control character that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Iterable):
        return f"[{', '.join(_value(part) for part in value)}]"
    raise TypeError(type(value).__name__)
