"""A feed of advisories as the description of a source."""

from __future__ import annotations

from typing import Any, Final

from data_pipeline.feeds.description import Feed
from data_pipeline.syndication.model import FORMAT, AdvisoryFeed

MOST_ENTRIES: Final = 2_000


def description_entries(feed: AdvisoryFeed) -> dict[str, Any]:
    """What `registry.SourceDescription` holds of such a source, but for its formats."""
    return {
        "id": feed.source_id,
        "folder": feed.source_id,
        "title": feed.name,
        "body": feed.name,
        "origin": feed.source_id,
        "description": "Advisories from a feed (RSS or Atom) that the operator has added. They are not incidents.",
        "licence": feed.licence,
        "attribution": f"Source: {feed.name}",
        "url": feed.site,
        "open_licence": False,
        "narrative": "short",
        "demo": False,
        # A body may have nothing to say for months.
        "cadence_days": None,
        "closed_on": None,
        "reliability": "F",
        "credibility": "6",
        "tlp": feed.tlp,
        "watches": (),
        "least_records": 0,
        "most_records": MOST_ENTRIES,
        "position_precision_km": 1.9,
        "read_narrative": False,
        "reissues": False,
        "relays": False,
        "dates_revisions": False,
        "repeated_references": "events_unless_equal",
        "cuts_degrees": False,
        "gives_advisories": True,
        "feed": Feed(url=feed.address, format=FORMAT, every_hours=feed.every_hours),
    }
