"""The command `upload`, and the upload that follows a publish."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from data_pipeline.commands.console import console, plain_text
from data_pipeline.errors import PipelineError, UsageError
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings


def upload(
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Also where the place names a snapshot that another data folder published.")
    ] = False,
    all_files: Annotated[bool, typer.Option("--all-files", help="Files that are there already too, in case one is damaged.")] = False,
) -> int:
    """Put the snapshot in force where other servers read it (the setting snapshots_to).

    `run` and `watch` do this after every publish. Only what is not there yet goes up. Of two publishers one wins, and the other says so.
    """
    from data_pipeline.upload.job import upload_in_force

    settings = settings_module.load()
    if not settings.snapshots_to:
        raise UsageError("snapshots_to is empty in anchorwatch.toml: there is no place to put snapshots")
    console.print(plain_text(_as_sentence(upload_in_force(settings, datetime.now(UTC), take_over, all_files))), soft_wrap=True)
    return 0


def upload_after_publish(settings: Settings) -> bool:
    """Put the snapshot in force there if it is not there yet and the settings ask for it; whether nothing went wrong."""
    if not settings.snapshots_to:
        return True
    from data_pipeline.upload.job import is_due, upload_in_force

    if not is_due(settings):
        return True
    try:
        console.print(plain_text(_as_sentence(upload_in_force(settings, datetime.now(UTC)))), soft_wrap=True)
    except (PipelineError, OSError) as error:
        console.print(f"[red]not uploaded[/red] {plain_text(str(error).rstrip('.'))}. The next run tries again.", soft_wrap=True)
        return False
    return True


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
