"""The commands `run`, `rebuild` and `snapshots`."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from rich.progress import TaskID

from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.commands.console import console, new_table, plain_text, progress_bars
from data_pipeline.commands.fetching import fetch_before_run
from data_pipeline.commands.landing_files import land_simulation
from data_pipeline.commands.uploading import upload_after_publish
from data_pipeline.differences import find_differences
from data_pipeline.feeds.handed_over import land_handed_over
from data_pipeline.forgetting import read_forgettings
from data_pipeline.plan import Outcome, RunPlan, counted_incidents, planned_run, table_row_count
from data_pipeline.vanished import find_vanished, last_readable_snapshot
from warehouse.contract import decisions as decision_files
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

COUNTS: Final = ("read", "new", "revised", "unchanged", "repeated", "quarantined", "warnings")


def run(
    if_new: Annotated[bool, typer.Option("--if-new", help="Print nothing when nothing new has landed.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no service for new reports; read what has landed.")] = False,
) -> int:
    """Fetch what is due, read everything new that has landed, and publish a snapshot.

    Services are asked as by `fetch`; where one fails, the run goes on with what has landed. While nothing has landed, simulated
    reports are drawn so that there is something to look at; they are used only until something real lands. A closing table accounts
    for every record.
    """
    settings = settings_module.load()
    fetched = offline or fetch_before_run(settings, nothing_real=not _has_real_landings(settings), quiet=if_new)
    land_handed_over(settings)
    if _wants_simulation(settings):
        console.print("Nothing has landed yet, so reports are simulated. Add real files with `python -m data_pipeline add`.")
        land_simulation(settings, settings.demo_reports, settings.demo_seed, None)
    return _publish(settings, rebuild=False, quiet=if_new) or (0 if fetched else 1)


def rebuild(
    compare: Annotated[bool, typer.Option("--compare", help="Compare it with the snapshot before; ends with 1 where they differ.")] = False,
) -> int:
    """Derive everything anew from the landed files, and publish a snapshot.

    What `run` publishes is the snapshot before and what has landed since; a rebuild must give the same. `--compare`, every night for
    instance, looks: row by row, in every table.
    """
    settings = settings_module.load()
    before = last_readable_snapshot(Store(settings.data)) if compare else None
    status = _publish(settings, rebuild=True)
    return (_print_differences(before, Store(settings.data).open()) or status) if before and status < 2 else status


def snapshots() -> int:
    """List the snapshots that are kept, with * at the one in force."""
    store = Store(settings_module.load().data)
    table = new_table("", "snapshot", "published (UTC)", "reports", "incidents", "quarantined", "data")
    for snapshot_id in store.ids():
        snapshot = store.open(snapshot_id)
        mark = "*" if snapshot_id == store.current_id() else ""
        try:
            tables = snapshot.manifest.tables
        except SnapshotError:
            table.add_row(mark, snapshot_id, "damaged: `python -m data_pipeline doctor` says how")
            continue
        counts = [f"{tables[name].rows:,}" if name in tables else "" for name in ("reports", "incidents", "quarantine")]
        kind = "simulated" if snapshot.is_demo else "real"
        table.add_row(mark, snapshot_id, f"{snapshot.published_at:%Y-%m-%d %H:%M:%S}", *counts, kind)
    console.print(table)
    return 0


def _print_differences(before: Snapshot, after: Snapshot) -> int:
    """Say how the rebuild differs from the snapshot before; returns the exit status."""
    inputs = (before.manifest.inputs, before.manifest.decisions, before.manifest.program)
    if inputs != (after.manifest.inputs, after.manifest.decisions, after.manifest.program):
        console.print(f"Snapshot {before.id} is not comparable: files or decisions have been added since, or it is another program's.")
        return 0
    differences = find_differences(before, after)
    for difference in differences:
        console.print(f"[red]differs[/red] {plain_text(str(difference))}", soft_wrap=True)
    if not differences:
        console.print(f"Every table is as in snapshot {before.id}, row by row.")
    return 1 if differences else 0


def _wants_simulation(settings: Settings) -> bool:
    """True while nothing real has landed and the simulation has not landed whole; its truth is put in place last."""
    if "demo" not in settings.enabled_sources or _has_real_landings(settings) or (settings.data / "demo_truth").exists():
        return False
    # Where real landings have vanished, simulated ones would take their place; the run names what is missing instead.
    snapshot = last_readable_snapshot(Store(settings.data))
    decision_ids = {file.stem for file in decision_files.decision_files(settings)}
    return not find_vanished(settings, snapshot, [], decision_ids, read_forgettings(settings))


def _has_real_landings(settings: Settings) -> bool:
    sources = registry.sources()
    landings = landing_zone.list_landings(settings.landing)
    return any(landing.source not in sources or not sources[landing.source].demo for landing in landings)


def _publish(settings: Settings, rebuild: bool, quiet: bool = False) -> int:
    with planned_run(settings, rebuild) as plan:
        outcome = plan.outcome_without_work or _run_chain(plan)
    if outcome.fresh or outcome.snapshot is None or not quiet:
        _print_outcome(outcome, Store(settings.data).current_id())
        for reason in plan.unused_sources.values():
            console.print(plain_text(reason), soft_wrap=True)
    uploaded = upload_after_publish(settings)
    return outcome.exit_status or (0 if uploaded else 1)


def _run_chain(plan: RunPlan) -> Outcome:
    from data_pipeline.chain import publish_all

    with progress_bars() as bars:
        tasks: dict[str, TaskID] = {}

        def advance(source: str, count: int) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task(source, total=None)
            bars.advance(tasks[source], count)

        return publish_all(plan, advance)


def _print_outcome(outcome: Outcome, in_force: str | None) -> None:
    if outcome.snapshot is None:
        _print_failures(outcome)
        reason = _reason_for_nothing(outcome)
        console.print(f"[red]Nothing was published:[/red] {reason}. In force: {in_force or 'no snapshot'}.", soft_wrap=True)
        return
    if not outcome.fresh:
        console.print(f"Nothing new has landed. Snapshot {outcome.snapshot.id} stays in force.")
    _print_accounting(outcome)
    _print_failures(outcome)
    if outcome.fresh:
        _print_snapshot(outcome.snapshot, outcome)


def _reason_for_nothing(outcome: Outcome) -> str:
    if outcome.failures:
        return "no file could be used"
    if outcome.landings:
        return "the files that landed hold no records"
    return "nothing has landed; `python -m data_pipeline add SOURCE FILE` lands a file"


def _print_accounting(outcome: Outcome) -> None:
    """One line a source: its records read, what became of them, and the seconds it took."""
    if not outcome.landings:
        return
    table = new_table("source", *COUNTS, "seconds")
    for name in dict.fromkeys(row["source"] for row in outcome.landings):
        rows = [row for row in outcome.landings if row["source"] == name]
        table.add_row(name, *(f"{sum(row[count] for row in rows):,}" for count in COUNTS), f"{outcome.seconds.get(name, 0):.1f}")
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)


def _print_failures(outcome: Outcome) -> None:
    for failure in outcome.failures:
        console.print(f"[red]failed[/red] {plain_text(failure)}", soft_wrap=True)


def _print_snapshot(snapshot: Snapshot, outcome: Outcome) -> None:
    reports, incidents = table_row_count(snapshot, "reports"), counted_incidents(snapshot)
    kind = " of simulated data" if snapshot.is_demo else ""
    console.print(f"Published snapshot {snapshot.id}{kind}: {reports:,} reports, {incidents:,} incidents.")
    # A source may have landed several files; each field is named once.
    unread_fields: dict[str, set[str]] = {}
    for row in outcome.landings:
        unread_fields.setdefault(row["source"], set()).update(row["leftover_fields"])
    for source, names in unread_fields.items():
        if names:
            console.print(f"{source}: fields that nothing reads: {plain_text(', '.join(sorted(names)))}", soft_wrap=True)
