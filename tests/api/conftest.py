"""What tests of the API share: a snapshot, and the API as a server without sign-in serves it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.mounted import api_routes
from tests.support.server import free_port
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot, Store

ROOT = "http://localhost/api/v1"
Serve = Callable[..., TestClient]


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of 700 invented incidents; never published over."""
    return build_snapshot(tmp_path_factory.mktemp("api"), 700)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Makes a client of the API on a data folder."""

    def client_on(data: Path, people_sign_in: bool = False, **settings: str) -> TestClient:
        for name, value in {"DATA": str(data), **settings}.items():
            monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
        return TestClient(Starlette(routes=api_routes(lambda: people_sign_in)), base_url=ROOT, raise_server_exceptions=False)

    return client_on


@pytest.fixture
def client(base: Snapshot, serve: Serve) -> TestClient:
    """A client of the API on `base`, as the local person."""
    return serve(base.folder.parent.parent)


@pytest.fixture
def own_copy(base: Snapshot, tmp_path: Path) -> Iterator[Snapshot]:
    """The same snapshot in the test's own data folder."""
    shutil.copytree(base.folder.parent.parent, tmp_path, dirs_exist_ok=True)
    yield Store(tmp_path).open()


@contextmanager
def listening(application: Starlette | None = None) -> Iterator[str]:
    """The address of the API, or of another application, on a socket of this computer, as the settings of the test have it."""
    port = free_port()
    application = application or Starlette(routes=api_routes(lambda: False))
    server = uvicorn.Server(uvicorn.Config(application, "127.0.0.1", port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
