"""How right the facts are: they are held against labels made by hand.

The labelled reports are looked for in the current snapshot; those it does not hold are read from the raw files.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from data_pipeline import registry
from data_pipeline.errors import BadRecord, UsageError
from data_pipeline.facts.labels import FACTS, LISTS, RULES_OF_COMPARING, Label, is_right, label_set, our_set, read_labels
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.model import Facts, RawRecord
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Store

LABELS: Final = ROOT / "tests" / "labels"
RAW_FILES: Final = {
    "ASAM": ("asam", "api_json", "asam/asam_archive_1978_2024.json"),
    "IMB": ("imb_crime_at_sea", "data_set_csv", "imb/pirate_attacks.csv"),
}
"""Source name in labels: our source id, file format, file below the raw folder."""

SNAPSHOT_COLUMNS: Final = (
    "report_id", "source", "raw_locator", "category", "also", "act", "vessel_status", "weapons", "attackers", "attackers_max",
    "crew_harm", "severity", "vessel_type", "vessel_name", "flag", "reported_to_authority", "occurred_on", "issues", "why",
)  # fmt: skip
Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    """One fact that differs from its label, with the rule that gave ours."""

    source: str
    key: str
    fact: str
    label: str
    ours: str
    rule: str
    sure: bool


@dataclass(slots=True)
class Score:
    """How often a fact is right; for lists also single values right, wrongly given, missed."""

    right: int = 0
    n: int = 0
    sure_right: int = 0
    sure_n: int = 0
    hits: int = 0
    surplus: int = 0
    missed: int = 0

    @property
    def accuracy(self) -> float:
        return self.right / self.n if self.n else float("nan")

    @property
    def sure_accuracy(self) -> float:
        return self.sure_right / self.sure_n if self.sure_n else float("nan")

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.surplus) if self.hits + self.surplus else float("nan")

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else float("nan")

    @property
    def f1(self) -> float:
        both = 2 * self.hits + self.surplus + self.missed
        return 2 * self.hits / both if both else float("nan")


@dataclass(slots=True)
class Evaluation:
    """Scores per fact, the misses, and the labelled records that were not found."""

    scores: dict[str, Score] = field(default_factory=lambda: {fact: Score() for fact in FACTS})
    misses: list[Miss] = field(default_factory=list)
    not_found: list[tuple[str, str]] = field(default_factory=list)


def evaluate(labels: Path, reports: Mapping[tuple[str, str], Report]) -> Evaluation:
    """Hold reports (report rows by source and key as in the labels) against `labels/facts.csv`."""
    result = Evaluation()
    for label in read_labels(labels):
        report = reports.get((label.source, label.key))
        if report is None:
            result.not_found.append((label.source, label.key))
            continue
        for fact in FACTS:
            _score(result, label, fact, report)
    return result


def _score(result: Evaluation, label: Label, fact: str, report: Report) -> None:
    said, ours = label.facts[fact], _ours(fact, report)
    right = is_right(fact, said, ours)
    score = result.scores[fact]
    score.n, score.right = score.n + 1, score.right + right
    if label.sure:
        score.sure_n, score.sure_right = score.sure_n + 1, score.sure_right + right
    if fact in LISTS:
        wanted, given = label_set(fact, said), our_set(fact, ours)
        score.hits += len(wanted & given)
        score.surplus += len(given - wanted)
        score.missed += len(wanted - given)
    if not right:
        result.misses.append(Miss(label.source, label.key, fact, said, _shown(ours), _rule(fact, report), label.sure))


def _ours(fact: str, report: Report) -> Any:
    if fact == "position_conflict":
        return "true" if "position_conflict" in report["issues"] else "false"
    if fact == "attackers":
        low = report["attackers"]
        return None if low is None else (low, report["attackers_max"] or low)
    return report[fact]


def _shown(ours: Any) -> str:
    if isinstance(ours, list):
        return ";".join(ours)
    if isinstance(ours, tuple):
        return "-".join(str(end) for end in dict.fromkeys(ours))
    return "" if ours is None else str(ours)


def _rule(fact: str, report: Report) -> str:
    return ", ".join(dict.fromkeys(why["rule"] for why in report["why"] if why["fact"] == fact))


def reports_for(labels: Sequence[Label], settings: Settings, raw: Path | None) -> dict[tuple[str, str], Report]:
    """The labelled reports by source and key: from the current snapshot, else from raw files. Raises UsageError."""
    if unknown := {label.source for label in labels} - set(RAW_FILES):
        raise UsageError(f"labels name the source {', '.join(sorted(unknown))}; known are {', '.join(RAW_FILES)}")
    found = {} if raw else _from_snapshot(labels, settings)
    missing = [label for label in labels if (label.source, label.key) not in found]
    if missing:
        found |= _from_raw(missing, raw or _raw_folder())
    return found


def _raw_folder() -> Path:
    return Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))


def _from_snapshot(labels: Sequence[Label], settings: Settings) -> dict[tuple[str, str], Report]:
    store = Store(settings.data)
    if store.current_id() is None:
        return {}
    sources = [source for source, _, _ in RAW_FILES.values()]
    table = pq.read_table(store.open().path("reports"), columns=list(SNAPSHOT_COLUMNS), filters=[("source", "in", sources)])
    by_id = {}
    for row in table.to_pylist():
        row["why"] = json.loads(row["why"] or "[]")
        by_id[row["report_id"]] = by_id[(row["source"], row["raw_locator"])] = row
    found = {}
    for label in labels:
        source = RAW_FILES[label.source][0]
        name: Any = f"asam:{label.key.partition('#')[0]}" if label.source == "ASAM" else (source, label.key)
        if name in by_id:
            found[label.source, label.key] = by_id[name]
    return found


def _from_raw(labels: Sequence[Label], folder: Path) -> dict[tuple[str, str], Report]:
    found = {}
    for name, (source_id, format_id, file) in RAW_FILES.items():
        wanted = {label.key.partition("#")[2] or label.key: label.key for label in labels if label.source == name}
        if not wanted:
            continue
        if not (folder / file).is_file():
            raise UsageError(f"{folder / file} is missing; name the folder of the raw files with --raw or REAL_DATA")
        source = registry.source(source_id)
        for record in source.adapter.parse(folder / file, format_id):
            if record.locator in wanted:
                found[name, wanted[record.locator]] = _read(record, source, format_id)
    return found


def _read(record: RawRecord, source: registry.Source, format_id: str) -> Report:
    try:
        facts = read_facts(source.adapter.read(Fields(record.fields), format_id), source)
    except BadRecord as error:
        raise UsageError(f"{source.id} record {record.locator}: {error.message}") from error
    report: Report = {name: getattr(facts, name) for name in Facts.__slots__}
    report["why"] = [{"fact": why.fact, "value": why.value, "rule": why.rule, "evidence": why.evidence} for why in facts.why]
    return report


def table_lines(result: Evaluation) -> list[str]:
    """The scores as lines of text."""
    lines = [f"{'fact':<22}{'n':>5}{'accuracy':>10}{'sure':>8}{'precision':>11}{'recall':>8}{'F1':>7}"]
    for fact, score in result.scores.items():
        lists = f"{score.precision:>11.3f}{score.recall:>8.3f}{score.f1:>7.3f}" if fact in LISTS else ""
        lines.append(f"{fact:<22}{score.n:>5}{score.accuracy:>10.3f}{score.sure_accuracy:>8.3f}{lists}")
    return lines


def miss_lines(result: Evaluation) -> list[str]:
    """The misses as lines of text, by fact."""
    order = {fact: number for number, fact in enumerate(FACTS)}
    lines = [f"{'fact':<22}{'source':<6}{'key':<16}{'label':<30}{'ours':<30}rule"]
    for miss in sorted(result.misses, key=lambda one: (order[one.fact], one.source, one.key)):
        unsure = "" if miss.sure else "  (unsure label)"
        lines.append(
            f"{miss.fact:<22}{miss.source:<6}{miss.key:<16}{miss.label or '-':<30}{miss.ours or '-':<30}{miss.rule or '-'}{unsure}"
        )
    return lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `evaluate-facts`."""
    parser.add_argument("--labels", type=Path, default=LABELS, metavar="DIR", help="folder that holds facts.csv (default: tests/labels)")
    parser.add_argument("--raw", type=Path, metavar="DIR", help="read the records from raw files here, not from the snapshot")
    parser.epilog = RULES_OF_COMPARING
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Hold the facts read from reports against labels made by hand; print accuracy per fact and every miss."""
    result = evaluate(args.labels, reports_for(read_labels(args.labels), settings, args.raw))
    print("\n".join([*table_lines(result), "", *miss_lines(result)]))  # noqa: T201
    for source, key in result.not_found:
        print(f"not found: {source} {key}")  # noqa: T201
    return 0
