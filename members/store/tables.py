"""The tables. A change here comes with a migration in `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
VERDICTS: Final = ("accepted", "accepted_with_doubt", "not_verifiable", "unfounded", "duplicate", "spam")
"""What an analyst may conclude of a report."""
STATES: Final = ("received", "second_look", "withdrawn", *VERDICTS)
"""What may become of a report. `second_look`: one analyst would accept it, and another one must agree; `withdrawn` by its sender."""


class Base(DeclarativeBase):
    """The base of all tables; constraints have names, so that migrations can refer to them."""

    metadata = MetaData(naming_convention=NAMES)


class MemberReport(Base):
    """A report as it was sent. Nothing else is stored of its sender: no name, address, session, or time of day.

    `answers` are the sender's latest, `judged_answers` those that the last verdict is about: only these are published, or, once there is
    one, the `desk_account` (place and narrative) in their stead. `is_proved`: the browser did the work that keeps machines out.
    """

    __tablename__ = "member_reports"
    __table_args__ = (CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),)

    report_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    tlp: Mapped[str] = mapped_column(String(12))
    received_on: Mapped[date]
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_proved: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20), default=STATES[0])
    judged_answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    desk_account: Mapped[dict[str, str] | None] = mapped_column(JSON)
    reliability: Mapped[str | None] = mapped_column(String(1))
    credibility: Mapped[str | None] = mapped_column(String(1))
    duplicate_of: Mapped[str | None] = mapped_column(String(200))


class ReceiptSalt(Base):
    """The one salt of this database's receipts, made with the tables."""

    __tablename__ = "receipt_salt"

    salt: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class ReportPicture(Base):
    """A picture that the sender added: drawn anew from its pixels, without anything else that was in the file."""

    __tablename__ = "report_pictures"

    picture_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("member_reports.report_id", ondelete="CASCADE"), index=True)
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    added_on: Mapped[date]


class ReportCorrection(Base):
    """What a report said before its sender corrected it."""

    __tablename__ = "report_corrections"

    correction_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("member_reports.report_id", ondelete="CASCADE"), index=True)
    earlier: Mapped[dict[str, Any]] = mapped_column(JSON)
    corrected_on: Mapped[date]


class SealedIdentity(Base):
    """Who or which ship it was, sealed for a key that is not on this server; deleted after `delete_on`."""

    __tablename__ = "sealed_identities"

    report_id: Mapped[str] = mapped_column(ForeignKey("member_reports.report_id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    delete_on: Mapped[date] = mapped_column(index=True)


class ReportMessage(Base):
    """A question of the desk, or an answer of the reporter, who needs no name for it: the receipt is enough."""

    __tablename__ = "report_messages"
    __table_args__ = (CheckConstraint("author IN ('desk', 'reporter')", name="author"),)

    message_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("member_reports.report_id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    sent_on: Mapped[date]


class Confirmation(Base):
    """What a company says of an incident. `detail` and `jpeg` are for the desk; `decided` is the stance that has become `decision_id`."""

    __tablename__ = "confirmations"
    __table_args__ = (
        UniqueConstraint("incident_id", "company_id", name="uq_confirmations_incident_id"),
        CheckConstraint("stance IN ('seen_too', 'otherwise')", name="stance"),
    )

    confirmation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    incident_id: Mapped[str] = mapped_column(String(200))
    company_id: Mapped[str] = mapped_column(String(32), index=True)
    stance: Mapped[str] = mapped_column(String(10))
    detail: Mapped[str] = mapped_column(Text)
    jpeg: Mapped[bytes | None] = mapped_column(LargeBinary)
    tlp: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    given_on: Mapped[date]
    is_taken_back: Mapped[bool]
    decided: Mapped[str | None] = mapped_column(String(10))
    decision_id: Mapped[str | None] = mapped_column(String(80))


class DeskEntry(Base):
    """One line of the desk's log: who did what to a report, when and why. Lines are only ever added.

    `detail` holds what the report was before, for undoing; when its sender withdraws it, what he or she wrote is deleted there too.
    """

    __tablename__ = "desk_log"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(200))
    deed: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class OutboxItem(Base):
    """Something that must follow from a deed, such as a run; `done_at` is set when it has been done, once."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "done_at", "item_id"),)

    item_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_on: Mapped[date]
    done_at: Mapped[datetime | None]
