"""What page tests share: a snapshot of invented incidents, and the app run without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from members.store import MemberStore, engine, open_store
from members.store.engine import sqlite_url
from pages.server import first_paint
from tests.support.app import app_at, as_shown
from tests.support.published import republish
from tests.support.snapshots import build_snapshot
from warehouse import cache
from warehouse.contract.snapshot import Snapshot, Store

Open = Callable[..., AppTest]
ONE_EACH = {
    "regions": "gulf_of_aden",
    "areas": "africa",
    "categories": "cyber",
    "acts": "hijacked",
    "severities": "2",
    "weapons": "guns",
    "vessel_types": "tug",
    "vessel_statuses": "anchored",
    "sources": "gulf_net",
}
"""A choice for every list of the filters."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot of 1,500 invented incidents up to 1 November 2026; never published over."""
    return build_snapshot(tmp_path_factory.mktemp("base"), 1500)


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody paints here, so there is nothing to wait for."""
    monkeypatch.setattr(first_paint, "LONGEST", 0.0)


@pytest.fixture
def published(tmp_path: Path, base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Snapshot]:
    """Publishes the base snapshot in the test's own data folder, some tables exchanged.

    Copied as it is, it shares the base snapshot's cached results: what pages work out of it is worked out once for all tests.
    """

    def publish(tables: dict[str, list[dict[str, Any]]] | None = None, **how: Any) -> Snapshot:
        if tables or how or Store(tmp_path).ids():
            return republish(base, tmp_path, tables or {}, **how)
        shutil.copytree(base.folder.parent.parent, tmp_path, dirs_exist_ok=True)
        copy = Store(tmp_path).open()
        of_view = cache._view_key
        monkeypatch.setattr(
            cache, "_view_key", lambda view: (base.folder, base.id, view.marks) if view.snapshot.folder == copy.folder else of_view(view)
        )
        return copy

    return publish


@pytest.fixture
def member_store(
    tmp_path: Path, published: Callable[..., Snapshot], empty_members_database: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MemberStore]:
    """The members' database of a server that takes reports, beside the base snapshot."""
    published()
    monkeypatch.setenv("ANCHORWATCH_MEMBER_REPORTS", "true")
    engine._opened.cache_clear()
    (tmp_path / "members").mkdir()
    file = Path(shutil.copy(empty_members_database, tmp_path / "members" / "members.db"))
    opened = open_store(sqlite_url(file), migrate=False)
    yield opened
    opened.close()
    engine._opened.cache_clear()


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs app.py on the test's data folder, at a page (its script) and with parameters in the address."""
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))

    def run(script: str = "pages/overview/page.py", **query: str | list[str]) -> AppTest:
        at = app_at(script)
        for name, value in query.items():
            at.query_params[name] = value
        return at.run()

    return run


def said(at: AppTest) -> str:
    """All the words on the page, banners included."""
    kinds = (at.title, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return as_shown("\n".join(str(element.value) for kind in kinds for element in kind))


def by_key(at: AppTest, kind: str, beginning: str) -> Any:
    """The first element of a kind whose key begins so."""
    return next(element for element in getattr(at, kind) if (element.key or "").startswith(beginning))
