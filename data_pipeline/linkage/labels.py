"""Labels: which reports describe one incident.

    pairs.csv     set, source_a, key_a, source_b, key_b, label (match, nonmatch, unsure), reason
    windows.csv   window, source, key, cluster, note: every report of a region and period; same cluster, same incident

Either file may be missing; further columns are not read. Keys are explained in `keys.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from data_pipeline import registry
from data_pipeline.errors import UsageError

PAIR_COLUMNS: Final = ("set", "source_a", "key_a", "source_b", "key_b", "label")
WINDOW_COLUMNS: Final = ("window", "source", "key", "cluster")
SOURCES: Final = {"asam": "asam", "imb": "imb_crime_at_sea", "gisis": "imo_gisis", "recaap": "recaap", "ukmto": "ukmto"}
"""Names of sources in labels, in lower case, to source ids; a source id itself is understood too."""
SAME: Final = {"match": True, "nonmatch": False, "unsure": None}

Row = dict[str, str]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A labelled record: source id, and its key as the label states it."""

    source: str
    key: str

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


@dataclass(frozen=True, slots=True)
class PairLabel:
    """A labelled pair; `same` is None where the reader was unsure."""

    set: str
    a: Key
    b: Key
    same: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class WindowLabel:
    """A record of a window. A record in several clusters (a report of two ships) has several labels."""

    window: str
    key: Key
    cluster: str
    note: str


@dataclass(slots=True)
class Labels:
    """All labels of a folder; `remarks` says in words what was left out and why."""

    pairs: list[PairLabel] = field(default_factory=list)
    windows: list[WindowLabel] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def keys(self) -> set[Key]:
        """Every record that a label names."""
        return {key for pair in self.pairs for key in (pair.a, pair.b)} | {record.key for record in self.windows}


def read_labels(folder: Path) -> Labels:
    """The labels in `folder`. Raises UsageError: neither file is there, a column is missing, or a row is wrong (file and line)."""
    pairs, windows = folder / "pairs.csv", folder / "windows.csv"
    if not pairs.is_file() and not windows.is_file():
        raise UsageError(f"{folder} holds neither pairs.csv nor windows.csv; --labels names a folder that holds labels")
    labels = Labels()
    if pairs.is_file():
        _add_pairs(labels, _read(pairs, PAIR_COLUMNS, _pair))
    if windows.is_file():
        _add_windows(labels, _read(windows, WINDOW_COLUMNS, _window))
    if not labels.keys:
        raise UsageError(f"{folder} holds no labels: its files have no rows")
    return labels


def _add_windows(labels: Labels, records: Iterator[WindowLabel]) -> None:
    """A record whose cluster is `unsure` is left out."""
    every = list(dict.fromkeys(records))
    labels.windows = [record for record in every if record.cluster.lower() != "unsure"]
    if unsure := len(every) - len(labels.windows):
        labels.remarks.append(f"{unsure} records of windows are labelled unsure; left out")


def _add_pairs(labels: Labels, pairs: Iterator[PairLabel]) -> None:
    """A pair that stands twice in a set counts once; one that is labelled both ways counts as unsure."""
    found: dict[tuple[str, Key, Key], PairLabel] = {}
    for pair in pairs:
        a, b = sorted((pair.a, pair.b))
        identity = (pair.set, a, b)
        first = found.setdefault(identity, pair)
        if first is pair:
            continue
        what = f"{pair.set}: {pair.a} and {pair.b} stand twice"
        if first.same == pair.same:
            labels.remarks.append(f"{what}; counted once")
        else:
            found[identity] = PairLabel(pair.set, first.a, first.b, None, first.note)
            labels.remarks.append(f"{what}, with different labels; left out")
    labels.pairs = list(found.values())


def _pair(row: Row) -> PairLabel:
    label = row["label"].lower()
    if label not in SAME:
        raise ValueError(f"the label is {row['label']!r}; known are {', '.join(SAME)}")
    a, b = Key(_source(row["source_a"]), row["key_a"]), Key(_source(row["source_b"]), row["key_b"])
    if a == b:
        raise ValueError(f"{a} is paired with itself")
    return PairLabel(row["set"], a, b, SAME[label], row.get("reason", ""))


def _window(row: Row) -> WindowLabel:
    return WindowLabel(row["window"], Key(_source(row["source"]), row["key"]), row["cluster"], row.get("note", ""))


def _source(word: str) -> str:
    source = SOURCES.get(word.lower(), word.lower())
    if source not in registry.sources():
        raise ValueError(f"there is no source {word!r}; known are {', '.join([*SOURCES, *registry.sources()])}")
    return source


def _read(file: Path, columns: tuple[str, ...], make: Callable[[Row], Made]) -> Iterator[Made]:
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
                raise UsageError(f"{file}, line {reader.line_num}: {error}. Mend the row and try again.") from error
