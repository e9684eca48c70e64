"""Which sources give advisories, and how it stands with each, in words."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.contract.dates import moment_in_words
from warehouse.contract.health.document import FeedHealth, Health
from warehouse.queries.sources.sources import SourceRow


def feed_lines(sources: Sequence[SourceRow], health: Health | None, asked_here: bool = True) -> list[str]:
    """`UKMTO: 2 advisories; last answered 5 October 2026, 09:00 UTC.` for each source that gives advisories.

    `asked_here`: False on a server that shows what another publishes, which knows nothing of the feeds.
    """
    feeds = {feed.source: feed for feed in health.feeds} if health else {}
    giving = [source for source in sources if source.advisories is not None]
    if not giving:
        return ["No source of this snapshot gives advisories. An operator adds feeds under advisory_feeds in anchorwatch.toml."]
    state = _state if asked_here else _asked_elsewhere
    return [f"{source.title}: {_count(source.advisories or 0)}; {state(feeds.get(source.source))}." for source in giving]


def _asked_elsewhere(_feed: FeedHealth | None) -> str:
    return "its feed is asked by the server that publishes"


def _count(number: int) -> str:
    return f"{number:,} advisor{'y' if number == 1 else 'ies'}" if number else "no advisory yet"


def _state(feed: FeedHealth | None) -> str:
    if feed is None:
        return "its feed is off, or has not been asked yet"
    answered = f"last answered {moment_in_words(feed.succeeded_at)} UTC" if feed.succeeded_at else "it has never answered"
    failed = feed.last_attempt is not None and feed.last_attempt.kind == "failed"
    return f"the last request failed, {answered}" if failed else answered
