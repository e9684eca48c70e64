from __future__ import annotations

import pytest

from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot


@pytest.fixture(scope="session")
def compare_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of 1,500 invented incidents."""
    return build_snapshot(tmp_path_factory.mktemp("compare"), 1500)
