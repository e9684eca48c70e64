"""The commands `decide`, `undo` and `decisions`: what the review page does, for a terminal or a script."""

from __future__ import annotations

import argparse
from typing import Any

import pyarrow.parquet as pq
from rich.table import Table

from data_pipeline.commands import console, plain
from data_pipeline.errors import UsageError
from data_pipeline.run import locked
from warehouse.contract import decisions
from warehouse.contract.link_codes import DECISION_STATE, VERDICT
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import SnapshotError, Store


def decide_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `decide`."""
    parser.add_argument("verdict", choices=[verdict for verdict in VERDICT if verdict != "undo"], help="what is decided")
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="report ids, as the incident's card shows them")
    parser.add_argument(
        "--from", dest="others", nargs="+", default=[], metavar="REPORT", help="`different`: those that they are not one with"
    )
    _signed(parser)


def undo_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `undo`."""
    parser.add_argument("decision", metavar="DECISION", help="id of the decision, as `decisions` lists it")
    _signed(parser)


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """`decisions` has no options."""


def _signed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", required=True, help="who decides")
    parser.add_argument("--why", required=True, help="the reason, for whoever reads it later")


def decide(args: argparse.Namespace, settings: Settings) -> int:
    """Decide that reports are one incident, or are not, or what an incident is worth.

    The decision is landed; it is applied by the next run and by every later one, until it is taken back.
    """
    return _land(settings, args.who, args.verdict, args.reports, args.others, args.why, None)


def undo(args: argparse.Namespace, settings: Settings) -> int:
    """Take a decision back. Both stay on record; an undo can itself be taken back."""
    return _land(settings, args.who, "undo", [], [], args.why, args.decision)


def _land(settings: Settings, who: str, verdict: str, a: list[str], b: list[str], why: str, undoes: str | None) -> int:
    with locked(settings.data):
        try:
            made = decisions.write(settings, who, verdict, a, b, why, undoes)
        except decisions.DecisionError as error:
            raise UsageError(f"{error}. Nothing was landed.") from error
    unknown = sorted(made.reports - _published(settings))
    console.print(f"Landed: decision {made.decision_id}. It takes effect with `python -m data_pipeline run`.")
    if unknown:
        console.print(plain(f"Not published at present, so the decision waits for them: {', '.join(unknown)}"))
    return 0


def show(args: argparse.Namespace, settings: Settings) -> int:
    """List all decisions, latest first, with whether they apply."""
    made = decisions.read(settings)
    states = _states(settings)
    table = Table("decision", "made (UTC)", "by", "verdict", "reports", "state", "why")
    for one in reversed(made):
        state = states.get(one.decision_id)
        said = (
            f"{DECISION_STATE[state['state']].title}{': ' + state['state_reason'] if state['state_reason'] else ''}"
            if state
            else "waits for a run"
        )
        about = one.undoes or " | ".join(", ".join(group) for group in (one.group_a, one.group_b) if group)
        cells = (one.decision_id, f"{one.made_at:%Y-%m-%d %H:%M}", one.who, VERDICT[one.verdict].title, about, said, one.why)
        table.add_row(*map(plain, cells))
    console.print(table if made else "No decisions.")
    return 0


def _published(settings: Settings) -> set[str]:
    try:
        snapshot = Store(settings.data).open()
        return set(pq.read_table(snapshot.path("reports"), columns=["report_id"])["report_id"].to_pylist())
    except SnapshotError:
        return set()


def _states(settings: Settings) -> dict[str, dict[str, Any]]:
    try:
        rows = pq.read_table(Store(settings.data).open().path("decisions")).to_pylist()
    except SnapshotError:
        return {}
    return {row["decision_id"]: row for row in rows}
