"""What a rule would have told lately, counted in one snapshot as its owner sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import duckdb

from members.alerts.compare import about_advisory, about_new_incident
from members.alerts.matching import RuleIndex
from members.alerts.news import ADVISORY, NEW
from members.alerts.rules import RuleText
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.queries.news.news import incidents_since

LOOKED_BACK: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """Incidents and advisories of the days before a moment that a rule would have told."""

    incidents: int
    advisories: int


def preview(con: duckdb.DuckDBPyConnection, text: RuleText, until: datetime) -> Preview:
    """What was first published, or issued, in the days before `until`. How an incident stood earlier, one snapshot does not say."""
    since = until - LOOKED_BACK
    # Everything that a rule asks of new incidents; whoever asks for changes alone is shown how many could change.
    asked = RuleIndex([_Columns(replace(text, kinds=tuple(dict.fromkeys((NEW, *text.kinds)))))])
    new = [incident for incident in incidents_since(con, (since - LOOKED_BACK).date()) if since <= incident.first_published_at <= until]
    issued = [advisory for advisory in all_advisories(con) if since <= advisory.issued_at <= until and not advisory.withdrawn]
    return Preview(
        sum(bool(asked.matching_rules(about_new_incident(incident))) for incident in new),
        sum(bool(asked.matching_rules(about_advisory(advisory))) for advisory in issued) if ADVISORY in text.kinds else 0,
    )


class _Columns:
    """A rule's text as matching reads it."""

    def __init__(self, text: RuleText) -> None:
        self.kinds, self.regions, self.area = list(text.kinds), list(text.regions), text.area
        self.categories, self.acts, self.least_severity = list(text.categories), list(text.acts), text.least_severity
