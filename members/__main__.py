"""The desk on the command line: `python -m members`. Reads what came in, asks reporters, judges, and hands over what is accepted."""

from __future__ import annotations

import getpass
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from members.desk import verdicts
from members.desk.on_behalf import DeskAccount
from members.desk.queue import QueueItem, all_reports, desk_report
from members.errors import MembersError
from members.hand_over import hand_over, is_waiting
from members.people.retention import delete_what_is_over
from members.reports.sealing import new_key_pair, unseal
from members.store import MemberStore, open_store, url_in
from members.store.tables import STATES, VERDICTS, SealedIdentity
from warehouse.contract import settings as settings_module
from warehouse.contract.decisions import DecisionError
from warehouse.contract.settings import Settings, SettingsError
from warehouse.contract.snapshot import SnapshotError

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console: Final = Console(soft_wrap=True, highlight=False)

Who = Annotated[str, typer.Option("--who", help="Who does it; by default your name on this computer.")]
ReportId = Annotated[str, typer.Argument(metavar="REPORT", help="The report's id, as `list` shows it.")]


@app.command("list")
def list_reports(
    state: Annotated[str, typer.Option(help=f"Only those in this state: {', '.join(STATES)}, or all.")] = "received",
) -> None:
    """List reports, the oldest first."""
    if state not in (*STATES, "all"):
        raise MembersError(f"there is no state {state}; the states are {', '.join(STATES)}, all")
    store = _store()
    if is_waiting(store):
        _hand_over()
    reports = [item for item in all_reports(store) if state in ("all", item.state)]
    table = Table(Column("report", no_wrap=True, min_width=32), "received", "form", "day", "place", "TLP", "state", "urgency", box=None)
    for item in reports:
        table.add_row(*(escape(text) for text in _row(item)))
    console.print(table)


def _row(item: QueueItem) -> tuple[str, ...]:
    answers = item.answers
    return (
        item.report_id, f"{item.received_on}", item.form.title, answers["day"], answers.get("place", ""), item.tlp, item.state,
        f"{item.urgency}",
    )  # fmt: skip


@app.command()
def show(report_id: ReportId) -> None:
    """Show a report, with the messages on it and the desk's log."""
    report = desk_report(_store(), report_id)
    item = report.item
    console.print(escape(f"{item.form.title}, received {item.received_on}, TLP:{item.tlp}, {item.state}, urgency {item.urgency} of 1 to 4"))
    for field in item.form.fields:
        if field.name in item.answers:
            console.print(escape(f"{field.label}: {item.answers[field.name]}"))
    console.print("The ship's name or number is sealed." if report.is_sealed else "No ship's name or number is kept.")
    if report.pictures:
        console.print(f"{len(report.pictures)} pictures, which the page *Verification desk* shows.")
    for author, text, day in report.messages:
        console.print(escape(f"{day}, {author}: {text}"))
    for line in report.log:
        console.print(escape(f"{line.at:%Y-%m-%d %H:%M} UTC, {line.who}, {line.deed}: {line.reason}"))


@app.command()
def ask(report_id: ReportId, question: str, who: Who = "") -> None:
    """Put a question to the reporter, who sees it by the receipt."""
    verdicts.ask_reporter(_store(), report_id, question, who or getpass.getuser())


@app.command()
def judge(
    report_id: ReportId,
    verdict: Annotated[str, typer.Argument(help=f"One of {', '.join(VERDICTS)}.")],
    why: Annotated[str, typer.Option("--why", help="The reason, which stays on record.")],
    who: Who = "",
    reliability: Annotated[str, typer.Option(help="Admiralty grade of the source, A to F.")] = "F",
    credibility: Annotated[str, typer.Option(help="Admiralty grade of the report, 1 to 6; by default 3, or 4 with doubt.")] = "",
    duplicate_of: Annotated[str, typer.Option(help="The report or incident that a duplicate repeats.")] = "",
    place: Annotated[str, typer.Option(help="To publish on the sender's behalf: where it was, in the desk's words.")] = "",
    words: Annotated[str, typer.Option(help="To publish on the sender's behalf: what happened, in the desk's words.")] = "",
    alone: Annotated[bool, typer.Option("--alone", help="Confirm alone what needs two analysts; the log says so.")] = False,
) -> None:
    """Say what a report is worth. Accepted ones reach the next snapshot; a later verdict replaces this one."""
    account = DeskAccount(place, words) if place or words else None
    judged = verdicts.Verdict(verdict, why, reliability, credibility, duplicate_of, account)
    state = verdicts.judge_report(_store(), report_id, judged, who or getpass.getuser(), alone=alone)
    if state == "second_look":
        console.print("Kept. It is severe, so another analyst must accept it too, or you with --alone where you run this desk alone.")
    _hand_over()


@app.command()
def undo(report_id: ReportId, why: Annotated[str, typer.Option("--why", help="The reason, which stays on record.")], who: Who = "") -> None:
    """Take the last verdict on a report back."""
    state = verdicts.undo_verdict(_store(), report_id, why, who or getpass.getuser())
    console.print(f"The report is {state} again.")
    _hand_over()


@app.command("hand-over")
def hand_over_again() -> None:
    """Write the accepted reports for the pipeline again; `judge` does so by itself."""
    _hand_over()


@app.command()
def watch(every: Annotated[float, typer.Option(help="Seconds between two looks.")] = 2.0) -> None:
    """Hand over what pages and reporters ask for, and deliver alerts, until it is stopped. Runs beside `python -m data_pipeline watch`."""
    store, settings = _store(), settings_module.load()
    # Thousands of mails must not keep an accepted report waiting.
    threading.Thread(target=_deliver_always, args=(store, settings, every), name="deliver", daemon=True).start()
    while True:
        try:
            if is_waiting(store):
                console.print(f"{hand_over(store, settings):,} reports handed over")
        except (MembersError, DecisionError, OSError) as error:
            # The database may be away for a while; what waits stays in it.
            console.print(escape(f"Not handed over, tried again: {error}"))
        time.sleep(every)


@app.command()
def deliver() -> None:
    """Look for news once, and send what is due; `watch` does so all the time."""
    # Reading snapshots takes libraries that the desk's commands do without.
    from members.alerts.deliver import Deliverer

    console.print(escape(Deliverer(_store(), settings_module.load()).deliver().in_words() or "Nothing to deliver."))


@app.command("new-key")
def new_key() -> None:
    """Make a key pair for sealing identities."""
    private, public = new_key_pair()
    console.print(f"Private, to be kept off this server: {private}")
    console.print(f'Public, for anchorwatch.toml: identity_key = "{public}"')


@app.command("unseal")
def unseal_identity(report_id: ReportId, private_key: Annotated[str, typer.Option(prompt="Private key", hide_input=True)]) -> None:
    """Show the sealed identity of a report. The private key is asked for, and kept nowhere."""
    with _store().reading() as session:
        identity = session.get(SealedIdentity, report_id)
    if identity is None:
        raise MembersError(f"no identity is sealed for report {report_id}")
    for name, text in unseal(identity.sealed, private_key).items():
        console.print(escape(f"{name}: {text}"))


@app.command("clean")
def delete_expired() -> None:
    """Delete sealed identities, unused accounts, old invitations and alerts, quiet threads, past events, ended voyages and keys, daily."""
    deleted = delete_what_is_over(_store(), settings_module.load(), datetime.now(UTC).date())
    console.print(
        f"{deleted.sealed_identities:,} sealed identities, {deleted.unused_accounts:,} accounts, {deleted.old_invitations:,} invitations, "
        f"{deleted.old_alerts:,} alerts, {deleted.quiet_threads:,} threads, {deleted.past_events:,} events, "
        f"{deleted.ended_voyages:,} voyages and {deleted.ended_keys:,} keys deleted."
    )


def _store() -> MemberStore:
    return open_store(url_in(settings_module.load()))


def _deliver_always(store: MemberStore, settings: Settings, every: float) -> None:
    from members.alerts.deliver import Deliverer

    deliverer, last_fault = Deliverer(store, settings), ""
    while True:
        fault = ""
        try:
            if words := deliverer.deliver().in_words():
                console.print(escape(f"Alerts: {words}"))
        except (MembersError, SnapshotError, SettingsError, OSError) as error:
            # What is not delivered stays in the database; a fault that lasts is said once.
            fault = f"Alerts not delivered, tried again: {error}"
        if fault and fault != last_fault:
            console.print(escape(fault))
        last_fault = fault
        time.sleep(every)


def _hand_over() -> None:
    count = hand_over(_store(), settings_module.load())
    console.print(
        f"{count:,} report{'' if count == 1 else 's'} handed over; `python -m data_pipeline run` publishes them, or `watch` does."
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; 2 where it could not be done, with the reason in one line, and for a wrong command line."""
    try:
        app(sys.argv[1:] if words is None else list(words), prog_name="python -m members")
    except (MembersError, SettingsError, SnapshotError, DecisionError, OSError) as error:
        console.print(escape(f"Not done: {error}"))
        return 2
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
