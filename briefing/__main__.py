"""`python -m briefing FILE --out DIR`: produce the documents of a saved briefing, for example in a weekly job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from briefing.make import FORMATS, from_file, write_all
from briefing.settings import BriefingError
from warehouse.contract import settings as program
from warehouse.contract.snapshot import SnapshotError
from warehouse.in_force import Served, checked_store
from warehouse.reader import local_reader
from warehouse.view import view

PROGRAM: Final = "python -m briefing"
EPILOGUE: Final = """\
Exit status: 0 all well; 1 documents written, but part of the file was ignored, or they are
not of the newest snapshot; 2 nothing was written.
A wrong command line also ends with 2.
"""


def write_documents(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Briefing saved on the Briefing page (TOML).")],
    out: Annotated[Path, typer.Option(help="Folder for the documents (default: here).", show_default=False)] = Path(),
    format_: Annotated[
        list[str] | None, typer.Option("--format", help=f"Write this format only: {', '.join(FORMATS)}; may be repeated (default: all).")
    ] = None,
    snapshot: Annotated[str | None, typer.Option(help="Id of a stored snapshot (default: the one in force).")] = None,
) -> None:
    """Produce the documents of a saved briefing."""
    if unknown := [name for name in format_ or () if name not in FORMATS]:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of {', '.join(FORMATS)}.", param_hint="'--format'")
    try:
        paths, notes = _write(file, out, tuple(format_ or FORMATS), snapshot)
    except (BriefingError, SnapshotError, program.SettingsError, OSError) as error:
        sys.stderr.write(f"briefing: {_one_line(str(error))}\n")
        raise typer.Exit(2) from None
    for note in notes:
        sys.stderr.write(f"briefing: {_one_line(note)}\n")
    for path in paths:
        sys.stdout.write(f"{path}\n")
    raise typer.Exit(1 if notes else 0)


def _write(file: Path, out: Path, formats: tuple[str, ...], snapshot_id: str | None) -> tuple[list[Path], tuple[str, ...]]:
    """The documents written, and notes on what was ignored or is not as usual."""
    program_settings = program.load()
    reader = local_reader(program_settings)
    checked = checked_store(program_settings.data)
    served = Served(checked.kept(snapshot_id)) if snapshot_id else checked.in_force()
    snapshot = view(served.snapshot, reader)
    settings, notes = from_file(file, snapshot)
    if settings.mark not in reader.marks:
        raise BriefingError(f"the briefing is marked TLP:{settings.mark}, above the clearance of this server (TLP:{reader.clearance})")
    if served.fault:
        notes = (f"{served.fault} Made from the last good snapshot, {snapshot.id}.", *notes)
    return write_all(snapshot, settings, out, formats), notes


def _one_line(text: str) -> str:
    """Text from a file, safe for the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(epilog=EPILOGUE)(write_documents)
    try:
        app(args=None if arguments is None else list(arguments), prog_name=PROGRAM)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
