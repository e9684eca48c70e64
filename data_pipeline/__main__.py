"""`python -m data_pipeline`: gather, link and publish reports of maritime crime."""

from __future__ import annotations

import argparse
import sys
from types import TracebackType
from typing import Final

from rich.console import Console

from data_pipeline import commands
from data_pipeline.errors import PipelineError
from data_pipeline.facts import evaluate as evaluate_facts
from data_pipeline.linkage import decide_command
from data_pipeline.linkage import evaluate_command as evaluate_links
from data_pipeline.linkage import train_command as train_links
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import SettingsError
from warehouse.contract.snapshot import SnapshotError

EPILOGUE = """\
exit status: 0 all well; 1 something failed, and a snapshot was published; 2 nothing was published.
Settings stand in anchorwatch.toml; ANCHORWATCH_DATA names the data folder.

first steps:
  python -m data_pipeline add asam FILE       land a file of a source
  python -m data_pipeline run                 read what has landed and publish it
  python -m data_pipeline quarantine          what could not be read, and why
"""


COMMANDS: Final = {
    **commands.COMMANDS,
    "evaluate-facts": (evaluate_facts.add_arguments, evaluate_facts.run),
    "decide": (decide_command.decide_arguments, decide_command.decide),
    "undo": (decide_command.undo_arguments, decide_command.undo),
    "decisions": (decide_command.no_arguments, decide_command.show),
    "evaluate-links": (evaluate_links.add_arguments, evaluate_links.run),
    "train-links": (train_links.add_arguments, train_links.run),
}


def parser() -> argparse.ArgumentParser:
    """The whole command line; `tests` compare it with the README."""
    top = argparse.ArgumentParser(
        prog="python -m data_pipeline", description=__doc__, epilog=EPILOGUE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subs = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (add_arguments, handler) in COMMANDS.items():
        text = (handler.__doc__ or "").strip()
        sub = subs.add_parser(name, help=text.splitlines()[0], description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
        add_arguments(sub)
        sub.set_defaults(handler=handler)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    args = parser().parse_args(argv)
    try:
        status: int = args.handler(args, settings_module.load())
    except (PipelineError, SnapshotError, SettingsError, OSError) as error:
        return _refused(str(error))
    except KeyboardInterrupt:
        return _refused("interrupted; the last snapshot stays in force")
    return status


def _refused(reason: str) -> int:
    Console(stderr=True, highlight=False).print(f"[red]error:[/red] {commands.plain(reason)}", soft_wrap=True)
    return 2


def _fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of the program itself: shown in full, and not with status 1, which says that something was published."""
    sys.__excepthook__(kind, error, trace)
    sys.exit(2)


if __name__ == "__main__":
    sys.excepthook = _fault
    sys.exit(main())
