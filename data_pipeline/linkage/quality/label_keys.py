"""Keys in labels, and the published report of each.

A key is the source's own reference; or `reference#index`, where the index distinguishes records of one reference and the
report is that of the reference; or the record's place in the source's largest landed file, as `raw_locator` counts it
(0-based for JSON, 1-based for CSV). A record that repeats another, or that another superseded, has no place of its own
among the revisions: it is read again from the landed file, and its report is that of its reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.errors import BadRecord, UsageError
from data_pipeline.fields import Fields
from data_pipeline.linkage.quality.labels import LabelKey
from warehouse.contract.snapshot import Snapshot


@dataclass(slots=True)
class ResolvedKeys:
    """The report of each key; and the keys that have none, with the reason in words."""

    reports: dict[LabelKey, str] = field(default_factory=dict)
    lost: dict[LabelKey, str] = field(default_factory=dict)


def resolve_keys(keys: Iterable[LabelKey], snapshot: Snapshot, landing: Path) -> ResolvedKeys:
    """Find the report of each key in `snapshot`; `landing` is the landing folder that it was made from.

    Raises UsageError when nothing of a source is published, BrokenFile when its landed file has changed.
    """
    resolved = ResolvedKeys()
    by_source: dict[str, list[str]] = {}
    for key in sorted(keys):
        by_source.setdefault(key.source, []).append(key.key)
    if absent := [source for source in by_source if not _report_by_reference(snapshot, source)]:
        raise UsageError(_how_to_add(absent))
    for source, texts in by_source.items():
        _resolve_source(resolved, source, texts, snapshot, landing)
    return resolved


def _how_to_add(absent: list[str]) -> str:
    commands = "\n".join(f"  python -m data_pipeline add {source} FILE" for source in absent)
    missing = f"the labels name reports of {', '.join(absent)}, of which nothing is published. Land the file and publish it:"
    enabling = "First name a source that is off under enabled_sources in anchorwatch.toml (`python -m data_pipeline sources`)."
    return f"{missing}\n{commands}\n  python -m data_pipeline run\n{enabling}"


def _resolve_source(resolved: ResolvedKeys, source: str, texts: list[str], snapshot: Snapshot, landing: Path) -> None:
    references = _report_by_reference(snapshot, source)
    places: list[str] = []
    for text in texts:
        reference, mark, _ = text.rpartition("#")
        if text in references or (mark and reference in references):
            resolved.reports[LabelKey(source, text)] = references.get(text) or references[reference]
        elif mark:
            resolved.lost[LabelKey(source, text)] = f"no report has the reference {reference!r}"
        else:
            places.append(text)
    if not places:
        return
    landing_id = _largest_landing(snapshot, source)
    by_place = _report_by_place(snapshot, source, landing_id)
    resolved.reports |= {LabelKey(source, text): by_place[text] for text in places if text in by_place}
    if unplaced := {text for text in places if text not in by_place}:
        _resolve_by_reading(resolved, source, unplaced, landing_id, landing, set(references.values()))


def _resolve_by_reading(resolved: ResolvedKeys, source: str, places: set[str], landing_id: str, landing: Path, published: set[str]) -> None:
    """Resolve keys that are places in a landed file by reading those records again."""
    landed = next((landed for landed in landing_zone.list_landings(landing) if landed.id == landing_id), None)
    if landed is None:
        resolved.lost |= {LabelKey(source, text): f"it is no reference, and the landed file {landing_id} is gone" for text in places}
        return
    landing_zone.verify_bytes(landed)
    described = registry.source(source)
    for record in described.adapter.parse(landed.file, landed.format):
        if record.locator not in places:
            continue
        places.discard(record.locator)
        key = LabelKey(source, record.locator)
        try:
            report = f"{source}:{described.adapter.read(Fields(record.fields), landed.format).native_ref}"
        except BadRecord as error:
            resolved.lost[key] = f"the record is in quarantine: {error.message}"
            continue
        if report in published:
            resolved.reports[key] = report
        else:
            resolved.lost[key] = "the record is not published"
    resolved.lost |= {LabelKey(source, text): f"neither a reference nor a record of {landed.origin}" for text in places}


def _report_by_reference(snapshot: Snapshot, source: str) -> dict[str, str]:
    table = snapshot.read_table("reports", ["native_ref", "report_id"], filters=[("source", "=", source)])
    return dict(zip(table["native_ref"].to_pylist(), table["report_id"].to_pylist(), strict=True))


def _largest_landing(snapshot: Snapshot, source: str) -> str:
    table = snapshot.read_table("landings", ["landing_id", "read", "landed_at"], filters=[("source", "=", source)])
    rows = sorted(table.to_pylist(), key=lambda row: (-row["read"], row["landed_at"]))
    return str(rows[0]["landing_id"]) if rows else ""


def _report_by_place(snapshot: Snapshot, source: str, landing_id: str) -> dict[str, str]:
    chosen = [("source", "=", source), ("landing_id", "=", landing_id)]
    table = snapshot.read_table("report_revisions", ["raw_locator", "report_id"], filters=chosen)
    return dict(zip(table["raw_locator"].to_pylist(), table["report_id"].to_pylist(), strict=True))
