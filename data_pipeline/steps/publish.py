"""The tables that describe the run, and the publish itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from data_pipeline import registry
from data_pipeline.landing import Landing
from data_pipeline.registry import SourceDescription
from data_pipeline.sql import statement
from data_pipeline.steps.history import Accounting
from data_pipeline.steps.normalise import NormalisedLanding, quarantine_table
from data_pipeline.steps.staging import StagedTables
from warehouse.contract.dates import day_in_words
from warehouse.contract.health.silence import silence_at
from warehouse.contract.schema import LANDINGS, QUARANTINE, SEA_REGIONS, SOURCES
from warehouse.contract.snapshot import Snapshot
from warehouse.reference import geography


def landings_table(results: Iterable[NormalisedLanding], accounting: dict[str, Accounting], base: Snapshot | None) -> pa.Table:
    """The accounting of every landing: those of the snapshot that this run adds to, and the new ones."""
    rows = [_landing_row(result, accounting.get(result.landing.id, Accounting())) for result in results]
    new = pa.Table.from_pylist(rows, schema=LANDINGS.arrow())
    tables = [base.read_table("landings").cast(LANDINGS.arrow()), new] if base else [new]
    return pa.concat_tables(tables).sort_by([(name, "ascending") for name in LANDINGS.order])


def _landing_row(result: NormalisedLanding, became: Accounting) -> dict[str, Any]:
    landing = result.landing
    return {
        "landing_id": landing.id,
        "source": landing.source,
        "format": landing.format,
        "origin": landing.origin,
        "sha256": landing.sha256,
        "bytes": landing.bytes,
        "landed_at": landing.landed_at,
        "read": result.read,
        "new": became.new,
        "revised": became.revised,
        "unchanged": became.unchanged,
        "repeated": became.repeated,
        "quarantined": result.quarantined,
        "warnings": became.warnings,
        "leftover_fields": sorted(result.leftover),
        "failure": result.failure,
    }


def full_quarantine_table(results: Sequence[NormalisedLanding], base: Snapshot | None) -> pa.Table:
    """Quarantine rows of all landings."""
    new = quarantine_table(results)
    tables = [base.read_table("quarantine").cast(QUARANTINE.arrow()), new] if base else [new]
    return pa.concat_tables(tables).sort_by([(name, "ascending") for name in QUARANTINE.order])


def sources_table(con: duckdb.DuckDBPyConnection, landings: pa.Table, now: datetime | None = None) -> pa.Table:
    """Description and state of every source; demo sources only where they have landed."""
    now = now or datetime.now(UTC)
    facts = {row[0]: row[1:] for row in con.execute(statement("source_facts")).fetchall()}
    last: dict[str, dict[str, Any]] = {row["source"]: row for row in landings.to_pylist()}
    rows = [
        _source_row(source, facts.get(source.id, (0, None, None, 0)), last.get(source.id), now)
        for source in sorted(registry.sources().values(), key=lambda source: source.id)
        if source.id in last or not source.demo
    ]
    return pa.Table.from_pylist(rows, schema=SOURCES.arrow())


def _source_row(source: SourceDescription, facts: tuple[Any, ...], last: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    state, reason = _source_state(source, last, now)
    return {
        "source": source.id,
        "title": source.title,
        "body": source.body,
        "description": _description(source),
        "url": source.url,
        "licence": source.licence,
        "attribution": source.attribution,
        "narrative": source.narrative,
        "cadence_days": source.cadence_days,
        "closed_on": source.closed_on,
        "watches": list(source.watches),
        "state": state,
        "state_reason": reason,
        "reports": facts[0],
        "first_occurred_on": facts[1],
        "last_occurred_on": facts[2],
        "advisories": facts[3] if source.gives_advisories else None,
        "last_landed_at": last["landed_at"] if last else None,
    }


def _description(source: SourceDescription) -> str:
    """The description; with what is to be settled before its feed is switched on, where it has no open licence."""
    if source.feed is None or not source.feed.question:
        return source.description
    return f"{source.description} Before its feed is switched on: {source.feed.question}"


def _source_state(source: SourceDescription, last: dict[str, Any] | None, now: datetime) -> tuple[str, str]:
    if last is None:
        return "empty", "Nothing has landed."
    if last["failure"]:
        return "failed", f"The last file could not be used: {last['failure']}"
    if source.closed_on:
        return "closed", f"Closed: nothing after {day_in_words(source.closed_on)}."
    if source.cadence_days and silence_at(source.cadence_days, last["landed_at"], None, now):
        return "stale", f"Nothing has landed since {day_in_words(last['landed_at'])}; a file is usual every {source.cadence_days:g} days."
    return "live", "Reporting."


def write_description_tables(con: duckdb.DuckDBPyConnection, results: Sequence[NormalisedLanding], accounting: dict[str, Accounting],
                       base: Snapshot | None, staged: StagedTables) -> pa.Table:  # fmt: skip
    """Write landings, quarantine, sources and sea regions into `staged`; returns the landings."""
    landings = landings_table(results, accounting, base)
    staged.write_small(LANDINGS, landings)
    staged.write_small(QUARANTINE, full_quarantine_table(results, base))
    staged.write_small(SOURCES, sources_table(con, landings))
    staged.write_small(SEA_REGIONS, geography.sea_regions_table())
    return landings


def last_landing_times(landings: Iterable[Landing]) -> dict[str, str]:
    """Time of the last landing by source, for the manifest."""
    return {landing.source: landing.landed_at.isoformat() for landing in landings}
