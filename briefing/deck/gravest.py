"""The gravest incidents of a period, by the overview's points but for those of recency, which would favour its last weeks."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from analytics.situation.attention import NotableIncident, rank_notable
from briefing.deck.happenings import items_of
from briefing.sections.context import Context

LEAST_POINTS: Final = 3
"""Severity 2, a ship struck or seized of which no severity is known, or one fired upon with crew injured."""
OF_ONE_ACT: Final = 3
"""One in so many may be of the same act while there are others: six hijacks would hide that ships were hit as well."""
_DEADLY: Final = frozenset(("killed", "missing"))


def gravest_incidents(context: Context, most: int) -> list[NotableIncident]:
    """At most `most` incidents with LEAST_POINTS: crew killed or missing first, then most points, then latest; varied by act."""
    # No incident is recent as seen from the last day that a date can hold.
    ranked = rank_notable(context.rows, date.max, (), LEAST_POINTS)
    ranked.sort(key=lambda notable: not _DEADLY & set(items_of(notable.incident["crew_harm"])))
    acts: Counter[str] = Counter()
    varied: list[NotableIncident] = []
    others: list[NotableIncident] = []
    for notable in ranked:
        acts[notable.incident["act"]] += 1
        (varied if acts[notable.incident["act"]] <= max(most // OF_ONE_ACT, 1) else others).append(notable)
    kept = [*varied, *others][:most]
    return [notable for notable in ranked if notable in kept]
