"""The incidents of a STIX 2.1 bundle, with the markings and the place that they refer to."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord
from data_pipeline.sources.partners.shared import (
    CATEGORY,
    credibility_of,
    day_of,
    mark_named,
    narrowest_mark,
    objects_of,
    put_facts,
    put_position,
    record_of,
    take_moment,
    take_uuid,
    text_of,
    web_address,
)
from warehouse.contract.exchange.marks import STIX_MARKING, STIX_MARKING_OF_TLP_1, TLP_EXTENSION
from warehouse.contract.exchange.names import INCIDENT_EXTENSION

Object = dict[str, Any]

_KNOWN_MARKS: Final = {marking: mark for mark, marking in STIX_MARKING.items()} | STIX_MARKING_OF_TLP_1
_USED: Final = frozenset({"incident", "marking-definition", "location", "relationship", "identity", "extension-definition"})
"""Kinds of objects that are read, or that say only who made the bundle and how."""


def records_of(document: Any) -> list[RawRecord] | None:
    """A record for each incident of a bundle and for each element that is no object; None where the document is no bundle.

    Of an incident that stands there several times the versions follow each other by `modified`.
    """
    if not isinstance(document, dict) or document.get("type") != "bundle" or not isinstance(document.get("objects", []), list):
        return None
    elements = document.get("objects", [])
    objects = objects_of(elements)
    marks, others = _marks_of(objects), {f"objects of type {kind}": number for kind, number in other_kinds(document).items()}
    places = _places_of(objects)
    records: list[tuple[str, RawRecord]] = []
    for index, element in enumerate(elements):
        if not isinstance(element, dict):
            records.append(("", record_of(str(index), element, {})))
        elif element.get("type") == "incident":
            place = places.get(text_of(element.get("id")))
            stated = {"marks": [*_marks_on(element, marks), *_marks_on(place or {}, marks)], "location": place}
            records.append((text_of(element.get("modified")), record_of(str(index), element, {**element, **others, **stated})))
    return [record for _, record in sorted(records, key=lambda entry: entry[0])]


def other_kinds(document: Any) -> dict[str, int]:
    """How many objects of each kind a bundle holds that are no incidents, and say nothing about one."""
    kinds = Counter(text_of(element.get("type"))[:60] for element in objects_of(document.get("objects")))
    return {kind: number for kind, number in sorted(kinds.items()) if kind not in _USED}


def _marks_of(objects: list[Object]) -> dict[str, str | None]:
    """The TLP mark of every marking that the bundle defines, by id; None for markings of other kinds, such as statements."""
    markings = [element for element in objects if element.get("type") == "marking-definition"]
    return {text_of(marking.get("id")): _KNOWN_MARKS.get(text_of(marking.get("id"))) or _mark_defined(marking) for marking in markings}


def _mark_defined(marking: Object) -> str | None:
    definition, extensions = marking.get("definition"), marking.get("extensions")
    if isinstance(extensions, dict) and isinstance(extended := extensions.get(TLP_EXTENSION), dict):
        return mark_named(str(extended.get("tlp_2_0")))
    if marking.get("definition_type") == "tlp" and isinstance(definition, dict):
        return mark_named(str(definition.get("tlp")))
    return None


def _marks_on(element: Object, defined: dict[str, str | None]) -> list[str]:
    """The marks that an object or a part of it bears; the id of a marking that nobody defines stands for itself, as it could be any."""
    stated, granular = element.get("object_marking_refs"), objects_of(element.get("granular_markings"))
    references = [*(stated if isinstance(stated, list) else []), *(part["marking_ref"] for part in granular if "marking_ref" in part)]
    marks = [defined.get(reference, _KNOWN_MARKS.get(reference, reference)) for reference in map(text_of, references)]
    return [mark for mark in marks if mark is not None]


def _places_of(objects: list[Object]) -> dict[str, Object]:
    """The location of each incident that a relationship ties to one, by the incident's id."""
    locations = {text_of(element.get("id")): element for element in objects if element.get("type") == "location"}
    places: dict[str, Object] = {}
    for element in objects:
        if element.get("type") == "relationship":
            ends = text_of(element.get("source_ref")), text_of(element.get("target_ref"))
            for end, other in (ends, ends[::-1]):
                if other in locations:
                    places.setdefault(end, locations[other])
    return places


def read(fields: Fields) -> Draft:
    """What one incident says. Where it states no day of the event, the day on which it was recorded stands for it. Raises BadRecord."""
    created, modified = take_moment(fields, "created"), take_moment(fields, "modified")
    facts: Object = {"category": CATEGORY}
    if fields.take_any("revoked") is True:
        facts["withdrawn"] = True
    references = objects_of(fields.take_any("external_references"))
    draft = Draft(
        native_ref=take_uuid(fields, "id", "incident--"),
        source_url=web_address(reference.get("url") for reference in references),
        occurred_on=day_of(created),
        reported_at=created,
        published_at=modified,
        narrative=_narrative(fields, references),
        tlp=narrowest_mark(fields.take_any("marks")),
        credibility=credibility_of(fields.take_any("confidence")),
        facts=facts,
    )
    location, extensions = fields.take_any("location"), fields.take_any("extensions")
    if isinstance(location, dict):
        _put_place(draft, Fields(location))
    if isinstance(extensions, dict) and isinstance(stated := extensions.get(INCIDENT_EXTENSION), dict):
        put_facts(draft, stated)
    # Who made it and how: names of people and companies are not kept.
    fields.ignore("type", "spec_version", "created_by_ref", "object_marking_refs", "granular_markings", "lang")
    if draft.occurred_on is None:
        raise BadRecord("no_date", "the incident says neither when it happened nor when it was recorded")
    return draft


def _narrative(fields: Fields, references: list[Object]) -> str:
    """Name, description, and the bodies named as its sources, from which an incident may come that others report too."""
    parts = [fields.take_text("name"), fields.take_text("description")]
    labels = fields.take_any("labels")
    if isinstance(labels, list) and labels:
        parts.append(f"Labels: {', '.join(map(text_of, labels))}.")
    named = sorted({text_of(reference.get("source_name")) for reference in references} - {""})
    return "\n".join([part for part in parts if part] + [f"Source: {name}." for name in named])


def _put_place(draft: Draft, location: Fields) -> None:
    metres = location.take_any("precision")
    kilometres = metres / 1000 if isinstance(metres, int | float) and not isinstance(metres, bool) else None
    put_position(draft, location.take_any("latitude"), location.take_any("longitude"), kilometres)
    draft.place = location.take_text("name") or location.take_text("region")
