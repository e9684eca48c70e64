"""One pass over everything: looking for news, reminders of events, composing what is due, sending what waits. Broken off anywhere, the next
pass goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from filelock import FileLock, Timeout

from members.alerts.composing import compose_due
from members.alerts.outbox import look_for_news
from members.alerts.posts import look_for_posts
from members.alerts.sending_pass import Sent, send_waiting
from members.events.upkeep import remind, settle_places
from members.store.engine import MemberStore
from members.weekly.due import note_due
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.in_force import checked_store

_LOOK_EVERY: Final = timedelta(minutes=5)
"""How often sources are looked at for silence while no snapshot is published."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one pass did: deliveries added, messages composed, and what became of messages."""

    added: int = 0
    composed: int = 0
    sent: Sent = field(default_factory=Sent)

    def in_words(self) -> str:
        """`2,000 added, 1,000 composed, 1,000 sent`, for the console; empty where nothing happened."""
        sent = self.sent
        parts = {
            "added": self.added, "composed": self.composed, "sent": sent.sent, "to be tried again": sent.postponed,
            "given up": sent.dead, "withheld": sent.withheld,
        }  # fmt: skip
        counts = ", ".join(f"{number:,} {meaning}" for meaning, number in parts.items() if number)
        away = "; ".join(f"{outlet}: {reason}" for outlet, reason in sent.away.items())
        return "; ".join(filter(None, (counts, away)))


class Deliverer:
    """Delivers, again and again. Of several processes on one data folder one does it; the others find it busy and do nothing."""

    def __init__(self, store: MemberStore, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._looked_at: tuple[str, datetime] | None = None

    def deliver(self, now: datetime | None = None) -> Delivered:
        """One pass. Raises StoreError, SnapshotError, SettingsError, OSError."""
        moment = now or datetime.now(UTC)
        if Store(self._settings.data).current_id() is None:
            return Delivered()
        self._settings.members.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._settings.members / "deliver.lock", timeout=0):
                return self._deliver(moment)
        except Timeout:
            return Delivered()

    def _deliver(self, now: datetime) -> Delivered:
        snapshot = checked_store(self._settings.data).newest().snapshot
        # Before the first look at a snapshot, from which on news is told.
        added = look_for_posts(self._store, self._settings, snapshot, now)
        added += self._look(snapshot, now)
        added += remind(self._store, now)
        added += note_due(self._store, self._settings, now)
        composed = compose_due(self._store, now.replace(tzinfo=None))
        return Delivered(added, composed, send_waiting(self._store, self._settings, snapshot, now))

    def _look(self, snapshot: Snapshot, now: datetime) -> int:
        last = self._looked_at
        if last is not None and last[0] == snapshot.id and now - last[1] < _LOOK_EVERY:
            return 0
        added = look_for_news(self._store, self._settings, snapshot, now)
        settle_places(self._store, now)
        self._looked_at = snapshot.id, now
        return added
