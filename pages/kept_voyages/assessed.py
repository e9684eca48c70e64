"""Voyages assessed for pages."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from datetime import date, datetime
from typing import Final

from cachetools import TTLCache, cached
from cachetools.keys import hashkey

from analytics.voyage import assessed
from analytics.voyage.assessed import Straits, assess_on, day_of
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan
from warehouse.cache import SECONDS_KEPT
from warehouse.contract import settings
from warehouse.exposure import counted_straits
from warehouse.view import SnapshotView

FLEETS_KEPT: Final = 1_200
"""Assessments kept for Fleet, some 50 kB each."""


def assess(snapshot: SnapshotView, plan: VoyagePlan, now: datetime) -> VoyageAssessment:
    """The assessment of a plan by what is known now, or, once the ship has arrived, by the day of departure. Raises VoyageError."""
    return assessed.assess(snapshot, plan, now, counted_straits(settings.load().data))


def assess_for_fleet(snapshot: SnapshotView, plan: VoyagePlan, now: datetime) -> VoyageAssessment:
    """The same without the estimates of what no source records, which take longest. Raises VoyageError."""
    return _fleet_assessment(snapshot, plan, day_of(plan, now), counted_straits(settings.load().data))


def _key_of(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> tuple[Hashable, ...]:
    return hashkey(view.snapshot.folder, view.id, view.marks, plan, day, straits)


@cached(TTLCache(FLEETS_KEPT, SECONDS_KEPT), key=_key_of, condition=threading.Condition())
def _fleet_assessment(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> VoyageAssessment:
    return assess_on(view, plan, day, straits, with_gaps=False)
