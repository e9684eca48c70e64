"""Voyages assessed for a page, kept among the documents: what they rest on takes megabytes, and few are needed at a time."""

from __future__ import annotations

from datetime import date, datetime

from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import Ground, ground_of
from pages.maps.transits import counted_transits
from pages.shell import data
from warehouse.cache import build_document
from warehouse.exposure import StraitTransits
from warehouse.view import SnapshotView

Straits = tuple[StraitTransits, ...]


def assess(snapshot: SnapshotView, plan: VoyagePlan, now: datetime) -> VoyageAssessment:
    """The assessment of a plan by what is known now, or by its day of departure where that is past. Raises VoyageError."""
    straits = tuple(strait for strait in counted_transits().straits.values() if strait.sea_region)
    return build_document(_assessment, snapshot, plan, min(now.date(), plan.departure.date()), straits)


def _assessment(view: SnapshotView, plan: VoyagePlan, day: date, straits: Straits) -> VoyageAssessment:
    ground = build_document(_ground, view, day, straits)
    return assess_voyage(lambda function, *more: data.query(function, view, *more), plan, ground)


def _ground(view: SnapshotView, day: date, straits: Straits) -> Ground:
    return ground_of(lambda function, *more: data.query(function, view, *more), day, straits)
