"""What all commands print with: the terminal, safe text, tables and progress bars."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

console = Console(highlight=False, emoji=False)


def plain_text(text: str) -> str:
    """Text from outside, safe for the terminal: markup shown as it is, control characters removed."""
    return escape("".join(char for char in text if char.isprintable() or char == "\n"))


def print_lines(lines: list[str]) -> None:
    """Print prepared lines as they are, without wrapping: figures stay in their columns when the output goes to a file."""
    for line in lines:
        console.print(plain_text(line), soft_wrap=True)


def print_error(text: str) -> None:
    """Print an error among the output, for one item of several; what ends a command goes to the error stream instead."""
    console.print(f"[red]error:[/red] {plain_text(text)}", soft_wrap=True)


def new_table(*headings: str, title: str | None = None) -> Table:
    """A table whose cells break into lines where the terminal is narrow; nothing is cut off."""
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def progress_bars() -> Progress:
    """Bars with counts and time that disappear when they are done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)
