"""The commands. Each is a function of the parsed arguments and the settings, and returns an exit status."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.doctor import examine
from data_pipeline.errors import LandingError, SourceError, UsageError
from data_pipeline.model import QUARANTINE_REASONS
from data_pipeline.run import Outcome, locked, table_rows
from data_pipeline.run import run as run_pipeline
from data_pipeline.sql import statement
from warehouse.contract.csv_files import to_csv
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store, write_atomically

console = Console(highlight=False, emoji=False)

COUNTS: Final = ("read", "new", "revised", "unchanged", "repeated", "quarantined", "warnings")


def plain(text: str) -> str:
    """Text from outside, safe for the terminal: markup shown as it is, control characters removed."""
    return escape("".join(char for char in text if char.isprintable() or char == "\n"))


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Read everything new that has landed, and publish a snapshot.

    With nothing landed, simulated reports are drawn, so that there is something to look at; they are used only
    while nothing real has landed. A closing table accounts for every record.
    """
    if _demo_is_wanted(settings):
        console.print("Nothing has landed yet: simulated reports are drawn. Add real files with `python -m data_pipeline add`.")
        _simulate(settings, settings.demo_reports, settings.demo_seed, None)
    return _run(settings, rebuild=False, quiet=args.if_new)


def _demo_is_wanted(settings: Settings) -> bool:
    """True while nothing real has landed and the simulated bodies have not all landed; the truth is moved after the last."""
    known = registry.sources()
    real = [one for one in landing_zone.landings(settings.landing) if one.source not in known or not known[one.source].demo]
    return "demo" in settings.enabled_sources and not real and not (settings.data / "demo_truth").exists()


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--if-new", action="store_true", help="say nothing when nothing new has landed")


def rebuild(args: argparse.Namespace, settings: Settings) -> int:
    """Derive everything anew from the landed files, and publish a snapshot."""
    return _run(settings, rebuild=True)


def add(args: argparse.Namespace, settings: Settings) -> int:
    """Land files of a source by hand. The format is recognised.

    The bytes are copied unchanged. Nothing is published until `run`. A file that cannot be read through is refused.
    """
    source = registry.source(args.source)
    if source.demo:
        raise UsageError("simulated reports come from `python -m data_pipeline simulate`")
    failed = 0
    with locked(settings.data):
        for file in args.files:
            try:
                console.print(_add_one(settings, source, file))
            except (SourceError, UsageError, LandingError) as error:
                failed += 1
                console.print(f"[red]error:[/red] {plain(str(error))}", soft_wrap=True)
    if failed < len(args.files):
        console.print(_after_add(source, settings), soft_wrap=True)
    if not failed:
        return 0
    return 1 if failed < len(args.files) else 2


def _after_add(source: registry.Source, settings: Settings) -> str:
    first = f"Name {source.id} under enabled_sources in anchorwatch.toml, where its terms let you use it ({source.licence}). "
    return ("" if _is_enabled(source, settings) else first) + "Now publish with `python -m data_pipeline run`."


def _is_enabled(source: registry.Source, settings: Settings) -> bool:
    return bool({source.id, source.folder} & set(settings.enabled_sources))


def _add_one(settings: Settings, source: registry.Source, file: Path) -> str:
    format_id = landing_zone.recognise(source, file)
    records = sum(1 for _ in source.adapter.parse(file, format_id))
    registry.check_count(source, file.name, records)
    landed, is_new = landing_zone.land(settings.landing, source, format_id, file)
    title = source.formats[format_id].title
    if is_new:
        return f"{plain(file.name)}: {records:,} records landed as {title}"
    return f"{plain(file.name)}: the same bytes landed on {landed.landed_at:%Y-%m-%d %H:%M} UTC; nothing to do"


def simulate(args: argparse.Namespace, settings: Settings) -> int:
    """Draw simulated incidents and land what four simulated bodies report of them, in place of an earlier simulation.

    The truth is written to demo_truth in the data folder, for tests and measurement; the pipeline never reads it.
    """
    _simulate(settings, args.reports or settings.demo_reports, settings.demo_seed if args.seed is None else args.seed, args.end)
    console.print("Now publish with `python -m data_pipeline run`.")
    return 0


def _simulate(settings: Settings, reports: int, seed: int, end: date | None) -> None:
    from data_pipeline.sources.demo.simulate import simulate as draw

    end = end or datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    drawn = settings.data / "demo_drawn"
    with locked(settings.data), _progress() as bars:
        task = bars.add_task("simulating", total=reports)
        files = draw(drawn, reports, seed, end, progress=lambda done, total: bars.update(task, completed=done, total=total))
        landed = set()
        for file in files:
            source = registry.source(file.stem)
            landed.add(landing_zone.land(settings.landing, source, landing_zone.recognise(source, file), file)[0].id)
        landing_zone.drop_simulated(settings.landing, keep=landed)
        truth = settings.data / "demo_truth"
        if truth.exists():
            shutil.rmtree(truth)
        (drawn / "truth").rename(truth)
        shutil.rmtree(drawn)


def sources(args: argparse.Namespace, settings: Settings) -> int:
    """List the sources: what they are, their licence, whether they are enabled, and what has landed."""
    table = _table("source", "title", "state", "enabled", "licence", "files", "formats", title="Sources")
    landed = landing_zone.landings(settings.landing)
    for source in registry.sources().values():
        state = "simulated" if source.demo else f"closed {source.closed_on}" if source.closed_on else "live"
        files = str(sum(one.source == source.id for one in landed))
        formats = "; ".join(one.title for one in source.formats.values())
        table.add_row(source.id, source.title, state, "yes" if _is_enabled(source, settings) else "no", source.licence, files, formats)
    console.print(table)
    return 0


def snapshots(args: argparse.Namespace, settings: Settings) -> int:
    """List the snapshots that are kept, the one in force marked with *."""
    store = Store(settings.data)
    table = _table("", "snapshot", "published (UTC)", "reports", "incidents", "quarantined", "data")
    for snapshot_id in store.ids():
        snapshot = store.open(snapshot_id)
        tables = snapshot.manifest["tables"]
        rows = [f"{tables[name]['rows']:,}" if name in tables else "" for name in ("reports", "incidents", "quarantine")]
        kind = "simulated" if snapshot.is_demo else "real"
        table.add_row(
            "*" if snapshot_id == store.current_id() else "", snapshot_id, f"{snapshot.published_at:%Y-%m-%d %H:%M:%S}", *rows, kind
        )
    console.print(table)
    return 0


def quarantine(args: argparse.Namespace, settings: Settings) -> int:
    """Show the records that could not become reports, with the reason; --export writes them to a CSV file."""
    if args.reason and args.reason not in QUARANTINE_REASONS:
        raise UsageError(f"there is no reason {args.reason!r}; known are {', '.join(QUARANTINE_REASONS)}")
    if args.source:
        registry.source(args.source)
    snapshot = Store(settings.data).open()
    rows = snapshot.connect().sql(statement("quarantine_shown"), params={"source": args.source, "reason": args.reason}).to_arrow_table()
    if args.export:
        write_atomically(args.export, to_csv(rows, snapshot))
        console.print(f"{rows.num_rows:,} records written to {plain(str(args.export))}")
        return 0
    table = _table("source", "record", "reason", "what is wrong", "raw", title=f"{rows.num_rows:,} records in quarantine")
    for row in rows.slice(0, args.most).to_pylist():
        table.add_row(row["source"], row["raw_locator"], row["reason"], plain(row["message"]), plain(row["raw"][:100]))
    console.print(table)
    if rows.num_rows > args.most:
        console.print(f"{rows.num_rows - args.most:,} more; --most {rows.num_rows} shows all, --export FILE writes them.")
    return 0


def doctor(args: argparse.Namespace, settings: Settings) -> int:
    """Check landing hashes, snapshot files and manifest, schema, and disk space."""
    findings = examine(settings)
    for finding in findings:
        mark = "[green]ok[/green]   " if finding.ok else "[red]fault[/red]"
        console.print(f"{mark} {plain(finding.text)}", soft_wrap=True)
    return 0 if all(finding.ok for finding in findings) else 1


def _run(settings: Settings, rebuild: bool, quiet: bool = False) -> int:
    with _progress() as bars:
        tasks: dict[str, Any] = {}

        def progress(source: str, count: int) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task(source, total=None)
            bars.advance(tasks[source], count)

        outcome = run_pipeline(settings, progress, rebuild)
    if outcome.fresh or outcome.snapshot is None or not quiet:
        _show(outcome, Store(settings.data).current_id())
    return outcome.exit_status


def _show(outcome: Outcome, in_force: str | None) -> None:
    if outcome.snapshot is None:
        _show_failures(outcome)
        reason = (
            "no file could be used" if outcome.failures else "nothing has landed; `python -m data_pipeline add SOURCE FILE` lands a file"
        )
        console.print(f"[red]Nothing was published:[/red] {reason}. In force: {in_force or 'no snapshot'}.", soft_wrap=True)
        return
    if not outcome.fresh:
        console.print(f"Nothing new has landed. Snapshot {outcome.snapshot.id} stays in force.")
    table = _table("source", *COUNTS, "seconds")
    for name in dict.fromkeys(row["source"] for row in outcome.landings):
        rows = [row for row in outcome.landings if row["source"] == name]
        table.add_row(name, *(f"{sum(row[count] for row in rows):,}" for count in COUNTS), f"{outcome.seconds.get(name, 0):.1f}")
    if outcome.landings:
        for index in range(1, len(COUNTS) + 2):
            table.columns[index].justify = "right"
        console.print(table)
    _show_failures(outcome)
    if outcome.fresh:
        _show_snapshot(outcome.snapshot, outcome)


def _show_failures(outcome: Outcome) -> None:
    for failure in outcome.failures:
        console.print(f"[red]failed[/red] {plain(failure)}", soft_wrap=True)


def _show_snapshot(snapshot: Snapshot, outcome: Outcome) -> None:
    reports, incidents = table_rows(snapshot, "reports"), table_rows(snapshot, "incidents")
    kind = " of simulated data" if snapshot.is_demo else ""
    console.print(f"Published snapshot {snapshot.id}{kind}: {reports:,} reports, {incidents:,} incidents.")
    left: dict[str, set[str]] = {}
    for row in outcome.landings:
        left.setdefault(row["source"], set()).update(row["leftover_fields"])
    for source, names in left.items():
        if names:
            console.print(f"{source}: fields that nothing reads: {plain(', '.join(sorted(names)))}", soft_wrap=True)


def _table(*headings: str, title: str | None = None) -> Table:
    """A table whose cells break into lines where the terminal is narrow; nothing is cut off."""
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _nothing(parser: argparse.ArgumentParser) -> None:
    pass


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="source id, see `sources`")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files to land")


def _simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reports", type=int, help="about how many reports (default: setting demo_reports)")
    parser.add_argument("--seed", type=int, help="the same seed gives the same data (default: setting demo_seed)")
    parser.add_argument("--end", type=date.fromisoformat, help="last day, YYYY-MM-DD (default: the last day of last month)")


def _quarantine_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--source", help="only of this source")
    parser.add_argument("--reason", help=f"only for this reason: {', '.join(QUARANTINE_REASONS)}")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write them to a CSV file instead")
    parser.add_argument("--most", type=int, default=20, help="how many to show (default 20)")


COMMANDS: Final[dict[str, tuple[Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace, Settings], int]]]] = {
    "run": (_run_arguments, run),
    "add": (_add_arguments, add),
    "sources": (_nothing, sources),
    "snapshots": (_nothing, snapshots),
    "quarantine": (_quarantine_arguments, quarantine),
    "rebuild": (_nothing, rebuild),
    "simulate": (_simulate_arguments, simulate),
    "doctor": (_nothing, doctor),
}
"""Name to (function that adds arguments, handler); the handler's docstring is the help text."""
