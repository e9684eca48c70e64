"""`python -m briefing FILE --out DIR`: produce the documents of a saved briefing, for example in a weekly job.

Exit status: 0 all well; 1 documents written, but part of the file was ignored; 2 nothing was written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from briefing.make import FORMATS, from_file, write_all
from briefing.settings import BriefingError
from warehouse.contract import settings as program
from warehouse.contract.snapshot import SnapshotError
from warehouse.in_force import Served, checked_store
from warehouse.reader import local_reader
from warehouse.view import view


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m briefing", description="Produce the documents of a saved briefing.")
    parser.add_argument("file", type=Path, help="briefing saved on the Briefing page (TOML)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the documents (default: here)")
    parser.add_argument(
        "--format", choices=list(FORMATS), action="append", help="write this format only; may be repeated (default: all formats)"
    )
    parser.add_argument("--snapshot", help="id of a stored snapshot (default: the current one)")
    args = parser.parse_args(arguments)
    try:
        program_settings = program.load()
        reader = local_reader(program_settings)
        checked = checked_store(program_settings.data)
        served = Served(checked.kept(args.snapshot)) if args.snapshot else checked.in_force()
        snapshot = view(served.snapshot, reader)
        settings, ignored = from_file(args.file, snapshot)
        if settings.mark not in reader.marks:
            raise BriefingError(f"the briefing is marked TLP:{settings.mark}, above the clearance of this server (TLP:{reader.clearance})")
        written = write_all(snapshot, settings, args.out, tuple(args.format or FORMATS))
    except (BriefingError, SnapshotError, program.SettingsError, OSError) as error:
        sys.stderr.write(f"briefing: {error}\n")
        return 2
    if served.fault:
        sys.stderr.write(f"briefing: {served.fault} Made from the last good snapshot, {snapshot.id}.\n")
    for note in ignored:
        sys.stderr.write(f"briefing: {note}\n")
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 1 if ignored or served.fault else 0


if __name__ == "__main__":
    sys.exit(main())
