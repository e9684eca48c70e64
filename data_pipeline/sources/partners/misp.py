"""MISP events, one incident each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.model import Draft, RawRecord
from data_pipeline.sources.partners.shared import (
    CATEGORY,
    mark_named,
    narrowest_mark,
    objects_of,
    put_facts,
    put_position,
    record_of,
    take_uuid,
    text_of,
    web_address,
)
from warehouse.contract.exchange.names import MISP_WITHDRAWN_TAG, PRODUCER

Object = dict[str, Any]

_TOLD: Final = frozenset({"text", "comment"})
"""Types of attributes that people write as words; addresses, hashes and the like tell nothing of what happened."""
_MOST_TOLD: Final = 50


def records_of(document: Any) -> list[RawRecord] | None:
    """A record for each event, wherever MISP's export puts it, in the order of their changes; None where the document holds none."""
    events = _events_in(document)
    if events is None:
        return None
    order = sorted(range(len(events)), key=lambda at: _seconds(events[at].get("timestamp")) if isinstance(events[at], dict) else 0)
    return [record_of(str(at), events[at], events[at]) for at in order]


def _events_in(document: Any) -> list[Any] | None:
    if isinstance(document, dict):
        if isinstance(event := document.get("Event"), dict):
            return [event]
        listed = document.get("response", document.get("Event"))
        return _events_in(listed) if isinstance(listed, list | dict) else None
    if isinstance(document, list):
        return [element.get("Event", element) if isinstance(element, dict) else element for element in document]
    return None


def read(fields: Fields) -> Draft:
    """What one event says. Raises BadRecord."""
    attributes, objects = objects_of(fields.take_any("Attribute")), objects_of(fields.take_any("Object"))
    parts = [*attributes, *objects, *(part for described in objects for part in objects_of(described.get("Attribute")))]
    tags = [*_tag_names(fields.take_any("Tag")), *(name for part in parts for name in _tag_names(part.get("Tag")))]
    facts: Object = {"category": CATEGORY}
    if MISP_WITHDRAWN_TAG in tags or fields.take_any("deleted") is True:
        facts["withdrawn"] = True
    day = fields.take_text("date")
    if day is None:
        raise BadRecord("no_date", "the event has no date")
    seconds = _seconds(fields.take_any("timestamp"))
    draft = Draft(
        native_ref=take_uuid(fields, "uuid"),
        source_url=web_address(attribute.get("value") for attribute in attributes if attribute.get("type") in ("link", "url")),
        occurred_on=parsing.parse_day(day),
        published_at=datetime.fromtimestamp(seconds, UTC) if seconds else None,
        narrative="",
        tlp=narrowest_mark(mark_named(name) for name in tags if name.casefold().startswith("tlp:")),
        facts=facts,
    )
    producer = fields.take_any("Orgc")
    if isinstance(producer, dict) and producer.get("uuid") == str(PRODUCER):
        put_facts(draft, {text_of(attribute.get("comment")): attribute.get("value") for attribute in attributes})
        draft.narrative = fields.take_text("info") or ""
    else:
        draft.narrative = _narrative(fields, attributes)
    _put_place(draft, objects)
    # How MISP handles the event, and what it is related to; names of people and companies are not kept.
    fields.ignore(
        "id", "org_id", "orgc_id", "Org", "published", "distribution", "sharing_group_id", "SharingGroup", "threat_level_id", "analysis",
        "attribute_count", "proposal_email_lock", "locked", "publish_timestamp", "sighting_timestamp", "disable_correlation",
        "event_creator_email", "extends_uuid", "protected", "CryptographicKey", "ShadowAttribute", "RelatedEvent", "Galaxy", "EventReport",
    )  # fmt: skip
    return draft


def _narrative(fields: Fields, attributes: list[Object]) -> str:
    """The event's title, then what its attributes say in words."""
    words = [attribute.get("value") for attribute in attributes if attribute.get("type") in _TOLD and not attribute.get("deleted")]
    told = [text.strip() for text in words if isinstance(text, str) and text.strip()]
    return "\n".join(filter(None, (fields.take_text("info"), *told[:_MOST_TOLD])))


def _put_place(draft: Draft, objects: list[Object]) -> None:
    """The position of the first object `geolocation` that has one."""
    for described in objects:
        if described.get("name") == "geolocation" and not described.get("deleted"):
            values = {text_of(part.get("object_relation")): part.get("value") for part in objects_of(described.get("Attribute"))}
            put_position(draft, values.get("latitude"), values.get("longitude"), draft.position_precision_km)
            draft.place = draft.place or text_of(values.get("city")) or text_of(values.get("region"))
            return


def _tag_names(tags: Any) -> list[str]:
    return [text_of(tag.get("name")) for tag in objects_of(tags)]


def _seconds(value: Any) -> int:
    """Seconds since 1970, which MISP writes as text; 0 where they are none."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return 0
    return seconds if 0 < seconds < 4_102_444_800 else 0
