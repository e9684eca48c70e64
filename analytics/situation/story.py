"""One sequence of incidents to follow through the pages: chosen from the data by a rule, not by hand.

The rule: within the last YEARS years up to a day, the sea region and the DAYS days in which most ships were hijacked or people kidnapped,
the latest of equals. Its incident is the one there and then with most points (`attention.RULE`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import duckdb

from analytics.situation.situation import notable_incidents
from warehouse.filters import Filters
from warehouse.queries.situation import spans
from warehouse.queries.sources.sources import region_titles

DAYS: Final = 60
YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Story:
    """`taken` ships were hijacked or lost people to kidnappers in one region from `first` to `last`; `incident_id` is the gravest."""

    region: str
    region_title: str
    first: date
    last: date
    taken: int
    incident_id: str

    @property
    def filters(self) -> Filters:
        """The waters and days of the story."""
        return Filters(regions=(self.region,), date_from=self.first, date_to=self.last)


def story_up_to(con: duckdb.DuckDBPyConnection, until: date) -> Story | None:
    """The story of the YEARS years up to `until`; None where no ship was hijacked and nobody kidnapped in them."""
    spell = spans.worst_spell(con, until - timedelta(days=365 * YEARS), until, DAYS)
    if spell is None:
        return None
    region, last, taken = spell
    gravest = notable_incidents(con, last, DAYS, (), Filters(regions=(region,)), 0)[0]
    first = last - timedelta(days=DAYS - 1)
    return Story(region, region_titles(con).get(region, region), first, last, taken, gravest.incident["incident_id"])
