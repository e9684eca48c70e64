"""The watch: one process that asks each feed when it is due and publishes what has landed, until it is stopped.

Everything it knows beyond one turn is in the data folder or can be worked out from it, so that it may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from data_pipeline.data_folder import refusing_second
from data_pipeline.errors import Busy, PipelineError, ProgramChanged
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.handed_over import land_handed_over
from data_pipeline.feeds.model import Request, Result
from data_pipeline.feeds.state import state_or_none_known
from data_pipeline.jobs.clocks import Clock
from data_pipeline.jobs.health import keep_health
from data_pipeline.jobs.schedule import Schedule
from data_pipeline.jobs.sign_of_life import SignOfLife, watch_folder, write_sign_of_life
from data_pipeline.jobs.uploads import Uploads
from data_pipeline.mapping.store import FOLDER as MAPPINGS
from data_pipeline.plan import Outcome, RunPlan, counted_incidents, planned_run, program_hash
from data_pipeline.registry import SourceDescription
from warehouse.contract.health.document import LONGEST_TEXT, WatchHealth
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import SnapshotError

LONGEST_WAIT: Final = 60.0
"""Seconds between two turns at most: so soon it notices what others have landed, and that the machine has slept."""
_SHORTEST_WAIT: Final = 1.0
_HANDED_OVER_WAIT: Final = 10.0
"""Where members report, what the desk accepts should be on the map within a minute."""
_PUBLISH_AGAIN_MOST: Final = 3_600.0

Ask = Callable[[Settings, Sequence[SourceDescription], Clock], Iterator[Result]]


def ask_feeds(settings: Settings, sources: Sequence[SourceDescription], clock: Clock) -> Iterator[Result]:
    """Ask these feeds now. The schedule has held the cadence: it knows how much time has passed even where the clock was changed."""
    return fetch_sources(settings, sources, Request(now=True), at=clock.now())


class Watch:
    """`sources`: those whose feeds are asked. `say` is called with every line worth a log. `ask` asks feeds."""

    def __init__(
        self, settings: Settings, sources: Sequence[SourceDescription], clock: Clock, say: Callable[[str], None], ask: Ask = ask_feeds
    ) -> None:
        self._settings = settings
        self._sources = sources
        self._clock = clock
        self._say = say
        self._ask = ask
        self._schedule = Schedule(clock)
        self._program = program_hash()
        self._published: frozenset[str] | None = None
        self._publish_failures = 0
        self._publish_due = clock.elapsed()
        self._uploads = Uploads(settings, clock, say)
        self._sign = SignOfLife(WatchHealth(clock.now(), clock.now(), None, None, ""), run_failed=False)

    def run(self) -> None:
        """Turn after turn, until a KeyboardInterrupt, which it lets through after its last sign of life.

        Raises Busy when another watch runs on the data folder, ProgramChanged when its own files have been replaced.
        """
        with refusing_second(watch_folder(self._settings), "watch"):
            try:
                while True:
                    self._clock.wait(self.turn())
            finally:
                self._sign = replace(self._sign, health=replace(self._sign.health, stopped_at=self._clock.now()))
                self._leave_sign()

    def turn(self) -> float:
        """Ask what is due, publish what has landed, pass it on, keep the health; returns seconds until the next turn."""
        for source in self._sources:
            self._schedule.note_state(source, state_or_none_known(self._settings, source.id))
        if due := self._schedule.due(self._sources):
            self._fetch(due)
        self._take_handed_over()
        if self._clock.elapsed() >= self._publish_due and (landed := self._landed()) != self._published:
            self._publish(landed)
        upload_again = self._uploads.turn()
        self._leave_sign()
        waits = [LONGEST_WAIT, upload_again, *(self._schedule.seconds_left(source) for source in self._sources)]
        if self._settings.member_reports:
            waits.append(_HANDED_OVER_WAIT)
        return max(_SHORTEST_WAIT, min(waits))

    def _fetch(self, due: Sequence[SourceDescription]) -> None:
        sources = {source.id: source for source in due}
        self._schedule.put_off(due, LONGEST_WAIT)
        try:
            for result in self._ask(self._settings, due, self._clock):
                source = sources[result.source]
                self._schedule.note_result(source, state_or_none_known(self._settings, source.id), result)
                self._say(f"{result.source}: {'failed: ' if result.kind == 'failed' else ''}{result.text}")
        except PipelineError as error:
            self._say(f"feeds: {error}")

    def _take_handed_over(self) -> None:
        try:
            if land_handed_over(self._settings):
                self._say("members: accepted reports landed")
        except (PipelineError, OSError) as error:
            self._say(f"members: {error}")

    def _landed(self) -> frozenset[str]:
        """What stands in the landing folder: descriptions of landings, decisions, records of forgetting, mappings of tables."""
        folder = self._settings.landing
        return frozenset(file.name for pattern in ("*/*.json", f"{MAPPINGS}/*.toml") for file in folder.glob(pattern))

    def _publish(self, landed: frozenset[str]) -> None:
        if program_hash() != self._program:
            raise ProgramChanged("the program's files have been replaced while it ran. Start the watch again.")
        started = self._clock.now()
        try:
            with planned_run(self._settings) as plan:
                outcome = plan.outcome_without_work or _publish_all(plan)
            text, failed = _outcome_in_words(outcome), outcome.snapshot is None and bool(outcome.landings)
        # Somebody adds a file, decides or runs; nothing is wrong.
        except Busy as error:
            self._publish_due = self._clock.elapsed() + LONGEST_WAIT
            self._say(f"publish: {error}")
            return
        except (PipelineError, SnapshotError, OSError) as error:
            outcome, text, failed = None, str(error)[:LONGEST_TEXT], True
        if failed:
            self._publish_failures += 1
            wait = min(LONGEST_WAIT * 2.0 ** min(self._publish_failures - 1, 20), _PUBLISH_AGAIN_MOST)
        else:
            self._publish_failures, self._published, wait = 0, landed, 0.0
        self._publish_due = self._clock.elapsed() + wait
        if failed or (outcome is not None and outcome.fresh):
            self._say(f"publish: {text}")
            self._sign = SignOfLife(replace(self._sign.health, run_at=started, run_text=text), failed)

    def _leave_sign(self) -> None:
        now = self._clock.now()
        self._sign = replace(self._sign, health=replace(self._sign.health, seen_at=now))
        try:
            write_sign_of_life(self._settings, self._sign)
            keep_health(self._settings, self._sources, now)
        except OSError as error:
            self._say(f"health: the data folder cannot be written: {error.strerror}")


def _publish_all(plan: RunPlan) -> Outcome:
    # Geography and linkage take a second to load, and are not needed before something has landed.
    from data_pipeline.chain import publish_all

    return publish_all(plan, lambda source, count: None)


def _outcome_in_words(outcome: Outcome) -> str:
    failures = f" Failed: {'; '.join(outcome.failures)}" if outcome.failures else ""
    if outcome.snapshot is None:
        return f"nothing could be published.{failures}"[:LONGEST_TEXT]
    became = {name: sum(row[name] for row in outcome.landings) for name in ("new", "revised", "quarantined")}
    counts = ", ".join(f"{count:,} {name}" for name, count in became.items() if count) or "nothing new"
    incidents = counted_incidents(outcome.snapshot)
    return f"snapshot {outcome.snapshot.id} with {incidents:,} incidents: {counts}.{failures}"[:LONGEST_TEXT]
