"""What all tests share: where the real files are, and what must not be skipped."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from members.store import open_store
from members.store.engine import sqlite_url
from pages.server.streamlit_private import manifest_scanner
from warehouse.contract.snapshot import Snapshot, Store

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
POSTGRESQL = os.environ.get("ANCHORWATCH_TEST_POSTGRESQL", "")
"""Address of a PostgreSQL server on which tests may make and drop databases."""
REQUIRED = set(filter(None, os.environ.get("ANCHORWATCH_TEST_REQUIRES", "").split(",")))

# No test reaches the internet: commands in processes of their own are started with this environment too.
os.environ["ANCHORWATCH_FEEDS"] = "none"

# Time is the bench's business, not a test's. Where everything is required, the draws are the same each time.
settings.register_profile("anchorwatch", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(REQUIRED))
settings.load_profile("anchorwatch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run, saying why; where the marker is required, let it fail instead."""
    missing = {
        "real_data": None if REAL_DATA.is_dir() else f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA",
        "browser": None if CHROMIUM else "no Chromium on this machine",
        "gdal": None if shutil.which("ogrinfo") else "no GDAL on this machine (Debian's package gdal-bin)",
        "postgresql": None if POSTGRESQL else "no PostgreSQL server is named in ANCHORWATCH_TEST_POSTGRESQL",
    }
    for item in items:
        for marker, reason in missing.items():
            if reason and marker not in REQUIRED and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def _no_needless_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        # Streamlit looks through every installed package for components each time an app is opened without a browser,
        # for .2 s; which packages are installed does not change while tests run.
        patched.setattr(manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests))
        # A machine that loses power loses its test run with it; what the order of writes promises is tested by killing processes.
        patched.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real files."""
    assert REAL_DATA.is_dir(), f"the real files are required but not in {REAL_DATA}"
    return REAL_DATA


@pytest.fixture(scope="session")
def real_snapshot(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """NGA's archive and the data set Crime at Sea, landed and published once for all tests; not to be written to."""
    data = run_folder(tmp_path_factory) / "real"
    # Of several test processes the first publishes and the others wait for it: publishing takes all processors.
    with FileLock(f"{data}.lock"):
        if Store(data).current_id() is None:
            _publish_real_files(real_data, data)
    return Store(data).open()


@pytest.fixture(scope="session")
def empty_members_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with this version's tables and nothing in them, to be copied: making the tables anew takes .2 s."""
    file = tmp_path_factory.mktemp("members") / "members.db"
    open_store(sqlite_url(file)).close()
    return file


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _publish_real_files(real_data: Path, data: Path) -> None:
    from data_pipeline import registry
    from data_pipeline.chain import run
    from data_pipeline.landing import land_file
    from warehouse.contract import settings as settings_module

    settings = settings_module.load({"ANCHORWATCH_DATA": str(data)})
    land_file(settings.landing, registry.source("asam"), "api_json", real_data / "asam" / "asam_archive_1978_2024.json")
    land_file(settings.landing, registry.source("imb_crime_at_sea"), "data_set_csv", real_data / "imb" / "pirate_attacks.csv")
    outcome = run(settings)
    assert outcome.snapshot is not None
    assert outcome.failures == []


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("ANCHORWATCH_") and name != "ANCHORWATCH_TEST_REQUIRES"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ANCHORWATCH_FEEDS", "none")
