"""The snapshot that a page shows, as its reader may see it, and what is asked of it (`query`, `derived`: `warehouse.cache`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import streamlit as st

from pages.server.streamlit_private import is_without_browser
from pages.shell.access import current_reader
from warehouse.cache import derived as derived
from warehouse.cache import query as query
from warehouse.contract import settings
from warehouse.contract.snapshot import SnapshotError, Store
from warehouse.in_force import CheckedStore, Served, checked_store
from warehouse.reader import Reader
from warehouse.view import SnapshotView, view

AS_OF = "snapshot"
"""URL parameter that names a kept snapshot; without it the one in force is shown."""


def store() -> Store:
    """The store of the data folder that the settings name."""
    return Store(settings.load().data)


def as_of() -> str | None:
    """Id of the kept snapshot that this session looks at, or None for the one in force.

    The address names it; a change of page drops it from the address, so the session puts it back.
    """
    asked = st.query_params.get(AS_OF)
    if asked:
        st.session_state["_as_of"] = asked
    elif kept := st.session_state.get("_as_of"):
        st.query_params[AS_OF] = kept
        return str(kept)
    return asked


def return_to_present() -> None:
    """Leave the kept snapshot: the next run shows the one in force."""
    st.session_state.pop("_as_of", None)
    st.query_params.pop(AS_OF, None)


def reader() -> Reader:
    """Who looks at this page, and what that person may see."""
    return current_reader()


def snapshot() -> SnapshotView:
    """The snapshot in force, or the kept one that the address names, as this reader may see it. Raises SnapshotError.

    Call it once in a page run and hand it on, so that all parts of a page show the same state.
    """
    kept_id = as_of()
    return kept(kept_id) if kept_id else view(in_force().snapshot, reader())


def kept(snapshot_id: str) -> SnapshotView:
    """The kept snapshot with this id, as this reader may see it. Raises SnapshotError."""
    return view(_checked().kept(snapshot_id), reader())


def in_force() -> Served:
    """The snapshot that readers are shown where the address names none, and why it is not the newest. Raises SnapshotError.

    Pages that the server opens ahead are shown the one that it prepares.
    """
    return _checked().in_preparation() if is_without_browser() else _checked().in_force()


def preparing_always() -> AbstractContextManager[None]:
    """While it lasts, readers are shown a new snapshot only once it is `prepared`."""
    return _checked().preparing_always()


def prepared() -> AbstractContextManager[Served]:
    """Around the opening of all pages on the newest snapshot, before readers are shown it. Raises SnapshotError."""
    return _checked().prepared()


def newest() -> Served:
    """The newest snapshot that may be served, whether or not readers are shown it. Raises SnapshotError."""
    return _checked().newest()


def is_retired(snapshot: SnapshotView) -> bool:
    """Whether the files of a snapshot are gone, as they may be under a page that was left open."""
    return not (snapshot.snapshot.folder / "manifest.json").is_file()


def reopened(snapshot: SnapshotView) -> SnapshotView:
    """The snapshot, or the one in force where it has been retired since the page was drawn. Raises SnapshotError."""
    return view(in_force().snapshot, reader()) if is_retired(snapshot) else snapshot


@contextmanager
def page_left_open(snapshot: SnapshotView) -> Iterator[None]:
    """Around what a fragment shows: where its snapshot has been retired, the whole page runs again and opens what is there.

    So it does where its reader's access has ended or changed since.
    """
    if is_retired(snapshot) or view(snapshot.snapshot, reader()) != snapshot:
        st.rerun()
    try:
        yield
    except SnapshotError:
        if is_retired(snapshot):
            st.rerun()
        raise


def _checked() -> CheckedStore:
    return checked_store(settings.load().data)


def now(snapshot: SnapshotView) -> datetime:
    """The moment that "today" means: the present, or, on a kept snapshot, when that was published."""
    return snapshot.published_at if as_of() else this_hour()


def this_hour() -> datetime:
    """The present, by the hour: what is worked out is kept for all of it."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
