"""The command `forget`."""

from __future__ import annotations

from typing import Annotated

import typer

from data_pipeline.commands.console import console, new_table, plain_text
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.forgetting import FOLDER, read_forgettings, write_forgetting
from data_pipeline.vanished import last_readable_snapshot
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store


def forget(
    ids: Annotated[list[str], typer.Argument(metavar="LANDING_OR_DECISION", help="Ids, as `run` and `doctor` name them.")],
    who: Annotated[str, typer.Option("--who", help="Who decides this.")],
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever reads it later.")],
) -> int:
    """Give up landings or decisions, whether their files are still there or not; the next run publishes without them.

    It stays on record, and `decisions` lists it. Files that are still there are set aside in landing/forgotten/files; move them
    back to take it back.
    """
    settings = settings_module.load()
    with lock_data_folder(settings.data):
        snapshot = last_readable_snapshot(Store(settings.data))
        published = (list(snapshot.manifest.decisions), list(snapshot.manifest.inputs)) if snapshot else ([], [])
        record, files = write_forgetting(settings, ids, *published, who, why)
    aside = f" Files set aside in {settings.landing / FOLDER / 'files'}: {files}." if files else ""
    console.print(plain_text(f"On record: {record.forgetting_id}.{aside}"), soft_wrap=True)
    console.print("It takes effect with `python -m data_pipeline run`.")
    return 0


def print_forgettings(settings: Settings) -> None:
    """Print a table of everything that has been forgotten, latest first, unless nothing has."""
    records = read_forgettings(settings)
    if not records:
        return
    table = new_table("record", "made (UTC)", "by", "landings and decisions", "why", title="Forgotten")
    for record in reversed(records):
        forgotten = ", ".join((*record.landings, *record.decisions))
        table.add_row(*map(plain_text, (record.forgetting_id, f"{record.made_at:%Y-%m-%d %H:%M}", record.who, forgotten, record.why)))
    console.print(table)
