"""Results of queries and analytics, cached for all readers by snapshot, clearance, function and arguments.

One cache for pages, the API and jobs. Keys contain what decides who may see a result (the view: snapshot and clearance), never a
person, so that readers of equal clearance share results and no others do.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Hashable
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import duckdb
import pandas as pd
from cachetools import TTLCache, cached
from cachetools.keys import typedkey

from warehouse.contract.snapshot import SnapshotError
from warehouse.view import SnapshotView

P = ParamSpec("P")
R = TypeVar("R")

RESULTS_KEPT: Final = 800
"""Results kept; beyond that the least recently used is dropped."""

DOCUMENTS_KEPT: Final = 32
"""Documents and images of their pages, of several megabytes each."""

SECONDS_KEPT: Final = 3600.0
"""Many results depend on the hour ("today"), so that older ones are never requested again."""


def query(function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], R], view: SnapshotView, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(connection, *args, **kwargs)`, computed once for each view, function and arguments.

    Arguments must be hashable. Results are shared: a data frame is returned as a shallow copy (pandas copies on write), anything
    else must not be changed. Raises SnapshotError when the snapshot's files are missing or damaged.
    """
    result = _cached_result(_run_query, function, view, args, tuple(sorted(kwargs.items())))
    return cast(R, result.copy(deep=False)) if isinstance(result, pd.DataFrame) else cast(R, result)


def ask(function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], R], view: SnapshotView, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(connection, *args, **kwargs)`, kept nowhere: for what nobody is likely to request again. Raises SnapshotError."""
    return cast(R, _run_query(function, view, args, tuple(sorted(kwargs.items()))))


def derived(function: Callable[Concatenate[Callable[..., Any], P], R], view: SnapshotView, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(read, *args, **kwargs)`, cached as in `query`; `read(f, *more)` gives `query(f, view, *more)`."""
    return cast(R, _cached_result(_run_derivation, function, view, args, tuple(sorted(kwargs.items()))))


def build_document(function: Callable[Concatenate[SnapshotView, P], R], view: SnapshotView, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """`function(view, *args, **kwargs)`, cached as in `query`: for documents and previews, which open what they need themselves."""
    return cast(R, _cached_document(function, view, args, tuple(sorted(kwargs.items()))))


def clear_cache() -> None:
    """Empty the caches."""
    _cached_result.cache_clear()
    _cached_document.cache_clear()


def keep_results_of(snapshot_ids: Collection[str]) -> None:
    """Drop what was worked out on any other snapshot: once readers are shown another, nearly nobody asks for it again."""
    for results, in_use in ((_results, _results_in_use), (_documents, _documents_in_use)):
        with in_use:
            for key in [key for key in results if key[_PLACE_OF_ID] not in snapshot_ids]:
                del results[key]


Keywords = tuple[tuple[str, Any], ...]
Caller = Callable[[Callable[..., Any], SnapshotView, tuple[Any, ...], Keywords], Any]


_PLACE_OF_ID: Final = 2
"""Where the id of the snapshot stands in a key: after the function's name and the snapshot's folder."""

_results: TTLCache[tuple[Hashable, ...], Any] = TTLCache(maxsize=RESULTS_KEPT, ttl=SECONDS_KEPT)
_documents: TTLCache[tuple[Hashable, ...], Any] = TTLCache(maxsize=DOCUMENTS_KEPT, ttl=SECONDS_KEPT)
# Sessions that request the same result at once wait for the first of them instead of computing it again.
_results_in_use, _documents_in_use = threading.Condition(), threading.Condition()


def _key_of(function: Callable[..., Any], view: SnapshotView, args: tuple[Any, ...], keywords: Keywords) -> tuple[Hashable, ...]:
    # By name, so that a reloaded module finds earlier results; typed, because 1, 1.0 and True are otherwise equal keys.
    name = f"{function.__module__}.{function.__qualname__}"
    return typedkey(name, *_view_key(view), *args, **dict(keywords))


def _view_key(view: SnapshotView) -> tuple[Hashable, ...]:
    return view.snapshot.folder, view.snapshot.id, view.marks


@cached(
    _results,
    key=lambda call, function, view, args, keywords: (*_key_of(function, view, args, keywords), call.__name__),
    condition=_results_in_use,
)
def _cached_result(call: Caller, function: Callable[..., Any], view: SnapshotView, args: tuple[Any, ...], keywords: Keywords) -> Any:
    return call(function, view, args, keywords)


@cached(_documents, key=_key_of, condition=_documents_in_use)
def _cached_document(function: Callable[..., Any], view: SnapshotView, args: tuple[Any, ...], keywords: Keywords) -> Any:
    return function(view, *args, **dict(keywords))


def _run_query(function: Callable[..., Any], view: SnapshotView, args: tuple[Any, ...], keywords: Keywords) -> Any:
    cursor = view.connect()
    try:
        return function(cursor, *args, **dict(keywords))
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        # The reason is shown to readers, whom the server's folders do not concern.
        reason = str(error).replace(f"{view.snapshot.folder}{os.sep}", "")
        raise SnapshotError(f"snapshot {view.id} cannot be read ({reason}). Run `python -m data_pipeline rebuild`.") from error
    finally:
        cursor.close()


def _run_derivation(function: Callable[..., Any], view: SnapshotView, args: tuple[Any, ...], keywords: Keywords) -> Any:
    return function(lambda asked, *more: query(asked, view, *more), *args, **dict(keywords))
