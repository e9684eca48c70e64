"""The advisories for a voyage: those about waters that it leads through, in force at some time from now until the ship has left them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from analytics.advisories.standing import IN_FORCE, standing_at
from analytics.advisories.words import regions_of, short_validity
from analytics.voyage.route.legs import Passage
from warehouse.contract.dates import day_and_month
from warehouse.queries.advisories.advisories import Advisory

NONE_KNOWN = "No advisory that has landed is about waters on the way, at any time from now until the ship has left them."
NONE_KNOWN_THEN = "No advisory that has landed was about waters on the way while the ship was in them."


def advisories_on_the_way(advisories: Iterable[Advisory], passage: Passage, now: datetime) -> tuple[Advisory, ...]:
    """Those advisories, warnings first and then in the order given; of a voyage that has begun, those in force during each stay.

    An advisory that names no waters is about none.
    """
    stays = [(leg.region, leg.start if has_begun(passage, now) else now, leg.end) for leg in passage.legs]
    fitting = [
        advisory
        for advisory in advisories
        if any(region in advisory.sea_regions and _holds(advisory, first, last) for region, first, last in stays)
    ]
    return tuple(sorted(fitting, key=lambda advisory: advisory.kind != "warning"))


def has_begun(passage: Passage, now: datetime) -> bool:
    """Whether the ship has left."""
    return passage.departure <= now


def facts_in_words(advisory: Advisory, titles: Mapping[str, str], now: datetime) -> str:
    """`Gulf of Aden, until 5 September, UKMTO`; also from when, where it does not hold yet."""
    begins = f"from {day_and_month(advisory.valid_from.date())} " if advisory.valid_from > now else ""
    return f"{regions_of(advisory, titles)}, {begins}{short_validity(advisory)}, {advisory.source_title}"


def _holds(advisory: Advisory, first: datetime, last: datetime) -> bool:
    """Whether an advisory is in force at some moment from `first` to `last`."""
    moment = max(first, advisory.valid_from)
    return moment <= last and standing_at(advisory, moment) == IN_FORCE
