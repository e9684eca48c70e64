from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of 3,000 invented incidents."""
    return build_snapshot(tmp_path_factory.mktemp("invented"), 3000)


@pytest.fixture
def con(invented: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of its own on the invented snapshot."""
    connection = invented.open_database()
    yield connection
    connection.close()
