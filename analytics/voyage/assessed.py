"""Voyages assessed and kept. What they rest on takes megabytes and is kept among the documents; each assessment is kept by its plan."""

from __future__ import annotations

from datetime import date, datetime

from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage, passage_of
from analytics.voyage.ground import Ground, ground_of
from warehouse.cache import build_document, query
from warehouse.exposure import StraitTransits
from warehouse.view import SnapshotView

Straits = tuple[StraitTransits, ...]


def assess(view: SnapshotView, plan: VoyagePlan, now: datetime, straits: Straits) -> VoyageAssessment:
    """The assessment of a plan by what is known now, or, once the ship has arrived, by the day of departure. Raises VoyageError."""
    return build_document(_assessment, view, plan, day_of(plan, now), straits)


def day_of(plan: VoyagePlan, now: datetime) -> date:
    """The day by whose knowledge a plan is judged. Raises VoyageError."""
    is_over = passage_of(plan).arrival <= now
    return min(now.date(), plan.departure.date()) if is_over else now.date()


def assess_on(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits, with_gaps: bool = True) -> VoyageAssessment:
    """The assessment as known on `day`, not kept itself; without gaps, no estimate of what goes unrecorded. Raises VoyageError."""
    ground = build_document(_ground, view, day, straits)
    return assess_voyage(lambda function, *more: query(function, view, *more), plan, ground, with_gaps)


def _assessment(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> VoyageAssessment:
    return assess_on(view, plan, day, straits)


def _ground(view: SnapshotView, day: date, straits: Straits) -> Ground:
    return ground_of(lambda function, *more: query(function, view, *more), day, straits)
