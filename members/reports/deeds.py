"""The deeds on a report: sent, asked about, answered, judged.

Each is one transaction, which also logs and puts what must follow into the outbox.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.errors import NotAllowed
from members.reports.forms import FORMS, Form
from members.reports.reading import Answers, clean_text
from members.reports.receipts import new_receipt, receipt_hash
from members.reports.sealing import seal
from members.store.engine import MemberStore
from members.store.tables import STATES, DeskEntry, MemberReport, OutboxItem, ReportMessage, SealedIdentity

LONGEST_MESSAGE: Final = 4_000
MOST_MESSAGES: Final = 100
"""Messages on one report: more would be a flood."""
VERDICTS: Final = STATES[1:]
HAND_OVER: Final = "hand_over"
"""What waits in the outbox until `members.hand_over` has done it."""
PUBLISHED: Final = ("accepted", "accepted_with_doubt")
"""States in which a report is part of the picture."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """How identities are kept: sealed for `public_key` and deleted after `days`. Without a key none is kept."""

    public_key: str
    days: int


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """What the holder of a receipt may know: the state of the report, and the messages on it, oldest first, as (author, text, day)."""

    form: Form
    state: str
    received_on: date
    messages: tuple[tuple[str, str, date], ...]


def send_report(store: MemberStore, form: Form, answers: Answers, *, sealing: Sealing, today: date) -> str:
    """Keep a report; returns its receipt, which nobody can find out again. Raises NotAllowed for answers with problems, StoreError.

    Of the answers that identify, none is kept among the others: they are sealed, or left out where nobody holds a key.
    """
    if answers.problems:
        raise NotAllowed("the report has answers that cannot be taken")
    receipt, report_id = new_receipt(), uuid.uuid4().hex
    secret_names = {field.name for field in form.fields if field.identifies}
    secrets_given = {name: str(value) for name, value in answers.values.items() if name in secret_names}
    kept = {name: value for name, value in answers.values.items() if name not in secret_names}
    hashed = receipt_hash(receipt)
    assert hashed is not None
    with store.writing() as session:
        session.add(
            MemberReport(
                report_id=report_id, form=form.code, answers=kept, tlp=str(kept["tlp"]), received_on=today,
                receipt_sha256=hashed, state=STATES[0],
            )
        )  # fmt: skip
        session.flush()
        if secrets_given and sealing.public_key:
            sealed = seal(secrets_given, sealing.public_key)
            session.add(SealedIdentity(report_id=report_id, sealed=sealed, delete_on=today + timedelta(days=sealing.days)))
    return receipt


def status_of(store: MemberStore, receipt: str) -> ReportStatus | None:
    """What has become of the report with this receipt; None for any receipt that is not one. Raises StoreError."""
    hashed = receipt_hash(receipt)
    if hashed is None:
        return None
    with store.reading() as session:
        report = _by_receipt(session, hashed)
        return None if report is None else ReportStatus(FORMS[report.form], report.state, report.received_on, _messages(session, report))


def answer_question(store: MemberStore, receipt: str, text: str, today: date) -> None:
    """Add the reporter's words. Raises NotAllowed for a receipt that is not one, or where there is nothing to add to; StoreError."""
    hashed, words = receipt_hash(receipt), clean_text(text)
    if not words or len(words) > LONGEST_MESSAGE:
        raise NotAllowed(f"Write 1 to {LONGEST_MESSAGE:,} characters.")
    with store.writing() as session:
        report = _by_receipt(session, hashed) if hashed else None
        if report is None:
            raise NotAllowed("This is not a receipt. Check its letters and digits.")
        _add_message(session, report, "reporter", words, today)


def ask_reporter(store: MemberStore, report_id: str, text: str, who: str) -> None:
    """Put a question to the reporter, who sees it by the receipt. Raises NotAllowed, StoreError."""
    words = clean_text(text)
    if not words or len(words) > LONGEST_MESSAGE:
        raise NotAllowed(f"Write 1 to {LONGEST_MESSAGE:,} characters.")
    with store.writing() as session:
        report = _by_id(session, report_id)
        _add_message(session, report, "desk", words, _today())
        _log(session, report_id, who, "asked", "", {})


def judge_report(store: MemberStore, report_id: str, verdict: str, reason: str, who: str) -> None:
    """Set what an analyst concludes of a report; a later verdict replaces it, and both stay in the log. Raises NotAllowed, StoreError."""
    words = clean_text(reason)
    if verdict not in VERDICTS:
        raise NotAllowed(f"{verdict} is no verdict; the verdicts are {', '.join(VERDICTS)}.")
    if not words:
        raise NotAllowed("A verdict needs a reason.")
    with store.writing() as session:
        report = _by_id(session, report_id)
        before, report.state = report.state, verdict
        _log(session, report_id, who, "judged", words, {"from": before, "to": verdict})
        if (before in PUBLISHED) or (verdict in PUBLISHED):
            session.add(OutboxItem(kind=HAND_OVER, payload={"report_id": report_id}, made_on=_today(), done_at=None))


def delete_expired_identities(store: MemberStore, today: date) -> int:
    """Delete sealed identities whose time is over; returns how many. Raises StoreError."""
    with store.writing() as session:
        expired = session.scalars(select(SealedIdentity).where(SealedIdentity.delete_on < today)).all()
        for identity in expired:
            session.delete(identity)
        return len(expired)


def _by_receipt(session: Session, hashed: str) -> MemberReport | None:
    return session.scalars(select(MemberReport).where(MemberReport.receipt_sha256 == hashed)).one_or_none()


def _by_id(session: Session, report_id: str) -> MemberReport:
    report = session.get(MemberReport, report_id)
    if report is None:
        raise NotAllowed(f"There is no report {report_id}.")
    return report


def _messages(session: Session, report: MemberReport) -> tuple[tuple[str, str, date], ...]:
    rows = session.scalars(
        select(ReportMessage).where(ReportMessage.report_id == report.report_id).order_by(ReportMessage.message_id)
    ).all()
    return tuple((row.author, row.text, row.sent_on) for row in rows)


def _add_message(session: Session, report: MemberReport, author: str, text: str, today: date) -> None:
    if len(_messages(session, report)) >= MOST_MESSAGES:
        raise NotAllowed(f"A report takes at most {MOST_MESSAGES} messages.")
    session.add(ReportMessage(report_id=report.report_id, author=author, text=text, sent_on=today))


def _log(session: Session, report_id: str, who: str, deed: str, reason: str, detail: Mapping[str, Any]) -> None:
    session.add(
        DeskEntry(report_id=report_id, at=datetime.now(UTC).replace(tzinfo=None), who=who, deed=deed, reason=reason, detail=dict(detail))
    )


def _today() -> date:
    return datetime.now(UTC).date()
