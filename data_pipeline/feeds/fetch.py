"""Fetching: several feeds are asked at the same time, and what they answer lands one after the other.

A thread for each feed does nothing but ask; one that hangs (in looking up a name, which nothing can interrupt) is left behind, and
its feed has failed. Everything that touches the data folder happens in the calling thread.
"""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from data_pipeline import landing as landing_zone
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import RECORD_FAULTS, Busy, FeedError, FeedUnreachable, LandingError, fault_in_words
from data_pipeline.feeds.answers import counted, examine_answer
from data_pipeline.feeds.attempts import keep_attempt
from data_pipeline.feeds.client import Client
from data_pipeline.feeds.description import ESRI, Feed
from data_pipeline.feeds.model import Answer, Limits, Request, Result, Validators
from data_pipeline.feeds.paging import download_esri_layer
from data_pipeline.feeds.state import FeedState, feeds_folder, state_or_none_known, write_state
from data_pipeline.forgetting import read_forgettings
from data_pipeline.registry import SourceDescription
from warehouse.contract.data_lock import FolderBusy, lock_folder
from warehouse.contract.files import sha256
from warehouse.contract.health.document import LONGEST_TEXT, Attempt
from warehouse.contract.settings import Settings

_GRACE: Final = 1.0
"""Seconds after its limit at which a feed that has not come back is given up."""
_POLL: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Asked:
    source: SourceDescription
    feed: Feed
    state: FeedState
    file: Path


_Outcome = Answer | Exception
NewClient = Callable[[Settings, Limits, threading.Event], Client]


def fetch_sources(
    settings: Settings,
    sources: Sequence[SourceDescription],
    request: Request,
    stop: threading.Event | None = None,
    new_client: NewClient = Client,
    at: datetime | None = None,
) -> Iterator[Result]:
    """Ask the feeds of these sources and land what is new; gives the result of each as soon as it is there.

    `at`: the moment that counts as now. Raises Busy when another process is fetching.
    """
    at = at or datetime.now(UTC)
    stop = stop or threading.Event()
    with _only_fetch(settings), tempfile.TemporaryDirectory(prefix="anchorwatch-", ignore_cleanup_errors=True) as folder:
        pending: dict[str, _Asked] = {}
        for source in sources:
            assert source.feed is not None
            state = state_or_none_known(settings, source.id)
            due = state.due_at(source.feed.every_hours, at)
            if due > at and not request.now:
                told = f"asked at {state.tried_at:%H:%M} UTC; next at {due:%Y-%m-%d %H:%M} UTC, or with --now"
                yield Result(source.id, "not_due", told, was_asked=False)
                continue
            file = Path(folder) / f"{source.id}-feed.{source.formats[source.feed.format].extension}"
            pending[source.id] = _Asked(source, source.feed, state, file)
        started = time.monotonic()
        try:
            for source_id, outcome in _ask_all(settings, pending, request, stop, new_client, at):
                yield _conclude(settings, pending[source_id], outcome, request, at, started)
        finally:
            stop.set()


@contextmanager
def _only_fetch(settings: Settings) -> Iterator[None]:
    try:
        with lock_folder(feeds_folder(settings)):
            yield
    except FolderBusy:
        raise Busy("another process is fetching. Wait until it has ended.") from None


def _ask_all(
    settings: Settings, pending: dict[str, _Asked], request: Request, stop: threading.Event, new_client: NewClient, at: datetime
) -> Iterator[tuple[str, _Outcome]]:
    """Source id and answer of each feed, as they come in."""
    outcomes: queue.SimpleQueue[tuple[str, _Outcome]] = queue.SimpleQueue()
    landed = {(landing.source, landing.sha256) for landing in landing_zone.list_landings(settings.landing)}

    def ask(asked: _Asked) -> None:
        # Only while the last answer is still there: "not modified" would otherwise mean nothing.
        known = asked.state.validators if (asked.source.id, asked.state.sha256) in landed else Validators()
        try:
            with new_client(settings, request.limits, stop) as client:
                outcomes.put((asked.source.id, _download(client, asked, known, at)))
        except RECORD_FAULTS as error:
            fault = fault_in_words(error)
            outcomes.put((asked.source.id, FeedError(f"the answer cannot be read: {fault}. Report this fault.")))
        except Exception as error:  # noqa: BLE001 (raised again in the calling thread, unless it is a feed's fault)
            outcomes.put((asked.source.id, error))

    for asked in pending.values():
        threading.Thread(target=ask, args=(asked,), daemon=True, name=f"feed {asked.source.id}").start()
    ends = time.monotonic() + request.limits.seconds + _GRACE
    waiting = set(pending)
    while waiting and time.monotonic() < ends:
        try:
            # In short waits: Windows does not let Ctrl+C interrupt a long one.
            source_id, outcome = outcomes.get(timeout=_POLL)
        except queue.Empty:
            continue
        waiting.discard(source_id)
        yield source_id, outcome
    for source_id in sorted(waiting):
        yield source_id, FeedError(f"no answer within {request.limits.seconds:.0f} seconds in all")


def _download(client: Client, asked: _Asked, known: Validators, at: datetime) -> Answer:
    address = asked.feed.address(at.date())
    if asked.feed.paging == ESRI:
        download_esri_layer(client, address, asked.file)
        return Answer(is_unchanged=False, validators=Validators())
    return client.download(address, asked.file, known)


def _conclude(settings: Settings, asked: _Asked, outcome: _Outcome, request: Request, at: datetime, started: float) -> Result:
    """Land an answer, or say why not, and keep the feed's state and what came of it."""
    source, state = asked.source, replace(asked.state, tried_at=at, not_before=None)
    try:
        if isinstance(outcome, Exception):
            raise outcome
        result, state = _take_answer(settings, asked, outcome, state, request, at)
        state = replace(state, succeeded_at=at, failure="")
    except FeedUnreachable as error:
        # The service has not been asked, so there is nothing to wait for.
        result, state = Result(source.id, "failed", str(error), was_asked=False), replace(asked.state, failure=str(error))
    except FeedError as error:
        wait = at + timedelta(seconds=error.retry_after) if error.retry_after else None
        result, state = Result(source.id, "failed", str(error)), replace(state, failure=str(error), not_before=wait)
    except (LandingError, Busy, OSError) as error:
        result, state = Result(source.id, "failed", str(error)), replace(asked.state, failure=str(error))
    try:
        write_state(settings, source.id, state)
        milliseconds = round((time.monotonic() - started) * 1_000)
        expected = round(median(asked.state.counts)) if asked.state.counts else None
        attempt = Attempt(at, result.kind, result.text[:LONGEST_TEXT], milliseconds, result.records, expected)
        keep_attempt(settings, source.id, attempt)
    except OSError as error:
        reason = f"the state of feed {source.id} cannot be written: {error.strerror}"
        raise LandingError(f"{reason}. Free some space, or allow writing there.") from error
    return result


def _take_answer(
    settings: Settings, asked: _Asked, answer: Answer, state: FeedState, request: Request, at: datetime
) -> tuple[Result, FeedState]:
    source, last = asked.source, asked.state
    since = f" since {last.succeeded_at:%Y-%m-%d %H:%M} UTC" if last.succeeded_at else ""
    if answer.is_unchanged:
        return Result(source.id, "unchanged", f"unchanged{since}", state.counts[-1] if state.counts else None), state
    digest = sha256(asked.file)
    state = replace(state, validators=answer.validators)
    records = examine_answer(source, asked.feed, asked.file, state.counts, request.accept_fewer)
    if _was_forgotten(settings, digest):
        return Result(source.id, "unchanged", f"{counted(records)}, given up with `forget` and so not landed again", records), state
    with lock_data_folder(settings.data):
        _, is_new = landing_zone.land_file(settings.landing, source, asked.feed.format, asked.file, at, may_return=True)
    # By the memory, not by what landed: an interruption between the two must not lose the count.
    if digest != state.sha256:
        state = replace(state, sha256=digest, counts=state.with_count(records))
    if not is_new:
        return Result(source.id, "unchanged", f"{counted(records)}, unchanged{since}", records), state
    title = source.formats[asked.feed.format].title
    return Result(source.id, "landed", f"{counted(records)} landed as {title}", records), state


def _was_forgotten(settings: Settings, digest: str) -> bool:
    """Whether a person has given up a landing of the same bytes; its id ends with the beginning of their hash."""
    return any(landing.endswith(f"-{digest[:12]}") for forgetting in read_forgettings(settings) for landing in forgetting.landings)
