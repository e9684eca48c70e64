"""Accepted reports as the file that the pipeline lands as the source `members`: the only way from here to a snapshot.

The file holds every report that is or ever was accepted, with its state now: what an analyst takes back is withdrawn from the picture, not
forgotten. It is replaced as a whole; the pipeline lands it when its bytes have changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from filelock import FileLock
from sqlalchemy import select
from sqlalchemy.orm import Session

from members.confirmations.hand_over import confirmation_records, write_decisions
from members.desk.on_behalf import answers_on_behalf
from members.errors import StoreError
from members.reports.deeds import HAND_OVER, PUBLISHED
from members.reports.forms import FORMS
from members.store.engine import MemberStore
from members.store.tables import DeskEntry, MemberReport, OutboxItem
from warehouse.contract.files import write_atomically
from warehouse.contract.settings import Settings

LIST_NAME: Final = "member_reports"
_WAIT_SECONDS: Final = 30


def hand_over(store: MemberStore, settings: Settings) -> int:
    """Write the file, and decisions for confirmations, and empty the outbox of what asked for it; returns how many records the file holds.

    Without any record no file is written. Interrupted at any moment, the outbox still asks for it. Raises StoreError, DecisionError and
    OSError.
    """
    if settings.snapshots_from:
        raise StoreError(
            "this server shows what another publishes and lands nothing; what was judged is kept, and `python -m members watch` on the "
            "server that publishes hands it over"
        )
    file = settings.accepted_reports
    file.parent.mkdir(parents=True, exist_ok=True)
    # Of two that write at once, the later one has seen what the earlier one wrote; PostgreSQL alone would let both read first.
    with FileLock(file.with_suffix(".lock"), timeout=_WAIT_SECONDS), store.writing() as session:
        # Before the reports are read: what is asked for meanwhile must stay asked for.
        waiting = _waiting(session)
        write_decisions(session, settings)
        records = [*(_record(report) for report in _once_accepted(session)), *confirmation_records(session, settings)]
        if records:
            write_atomically(file, orjson.dumps({LIST_NAME: records}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        for item in waiting:
            item.done_at = datetime.now(UTC).replace(tzinfo=None)
    return len(records)


def is_waiting(store: MemberStore) -> bool:
    """Whether a verdict has not been handed over yet, because something came between. Raises StoreError."""
    with store.reading() as session:
        return bool(_waiting(session))


def _waiting(session: Session) -> list[OutboxItem]:
    query = select(OutboxItem).where(OutboxItem.kind == HAND_OVER, OutboxItem.done_at.is_(None))
    return list(session.scalars(query).all())


def _once_accepted(session: Session) -> list[MemberReport]:
    judged = session.scalars(select(DeskEntry).where(DeskEntry.deed == "judged")).all()
    accepted = {entry.report_id for entry in judged if entry.detail["to"] in PUBLISHED}
    reports = session.scalars(select(MemberReport).order_by(MemberReport.received_on, MemberReport.report_id)).all()
    return [report for report in reports if report.report_id in accepted]


def _record(report: MemberReport) -> dict[str, Any]:
    form, answers = FORMS[report.form], report.judged_answers or report.answers
    act, received_on = answers.get("act", form.act), None if report.state == "withdrawn" else report.received_on.isoformat()
    graded = {"reliability": report.reliability, "credibility": report.credibility} if report.state in PUBLISHED else {}
    if report.desk_account:
        # The day on which the sender was here would lead back to him or her.
        answers, received_on = answers_on_behalf(answers, report.desk_account), None
    return {
        "report": report.report_id,
        "state": report.state,
        "category": form.category,
        "act": act,
        "tlp": report.tlp,
        "received_on": received_on,
        "answers": answers,
        **graded,
    }
