"""What all figures share: the filters of the pages as parameters, and what accompanies every answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from api.server.operations import Asked, Document, Parameter
from api.server.parameters import text_up_to
from api.server.problems import Problem
from warehouse import cache
from warehouse.filters import Filters, query_name
from warehouse.queries.filtering.choices import filter_choices

_LONGEST: Final = 2_400
_DOCS: Final = {
    "date_from": "The first day, as 2026-01-31.",
    "date_to": "The last day.",
    "regions": "Sea regions: codes joined by commas; `-` stands for none.",
    "areas": "IMB's areas.",
    "categories": "Kinds of crime.",
    "acts": "What was done to the ship.",
    "severities": "Severities, 0 to 4.",
    "vessel_types": "Types of ship, with the narrower types of each.",
    "vessel_statuses": "What the ship was doing.",
    "sources": "Ids of sources.",
    "weapons": "Weapons seen.",
    "text": "Words in names, places and narratives.",
    "within": "An area of the sea, as it stands in the address of a page: `circle_50_1.25_104`.",
}

FIGURES_SCHEMA: Final = {
    "type": "object",
    "required": ["answer", "n", "sources", "asOf", "missing", "snapshot", "publishedAt", "simulated"],
    "properties": {
        "answer": {"type": "string", "description": "The page's one sentence."},
        "n": {"type": "integer", "description": "Incidents, or where it says so reports, on which it rests."},
        "sources": {"type": "array", "items": {"type": "string"}},
        "asOf": {"type": "string", "format": "date", "nullable": True, "description": "The last day that is told of."},
        "missing": {"type": "array", "items": {"type": "string"}, "description": "What is not known, and is no sign of calm."},
        "notes": {"type": "array", "items": {"type": "string"}, "description": "What must be known of the method, where there is any."},
        "snapshot": {"type": "string"},
        "publishedAt": {"type": "string", "format": "date-time"},
        "simulated": {"type": "boolean"},
    },
}


def filter_parameters(*left_out: str) -> tuple[Parameter, ...]:
    """The filters of the pages, under the names that they have in a page's address, without the fields `left_out`."""
    schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
    return tuple(Parameter(query_name(field), doc, schema, text_up_to(_LONGEST)) for field, doc in _DOCS.items() if field not in left_out)


def filters_in(asked: Asked) -> Filters:
    """The filters of a request. Raises Problem 400 for what a page would ignore with a note."""
    known = cache.query(filter_choices, asked.seen).known
    filters, notes = Filters.from_query({name: str(value) for name, value in asked.values.items()}, known, "request")
    if notes:
        raise Problem(400, " ".join(notes))
    return filters


def figures(
    asked: Asked, title: str, answer: str, *, n: int, sources: Iterable[str], as_of: date | None, missing: Iterable[str], **content: Any
) -> Document:
    """An answer with all that must go with it."""
    view = asked.seen
    return Document(
        {
            "answer": answer,
            "n": n,
            "sources": sorted(set(sources)),
            "asOf": as_of,
            "missing": [sentence for sentence in missing if sentence],
            **content,
            "snapshot": view.id,
            "publishedAt": view.published_at,
            "simulated": view.is_demo,
        },
        title,
    )
