"""Labels: which reports describe one incident.

    pairs.csv     set, source_a, key_a, source_b, key_b, label (match, nonmatch, unsure), reason
    windows.csv   window, source, key, cluster, note: every report of a region and period; same cluster, same incident

Either file may be missing; further columns are not read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from data_pipeline import registry
from data_pipeline.errors import UsageError
from warehouse.contract.settings import ROOT

FOLDER: Final = ROOT / "tests" / "labels" / "links"
"""The labels that come with the project."""
PAIR_COLUMNS: Final = ("set", "source_a", "key_a", "source_b", "key_b", "label")
WINDOW_COLUMNS: Final = ("window", "source", "key", "cluster")
SOURCE_NAMES: Final = {"asam": "asam", "imb": "imb_crime_at_sea", "gisis": "imo_gisis", "recaap": "recaap", "ukmto": "ukmto"}
"""Names of sources in labels, in lower case, to source ids; a source id itself is accepted too."""
SAME_BY_LABEL: Final = {"match": True, "nonmatch": False, "unsure": None}

Row = dict[str, str]
LabelT = TypeVar("LabelT")


@dataclass(frozen=True, slots=True, order=True)
class LabelKey:
    """A labelled record: source id, and its key as the label states it."""

    source: str
    key: str

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


@dataclass(frozen=True, slots=True)
class PairLabel:
    """A labelled pair; `same` is None where the labeller was unsure."""

    set: str
    a: LabelKey
    b: LabelKey
    same: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class WindowLabel:
    """A record of a window. A record in several clusters (a report of two ships) has several labels."""

    window: str
    key: LabelKey
    cluster: str
    note: str


@dataclass(slots=True)
class Labels:
    """All labels of a folder; `remarks` says in words what was left out and why."""

    pairs: list[PairLabel] = field(default_factory=list)
    windows: list[WindowLabel] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def keys(self) -> set[LabelKey]:
        """Every record that a label names."""
        return {key for pair in self.pairs for key in (pair.a, pair.b)} | {record.key for record in self.windows}


def read_labels(folder: Path) -> Labels:
    """The labels in `folder`. Raises UsageError: neither file is there, a column is missing, or a row is wrong (file and line)."""
    pairs, windows = folder / "pairs.csv", folder / "windows.csv"
    if not pairs.is_file() and not windows.is_file():
        raise UsageError(f"{folder} holds neither pairs.csv nor windows.csv; --labels names a folder that holds labels")
    labels = Labels()
    if pairs.is_file():
        _add_pairs(labels, _read_rows(pairs, PAIR_COLUMNS, _pair_label))
    if windows.is_file():
        _add_windows(labels, _read_rows(windows, WINDOW_COLUMNS, _window_label))
    if not labels.keys:
        raise UsageError(f"{folder} holds no labels: its files have no rows")
    return labels


def _add_windows(labels: Labels, records: Iterator[WindowLabel]) -> None:
    """A record whose cluster is `unsure` is left out."""
    distinct = list(dict.fromkeys(records))
    labels.windows = [record for record in distinct if record.cluster.lower() != "unsure"]
    if unsure := len(distinct) - len(labels.windows):
        labels.remarks.append(f"{unsure} records of windows are labelled unsure; left out")


def _add_pairs(labels: Labels, pairs: Iterator[PairLabel]) -> None:
    """A pair that is in a set twice counts once; one that is labelled both ways counts as unsure."""
    by_pair: dict[tuple[str, LabelKey, LabelKey], PairLabel] = {}
    for pair in pairs:
        a, b = sorted((pair.a, pair.b))
        identity = (pair.set, a, b)
        first = by_pair.setdefault(identity, pair)
        if first is pair:
            continue
        repeated = f"{pair.set}: {pair.a} and {pair.b} are listed twice"
        if first.same == pair.same:
            labels.remarks.append(f"{repeated}; counted once")
        else:
            by_pair[identity] = PairLabel(pair.set, first.a, first.b, None, first.note)
            labels.remarks.append(f"{repeated}, with different labels; left out")
    labels.pairs = list(by_pair.values())


def _pair_label(row: Row) -> PairLabel:
    label = row["label"].lower()
    if label not in SAME_BY_LABEL:
        raise ValueError(f"the label is {row['label']!r}; known are {', '.join(SAME_BY_LABEL)}")
    a, b = LabelKey(_source_id(row["source_a"]), row["key_a"]), LabelKey(_source_id(row["source_b"]), row["key_b"])
    if a == b:
        raise ValueError(f"{a} is paired with itself")
    return PairLabel(row["set"], a, b, SAME_BY_LABEL[label], row.get("reason", ""))


def _window_label(row: Row) -> WindowLabel:
    return WindowLabel(row["window"], LabelKey(_source_id(row["source"]), row["key"]), row["cluster"], row.get("note", ""))


def _source_id(word: str) -> str:
    source = SOURCE_NAMES.get(word.lower(), word.lower())
    if source not in registry.sources():
        raise ValueError(f"there is no source {word!r}; known are {', '.join([*SOURCE_NAMES, *registry.sources()])}")
    return source


def _read_rows(file: Path, columns: tuple[str, ...], make: Callable[[Row], LabelT]) -> Iterator[LabelT]:
    # Spreadsheets save CSV with a byte order mark, and sometimes in another encoding: then the notes suffer, not the keys.
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        reader = csv.DictReader(lines, restval="")
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        if missing := [name for name in columns if name not in names]:
            raise UsageError(f"{file}: column {', '.join(missing)} is missing; it has {', '.join(names) or 'none'}")
        reader.fieldnames = names
        for row in reader:
            cells = {name: cell.strip() for name, cell in row.items() if isinstance(cell, str)}
            if not any(cells.values()):
                continue
            try:
                if empty := [name for name in columns if not cells[name]]:
                    raise ValueError(f"{', '.join(empty)} is empty")
                yield make(cells)
            except ValueError as error:
                raise UsageError(f"{file}, line {reader.line_num}: {error}. Correct the row and try again.") from error
