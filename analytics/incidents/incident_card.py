"""What a full card tells of one incident beyond its own facts, by the incident's id: so that pages, documents and the API share it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import duckdb

from analytics.incidents import history, nearby
from analytics.incidents.history import TimelineEvent
from analytics.incidents.nearby import Neighbourhood, SimilarIncident
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import VESSEL_STATUS, act_or_category
from warehouse.queries.incident import incident_context
from warehouse.queries.incidents.incidents import incident_by_id
from warehouse.queries.review import review_queue
from warehouse.reference import ports
from warehouse.reference.ports import NearestPort


def incident_in_words(incident: Mapping[str, Any]) -> str:
    """`Boarded, anchored: Callao Anchorage, 5 May 2019.`; parts that are not known are left out. Needs `sea_region_title`.

    Of a withdrawn incident, that it counts no more.
    """
    is_withdrawn = incident["status"] == "withdrawn"
    act = "Withdrawn by its body and not counted" if is_withdrawn else act_or_category(incident["act"], incident["category"])
    status = VESSEL_STATUS[incident["vessel_status"]].title.lower() if incident["vessel_status"] != "unknown" else ""
    where = incident["place"] or incident["sea_region_title"] or ""
    day = day_in_words(incident["occurred_on"]) if incident["occurred_on"] else "day not known"
    return f"{', '.join(filter(None, (act, status)))}: {', '.join(filter(None, (where, day)))}."


def neighbourhood_of(con: duckdb.DuckDBPyConnection, incident_id: str, limit: int) -> Neighbourhood | None:
    """The `limit` nearest incidents (see `nearby.neighbourhood`); None for an unknown id, and without a position or a day."""
    incident = incident_by_id(con, incident_id)
    return nearby.neighbourhood(con, incident, limit) if incident else None


def incidents_similar_to(con: duckdb.DuckDBPyConnection, incident_id: str, limit: int) -> tuple[SimilarIncident, ...]:
    """The `limit` most similar incidents (see `nearby.similar_incidents`); none for an unknown id."""
    incident = incident_by_id(con, incident_id)
    return nearby.similar_incidents(con, incident, limit) if incident else ()


def timeline_of(con: duckdb.DuckDBPyConnection, incident_id: str) -> tuple[TimelineEvent, ...]:
    """Everything dated about the incident, its reports and the decisions on them, oldest first; nothing for an unknown id."""
    incident = incident_by_id(con, incident_id)
    if incident is None:
        return ()
    revisions = incident_context.report_history(con, incident_id)
    report_ids = tuple({row["report_id"] for row in revisions})
    return history.timeline(incident, revisions, review_queue.decisions_on(con, report_ids))


@lru_cache(maxsize=4096)
def nearest_port(latitude: float, longitude: float) -> NearestPort:
    """The nearest port of the bundled list. Cached: a search measures the distance to every port on the ellipsoid."""
    return ports.nearest_port(latitude, longitude)
