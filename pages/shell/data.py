"""The snapshot that a page reads, its database, and queries kept by snapshot and arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import duckdb
import pandas as pd
import streamlit as st

from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store

P = ParamSpec("P")
R = TypeVar("R")

AS_OF = "snapshot"
"""URL parameter that names a kept snapshot; without it the one in force is shown."""

DATABASES_KEPT = 4
RESULTS_KEPT = 400


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


def snapshot() -> Snapshot:
    """The snapshot in force, or the kept one that the address names. Raises SnapshotError.

    Call it once in a page run and hand it on, so that all parts of a page show the same state.
    """
    present = store()
    wanted = as_of() or present.current_id()
    found = present.open(wanted)
    return _opened(str(present.data), found.id)


def kept(snapshot_id: str) -> Snapshot:
    """The kept snapshot with this id. Raises SnapshotError."""
    return _opened(str(store().data), snapshot_id)


def connection(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """A cursor of its own on the snapshot's in-memory database. Raises SnapshotError."""
    return _database(str(snapshot.folder), snapshot.id).cursor()


def query(function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], R], snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(connection, *args, **kwargs)`, kept by snapshot, function and arguments for all sessions.

    Results are shared: a data frame is handed out as a shallow copy (pandas copies on write), anything else must
    not be changed. Raises SnapshotError when the snapshot's files are gone or broken.
    """
    named = tuple(sorted(kwargs.items()))
    result = _result(str(snapshot.folder), f"{function.__module__}.{function.__qualname__}", args, named, function, snapshot)
    return cast(R, result.copy(deep=False)) if isinstance(result, pd.DataFrame) else cast(R, result)


def derived(function: Callable[Concatenate[Callable[..., Any], P], R], snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(read, *args, **kwargs)`, kept as in `query`; `read(f, *more)` gives `query(f, snapshot, *more)`."""
    named = tuple(sorted(kwargs.items()))
    return cast(R, _derived(str(snapshot.folder), f"{function.__module__}.{function.__qualname__}", args, named, function, snapshot))


@st.cache_resource(max_entries=DATABASES_KEPT, show_spinner=False)
def _opened(data: str, snapshot_id: str) -> Snapshot:
    return Store(Path(data)).open(snapshot_id)


@st.cache_resource(max_entries=DATABASES_KEPT, show_spinner=False, on_release=lambda database: database.close())
def _database(folder: str, snapshot_id: str) -> duckdb.DuckDBPyConnection:
    return Snapshot(snapshot_id, Path(folder)).connect()


@st.cache_resource(max_entries=RESULTS_KEPT, ttl="1h", show_spinner=False)
def _result(
    folder: str,
    name: str,
    args: tuple[Any, ...],
    named: tuple[tuple[str, Any], ...],
    _function: Callable[..., Any],
    _snapshot: Snapshot,
) -> Any:
    cursor = connection(_snapshot)
    try:
        return _function(cursor, *args, **dict(named))
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise SnapshotError(f"snapshot {_snapshot.id} cannot be read ({error}). Run `python -m data_pipeline rebuild`.") from error
    finally:
        cursor.close()


@st.cache_resource(max_entries=RESULTS_KEPT, ttl="1h", show_spinner=False)
def _derived(
    folder: str,
    name: str,
    args: tuple[Any, ...],
    named: tuple[tuple[str, Any], ...],
    _function: Callable[..., Any],
    _snapshot: Snapshot,
) -> Any:
    return _function(lambda asked, *more: query(asked, _snapshot, *more), *args, **dict(named))


def now(snapshot: Snapshot) -> datetime:
    """The moment that "today" means: the present, or, on a kept snapshot, when that was published."""
    return snapshot.published_at if as_of() else this_hour()


def this_hour() -> datetime:
    """The present, by the hour: what is worked out is kept for all of it."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
