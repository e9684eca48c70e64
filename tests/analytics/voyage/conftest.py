"""What tests of voyages share: an invented snapshot, what is known by it, and one long voyage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest

from analytics import trends
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import Ground, ground_of
from analytics.voyage.route.waypoints import find_waypoint
from tests.support.invented import LAST_DAY
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot

SAILING = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 6, tzinfo=UTC) + timedelta(days=2)


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("voyage"), 4000)


@pytest.fixture(scope="session")
def read(invented: Snapshot) -> Callable[..., Any]:
    # As the cache of the pages does: each result once.
    return lru_cache(maxsize=None)(trends.query_runner(invented.open_database()))


@pytest.fixture(scope="session")
def ground(read: Callable[..., Any]) -> Ground:
    return ground_of(read, LAST_DAY + timedelta(days=1))


def plan(*names: str, **more: Any) -> VoyagePlan:
    return VoyagePlan(tuple(find_waypoint(name) for name in names), more.pop("departure", SAILING), **more)


@pytest.fixture(scope="session")
def lagos(read: Callable[..., Any], ground: Ground) -> VoyageAssessment:
    return assess_voyage(read, plan("Singapore", "Lagos"), ground)
