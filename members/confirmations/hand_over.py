"""Confirmations on their way to the snapshot: a report of the source `members` for each company that saw it too, and decisions.

The report says that a company confirms, and nothing that the company wrote. A decision puts it to the incident; a company for which it was
otherwise makes a decision that the incident is disputed, which an analyst may take back. What companies say of a member's report ends with
that report, and is never marked wider.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.reports.deeds import PUBLISHED, SOURCE
from members.store.tables import Confirmation, MemberReport, ReceiptSalt
from warehouse.contract.decisions import Decision, read_decisions, write_decision
from warehouse.contract.settings import Settings
from warehouse.contract.taxonomy import MARKS

WHO: Final = "a member company"
_REFERENCE: Final = "confirmation-"
"""How the snapshot tells confirmations from reports; estimates of the reporting gap rely on it."""
_NARRATIVE: Final = "A member company was there and confirms this incident."
_DISPUTED: Final = "A member company was there, and it was otherwise. The verification desk knows what it wrote."


@dataclass(frozen=True, slots=True)
class _Standing:
    """A confirmation, the stance that holds now (none where nothing does), and its mark."""

    confirmation: Confirmation
    stance: str | None
    mark: str


def confirmation_records(session: Session, settings: Settings) -> list[dict[str, Any]]:
    """A record of each confirmation that ever stood, with its state now. Call `write_decisions` first. Raises DecisionError."""
    key = session.scalars(select(ReceiptSalt.salt)).one()
    once_put_to_an_incident = {report for decision in read_decisions(settings) if decision.who == WHO for report in decision.reports}
    return [_record(standing, key) for standing in _all(session) if _report_id(standing.confirmation) in once_put_to_an_incident]


def write_decisions(session: Session, settings: Settings) -> None:
    """Land the decisions that confirmations ask for and have not got, and take back those that none asks for any more.

    An earlier attempt may have landed decisions before it was interrupted: they are found again, not made twice. Raises DecisionError,
    OSError.
    """
    confirmations = _all(session)
    in_force = _decisions_in_force(settings)
    claimed = {standing.confirmation.decision_id for standing in confirmations}
    unclaimed = [decision for decision in in_force if decision not in claimed]
    for standing in confirmations:
        confirmation, wanted = standing.confirmation, standing.stance
        if wanted == confirmation.decided:
            continue
        if confirmation.decision_id in in_force:
            _take_back(settings, confirmation.decision_id)
        confirmation.decision_id, confirmation.decided = None, wanted
        if wanted:
            verdict, reports, why = _decision_for(confirmation, wanted)
            landed = next((name for name in unclaimed if (in_force[name].verdict, in_force[name].reports) == (verdict, reports)), None)
            if landed:
                unclaimed.remove(landed)
            confirmation.decision_id = landed or write_decision(settings, WHO, verdict, reports, (), why).decision_id
    incidents = {standing.confirmation.incident_id for standing in confirmations}
    for name in unclaimed:
        if in_force[name].reports & incidents:
            _take_back(settings, name)


def _decisions_in_force(settings: Settings) -> dict[str, Decision]:
    """Decisions of member companies that nobody has taken back, by id."""
    decisions = read_decisions(settings)
    undone: set[str | None] = set()
    # Latest first: an undo that was itself taken back takes nothing back.
    for decision in reversed(decisions):
        if decision.verdict == "undo" and decision.decision_id not in undone:
            undone.add(decision.undoes)
    return {
        decision.decision_id: decision
        for decision in decisions
        if decision.who == WHO and decision.verdict != "undo" and decision.decision_id not in undone
    }


def _decision_for(confirmation: Confirmation, stance: str) -> tuple[str, frozenset[str], str]:
    """Verdict, reports and reason of the decision that a stance asks for."""
    if stance == "seen_too":
        return "same", frozenset({confirmation.incident_id, _report_id(confirmation)}), _NARRATIVE
    return "disputed", frozenset({confirmation.incident_id}), _DISPUTED


def _take_back(settings: Settings, decision_id: str) -> None:
    write_decision(settings, WHO, "undo", (), (), "The company says so no longer.", undoes=decision_id)


def is_confirmation(report_id: str) -> bool:
    """Whether a published report is a company's confirmation."""
    return report_id.startswith(f"{SOURCE}:{_REFERENCE}")


def _reference(confirmation: Confirmation) -> str:
    return f"{_REFERENCE}{confirmation.confirmation_id}"


def _report_id(confirmation: Confirmation) -> str:
    return f"{SOURCE}:{_reference(confirmation)}"


def _record(standing: _Standing, key: bytes) -> dict[str, Any]:
    confirmation = standing.confirmation
    facts = confirmation.facts
    return {
        "report": _reference(confirmation),
        "state": "confirmation" if standing.stance == "seen_too" else "taken_back",
        # One pseudonym for each company, which nobody can turn back without this database.
        "reporter": f"company-{hmac.digest(key, confirmation.company_id.encode(), hashlib.sha256).hex()[:16]}",
        "category": facts["category"],
        "act": facts["act"],
        "tlp": standing.mark,
        "received_on": confirmation.given_on.isoformat(),
        "answers": {"day": facts["day"], "place": facts["place"], "position": facts["position"], "narrative": _NARRATIVE},
    }


def _all(session: Session) -> Sequence[_Standing]:
    confirmations = session.scalars(select(Confirmation).order_by(Confirmation.given_on, Confirmation.confirmation_id)).all()
    return [_standing(session, confirmation) for confirmation in confirmations]


def _standing(session: Session, confirmation: Confirmation) -> _Standing:
    stance = None if confirmation.is_taken_back else confirmation.stance
    source, _, report_id = confirmation.incident_id.partition(":")
    report = session.get(MemberReport, report_id) if source == SOURCE else None
    if report is None:
        return _Standing(confirmation, stance, confirmation.tlp)
    mark = max(confirmation.tlp, report.tlp, key=MARKS.index)
    return _Standing(confirmation, stance if report.state in PUBLISHED else None, mark)
