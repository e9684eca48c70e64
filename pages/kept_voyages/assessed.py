"""Voyages assessed for pages. What they rest on takes megabytes and is kept among the documents; each assessment is kept by its plan."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from datetime import date, datetime
from typing import Final

from cachetools import TTLCache, cached
from cachetools.keys import hashkey

from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage, passage_of
from analytics.voyage.ground import Ground, ground_of
from pages.maps.transits import counted_transits
from pages.shell import data
from warehouse.cache import SECONDS_KEPT, build_document
from warehouse.exposure import StraitTransits
from warehouse.view import SnapshotView

Straits = tuple[StraitTransits, ...]
FLEETS_KEPT: Final = 1_200
"""Assessments kept for Fleet, some 50 kB each."""


def assess(snapshot: SnapshotView, plan: VoyagePlan, now: datetime) -> VoyageAssessment:
    """The assessment of a plan by what is known now, or, once the ship has arrived, by the day of departure. Raises VoyageError."""
    return build_document(_assessment, snapshot, plan, day_of(plan, now), _straits())


def assess_for_fleet(snapshot: SnapshotView, plan: VoyagePlan, now: datetime) -> VoyageAssessment:
    """The same without the estimates of what no source records, which take longest. Raises VoyageError."""
    return _fleet_assessment(snapshot, plan, day_of(plan, now), _straits())


def day_of(plan: VoyagePlan, now: datetime) -> date:
    """The day by whose knowledge a plan is judged. Raises VoyageError."""
    is_over = passage_of(plan).arrival <= now
    return min(now.date(), plan.departure.date()) if is_over else now.date()


def _straits() -> Straits:
    return tuple(strait for strait in counted_transits().straits.values() if strait.sea_region)


def _assessment(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> VoyageAssessment:
    ground = build_document(_ground, view, day, straits)
    return assess_voyage(lambda function, *more: data.query(function, view, *more), plan, ground)


def _key_of(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> tuple[Hashable, ...]:
    return hashkey(view.snapshot.folder, view.id, view.marks, plan, day, straits)


@cached(TTLCache(FLEETS_KEPT, SECONDS_KEPT), key=_key_of, condition=threading.Condition())
def _fleet_assessment(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> VoyageAssessment:
    ground = build_document(_ground, view, day, straits)
    return assess_voyage(lambda function, *more: data.query(function, view, *more), plan, ground, with_gaps=False)


def _ground(view: SnapshotView, day: date, straits: Straits) -> Ground:
    return ground_of(lambda function, *more: data.query(function, view, *more), day, straits)
