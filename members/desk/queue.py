"""What waits at the desk, and one report with everything an analyst needs to judge it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from members.access import LOCAL
from members.desk.urgency import urgency_of
from members.desk.verdicts import account_in_force
from members.errors import NotAllowed
from members.reports.deeds import messages_on
from members.reports.forms import FORMS, Form
from members.store.engine import MemberStore
from members.store.people_tables import Account
from members.store.tables import DeskEntry, MemberReport, ReportCorrection, ReportMessage, ReportPicture, SealedIdentity


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A report in a list. `why` says what waits: new, second look, corrected, answered; empty where nothing does."""

    report_id: str
    form: Form
    answers: dict[str, Any]
    tlp: str
    received_on: date
    state: str
    urgency: int
    is_proved: bool
    why: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One deed at the desk. `at` in UTC."""

    at: datetime
    who: str
    deed: str
    reason: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeskReport:
    """A report as the desk sees it. `earlier`: what it said before each correction, the oldest first."""

    item: QueueItem
    reliability: str | None
    credibility: str | None
    duplicate_of: str | None
    judged_answers: dict[str, Any] | None
    account: dict[str, str] | None
    earlier: tuple[tuple[date, dict[str, Any]], ...]
    messages: tuple[tuple[str, str, date], ...]
    pictures: tuple[bytes, ...]
    is_sealed: bool
    log: tuple[LogLine, ...]


def waiting_reports(store: MemberStore) -> list[QueueItem]:
    """What waits: proved browsers before the slower lane, in each the most urgent first, then the oldest. Raises StoreError."""
    items = [item for item in all_reports(store) if item.why]
    return sorted(items, key=lambda item: (not item.is_proved, item.urgency, item.received_on, item.report_id))


def all_reports(store: MemberStore) -> list[QueueItem]:
    """Every report, the oldest first. Raises StoreError."""
    with store.reading() as session:
        answered = _ending_with_an_answer(session)
        query = select(MemberReport).order_by(MemberReport.received_on, MemberReport.report_id)
        return [_item(report, report.report_id in answered) for report in session.scalars(query).all()]


def desk_report(store: MemberStore, report_id: str) -> DeskReport:
    """One report with its log. Raises NotAllowed where there is none, StoreError."""
    with store.reading() as session:
        report = session.get(MemberReport, report_id)
        if report is None:
            raise NotAllowed(f"There is no report {report_id}.")
        corrections = session.scalars(
            select(ReportCorrection).where(ReportCorrection.report_id == report_id).order_by(ReportCorrection.correction_id)
        ).all()
        pictures = session.scalars(
            select(ReportPicture.jpeg).where(ReportPicture.report_id == report_id).order_by(ReportPicture.picture_id)
        ).all()
        entries = session.scalars(select(DeskEntry).where(DeskEntry.report_id == report_id).order_by(DeskEntry.entry_id)).all()
        return DeskReport(
            item=_item(report, report_id in _ending_with_an_answer(session)),
            reliability=report.reliability,
            credibility=report.credibility,
            duplicate_of=report.duplicate_of,
            judged_answers=report.judged_answers,
            account=account_in_force(session, report),
            earlier=tuple((correction.corrected_on, correction.earlier) for correction in corrections),
            messages=messages_on(session, report_id),
            pictures=tuple(pictures),
            is_sealed=session.get(SealedIdentity, report_id) is not None,
            log=tuple(LogLine(entry.at, entry.who, entry.deed, entry.reason, entry.detail) for entry in entries),
        )


def names_of(store: MemberStore, who: Iterable[str]) -> dict[str, str]:
    """The names of people by the ids that the log holds; somebody who is no longer here has none. Raises StoreError."""
    with store.reading() as session:
        rows = session.execute(select(Account.person_id, Account.name).where(Account.person_id.in_(list(who))))
        return {LOCAL.person_id: LOCAL.name, **{row.person_id: row.name for row in rows}}


def _item(report: MemberReport, is_answered: bool) -> QueueItem:
    return QueueItem(
        report.report_id, FORMS[report.form], report.answers, report.tlp, report.received_on, report.state,
        urgency_of(report.answers), report.is_proved, _why_waiting(report, is_answered),
    )  # fmt: skip


def _why_waiting(report: MemberReport, is_answered: bool) -> str:
    if report.state == "received":
        return "answered" if is_answered else "new"
    if report.state == "second_look":
        return "second look"
    if report.state == "withdrawn":
        return ""
    if report.answers != report.judged_answers:
        return "corrected"
    return "answered" if is_answered else ""


def _ending_with_an_answer(session: Session) -> set[str]:
    """Reports whose last message is the reporter's, and came after the last verdict."""
    query = select(ReportMessage.report_id, func.max(ReportMessage.message_id), func.count()).group_by(ReportMessage.report_id)
    conversations = {report_id: (last, count) for report_id, last, count in session.execute(query)}
    known = select(ReportMessage.message_id).where(
        ReportMessage.author == "reporter", ReportMessage.message_id.in_([last for last, _ in conversations.values()])
    )
    by_reporter = set(session.scalars(known).all())
    judged = session.scalars(select(DeskEntry).where(DeskEntry.deed == "judged").order_by(DeskEntry.entry_id)).all()
    read_by_then = {entry.report_id: entry.detail.get("messages", 0) for entry in judged}
    return {
        report_id for report_id, (last, count) in conversations.items() if last in by_reporter and count > read_by_then.get(report_id, 0)
    }
