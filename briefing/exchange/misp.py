"""Incidents as events of MISP (core format), tagged by its taxonomy of TLP.

Ids stay the same and `timestamp` is the last change of its reports, so that a MISP which imports a later file revises what it has. What its
bodies withdrew is an event that says so, tagged as rejected, since MISP knows no revocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from briefing.exchange.told import Told, Withdrawn, told_incidents, withdrawn_incidents
from briefing.exports.rows import ExportRows
from warehouse.contract.exchange.marks import misp_tag
from warehouse.contract.exchange.names import MISP_SUBTYPE_TAG, MISP_WITHDRAWN_TAG, PRODUCER, shared_id

Object = dict[str, Any]

_THREAT_LEVEL: Final = {1: "1", 2: "2", 3: "3", 4: "3"}
"""Severity as MISP's high, medium and low; 4 is undefined."""
_UNDEFINED: Final = "4"
_ANALYSIS: Final = {"verified": "2", "corroborated": "1"}
"""Completed and ongoing; 0 is initial."""
_OWN_ORGANISATION: Final = "0"
_INHERITED: Final = "5"
_GEOLOCATION: Final = ("cd6f2238-ba55-4888-82c4-104e6e1acf21", "8")
"""MISP's template for a place, and its version."""


def write_misp(rows: ExportRows, file: Path) -> None:
    """A response with an event for each incident, as MISP's export gives and its import takes it."""
    with file.open("wb") as out:
        out.write(b'{"response":[')
        for number, event in enumerate(_events(rows)):
            out.write((b",\n" if number else b"\n") + orjson.dumps({"Event": event}))
        out.write(b"\n]}\n")


def _events(rows: ExportRows) -> Iterator[Object]:
    for told in told_incidents(rows):
        yield _head(told, told.title, str(told.facts.get("occurred_on", f"{told.created:%Y-%m-%d}"))) | {
            "threat_level_id": _THREAT_LEVEL.get(told.facts.get("severity", 0), _UNDEFINED),
            "analysis": _ANALYSIS.get(told.facts["status"], "0"),
            "Tag": [{"name": name} for name in _tags(told)],
            "Attribute": list(_attributes(told)),
            "Object": list(_place(told)),
        }
    for withdrawn in withdrawn_incidents(rows):
        yield _head(withdrawn, "Withdrawn by its reporting bodies", f"{withdrawn.created:%Y-%m-%d}") | {
            "threat_level_id": _UNDEFINED,
            "analysis": "2",
            "Tag": [{"name": misp_tag(withdrawn.mark)}, {"name": MISP_WITHDRAWN_TAG}],
        }


def _head(of: Told | Withdrawn, info: str, day: str) -> Object:
    return {
        "uuid": str(of.id),
        "info": info,
        "date": day,
        "timestamp": str(int(of.modified.timestamp())),
        "published": False,
        # Whom the receiver's MISP shows it to is for the receiver to settle, within the TLP mark.
        "distribution": _OWN_ORGANISATION,
        "Orgc": {"uuid": str(PRODUCER), "name": "Anchorwatch"},
    }


def _tags(told: Told) -> Iterator[str]:
    yield misp_tag(told.mark)
    if "cyber_subtype" in told.facts:
        yield f'{MISP_SUBTYPE_TAG}="{told.facts["cyber_subtype"]}"'


def _attributes(told: Told) -> Iterator[Object]:
    """Each fact under its column's name, then where it was published, and what the sources' licences ask to be said."""
    for name, value in told.facts.items():
        text = "; ".join(value) if isinstance(value, list) else str(value)
        yield _attribute(told, "datetime" if name == "occurred_at" else "text", "Other", text, name)
    for publication in told.publications:
        if publication["url"]:
            yield _attribute(told, "link", "External analysis", publication["url"], f"{publication['source']} {publication['reference']}")
    for attribution in told.attributions:
        yield _attribute(told, "comment", "Other", attribution, "attribution")


def _attribute(told: Told, kind: str, category: str, value: str, comment: str) -> Object:
    return {
        "uuid": str(shared_id(told.id, comment, value if kind == "comment" else "")),
        "type": kind,
        "category": category,
        "value": value,
        "comment": comment,
        "to_ids": False,
        # Codes repeat in every event; MISP would call all of them related.
        "disable_correlation": kind != "link",
        "distribution": _INHERITED,
        "timestamp": str(int(told.modified.timestamp())),
    }


def _place(told: Told) -> Iterator[Object]:
    if "latitude" not in told.facts or "longitude" not in told.facts:
        return
    template, version = _GEOLOCATION
    yield {
        "uuid": str(shared_id(told.id, "location")),
        "name": "geolocation",
        "meta-category": "misc",
        "template_uuid": template,
        "template_version": version,
        "distribution": _INHERITED,
        "timestamp": str(int(told.modified.timestamp())),
        "Attribute": [
            _attribute(told, "float", "Other", str(told.facts[name]), f"geolocation {name}") | {"object_relation": name}
            for name in ("latitude", "longitude")
        ],
    }
