"""What readers of a replica are told: that another server publishes what they see, and since when nothing newer could be fetched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.dates import moment_in_words
from warehouse.contract.health.replica import ReplicaHealth, read_replica_health

_LONG: Final = timedelta(hours=1)
"""Behind for so long, every page says so; until then only the page on sources does."""
_WHY: Final = "Whoever runs this server finds the reason in its log."
MADE_ELSEWHERE: Final = "This server shows what another one publishes, and takes nothing itself. Do it on the server that publishes."


def replica_health() -> ReplicaHealth | None:
    """How this replica is doing; None for a server that shows snapshots of its own."""
    chosen = settings.load()
    return read_replica_health(chosen.data, chosen.snapshots_from) if chosen.snapshots_from else None


def show_replica_health() -> None:
    """On a replica: when it was last in step with the publishing server, and since when it is not."""
    health = replica_health()
    if health is None:
        return
    if health.failing_since is None:
        seen = f" It was up to date at {moment_in_words(health.reached_at)} UTC." if health.reached_at else ""
        st.caption(plain(f"This server shows what another one publishes.{seen}"))
    else:
        _warn(health.failing_since)


def warn_if_long_behind() -> None:
    """On every page of a replica that has not been able to fetch anything for long."""
    health = replica_health()
    if health is not None and health.failing_since is not None and datetime.now(UTC) - health.failing_since > _LONG:
        _warn(health.failing_since)


def show_nothing_fetched(health: ReplicaHealth) -> None:
    """The page of a replica that has nothing to show yet."""
    st.title("No data to show yet")
    if health.failing_since is None:
        st.info("This server shows what another one publishes, and is fetching it. Reload the page in a moment.", icon=":material/sync:")
        return
    since = moment_in_words(health.failing_since)
    st.error(
        plain(f"This server shows what another one publishes. Nothing has arrived yet; since {since} UTC it could not be fetched. {_WHY}"),
        title="Nothing could be fetched",
        icon=":material/cloud_off:",
    )


def _warn(since: datetime) -> None:
    st.warning(
        plain(f"Since {moment_in_words(since)} UTC nothing newer could be fetched: what is shown here may be out of date. {_WHY}"),
        icon=":material/cloud_off:",
    )
