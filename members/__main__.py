"""The desk on the command line: `python -m members`. Reads what came in, asks reporters, judges, and hands over what is accepted."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy import select

from members.errors import MembersError
from members.hand_over import hand_over, is_waiting
from members.reports import deeds
from members.reports.forms import FORMS
from members.reports.sealing import new_key_pair, unseal
from members.store import MemberStore, open_store, url_in
from members.store.tables import STATES, MemberReport, ReportMessage, SealedIdentity
from warehouse.contract import settings as settings_module
from warehouse.contract.settings import SettingsError

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
    with store.reading() as session:
        query = select(MemberReport).order_by(MemberReport.received_on, MemberReport.report_id)
        reports = session.scalars(query if state == "all" else query.where(MemberReport.state == state)).all()
    table = Table(Column("report", no_wrap=True, min_width=32), "received", "form", "day", "place", "TLP", "state", box=None)
    for report in reports:
        answers = report.answers
        row = (
            report.report_id,
            f"{report.received_on}",
            FORMS[report.form].title,
            answers["day"],
            answers["place"],
            report.tlp,
            report.state,
        )
        table.add_row(*(escape(text) for text in row))
    console.print(table)


@app.command()
def show(report_id: ReportId) -> None:
    """Show a report, and the messages on it."""
    with _store().reading() as session:
        report = session.get(MemberReport, report_id)
        messages = session.scalars(
            select(ReportMessage).where(ReportMessage.report_id == report_id).order_by(ReportMessage.message_id)
        ).all()
        is_sealed = session.get(SealedIdentity, report_id) is not None
    if report is None:
        raise MembersError(f"there is no report {report_id}")
    form = FORMS[report.form]
    console.print(escape(f"{form.title}, received {report.received_on}, TLP:{report.tlp}, {report.state}"))
    for field in form.fields:
        if field.name in report.answers:
            console.print(escape(f"{field.label}: {report.answers[field.name]}"))
    console.print("The ship's name or number is sealed." if is_sealed else "No ship's name or number is kept.")
    for message in messages:
        console.print(escape(f"{message.sent_on}, {message.author}: {message.text}"))


@app.command()
def ask(report_id: ReportId, question: str, who: Who = "") -> None:
    """Put a question to the reporter, who sees it by the receipt."""
    deeds.ask_reporter(_store(), report_id, question, who or getpass.getuser())


@app.command()
def judge(
    report_id: ReportId,
    verdict: Annotated[str, typer.Argument(help=f"One of {', '.join(deeds.VERDICTS)}.")],
    why: Annotated[str, typer.Option("--why", help="The reason, which stays on record.")],
    who: Who = "",
) -> None:
    """Say what a report is worth. Accepted ones reach the next snapshot; a later verdict replaces this one."""
    deeds.judge_report(_store(), report_id, verdict, why, who or getpass.getuser())
    _hand_over()


@app.command("hand-over")
def hand_over_again() -> None:
    """Write the accepted reports for the pipeline again; `judge` does so by itself."""
    _hand_over()


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
    """Delete sealed identities whose time is over. Run it daily."""
    console.print(f"{deeds.delete_expired_identities(_store(), datetime.now(UTC).date()):,} deleted.")


def _store() -> MemberStore:
    return open_store(url_in(settings_module.load()))


def _hand_over() -> None:
    count = hand_over(_store(), settings_module.load().accepted_reports)
    console.print(
        f"{count:,} report{'' if count == 1 else 's'} handed over; `python -m data_pipeline run` publishes them, or `watch` does."
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; 2 where it could not be done, with the reason in one line, and for a wrong command line."""
    try:
        app(sys.argv[1:] if words is None else list(words), prog_name="python -m members")
    except (MembersError, SettingsError, OSError) as error:
        console.print(escape(f"Not done: {error}"))
        return 2
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
