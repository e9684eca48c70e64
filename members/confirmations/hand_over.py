"""Confirmations on their way to the snapshot: a report of the source `members` for each company that saw it too, and decisions.

The report says that a company confirms, and nothing that the company wrote. A decision puts it to the incident; a company for which it was
otherwise makes a decision that the incident is disputed, which an analyst's later verdict replaces.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.store.tables import Confirmation, ReceiptSalt
from warehouse.contract.decisions import write_decision
from warehouse.contract.settings import Settings

WHO: Final = "a member company"
_NARRATIVE: Final = "A member company was there and confirms this incident."


def confirmation_records(session: Session) -> list[dict[str, Any]]:
    """A record of each confirmation that ever stood, with its state now."""
    key = session.scalars(select(ReceiptSalt.salt)).one()
    return [_record(confirmation, key) for confirmation in _all(session) if confirmation.stance == "seen_too" or confirmation.decided]


def write_decisions(session: Session, settings: Settings) -> None:
    """Land the decisions that confirmations ask for and have not got. Raises DecisionError, OSError."""
    for confirmation in _all(session):
        wanted = None if confirmation.is_taken_back else confirmation.stance
        if wanted == confirmation.decided:
            continue
        if confirmation.decision_id:
            write_decision(settings, WHO, "undo", (), (), "The company says so no longer.", undoes=confirmation.decision_id)
            confirmation.decision_id = None
        if wanted == "seen_too":
            reports = (confirmation.incident_id, f"members:{_reference(confirmation)}")
            confirmation.decision_id = write_decision(settings, WHO, "same", reports, (), _NARRATIVE).decision_id
        elif wanted:
            why = "A member company was there, and it was otherwise. The verification desk knows what it wrote."
            confirmation.decision_id = write_decision(settings, WHO, "disputed", (confirmation.incident_id,), (), why).decision_id
        confirmation.decided = wanted


def _reference(confirmation: Confirmation) -> str:
    """What the snapshot knows it by: estimates of the reporting gap tell confirmations from reports by it."""
    return f"confirmation-{confirmation.confirmation_id}"


def _record(confirmation: Confirmation, key: bytes) -> dict[str, Any]:
    facts = confirmation.facts
    stands = confirmation.stance == "seen_too" and not confirmation.is_taken_back
    return {
        "report": _reference(confirmation),
        "state": "confirmation" if stands else "taken_back",
        # One pseudonym for each company, which nobody can turn back without this database.
        "reporter": f"company-{hmac.digest(key, confirmation.company_id.encode(), hashlib.sha256).hex()[:16]}",
        "category": facts["category"],
        "act": facts["act"],
        "tlp": confirmation.tlp,
        "received_on": confirmation.given_on.isoformat(),
        "answers": {"day": facts["day"], "place": facts["place"], "position": facts["position"], "narrative": _NARRATIVE},
    }


def _all(session: Session) -> Sequence[Confirmation]:
    return session.scalars(select(Confirmation).order_by(Confirmation.given_on, Confirmation.confirmation_id)).all()
