"""What is published of an advisory: what its source's fields state, and where they are silent what its text says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import orjson

from data_pipeline.advisories.areas import area_in_text, radius_in_text, regions_of_area, regions_of_circle
from data_pipeline.advisories.model import Notice, Ring
from data_pipeline.advisories.references import ended_numbers, is_ended, own_number
from data_pipeline.advisories.validity import read_validity
from data_pipeline.facts.text.repair import limit_length
from data_pipeline.model import Draft, Facts
from warehouse.contract.taxonomy import ASSUMED_DAYS

_LONGEST_TITLE: Final = 200


def conclude_notice(draft: Draft, facts: Facts) -> str | None:
    """The column `notice` of a record: a JSON object for an advisory, None for the report of an event. Pure."""
    notice: Notice | None = draft.notice
    if notice is None:
        return None
    text = limit_length(f"{notice.title}\n{facts.narrative}")
    year = notice.issued_at.year
    number = notice.number or own_number(notice.title, text, year)
    ended = ended_numbers(text, year)
    area = notice.area or area_in_text(text)
    radius_nm = None if area or facts.latitude is None else notice.radius_nm or radius_in_text(text)
    concluded: dict[str, Any] = {
        "kind": notice.kind,
        "title": _shortened(notice.title),
        "issued_at": notice.updated_at or notice.issued_at,
        **_validity(notice, text),
        "area": _geojson(area) if area else None,
        "radius_nm": radius_nm,
        "sea_regions": _sea_regions(notice, area, radius_nm, facts),
        "number": number,
        "ends": [each for each in ended if each != number],
        "is_ended": is_ended(notice.title, text, number, year),
    }
    return orjson.dumps(concluded).decode()


def _validity(notice: Notice, text: str) -> dict[str, Any]:
    issued_at = notice.updated_at or notice.issued_at
    stated = read_validity(text, issued_at)
    valid_from = notice.valid_from or stated.valid_from or notice.issued_at
    valid_to = notice.valid_to or stated.valid_to
    if valid_to is not None or stated.until_cancelled:
        # Fields typed by hand may end before they begin.
        return {"valid_from": min(valid_from, valid_to or valid_from), "valid_to": valid_to, "validity": "stated"}
    return {
        "valid_from": valid_from,
        "valid_to": max(issued_at, valid_from) + timedelta(days=ASSUMED_DAYS[notice.kind]),
        "validity": "assumed",
    }


def _sea_regions(notice: Notice, area: Ring | None, radius_nm: float | None, facts: Facts) -> list[str]:
    """Codes of the waters that an advisory is about: by its area, its circle, its position, else those that its feed is about."""
    if area:
        regions = regions_of_area(area)
    elif facts.latitude is not None:
        regions = regions_of_circle(facts.latitude, facts.longitude, radius_nm or 0.0)
    else:
        regions = []
    return regions or ([notice.sea_region] if notice.sea_region else [])


def _geojson(area: Ring) -> str:
    return orjson.dumps({"type": "Polygon", "coordinates": [[*area, area[0]]]}).decode()


def _shortened(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= _LONGEST_TITLE else f"{words[: _LONGEST_TITLE - 1].rsplit(' ', 1)[0]} …"
