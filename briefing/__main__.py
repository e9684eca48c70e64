"""`python -m briefing FILE --out DIR`: make a saved briefing, as for a weekly job.

Exit status: 0 all well; 1 made, but something in the file was ignored; 2 nothing was made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from briefing.make import FORMATS, from_file, write_all
from briefing.settings import BriefingError
from warehouse.contract import settings as program
from warehouse.contract.snapshot import SnapshotError, Store


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m briefing", description="Make the documents of a saved briefing.")
    parser.add_argument("file", type=Path, help="briefing saved on the page Briefing (TOML)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the documents (default: here)")
    parser.add_argument("--format", choices=list(FORMATS), action="append", help="only this format; may be repeated (default: all)")
    parser.add_argument("--snapshot", help="id of a kept snapshot (default: the one in force)")
    args = parser.parse_args(arguments)
    try:
        snapshot = Store(program.load().data).open(args.snapshot)
        settings, ignored = from_file(args.file, snapshot)
        written = write_all(snapshot, settings, args.out, tuple(args.format or FORMATS))
    except (BriefingError, SnapshotError, program.SettingsError, OSError) as error:
        sys.stderr.write(f"briefing: {error}\n")
        return 2
    for note in ignored:
        sys.stderr.write(f"briefing: {note}\n")
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 1 if ignored else 0


if __name__ == "__main__":
    sys.exit(main())
