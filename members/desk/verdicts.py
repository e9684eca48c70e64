"""What analysts do to a report: ask, judge, and take the last verdict back. Every deed is a line in a log that is only added to.

A report of the highest urgency is part of the picture only after two analysts have accepted it: the first verdict proposes, another
analyst's confirms or replaces it. Where one person runs the desk alone, that person may confirm it alone, which the log says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Deed, Person
from members.desk.on_behalf import DeskAccount, checked_account
from members.desk.urgency import MOST_URGENT, urgency_of
from members.errors import NotAllowed
from members.people.acting import doing, today
from members.reports.deeds import HAND_OVER, LONGEST_MESSAGE, PUBLISHED, add_message, messages_on
from members.reports.reading import clean_text
from members.store.engine import MemberStore
from members.store.tables import VERDICTS, DeskEntry, MemberReport, OutboxItem
from warehouse.contract.taxonomy import CREDIBILITY, MARKS, RELIABILITY

RELIABILITIES: Final = tuple(RELIABILITY)
CREDIBILITIES: Final = tuple(CREDIBILITY)
USUAL_CREDIBILITY: Final = {"accepted": "3", "accepted_with_doubt": "4"}
"""Possibly true, and doubtful: what a verdict says of credibility unless the analyst grades it otherwise."""
Analyst = Person | str
"""Who does a deed: a person who uses the pages, or a name on the command line, where whoever may read the database may do all."""
_CHANGEABLE: Final = ("state", "judged_answers", "desk_account", "reliability", "credibility", "duplicate_of", "tlp")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an analyst concludes and why. `reliability` A-F and `credibility` 1-6 are the Admiralty grades of an accepted report;
    `duplicate_of` is the report or incident that a duplicate repeats; with an `account` an accepted report is published on its sender's
    behalf."""

    verdict: str
    reason: str
    reliability: str = "F"
    credibility: str = ""
    duplicate_of: str = ""
    account: DeskAccount | None = None


def ask_reporter(store: MemberStore, report_id: str, text: str, analyst: Analyst) -> None:
    """Put a question to the reporter, who sees it by the receipt. Raises NotAllowed, StoreError."""
    with _at_the_desk(store, analyst) as (session, who):
        report = _open_report(session, report_id)
        add_message(session, report, "desk", text, today())
        _log(session, report_id, who, "asked", "", {})


def judge_report(store: MemberStore, report_id: str, verdict: Verdict, analyst: Analyst, *, alone: bool = False) -> str:
    """Set what an analyst concludes of a report; returns the state that it has then. A later verdict replaces an earlier one.

    `alone`: the only person of this desk confirms what would need two. Raises NotAllowed, StoreError.
    """
    reason, credibility = _checked(verdict)
    if alone and isinstance(analyst, Person) and not analyst.is_local:
        raise NotAllowed("Where people sign in, another analyst must look at a severe report too.")
    with _at_the_desk(store, analyst) as (session, who):
        report = _open_report(session, report_id)
        if verdict.duplicate_of == report_id:
            raise NotAllowed("A report cannot be a duplicate of itself.")
        before = {name: getattr(report, name) for name in _CHANGEABLE}
        account = _account_to_publish(session, report, verdict)
        needs_second = verdict.verdict in PUBLISHED and report.state not in PUBLISHED and urgency_of(report.answers) == MOST_URGENT
        first = _proposer(session, report) if needs_second else None
        if needs_second and not alone and first in (None, who):
            if first == who:
                raise NotAllowed("You have accepted this report already; another analyst must look at it too.")
            report.state = "second_look"
            proposal = {"to": verdict.verdict, "before": before, "answers": report.answers, "account": account}
            _log(session, report_id, who, "proposed", reason, proposal)
            return report.state
        report.state, report.judged_answers, report.tlp = verdict.verdict, report.answers, str(report.answers["tlp"])
        report.reliability = verdict.reliability if verdict.verdict in PUBLISHED else None
        report.credibility = credibility if verdict.verdict in PUBLISHED else None
        report.duplicate_of = verdict.duplicate_of or None
        report.desk_account = account or report.desk_account
        detail = {
            "from": before["state"],
            "to": verdict.verdict,
            "before": before,
            "alone": needs_second and first in (None, who),
            "messages": len(messages_on(session, report_id)),
            "account": account,
        }
        _log(session, report_id, who, "judged", reason, detail)
        _ask_for_hand_over(session, report_id, before["state"], report.state)
        return report.state


def undo_verdict(store: MemberStore, report_id: str, reason: str, analyst: Analyst) -> str:
    """Take the last verdict on a report back, so that it is as it was before; returns its state. Raises NotAllowed, StoreError."""
    words = clean_text(reason)
    if not words:
        raise NotAllowed("Taking a verdict back needs a reason.")
    with _at_the_desk(store, analyst) as (session, who):
        report = _open_report(session, report_id)
        last = _last_standing(session, report_id)
        if last is None:
            raise NotAllowed("There is no verdict on this report to be taken back.")
        state, mark, account = report.state, report.tlp, report.desk_account
        for name, value in last.detail["before"].items():
            setattr(report, name, value)
        # The sender may have made it stricter since, which holds at once.
        report.tlp = max(mark, report.tlp, key=MARKS.index)
        # A report that was published stays among the landed ones, and must not stand there in its sender's words from now on.
        report.desk_account = report.desk_account or account
        _log(session, report_id, who, "undone", words, {"entry": last.entry_id, "from": state, "to": report.state})
        _ask_for_hand_over(session, report_id, state, report.state)
        return report.state


@contextmanager
def _at_the_desk(store: MemberStore, analyst: Analyst) -> Iterator[tuple[Session, str]]:
    """The transaction of a deed, and who does it, as the log has it. Raises NotAllowed where that person may not verify reports."""
    if isinstance(analyst, Person):
        with doing(store, analyst, Deed.VERIFY) as deed:
            yield deed.session, analyst.person_id
    else:
        with store.writing() as session:
            yield session, analyst


def _checked(verdict: Verdict) -> tuple[str, str]:
    """The reason in plain text and the credibility of a verdict. Raises NotAllowed."""
    reason = clean_text(verdict.reason)
    credibility = verdict.credibility or USUAL_CREDIBILITY.get(verdict.verdict, "")
    if verdict.verdict not in VERDICTS:
        raise NotAllowed(f"{verdict.verdict} is no verdict; the verdicts are {', '.join(VERDICTS)}.")
    if not reason or len(reason) > LONGEST_MESSAGE:
        raise NotAllowed("A verdict needs a reason.")
    if verdict.reliability not in RELIABILITIES or (credibility and credibility not in CREDIBILITIES):
        raise NotAllowed("Reliability is a letter from A to F, credibility a digit from 1 to 6.")
    if verdict.verdict == "duplicate" and not verdict.duplicate_of.strip():
        raise NotAllowed("Say of which report or incident it is a duplicate.")
    return reason, credibility


def _account_to_publish(session: Session, report: MemberReport, verdict: Verdict) -> dict[str, str] | None:
    """What is published in the sender's place; None for the sender's own words, and where nothing is published.

    Raises NotAllowed where that would give away what an earlier verdict kept back.
    """
    if verdict.verdict not in PUBLISHED:
        return None
    if verdict.account:
        return checked_account(verdict.account, report.answers)
    if account_in_force(session, report):
        raise NotAllowed("This report is published on its sender's behalf. Say again in the desk's words where it was and what happened.")
    return None


def account_in_force(session: Session, report: MemberReport) -> dict[str, str] | None:
    """The desk's account that is published in the sender's place, or that the first of two analysts has proposed."""
    last = _last_standing(session, report.report_id)
    proposed: dict[str, str] | None = last.detail.get("account") if last and last.deed == "proposed" else None
    return proposed or report.desk_account


def _proposer(session: Session, report: MemberReport) -> str | None:
    """Who has accepted the report as it is now and waits for a second analyst."""
    if report.state != "second_look":
        return None
    last = _last_standing(session, report.report_id)
    return last.who if last and last.deed == "proposed" and last.detail["answers"] == report.answers else None


def _last_standing(session: Session, report_id: str) -> DeskEntry | None:
    """The last verdict or proposal that has not been taken back."""
    query = select(DeskEntry).where(DeskEntry.report_id == report_id).order_by(DeskEntry.entry_id)
    entries = session.scalars(query).all()
    undone = {entry.detail["entry"] for entry in entries if entry.deed == "undone"}
    standing = [entry for entry in entries if entry.deed in ("judged", "proposed") and entry.entry_id not in undone]
    return standing[-1] if standing else None


def _open_report(session: Session, report_id: str) -> MemberReport:
    report = session.get(MemberReport, report_id)
    if report is None:
        raise NotAllowed(f"There is no report {report_id}.")
    if report.state == "withdrawn":
        raise NotAllowed("Its sender has withdrawn this report.")
    return report


def _ask_for_hand_over(session: Session, report_id: str, before: str, after: str) -> None:
    if before in PUBLISHED or after in PUBLISHED:
        session.add(OutboxItem(kind=HAND_OVER, payload={"report_id": report_id}, made_on=today(), done_at=None))


def _log(session: Session, report_id: str, who: str, deed: str, reason: str, detail: Mapping[str, Any]) -> None:
    session.add(
        DeskEntry(report_id=report_id, at=datetime.now(UTC).replace(tzinfo=None), who=who, deed=deed, reason=reason, detail=dict(detail))
    )
