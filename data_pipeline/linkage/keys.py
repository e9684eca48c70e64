"""From a label's key to the published report.

A key is the source's own reference; or `reference#index`, where the index tells records of one reference apart and the
report is that of the reference; or the record's place in the source's largest landed file, as `raw_locator` counts it
(0-based for JSON, 1-based for CSV). A record that repeats another, or that another superseded, has no place of its own
among the revisions: it is read again from the landed file, and its report is that of its reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.errors import BadRecord, UsageError
from data_pipeline.fields import Fields
from data_pipeline.linkage.labels import Key
from warehouse.contract.snapshot import Snapshot


@dataclass(slots=True)
class Resolved:
    """The report of each key; and the keys that have none, with the reason in words."""

    reports: dict[Key, str] = field(default_factory=dict)
    lost: dict[Key, str] = field(default_factory=dict)


def resolve(keys: Iterable[Key], snapshot: Snapshot, landing: Path) -> Resolved:
    """Find the report of each key in `snapshot`; `landing` is the landing folder that it was made from.

    Raises UsageError when nothing of a source is published, BrokenFile when its landed file has changed.
    """
    found = Resolved()
    by_source: dict[str, list[str]] = {}
    for key in sorted(keys):
        by_source.setdefault(key.source, []).append(key.key)
    if absent := [source for source in by_source if not _references(snapshot, source)]:
        raise UsageError(_how_to_add(absent))
    for source, texts in by_source.items():
        _resolve(found, source, texts, snapshot, landing)
    return found


def _how_to_add(absent: list[str]) -> str:
    commands = "\n".join(f"  python -m data_pipeline add {source} FILE" for source in absent)
    what = f"the labels name reports of {', '.join(absent)}, of which nothing is published. Land the file and publish it:"
    off = "A source that is off is named under enabled_sources in anchorwatch.toml first (`python -m data_pipeline sources`)."
    return f"{what}\n{commands}\n  python -m data_pipeline run\n{off}"


def _resolve(found: Resolved, source: str, texts: list[str], snapshot: Snapshot, landing: Path) -> None:
    references = _references(snapshot, source)
    places: list[str] = []
    for text in texts:
        reference, mark, _ = text.rpartition("#")
        if text in references or (mark and reference in references):
            found.reports[Key(source, text)] = references.get(text) or references[reference]
        elif mark:
            found.lost[Key(source, text)] = f"no report has the reference {reference!r}"
        else:
            places.append(text)
    if not places:
        return
    landing_id = _largest_landing(snapshot, source)
    at = _revisions(snapshot, source, landing_id)
    found.reports |= {Key(source, text): at[text] for text in places if text in at}
    if rest := {text for text in places if text not in at}:
        _read_again(found, source, rest, landing_id, landing, set(references.values()))


def _read_again(found: Resolved, source: str, wanted: set[str], landing_id: str, landing: Path, published: set[str]) -> None:
    landed = next((one for one in landing_zone.landings(landing) if one.id == landing_id), None)
    if landed is None:
        found.lost |= {Key(source, text): f"it is no reference, and the landed file {landing_id} is gone" for text in wanted}
        return
    landing_zone.verify(landed)
    described = registry.source(source)
    for record in described.adapter.parse(landed.file, landed.format):
        if record.locator not in wanted:
            continue
        wanted.discard(record.locator)
        key = Key(source, record.locator)
        try:
            report = f"{source}:{described.adapter.read(Fields(record.fields), landed.format).native_ref}"
        except BadRecord as error:
            found.lost[key] = f"the record is in quarantine: {error.message}"
            continue
        if report in published:
            found.reports[key] = report
        else:
            found.lost[key] = "the record is not published"
    found.lost |= {Key(source, text): f"neither a reference nor a record of {landed.origin}" for text in wanted}


def _references(snapshot: Snapshot, source: str) -> dict[str, str]:
    table = pq.read_table(snapshot.path("reports"), columns=["native_ref", "report_id"], filters=[("source", "=", source)])
    return dict(zip(table["native_ref"].to_pylist(), table["report_id"].to_pylist(), strict=True))


def _largest_landing(snapshot: Snapshot, source: str) -> str:
    table = pq.read_table(snapshot.path("landings"), columns=["landing_id", "read", "landed_at"], filters=[("source", "=", source)])
    rows = sorted(table.to_pylist(), key=lambda row: (-row["read"], row["landed_at"]))
    return str(rows[0]["landing_id"]) if rows else ""


def _revisions(snapshot: Snapshot, source: str, landing_id: str) -> dict[str, str]:
    chosen = [("source", "=", source), ("landing_id", "=", landing_id)]
    table = pq.read_table(snapshot.path("report_revisions"), columns=["raw_locator", "report_id"], filters=chosen)
    return dict(zip(table["raw_locator"].to_pylist(), table["report_id"].to_pylist(), strict=True))
