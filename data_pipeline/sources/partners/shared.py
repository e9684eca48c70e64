"""What both formats share: ids, TLP marks, the facts as another Anchorwatch states them, and records nested too deeply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from data_pipeline import parsing
from data_pipeline.coordinates import position_of
from data_pipeline.errors import BadRecord
from data_pipeline.fields import Fields
from data_pipeline.files.documents import DEEPEST, TOO_DEEP, nests_deeper, prune
from data_pipeline.model import Draft, RawRecord
from warehouse.contract.taxonomy import ACT, CYBER_SUBTYPE, MARKS, VESSEL_STATUS, VESSEL_TYPE

CATEGORY: Final = "cyber"
_CODES: Final = {"cyber_subtype": CYBER_SUBTYPE, "act": ACT, "vessel_status": VESSEL_STATUS, "vessel_type": VESSEL_TYPE}
_TEXTS: Final = {"vessel_name": "vessel_name", "imo_number": "imo", "flag": "flag", "place": "place"}
"""Facts that are read like a source's own fields, by the role of the field."""
_CREDIBILITY: Final = ((80, "1"), (60, "2"), (40, "3"), (20, "4"), (1, "5"))
"""The least confidence of each Admiralty grade (STIX 2.1, appendix A)."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)


def record_of(locator: str, element: Any, told: Any) -> RawRecord:
    """`told`, an object about the element at `locator`, as a record; a broken one where the element is none or is nested too deeply."""
    if not isinstance(element, dict):
        message = f"element {locator} is {type(element).__name__}, not an object"
        return RawRecord(locator, {"value": prune(element, DEEPEST)}, broken=("not_a_record", message))
    if nests_deeper(told, DEEPEST):
        message = f"the record is nested more than {DEEPEST} levels deep"
        return RawRecord(locator, prune(told, DEEPEST), broken=(TOO_DEEP, message))
    return RawRecord(locator, told)


def take_uuid(fields: Fields, name: str, prefix: str = "") -> str:
    """The UUID in a field, after `prefix`, in lower case. Raises BadRecord."""
    text = fields.take_any(name)
    if not text:
        raise BadRecord("no_reference", f"the record has no {name}")
    try:
        if isinstance(text, str) and text.startswith(prefix):
            return str(UUID(text.removeprefix(prefix)))
    except ValueError:
        pass
    raise BadRecord("bad_reference", f"{str(text)[:80]!r} is no {name} of an incident")


def narrowest_mark(marks: Iterable[str]) -> str | None:
    """The narrowest of these TLP marks; None where there is none, so that its source's holds. Raises BadRecord for any that is unknown."""
    stated = list(marks)
    if unknown := [mark for mark in stated if mark not in MARKS]:
        raise BadRecord("bad_mark", f"{unknown[0][:80]!r} is no TLP mark, so nobody can say who may see the record")
    return max(stated, key=MARKS.index, default=None)


def mark_named(word: str) -> str:
    """The mark that a word such as `amber+strict` or TLP 1's `white` names; the word itself where it names none."""
    mark = word.strip().upper().removeprefix("TLP:").replace("WHITE", "CLEAR")
    return mark if mark in MARKS else word


def credibility_of(confidence: Any) -> str | None:
    """Admiralty credibility of a confidence from 0 to 100; None where none is stated."""
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        return None
    return next((grade for least, grade in _CREDIBILITY if least <= confidence <= 100), None)


def web_address(texts: Iterable[Any]) -> str | None:
    """The first of these that is an address of the web."""
    return next((text for text in texts if isinstance(text, str) and _ADDRESS.fullmatch(text)), None)


def take_moment(fields: Fields, name: str) -> datetime | None:
    """The moment (UTC) in a field of ISO 8601, None where there is none. Raises BadRecord."""
    text = fields.take_text(name)
    if text is None:
        return None
    try:
        stated = datetime.fromisoformat(text.strip())
        return stated.astimezone(UTC) if stated.tzinfo else stated.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadRecord("bad_date", f"field {name!r}: {text[:80]!r} is not a date and time") from None


def text_of(value: Any) -> str:
    """The value where it is a text; "" for anything else, which a name or an id is not."""
    return value if isinstance(value, str) else ""


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where the value is no list."""
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []


def put_facts(draft: Draft, stated: dict[str, Any]) -> None:
    """Put what another Anchorwatch states, by the columns of its table `incidents`, into a draft. Raises BadRecord.

    Codes that are not ours, and columns that are judged anew here (severity, status, region), are left out.
    """
    told = Fields(stated)
    draft.facts |= {name: code for name, codes in _CODES.items() if (code := told.take_text(name)) in codes}
    draft.field_texts |= {role: text for name, role in _TEXTS.items() if (text := told.take_text(name))}
    draft.place = draft.field_texts.get("place", draft.place)
    if day := told.take_text("occurred_on"):
        draft.occurred_on, draft.occurred_at, draft.time_precision = parsing.parse_day(day), None, "day"
        if told.take_text("time_precision") == "month":
            draft.time_precision = "month"
    if moment := take_moment(told, "occurred_at"):
        draft.occurred_on, draft.occurred_at, draft.time_precision = moment.date(), moment, "minute"
    put_position(draft, told.take_any("latitude"), told.take_any("longitude"), told.take_any("position_precision_km"))


def put_position(draft: Draft, latitude: Any, longitude: Any, precision_km: Any) -> None:
    """Put a position into a draft, with its precision where that is a number of kilometres."""
    position = position_of(latitude, longitude)
    draft.issues += [issue for issue in position.issues if issue not in draft.issues]
    if position.latitude is None:
        return
    draft.latitude, draft.longitude = position.latitude, position.longitude
    try:
        stated = float(precision_km)
    except (TypeError, ValueError):
        return
    if 0 < stated < 20_000:
        draft.position_precision_km = stated


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment."""
    return moment.date() if moment else None
