"""Gather, link and publish reports of maritime crime."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup

from data_pipeline.commands import (
    decisions,
    evaluation,
    fetching,
    forgetting,
    inspection,
    landing_files,
    mapping,
    publishing,
    training,
    uploading,
    watching,
)
from data_pipeline.commands.console import plain_text
from data_pipeline.errors import PipelineError, UsageError
from data_pipeline.linkage.quality import label_keys
from data_pipeline.linkage.quality import labels as link_labels
from warehouse.contract import settings
from warehouse.contract.settings import SettingsError
from warehouse.contract.snapshot import SnapshotError

PROGRAM: Final = "python -m data_pipeline"
EPILOGUE: Final = """\
Exit status: 0 all well; 1 something failed, and a snapshot was published; 2 nothing was published.
A wrong command line also ends with 2.
Settings are in anchorwatch.toml; ANCHORWATCH_DATA names the data folder.

First steps:
  python -m data_pipeline add asam FILE   land a file of a source
  python -m data_pipeline run             read and publish what has landed
  python -m data_pipeline quarantine      show what could not be read
"""

COMMANDS: Final[dict[str, Callable[..., int]]] = {
    "run": publishing.run,
    "fetch": fetching.fetch,
    "watch": watching.watch,
    "health": watching.health,
    "add": landing_files.add,
    "map": mapping.map_table,
    "sources": landing_files.sources,
    "snapshots": publishing.snapshots,
    "quarantine": inspection.quarantine,
    "rebuild": publishing.rebuild,
    "upload": uploading.upload,
    "simulate": landing_files.simulate,
    "doctor": inspection.doctor,
    "decide": decisions.decide,
    "undo": decisions.undo,
    "decisions": decisions.decisions,
    "forget": forgetting.forget,
    "evaluate-facts": evaluation.evaluate_facts,
    "evaluate-links": evaluation.evaluate_links,
    "train-links": training.train_links,
}
"""Name to function; its signature gives the options, its docstring the help."""


def _comparison_rules() -> str:
    # Loads the vocabulary of ships and flags, which no other command needs at its start.
    from data_pipeline.facts.evaluation import labels

    return labels.COMPARISON_RULES


ON_A_REPLICA: Final = ("snapshots", "quarantine", "doctor", "health", "sources", "decisions")
"""Commands that a server which only shows what another publishes still has: they write nothing."""


HELP_NOTES: Final[dict[str | None, Callable[[], str]]] = {
    "evaluate-facts": _comparison_rules,
    "evaluate-links": lambda: f"{link_labels.__doc__}\n{label_keys.__doc__}",
}
"""What stands below the options in the help of some commands."""


class PipelineCommand(TyperCommand):
    """Typer's command, with an option that takes several words, and with notes under the help that are read only when shown."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, repeat_option(args, "--from") if self.name == "decide" else args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.help = join_lines(self.help or "")
        if self.name in HELP_NOTES:
            self.epilog = escape(join_lines(HELP_NOTES[self.name]()))
        super().format_help(ctx, formatter)


def repeat_option(args: list[str], option: str) -> list[str]:
    """`--from A B` as `--from A --from B`: otherwise B would count as a positional word, here as a report of the other group."""
    repeated: list[str] = []
    collecting = False
    for number, word in enumerate(args):
        if word.startswith("-"):
            collecting = word == option
        elif collecting and args[number - 1] != option:
            repeated.append(option)
        repeated.append(word)
    return repeated


def join_lines(text: str) -> str:
    """A docstring's paragraphs as one line each, for the terminal to break; indented lines (tables, lists) stay as they are."""
    return re.sub(r"(?<=\S)\n(?=\S)", " ", text.strip())


def command_line() -> TyperGroup:
    """The whole command line; `commands` of the result gives every command by its name, which tests compare with the README."""
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.callback(help=__doc__, epilog=escape(EPILOGUE))(_no_common_options)
    for name, function in COMMANDS.items():
        app.command(name, cls=PipelineCommand)(_with_exit_status(function))
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status, which is 2 for a wrong command line too."""
    try:
        command_line()(args=sys.argv[1:] if argv is None else argv, prog_name=PROGRAM)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _no_common_options() -> None:
    """All options belong to a command."""


def _with_exit_status(command: Callable[..., int]) -> Callable[..., None]:
    """The command as Typer wants it: its status, or that of an error which a person can mend, becomes the exit status."""

    @functools.wraps(command)
    def run_command(**options: Any) -> None:
        try:
            _refuse_on_replica(command)
            status = command(**options)
        except SnapshotError as error:
            # Said here, because readers of the pages are shown the same message without it.
            status = _refuse(f"{error} Data folder: {settings.load().data}")
        except (PipelineError, SettingsError, OSError) as error:
            status = _refuse(str(error))
        # Here, because Typer would answer an interruption with status 130.
        except KeyboardInterrupt:
            status = _refuse("interrupted; the last snapshot stays in force")
        raise typer.Exit(status)

    return run_command


def _refuse_on_replica(command: Callable[..., int]) -> None:
    name = next(name for name, function in COMMANDS.items() if function is command)
    if settings.load().snapshots_from and name not in ON_A_REPLICA:
        raise UsageError(f"this server shows what another publishes (snapshots_from); use `{name}` on the server that publishes")


def _refuse(reason: str) -> int:
    Console(stderr=True, highlight=False).print(f"[red]error:[/red] {plain_text(reason)}", soft_wrap=True)
    return 2


def _end_with_2(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show a fault of the program itself in full, and not end with status 1, which says that something was published."""
    sys.__excepthook__(kind, error, trace)
    sys.exit(2)


if __name__ == "__main__":
    sys.excepthook = _end_with_2
    sys.exit(main())
