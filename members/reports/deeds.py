"""What the holder of a receipt may do: send a report, read what became of it, add to it, correct it, and withdraw it.

Each is one transaction, which also puts what must follow into the outbox. The receipt is hashed before it begins: the hash is slow, and
a transaction that writes makes all others wait.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from members.errors import NotAllowed
from members.reports.forms import FORMS, Form
from members.reports.pictures import MOST_PICTURES
from members.reports.reading import Answers, clean_text
from members.reports.receipts import read_receipt, receipt_hash
from members.reports.sealing import seal
from members.store.engine import MemberStore
from members.store.tables import (
    STATES,
    Confirmation,
    DeskEntry,
    MemberReport,
    OutboxItem,
    ReceiptSalt,
    ReportCorrection,
    ReportMessage,
    ReportPicture,
    SealedIdentity,
)
from warehouse.contract.taxonomy import MARKS

LONGEST_MESSAGE: Final = 4_000
MOST_MESSAGES: Final = 100
"""Messages on one report: more would be a flood."""
MOST_CORRECTIONS: Final = 20
HAND_OVER: Final = "hand_over"
"""What waits in the outbox until `members.hand_over` has done it."""
SOURCE: Final = "members"
"""The source as which reports are published: `members:` and the report's id name one."""
PUBLISHED: Final = ("accepted", "accepted_with_doubt")
"""States in which a report is part of the picture."""
NO_RECEIPT: Final = "This is not a receipt. Check its digits."


@dataclass(frozen=True, slots=True)
class Sealing:
    """How identities are kept: sealed for `public_key` and deleted after `days`. Without a key none is kept."""

    public_key: str
    days: int


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """What the holder of a receipt may know: the report as it is, and the messages on it, oldest first, as (author, text, day).

    `report_id` finds it in a snapshot, and is not shown.
    """

    report_id: str
    form: Form
    state: str
    received_on: date
    answers: dict[str, Any]
    pictures: int
    messages: tuple[tuple[str, str, date], ...]


def send_report(
    store: MemberStore, form: Form, answers: Answers, *, receipt: str, sealing: Sealing, today: date, is_proved: bool = False
) -> bool:
    """Keep a report under a new receipt; False where one is kept under it already, which stays as it is.

    Of the answers that identify, none is kept among the others: they are sealed, or left out where nobody holds a key. Raises NotAllowed
    for answers with problems, StoreError.
    """
    hashed = _hash_of(store, receipt)
    if answers.problems or hashed is None:
        raise NotAllowed("the report has answers that cannot be taken")
    kept, secrets_given = _parted(form, answers)
    sealed = seal(secrets_given, sealing.public_key) if secrets_given and sealing.public_key else None
    report_id = uuid.uuid4().hex
    with store.writing() as session:
        if _by_hash(session, hashed) is not None:
            return False
        session.add(
            MemberReport(
                report_id=report_id, form=form.code, answers=kept, tlp=str(kept["tlp"]), received_on=today, receipt_hash=hashed,
                is_proved=is_proved, state=STATES[0],
            )
        )  # fmt: skip
        session.flush()
        if sealed:
            session.add(SealedIdentity(report_id=report_id, sealed=sealed, delete_on=today + timedelta(days=sealing.days)))
    return True


def status_of(store: MemberStore, receipt: str) -> ReportStatus | None:
    """What has become of the report with this receipt; None for any receipt that is not one. Raises StoreError."""
    hashed = _hash_of(store, receipt)
    with store.reading() as session:
        report = _by_hash(session, hashed)
        if report is None:
            return None
        return ReportStatus(
            report_id=report.report_id,
            form=FORMS[report.form],
            state=report.state,
            received_on=report.received_on,
            answers=report.answers,
            pictures=count_pictures(session, report.report_id),
            messages=messages_on(session, report.report_id),
        )


def answer_question(store: MemberStore, receipt: str, text: str, today: date) -> None:
    """Add the reporter's words. Raises NotAllowed for a receipt that is not one, or where there is nothing to add to; StoreError."""
    with _open_report(store, receipt) as (session, report):
        add_message(session, report, "reporter", text, today)


def add_picture(store: MemberStore, receipt: str, jpeg: bytes, today: date) -> int:
    """Add a picture that `pictures.redraw` made; returns how many there are. Raises NotAllowed, StoreError."""
    with _open_report(store, receipt) as (session, report):
        count = count_pictures(session, report.report_id)
        if count >= MOST_PICTURES:
            raise NotAllowed(f"A report takes at most {MOST_PICTURES} pictures.")
        session.add(ReportPicture(report_id=report.report_id, jpeg=jpeg, added_on=today))
        return count + 1


def correct_report(store: MemberStore, receipt: str, answers: Answers, today: date) -> None:
    """Replace the answers. What was accepted before stays in the picture until an analyst has looked at it again.

    Raises NotAllowed, StoreError. Answers that identify are not taken again: what was sealed stays sealed.
    """
    if answers.problems:
        raise NotAllowed("the report has answers that cannot be taken")
    with _open_report(store, receipt) as (session, report):
        kept, _ = _parted(FORMS[report.form], answers)
        if kept == report.answers:
            return
        query = select(func.count()).select_from(ReportCorrection).where(ReportCorrection.report_id == report.report_id)
        if (session.scalar(query) or 0) >= MOST_CORRECTIONS:
            raise NotAllowed(f"A report takes at most {MOST_CORRECTIONS} corrections. Write a message instead.")
        session.add(ReportCorrection(report_id=report.report_id, earlier=report.answers, corrected_on=today))
        report.answers = kept
        # A stricter mark holds at once, a wider one only when an analyst has looked.
        if MARKS.index(str(kept["tlp"])) > MARKS.index(report.tlp):
            report.tlp = str(kept["tlp"])
            if report.judged_answers is not None:
                session.add(OutboxItem(kind=HAND_OVER, payload={"report_id": report.report_id}, made_on=today, done_at=None))


def withdraw_report(store: MemberStore, receipt: str, today: date) -> None:
    """Take a report back: its words, pictures, messages and sealed identity are deleted, and it leaves the picture.

    Its words also stand in the desk's log, and in the facts of companies that confirm it. Raises NotAllowed, StoreError.
    """
    with _open_report(store, receipt) as (session, report):
        for table in (ReportPicture, ReportMessage, ReportCorrection, SealedIdentity):
            session.execute(delete(table).where(table.report_id == report.report_id))
        if report.judged_answers is not None:
            session.add(OutboxItem(kind=HAND_OVER, payload={"report_id": report.report_id}, made_on=today, done_at=None))
        day = {"day": report.answers["day"]}
        report.answers, report.state = day, "withdrawn"
        report.judged_answers = None if report.judged_answers is None else day
        report.desk_account = None
        for entry in session.scalars(select(DeskEntry).where(DeskEntry.report_id == report.report_id)):
            entry.detail = _without_answers(entry.detail)
        for confirmation in session.scalars(select(Confirmation).where(Confirmation.incident_id == f"{SOURCE}:{report.report_id}")):
            confirmation.facts = {**confirmation.facts, "place": None, "position": None}


def _without_answers(detail: dict[str, Any]) -> dict[str, Any]:
    """What a line of the desk's log holds, but for what the reporter wrote, and what the desk made of it."""
    kept = {name: value for name, value in detail.items() if name not in ("answers", "account")}
    return {**kept, "before": {**kept["before"], "judged_answers": None, "desk_account": None}} if "before" in kept else kept


def delete_expired_identities(store: MemberStore, today: date) -> int:
    """Delete sealed identities whose time is over; returns how many. Raises StoreError."""
    with store.writing() as session:
        expired = session.scalars(select(SealedIdentity).where(SealedIdentity.delete_on < today)).all()
        for identity in expired:
            session.delete(identity)
        return len(expired)


def messages_on(session: Session, report_id: str) -> tuple[tuple[str, str, date], ...]:
    """Author, text and day of each message on a report, oldest first."""
    rows = session.scalars(select(ReportMessage).where(ReportMessage.report_id == report_id).order_by(ReportMessage.message_id)).all()
    return tuple((row.author, row.text, row.sent_on) for row in rows)


def add_message(session: Session, report: MemberReport, author: str, text: str, today: date) -> None:
    """Add a message. Raises NotAllowed for an empty or too long one, and beyond the most of one report."""
    words = clean_text(text)
    if not words or len(words) > LONGEST_MESSAGE:
        raise NotAllowed(f"Write 1 to {LONGEST_MESSAGE:,} characters.")
    if len(messages_on(session, report.report_id)) >= MOST_MESSAGES:
        raise NotAllowed(f"A report takes at most {MOST_MESSAGES} messages.")
    session.add(ReportMessage(report_id=report.report_id, author=author, text=words, sent_on=today))


def count_pictures(session: Session, report_id: str) -> int:
    """How many pictures a report has."""
    query = select(func.count()).select_from(ReportPicture).where(ReportPicture.report_id == report_id)
    return session.scalar(query) or 0


def _parted(form: Form, answers: Answers) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers that are kept, and those that identify."""
    secret_names = {field.name for field in form.fields if field.identifies}
    kept = {name: value for name, value in answers.values.items() if name not in secret_names}
    return kept, {name: str(value) for name, value in answers.values.items() if name in secret_names}


def _hash_of(store: MemberStore, receipt: str) -> str | None:
    """The hash of a receipt as it was typed; None for what cannot be one."""
    digits = read_receipt(receipt)
    if digits is None:
        return None
    with store.reading() as session:
        salt = session.scalars(select(ReceiptSalt.salt)).one()
    return receipt_hash(digits, salt)


@contextmanager
def _open_report(store: MemberStore, receipt: str) -> Iterator[tuple[Session, MemberReport]]:
    """A transaction that may change the report with this receipt. Raises NotAllowed where there is none, or none any more."""
    hashed = _hash_of(store, receipt)
    with store.writing() as session:
        report = _by_hash(session, hashed)
        if report is None:
            raise NotAllowed(NO_RECEIPT)
        if report.state == "withdrawn":
            raise NotAllowed("This report was withdrawn; nothing can be added to it.")
        yield session, report


def _by_hash(session: Session, hashed: str | None) -> MemberReport | None:
    return None if hashed is None else session.scalars(select(MemberReport).where(MemberReport.receipt_hash == hashed)).one_or_none()
