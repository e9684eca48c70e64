"""Hand-made labels, and what counts as agreement with them.

Both sides are normalised in the same way first: words for ship types, countries as names or codes, `yes`/`true`, ranges,
`Unknown` for nothing. `COMPARISON_RULES`, printed by the command's help, states what counts as right.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data_pipeline.errors import UsageError
from data_pipeline.facts.vessel.names import names_in_field
from data_pipeline.facts.vessel.phrases import country_code, vessel_type_phrases
from warehouse.contract.taxonomy import VESSEL_TYPE, VESSEL_TYPE_PARENT

COLUMNS: Final = (
    "source", "key", "category", "also", "act", "vessel_status", "weapons", "attackers", "crew_harm", "severity", "vessel_type",
    "vessel_name", "flag", "reported_to_authority", "occurred_on", "position_conflict", "sure",
)  # fmt: skip
LABELLED_FACTS: Final = tuple(column for column in COLUMNS if column not in ("source", "key", "sure"))
LIST_FACTS: Final = ("also", "weapons", "crew_harm")
KEY_COLUMNS: Final = ("source", "key")
NOTHING: Final = frozenset({"", "unknown", "not_stated", "not stated", "none stated", "n/a", "na", "null", "-", "?"})
COMPARISON_RULES: Final = """\
How facts are compared. Both sides are normalised first; empty, "unknown" and "not_stated" count as the same.
  category, act, vessel_status, severity, flag, reported_to_authority, occurred_on, position_conflict: right when equal, also
    when both are empty.
  also, weapons, crew_harm: accuracy counts identical lists; precision and recall count single values.
  attackers: right when the label's number or range overlaps ours.
  vessel_type: right when equal or when the label states the wider type; an answer of a wider type than the label is wrong.
  vessel_name: right when letters and digits are equal, ignoring prefixes and punctuation; of several names, all must be.
  flag: where the label gives several, right when ours is one of them.
  Rows with sure=no are uncertain labels: "sure" is the accuracy without them."""


# Prefixes of gas carriers and warships, which some labels include in the name.
_NAME_PREFIX: Final = re.compile(r"^(?:LNG|LPG|USS|USNS|HMS|HNLMS|INS|NNS|KRI|RSS|FS)\b[\s/]*")


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled record: its key in the source, its labelled facts as written, and whether the labeller was sure."""

    source: str
    key: str
    facts: Mapping[str, str]
    sure: bool


def read_labels(folder: Path) -> list[Label]:
    """The labels of `folder/facts.csv`; a fact without a column is not labelled.

    Raises UsageError when there is no such file, or it has no column for the key or for any fact.
    """
    file = folder / "facts.csv"
    if not file.is_file():
        raise UsageError(f"{file} does not exist; --labels names a folder that contains facts.csv")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = set(reader.fieldnames or ())
        if missing := set(KEY_COLUMNS) - columns:
            raise UsageError(f"{file}: column {', '.join(sorted(missing))} is missing")
        if columns.isdisjoint(LABELLED_FACTS):
            raise UsageError(f"{file}: no column is a fact; facts are {', '.join(LABELLED_FACTS)}")
        rows = [{name: (cell or "").strip() for name, cell in row.items() if name} for row in reader]
    return [_parse_label(row) for row in rows]


def _parse_label(row: dict[str, str]) -> Label:
    is_sure = row.get("sure", "").lower() not in ("no", "n", "false")
    return Label(row["source"].upper(), row["key"], {fact: row[fact] for fact in LABELLED_FACTS if fact in row}, is_sure)


def is_right(fact: str, label: str, value: Any) -> bool:
    """Whether our value of a fact agrees with the label, by the rules above."""
    if fact in LIST_FACTS:
        return list_in_label(label) == list_in_report(value)
    if fact == "attackers":
        return _overlap(_parse_range(label), value)
    if fact == "vessel_type":
        return _is_same_or_wider(type_code(label), value)
    if fact == "vessel_name":
        return _comparable_names(label) == _comparable_names(value or "")
    if fact == "flag":
        flags = [country_code(part) for part in label.split(";") if part.strip().lower() not in NOTHING]
        return value in flags if flags else value is None
    return _normalise(fact, label) == _normalise(fact, "" if value is None else str(value))


def list_in_label(label: str) -> frozenset[str]:
    """The values of a list in a label, as codes."""
    parts = {part.strip().lower().replace(" ", "_") for part in re.split(r"[;,|]", label)}
    return frozenset(parts - NOTHING)


def list_in_report(value: Any) -> frozenset[str]:
    """The values of a list in one of our reports, without "not stated"."""
    return frozenset(value or ()) - NOTHING


def type_code(words: str) -> str | None:
    """The code for a ship type in a label's words; None when it states none. Unknown words are returned as they are."""
    key = " ".join(words.lower().replace("_", " ").split())
    if key in NOTHING:
        return None
    titles = {code.title.lower(): code.code for code in VESSEL_TYPE.values()}
    if key.replace(" ", "_") in VESSEL_TYPE:
        return key.replace(" ", "_")
    return titles.get(key) or vessel_type_phrases().values.get(key) or key


def _is_same_or_wider(label: str | None, ours: str | None) -> bool:
    if label is None or ours is None:
        return label == ours
    kind: str | None = ours
    while kind is not None:
        if kind == label:
            return True
        kind = VESSEL_TYPE_PARENT.get(kind)
    return False


def _comparable_names(text: str) -> frozenset[str]:
    names = names_in_field(text.replace(";", " & ")) if text.strip() else []
    bare = [_NAME_PREFIX.sub("", name.upper()) for name in names]
    return frozenset(re.sub(r"[^A-Z0-9]", "", name) for name in bare)


def _parse_range(label: str) -> tuple[int, int] | None:
    numbers = [int(number) for number in re.findall(r"\d+", label)]
    return (min(numbers), max(numbers)) if numbers else None


def _overlap(label: tuple[int, int] | None, ours: tuple[int, int] | None) -> bool:
    if label is None or ours is None:
        return label == ours
    return label[0] <= ours[1] and ours[0] <= label[1]


def _normalise(fact: str, text: str) -> str:
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
