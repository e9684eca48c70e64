"""The commands `quarantine` and `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from data_pipeline import registry
from data_pipeline.commands.console import console, new_table, plain_text
from data_pipeline.doctor.examine import examine_data_folder
from data_pipeline.errors import UsageError
from data_pipeline.sql import statement
from warehouse.contract import settings as settings_module
from warehouse.contract.csv_files import to_csv
from warehouse.contract.files import write_atomically
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.contract.snapshot import Store

_RAW_SHOWN: Final = 100
"""Characters of a raw record in the table; the export has it whole."""


def quarantine(
    source: Annotated[str | None, typer.Option(help="Only records of this source.")] = None,
    reason: Annotated[str | None, typer.Option(help=f"Only records with this reason: {', '.join(QUARANTINE_REASONS)}.")] = None,
    export: Annotated[Path | None, typer.Option(metavar="FILE", help="Write them to a CSV file instead.")] = None,
    most: Annotated[int, typer.Option(help="How many to show.")] = 20,
) -> int:
    """Show the records that could not become reports, and why; --export writes them to a CSV file."""
    settings = settings_module.load()
    if reason and reason not in QUARANTINE_REASONS:
        raise UsageError(f"there is no reason {reason!r}; known are {', '.join(QUARANTINE_REASONS)}")
    registry.include_operators_sources(settings)
    if source:
        registry.source(source)  # raises UsageError for an unknown one
    snapshot = Store(settings.data).open()
    rows = snapshot.open_database().sql(statement("quarantine_shown"), params={"source": source, "reason": reason}).to_arrow_table()
    if export:
        write_atomically(export, to_csv(rows, snapshot))
        console.print(f"{rows.num_rows:,} records written to {plain_text(str(export))}")
        return 0
    table = new_table("source", "record", "reason", "what is wrong", "raw", title=f"{rows.num_rows:,} records in quarantine")
    for row in rows.slice(0, most).to_pylist():
        table.add_row(row["source"], row["raw_locator"], row["reason"], plain_text(row["message"]), plain_text(row["raw"][:_RAW_SHOWN]))
    console.print(table)
    if rows.num_rows > most:
        console.print(f"{rows.num_rows - most:,} more; --most {rows.num_rows} shows all, --export FILE writes them.")
    return 0


def doctor() -> int:
    """Check landing hashes, decisions, snapshot files and manifests, the schema, and disk space."""
    findings = examine_data_folder(settings_module.load())
    for finding in findings:
        mark = "[green]ok[/green]   " if finding.ok else "[red]fault[/red]"
        console.print(f"{mark} {plain_text(finding.text)}", soft_wrap=True)
    return 0 if all(finding.ok for finding in findings) else 1
