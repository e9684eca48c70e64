"""Labels made by hand, and the comparing of facts with them.

Both sides go through the same look-ups first: words for ship types, countries as names or codes, `yes`/`true`, ranges,
`Unknown` for nothing. What counts as right stands in `RULES_OF_COMPARING`, which the command's help prints.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data_pipeline.errors import UsageError
from data_pipeline.facts.names import names_in_field
from data_pipeline.facts.phrases import country_code, vessel_types
from warehouse.contract.taxonomy import VESSEL_TYPE, VESSEL_TYPE_PARENT

COLUMNS: Final = (
    "source", "key", "category", "also", "act", "vessel_status", "weapons", "attackers", "crew_harm", "severity", "vessel_type",
    "vessel_name", "flag", "reported_to_authority", "occurred_on", "position_conflict", "sure",
)  # fmt: skip
FACTS: Final = tuple(column for column in COLUMNS if column not in ("source", "key", "sure"))
LISTS: Final = ("also", "weapons", "crew_harm")
NOTHING: Final = frozenset({"", "unknown", "not_stated", "not stated", "none stated", "n/a", "na", "null", "-", "?"})
RULES_OF_COMPARING: Final = """\
Rules of comparing. Both sides are brought to the same words first; empty, "unknown" and "not_stated" are the same.
  category, act, vessel_status, severity, flag, reported_to_authority, occurred_on, position_conflict: equal, empty included.
  also, weapons, crew_harm: accuracy counts equal sets; precision and recall count single values.
  attackers: right when the label's number or range touches ours.
  vessel_type: right when equal or when the label states the wider type of the two; a wider answer than the label is wrong.
  vessel_name: equal letters and digits, prefixes and punctuation aside; of several names all. A ship whose label has several
    flags: right when ours is one of them.
  Rows with sure=no are counted apart: "sure" is the accuracy without them."""


_KIND_OF_NAME: Final = re.compile(r"^(?:LNG|LPG|USS|USNS|HMS|HNLMS|INS|NNS|KRI|RSS|FS)\b[\s/]*")


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled record: its key in the source, its facts as written, and whether the reader was sure."""

    source: str
    key: str
    facts: Mapping[str, str]
    sure: bool


def read_labels(folder: Path) -> list[Label]:
    """The labels of `folder/facts.csv`. Raises UsageError when there is no such file or a column is missing."""
    file = folder / "facts.csv"
    if not file.is_file():
        raise UsageError(f"there is no {file}; --labels names a folder that holds facts.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := set(COLUMNS) - {"sure"} - set(reader.fieldnames or ()):
            raise UsageError(f"{file}: column {', '.join(sorted(missing))} is missing")
        rows = [{name: (cell or "").strip() for name, cell in row.items() if name} for row in reader]
    return [
        Label(
            row["source"].upper(), row["key"], {fact: row[fact] for fact in FACTS}, row.get("sure", "").lower() not in ("no", "n", "false")
        )
        for row in rows
    ]


def is_right(fact: str, label: str, ours: Any) -> bool:
    """Whether our value of a fact agrees with the label, by the rules above."""
    if fact in LISTS:
        return label_set(fact, label) == our_set(fact, ours)
    if fact == "attackers":
        return _touches(_range(label), ours)
    if fact == "vessel_type":
        return _type_agrees(type_code(label), ours)
    if fact == "vessel_name":
        return _names(label) == _names(ours or "")
    if fact == "flag":
        flags = [country_code(part) for part in label.split(";") if part.strip().lower() not in NOTHING]
        return ours in flags if flags else ours is None
    return _plain(fact, label) == _plain(fact, "" if ours is None else str(ours))


def label_set(fact: str, label: str) -> frozenset[str]:
    """The values of a list in a label."""
    parts = {part.strip().lower().replace(" ", "_") for part in re.split(r"[;,|]", label)}
    return frozenset(parts - NOTHING)


def our_set(fact: str, ours: Any) -> frozenset[str]:
    """The values of a list of ours, "not stated" left out."""
    return frozenset(ours or ()) - NOTHING


def type_code(words: str) -> str | None:
    """The code for a ship type in a label's words; None when it states none. Unknown words stand for themselves."""
    key = " ".join(words.lower().replace("_", " ").split())
    if key in NOTHING:
        return None
    titles = {code.title.lower(): code.code for code in VESSEL_TYPE.values()}
    if key.replace(" ", "_") in VESSEL_TYPE:
        return key.replace(" ", "_")
    return titles.get(key) or vessel_types().values.get(key) or key


def _type_agrees(label: str | None, ours: str | None) -> bool:
    if label is None or ours is None:
        return label == ours
    kind: str | None = ours
    while kind is not None:
        if kind == label:
            return True
        kind = VESSEL_TYPE_PARENT.get(kind)
    return False


def _names(text: str) -> frozenset[str]:
    names = names_in_field(text.replace(";", " & ")) if text.strip() else []
    bare = [_KIND_OF_NAME.sub("", name.upper()) for name in names]
    return frozenset(re.sub(r"[^A-Z0-9]", "", name) for name in bare)


def _range(label: str) -> tuple[int, int] | None:
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    return (min(numbers), max(numbers)) if numbers else None


def _touches(label: tuple[int, int] | None, ours: tuple[int, int] | None) -> bool:
    if label is None or ours is None:
        return label == ours
    return label[0] <= ours[1] and ours[0] <= label[1]


def _plain(fact: str, text: str) -> str:
    value = text.strip().lower()
    if fact in ("reported_to_authority", "position_conflict"):
        value = {"yes": "true", "y": "true", "no": "false", "n": "false", "1": "true", "0": "false"}.get(value, value)
    elif fact == "severity":
        value = re.sub(r"^cat\s*|\.0$", "", value)
    elif fact == "occurred_on":
        return value[:10]
    else:
        value = value.replace(" ", "_")
    return "" if value in NOTHING else value
