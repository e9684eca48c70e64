"""What the last assessments of kept voyages found: one a voyage, clearance and day, of which the last two days are kept.

What somebody with a wider clearance was shown must not come to others through a comparison, so figures are read by the clearance alone for
which they were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from members.access import Person
from members.people.acting import check_access
from members.store.engine import MemberStore
from members.store.voyage_tables import KeptVoyage, VoyageFigures
from members.voyages.readers import seen_by
from members.voyages.sealing import Sealer, UnreadableError, sealer

Fields = Mapping[str, Any]


def note_figures(
    store: MemberStore, person: Person, clearance: str, day: date, snapshot_id: str, figures: Mapping[str, Fields]
) -> dict[str, dict[str, Any]]:
    """Keep the figures of a day's snapshot by voyage, and give those of the day before that was looked at, where there are any.

    Figures of voyages that the person may not see are left out. Raises NotAllowed, StoreError.
    """
    box = sealer()
    with store.writing() as session:
        check_access(session, person)
        seen = select(KeptVoyage.voyage_id).where(seen_by(KeptVoyage, person))
        kept = select(VoyageFigures).where(VoyageFigures.voyage_id.in_(seen), VoyageFigures.clearance == clearance)
        by_voyage: dict[str, list[VoyageFigures]] = {}
        for row in session.scalars(kept.order_by(VoyageFigures.day)).all():
            by_voyage.setdefault(row.voyage_id, []).append(row)
        for voyage_id in set(session.scalars(seen).all()) & figures.keys():
            _note(session, by_voyage.setdefault(voyage_id, []), _new(voyage_id, clearance, day, snapshot_id, figures[voyage_id], box))
    return _earlier(by_voyage, day, box)


def _new(voyage_id: str, clearance: str, day: date, snapshot_id: str, fields: Fields, box: Sealer) -> VoyageFigures:
    sealed = box.seal(fields, *_bound(voyage_id, clearance, day))
    return VoyageFigures(voyage_id=voyage_id, clearance=clearance, day=day, snapshot_id=snapshot_id, sealed=sealed)


def _note(session: Session, rows: list[VoyageFigures], new: VoyageFigures) -> None:
    """Put the new figures in the place of those of the same day, and drop what lies further back than the day before that was looked at."""
    before = [row for row in rows if row.day < new.day]
    for row in before[:-1]:
        session.delete(row)
    same = next((row for row in rows if row.day == new.day), None)
    if same is None:
        session.add(new)
    elif same.snapshot_id != new.snapshot_id:
        same.snapshot_id, same.sealed = new.snapshot_id, new.sealed


def _earlier(by_voyage: Mapping[str, list[VoyageFigures]], day: date, box: Sealer) -> dict[str, dict[str, Any]]:
    earlier = {}
    for voyage_id, rows in by_voyage.items():
        if before := [row for row in rows if row.day < day]:
            try:
                earlier[voyage_id] = box.unseal(before[-1].sealed, *_bound(voyage_id, before[-1].clearance, before[-1].day))
            except UnreadableError:
                continue
    return earlier


def _bound(voyage_id: str, clearance: str, day: date) -> tuple[str, ...]:
    return ("figures", voyage_id, clearance, day.isoformat())
