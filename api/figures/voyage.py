"""A voyage assessed: what is known of each leg, what is expected there, and how many of its hours nobody knows anything about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from analytics.voyage import sentences
from analytics.voyage.advice import advisories_on_the_way
from analytics.voyage.assessed import assess
from analytics.voyage.assessment import LegAssessment, passage_of
from analytics.voyage.corridor import USUAL_NM, WIDTHS_NM
from analytics.voyage.errors import VoyageError
from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.route.legs import FASTEST_KN, SLOWEST_KN, USUAL_KN
from analytics.voyage.route.routes import NO_NAVIGATION
from api.figures.answers import figures
from api.server.operations import Asked, Document
from api.server.parameters import day_or_moment
from api.server.problems import Problem
from warehouse import cache
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.exposure import counted_straits
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.reference.sea_network import PASSAGES

_NAME: Final = {"type": "string", "minLength": 1, "maxLength": 80}
BODY: Final = {
    "type": "object",
    "required": ["origin", "destination"],
    "additionalProperties": False,
    "properties": {
        "origin": {**_NAME, "description": "A port, strait or position, as one types it on the page Voyage."},
        "destination": _NAME,
        "via": {"type": "array", "items": _NAME, "maxItems": 10, "description": "Places on the way, in order."},
        "departure": {"type": "string", "format": "date-time", "description": "Tomorrow at 06:00 UTC unless stated."},
        "speedKn": {"type": "number", "minimum": SLOWEST_KN, "maximum": FASTEST_KN, "default": USUAL_KN},
        "withinNm": {"type": "number", "enum": [*WIDTHS_NM], "default": USUAL_NM, "description": "How far the corridor reaches."},
        "avoid": {"type": "array", "items": {"type": "string", "enum": [*PASSAGES]}, "description": "Passages that are not sailed."},
        "shipType": {"type": "string", "enum": [*VESSEL_TYPE]},
    },
    "example": {"origin": "Singapore", "destination": "Rotterdam", "departure": "2026-12-01T06:00:00Z", "speedKn": 14},
}
_KINDS: Final[dict[str, Any]] = {"string": str, "array": list, "number": (int, float)}


def voyage(asked: Asked) -> Document:
    """The assessment of the voyage that the body names. Raises Problem 400 for a body that cannot be read, 422 for no such voyage."""
    wanted = _view_of(asked.body)
    try:
        plan = wanted.plan(asked.now)
        far = passage_of(plan).route.far
        assessed = assess(asked.seen, plan, asked.now, counted_straits(asked.settings.data))
    except VoyageError as error:
        raise Problem(422, str(error)) from error
    advisories = advisories_on_the_way(cache.query(all_advisories, asked.seen), assessed.passage, asked.now)
    ends = [leg.evidence.until for leg in assessed.legs if leg.evidence.until]
    return figures(
        asked,
        "Voyage",
        sentences.answer(assessed),
        n=assessed.recorded,
        sources=assessed.ground.sources,
        as_of=max(ends, default=None),
        missing=[
            *(f"{leg.leg.title}: {leg.reason}." for leg in assessed.legs if leg.is_unknown),
            *(f"{place.name} lies {place.nm:,.0f} nm from the nearest sea route." for place in far),
            sentences.limits_in_time(assessed),
        ],
        notes=[NO_NAVIGATION],
        departure=assessed.passage.departure,
        arrival=assessed.passage.arrival,
        hours=assessed.passage.hours,
        unknownHours=assessed.unknown_hours,
        worstLeg=assessed.worst.leg.number if assessed.worst else None,
        legs=[_leg(leg) for leg in assessed.legs],
        advisories=[advisory.advisory_id for advisory in advisories],
    )


def _view_of(body: Any) -> VoyageView:
    """The voyage that a body asks for. Raises Problem 400, naming what is wrong."""
    if not isinstance(body, Mapping):
        raise Problem(400, "The body must be an object.")
    properties: Mapping[str, Mapping[str, Any]] = BODY["properties"]  # type: ignore[assignment]
    for name in ("origin", "destination"):
        if name not in body:
            raise Problem(400, f"The body lacks “{name}”.")
    for name, value in body.items():
        if name not in properties:
            raise Problem(400, f"The body names “{str(name)[:60]}”; it may name {', '.join(properties)}.")
        _check(name, value, properties[name])
    try:
        departure = day_or_moment(body["departure"]) if "departure" in body else None
    except ValueError as error:
        raise Problem(400, f"“departure” {error}.") from error
    if departure is not None and not isinstance(departure, datetime):
        raise Problem(400, "“departure” must be a moment such as 2026-12-01T06:00:00Z.")
    return VoyageView(
        body["origin"], body["destination"], "; ".join(body.get("via", ())), departure, float(body.get("speedKn", USUAL_KN)),
        float(body.get("withinNm", USUAL_NM)), tuple(body.get("avoid", ())), body.get("shipType", ""),
    )  # fmt: skip


def _check(name: str, value: Any, schema: Mapping[str, Any]) -> None:
    """Raises Problem 400 where a value is not as its schema says."""
    if not isinstance(value, _KINDS[schema["type"]]) or isinstance(value, bool):
        raise Problem(400, f"“{name}” must be of the type {schema['type']}.")
    if schema["type"] == "array":
        if len(value) > schema.get("maxItems", len(PASSAGES)):
            raise Problem(400, f"“{name}” has too many entries.")
        for part in value:
            _check(name, part, schema["items"])
    elif "enum" in schema and value not in schema["enum"]:
        raise Problem(400, f"“{name}” must be one of {', '.join(map(str, schema['enum']))}.")
    elif "maxLength" in schema and not 1 <= len(value.strip()) <= schema["maxLength"]:
        raise Problem(400, f"“{name}” must be a text of 1 to {schema['maxLength']} characters.")
    elif "maximum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        raise Problem(400, f"“{name}” must be from {schema['minimum']:g} to {schema['maximum']:g}.")


def _leg(leg: LegAssessment) -> dict[str, Any]:
    expected = leg.expected if not leg.is_unknown else None
    return {
        "number": leg.leg.number,
        "region": leg.leg.region,
        "title": leg.leg.title,
        "start": leg.leg.start,
        "end": leg.leg.end,
        "nm": leg.leg.nm,
        "hours": leg.leg.hours,
        "nightHours": leg.leg.night_hours,
        "state": leg.state,
        "level": leg.known_level.code if leg.known_level else None,
        "reason": leg.reason,
        "expected": expected.mean if expected else None,
        "interval80": list(expected.interval) if expected else None,
        "probabilityOfAny": expected.at_least_one if expected else None,
        "recordedLastYear": leg.evidence.year,
        "recordedUntil": leg.evidence.until,
        "incidents": list(leg.evidence.incident_ids),
        "shareUnreported": leg.gap.unreported.share if leg.gap and leg.gap.unreported else None,
    }
