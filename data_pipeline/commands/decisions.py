"""The commands `decide`, `undo` and `decisions`: what the review page does, for a terminal or a script."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from data_pipeline.commands.console import console, new_table, plain_text
from data_pipeline.commands.forgetting import print_forgettings
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import UsageError
from warehouse.contract import decisions as decision_files
from warehouse.contract import settings as settings_module
from warehouse.contract.decisions import Decision
from warehouse.contract.link_codes import DECISION_STATE, VERDICT
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import SnapshotError, Store

VERDICTS: Final = [verdict for verdict in VERDICT if verdict != "undo"]

_Who = Annotated[str, typer.Option("--who", help="Who decides.")]
_Why = Annotated[str, typer.Option("--why", help="The reason, for whoever reads it later.")]


def decide(
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help=f"What is decided: {', '.join(VERDICTS)}.")],
    reports: Annotated[list[str], typer.Argument(metavar="REPORT", help="Report ids, as the incident's card shows them.")],
    who: _Who,
    why: _Why,
    others: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="REPORT...", help="With `different`: the reports that they are not one incident with."),
    ] = None,
) -> int:
    """Decide that reports are one incident, that they are not, or whether an incident is to be believed.

    The decision is landed. The next run and every later one applies it, until it is taken back.
    """
    if verdict not in VERDICTS:
        raise typer.BadParameter(f"{verdict!r} is not one of {', '.join(VERDICTS)}", param_hint="VERDICT")
    return _land_decision(who, verdict, reports, others or [], why, None)


def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="Id of the decision, as `decisions` lists it.")],
    who: _Who,
    why: _Why,
) -> int:
    """Take a decision back. Both stay on record, and an undo can itself be taken back."""
    return _land_decision(who, "undo", [], [], why, decision)


def decisions() -> int:
    """List all decisions, latest first, with whether they apply; then what has been forgotten."""
    settings = settings_module.load()
    all_decisions = decision_files.read_decisions(settings)
    if not all_decisions:
        console.print("No decisions.")
        print_forgettings(settings)
        return 0
    states = _states_by_decision(settings)
    table = new_table("decision", "made (UTC)", "by", "verdict", "reports", "state", "why")
    for decision in reversed(all_decisions):
        subject = decision.undoes or " | ".join(", ".join(group) for group in (decision.group_a, decision.group_b) if group)
        verdict = VERDICT[decision.verdict].title
        made_at = f"{decision.made_at:%Y-%m-%d %H:%M}"
        state = _state_in_words(states.get(decision.decision_id))
        cells = (decision.decision_id, made_at, decision.who, verdict, subject, state, decision.why)
        table.add_row(*map(plain_text, cells))
    console.print(table)
    print_forgettings(settings)
    return 0


def _land_decision(who: str, verdict: str, group_a: list[str], group_b: list[str], why: str, undoes: str | None) -> int:
    settings = settings_module.load()
    with lock_data_folder(settings.data):
        try:
            decision = decision_files.write_decision(settings, who, verdict, group_a, group_b, why, undoes)
        except decision_files.DecisionError as error:
            raise UsageError(f"{error}. Nothing was landed.") from error
    console.print(f"Landed: decision {decision.decision_id}. It takes effect with `python -m data_pipeline run`.")
    _print_unpublished(decision, settings)
    return 0


def _print_unpublished(decision: Decision, settings: Settings) -> None:
    if unpublished := sorted(decision.reports - _published_reports(settings)):
        console.print(plain_text(f"Not published at present, so the decision waits for them: {', '.join(unpublished)}"))


def _state_in_words(row: dict[str, Any] | None) -> str:
    if row is None:
        return "waits for a run"
    return f"{DECISION_STATE[row['state']].title}{': ' + row['state_reason'] if row['state_reason'] else ''}"


def _published_reports(settings: Settings) -> set[str]:
    try:
        snapshot = Store(settings.data).open()
    except SnapshotError:
        return set()
    return set(snapshot.read_table("reports", ["report_id"])["report_id"].to_pylist())


def _states_by_decision(settings: Settings) -> dict[str, dict[str, Any]]:
    """Rows of the published table `decisions` by id; empty before the first publish."""
    try:
        rows = Store(settings.data).open().read_table("decisions").to_pylist()
    except SnapshotError:
        return {}
    return {row["decision_id"]: row for row in rows}
