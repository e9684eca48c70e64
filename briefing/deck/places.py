"""The map, and the waters where most incidents happened."""

from __future__ import annotations

from collections import Counter
from typing import Final

from analytics.describe.words import join_words
from briefing.blocks import Block, Exhibit, Page
from briefing.deck.words import incidents_in_words, span_phrase, watched_in_words
from briefing.sections.context import Context
from briefing.sections.maps import incident_map
from warehouse.reference.geography import country_titles

LISTED: Final = 6


def places_section(context: Context) -> tuple[Block, ...]:
    """One page."""
    counts = _counts(context)
    if not counts:
        return (Page(_without_places(context)),)
    picture = incident_map(context, "category")
    exhibit = None if picture.is_empty else Exhibit(picture, context.situation.sources)
    points = [f"{title}: {number:,}" for title, number in counts[:LISTED]]
    rest = sum(number for _, number in counts[LISTED:])
    if rest:
        points.append(f"Elsewhere: {rest:,}")
    return (Page(_title(context, counts), tuple(points), exhibit=exhibit),)


def _counts(context: Context) -> list[tuple[str, int]]:
    """Incidents by sea region; within a single region by the country of the nearest shore. Most first."""
    titles = context.situation.region_titles
    regions = Counter(titles.get(row["sea_region"], row["sea_region"]) for row in context.rows if row["sea_region"])
    if len(regions) != 1:
        return _ordered(regions)
    countries = Counter(f"Off {country_titles().get(row['country'], row['country'])}" for row in context.rows if row["country"])
    return _ordered(countries) or _ordered(regions)


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))


def _title(context: Context, counts: list[tuple[str, int]]) -> str:
    total = len(context.rows)
    if len(counts) == 1:
        title, number = counts[0]
        some = "The one incident" if total == 1 else f"All {total:,} incidents"
        which = f"{number:,} of {incidents_in_words(total)}" if number < total else some
        return f"{which} happened {_in(title)}"
    named = join_words([f"{title.removeprefix('Off ')} ({number:,})" for title, number in counts[:2]])
    share = sum(number for _, number in counts[:2]) / max(total, 1)
    if counts[0][0].startswith("Off "):
        return f"{'Most' if share > 0.5 else 'More than anywhere else'} of the incidents happened off {named}"
    return f"{named} saw {'most of the incidents' if share > 0.5 else 'more incidents than any other waters'}"


def _in(title: str) -> str:
    return f"off {title.removeprefix('Off ')}" if title.startswith("Off ") else f"in {title}"


def _without_places(context: Context) -> str:
    if context.rows:
        return f"{context.waters}: no position is known of the {incidents_in_words(len(context.rows))} {span_phrase(context)}"
    return f"{context.waters}: no incident to show on a map {span_phrase(context)}, {watched_in_words(context)}"
