"""The reports that people labelled: looked up in the current snapshot; those that it lacks are read from the raw files."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from data_pipeline import registry
from data_pipeline.errors import BadRecord, UsageError
from data_pipeline.facts.evaluation.labels import LABELLED_FACTS, Label
from data_pipeline.facts.evaluation.scores import Report
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.model import FACT_NAMES, RawRecord
from warehouse.contract.schema import REPORTS
from warehouse.contract.settings import ROOT, Settings
from warehouse.contract.snapshot import Store

RAW_FILES: Final = {
    "ASAM": ("asam", "api_json", "asam/asam_archive_1978_2024.json"),
    "IMB": ("imb_crime_at_sea", "data_set_csv", "imb/pirate_attacks.csv"),
}
"""Source name in the labels: our source id, the file's format, and the file below the raw folder."""

SNAPSHOT_COLUMNS: Final = [
    *("report_id", "source", "raw_locator", "attackers_max", "issues", "why"),
    *(fact for fact in LABELLED_FACTS if fact in REPORTS.names()),
]


def reports_for(labels: Sequence[Label], settings: Settings, raw: Path | None) -> dict[tuple[str, str], Report]:
    """The labelled reports by source and key, from the current snapshot or else from the raw files.

    With `raw` (a folder) they are all read from the raw files. Raises UsageError when a source or a file is unknown.
    """
    if unknown := {label.source for label in labels} - set(RAW_FILES):
        raise UsageError(f"the labels name the source {', '.join(sorted(unknown))}; the known ones are {', '.join(RAW_FILES)}")
    reports = {} if raw else _read_snapshot(labels, settings)
    missing = [label for label in labels if (label.source, label.key) not in reports]
    if missing:
        reports |= _read_raw_files(missing, raw or _default_raw_folder())
    return reports


def _default_raw_folder() -> Path:
    return Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))


def _read_snapshot(labels: Sequence[Label], settings: Settings) -> dict[tuple[str, str], Report]:
    store = Store(settings.data)
    if store.current_id() is None:
        return {}
    sources = [source for source, _, _ in RAW_FILES.values()]
    table = store.open().read_table("reports", SNAPSHOT_COLUMNS, filters=[("source", "in", sources)])
    by_id = {}
    for row in table.to_pylist():
        row["why"] = json.loads(row["why"] or "[]")
        by_id[row["report_id"]] = by_id[(row["source"], row["raw_locator"])] = row
    reports = {}
    for label in labels:
        source = RAW_FILES[label.source][0]
        # ASAM's keys are `reference#locator`: the reference survives a new edition of the file, the locator does not.
        row_id: Any = f"asam:{label.key.partition('#')[0]}" if label.source == "ASAM" else (source, label.key)
        if row_id in by_id:
            reports[label.source, label.key] = by_id[row_id]
    return reports


def _read_raw_files(labels: Sequence[Label], folder: Path) -> dict[tuple[str, str], Report]:
    reports = {}
    for name, (source_id, format_id, file) in RAW_FILES.items():
        key_by_locator = {label.key.partition("#")[2] or label.key: label.key for label in labels if label.source == name}
        if not key_by_locator:
            continue
        if not (folder / file).is_file():
            raise UsageError(f"{folder / file} is missing; name the folder of raw files with --raw or REAL_DATA")
        source = registry.source(source_id)
        for record in source.adapter.parse(folder / file, format_id):
            if record.locator in key_by_locator:
                reports[name, key_by_locator[record.locator]] = _read_record(record, source, format_id)
    return reports


def _read_record(record: RawRecord, source: registry.SourceDescription, format_id: str) -> Report:
    try:
        facts = read_facts(source.adapter.read(Fields(record.fields), format_id), source)
    except BadRecord as error:
        raise UsageError(f"{source.id} record {record.locator}: {error.message}") from error
    report: Report = {name: getattr(facts, name) for name in FACT_NAMES}
    report["why"] = [{"fact": why.fact, "value": why.value, "rule": why.rule, "evidence": why.evidence} for why in facts.why]
    return report
