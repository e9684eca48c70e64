"""Incidents as a bundle of STIX 2.1 (OASIS), marked by TLP 2.0.

Each is an `incident` with the facts in an extension that the bundle defines, the place as a `location` related to it, and the
statement that the sources' licences ask for as a marking. Ids stay the same and `modified` is the last change of its reports, so that a
receiver who imports a later bundle revises what is there; what its bodies withdrew is `revoked`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from briefing.exchange.told import Told, Withdrawn, moment, told_incidents, withdrawn_incidents, without_nulls
from briefing.exports.rows import ExportRows
from warehouse.contract.exchange.marks import STIX_MARKING, TLP_EXTENSION
from warehouse.contract.exchange.names import INCIDENT_EXTENSION, PRODUCER, shared_id

Object = dict[str, Any]

_IDENTITY: Final = f"identity--{PRODUCER}"
_BEGINNING: Final = moment(datetime(2026, 1, 1, tzinfo=UTC))
"""When the objects that never change were made."""
_FACTS_DEFINED: Final = (
    "The facts of an incident by the columns of Anchorwatch's table `incidents`, with its codes; docs/data_dictionary.md of its sources "
    "defines each. Facts that are not known are left out."
)


def write_stix(rows: ExportRows, file: Path) -> None:
    """A bundle, object by object; an object that others refer to stands before them."""
    bundle = f"bundle--{shared_id('bundle', rows.about.snapshot, *rows.about.lines())}"
    with file.open("wb") as out:
        out.write(b'{"type":"bundle","id":' + orjson.dumps(bundle) + b',"objects":[')
        for number, described in enumerate(_objects(rows)):
            out.write((b",\n" if number else b"\n") + orjson.dumps(described))
        out.write(b"\n]}\n")


def _objects(rows: ExportRows) -> Iterator[Object]:
    yield {
        "type": "identity", "spec_version": "2.1", "id": _IDENTITY, "created": _BEGINNING, "modified": _BEGINNING,
        "name": "Anchorwatch", "identity_class": "system",
    }  # fmt: skip
    yield {
        "type": "extension-definition", "spec_version": "2.1", "id": INCIDENT_EXTENSION, "created_by_ref": _IDENTITY,
        "created": _BEGINNING, "modified": _BEGINNING, "name": "Anchorwatch incident", "schema": _FACTS_DEFINED, "version": "1.0.0",
        "extension_types": ["property-extension"],
    }  # fmt: skip
    defined: set[str] = set()
    for told in told_incidents(rows):
        yield from _markings((_marking(told.mark), *map(_statement, told.attributions)), defined)
        yield _incident(told)
        yield from _place(told)
    for withdrawn in withdrawn_incidents(rows):
        yield from _markings((_marking(withdrawn.mark),), defined)
        yield _revoked(withdrawn)


def _markings(markings: Iterable[Object], defined: set[str]) -> Iterator[Object]:
    """Those of `markings` that are not defined yet, each once."""
    for marking in markings:
        if marking["id"] not in defined:
            defined.add(marking["id"])
            yield marking


def _marking(mark: str) -> Object:
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": STIX_MARKING[mark], "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{mark}", "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": mark.lower()}},
    }  # fmt: skip


def _statement(attribution: str) -> Object:
    return {
        "type": "marking-definition", "spec_version": "2.1", "id": _statement_id(attribution), "created": _BEGINNING,
        "definition_type": "statement", "definition": {"statement": attribution},
    }  # fmt: skip


def _statement_id(attribution: str) -> str:
    return f"marking-definition--{shared_id('statement', attribution)}"


def _common(told: Told, kind: str, *, of: str = "") -> Object:
    """The properties that all objects of one incident share; `of` names the part that is not the incident itself."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{shared_id(told.id, of) if of else told.id}",
        "created_by_ref": _IDENTITY,
        "created": moment(told.created),
        "modified": moment(told.modified),
        "object_marking_refs": [STIX_MARKING[told.mark], *(_statement_id(attribution) for attribution in told.attributions)],
    }


def _incident(told: Told) -> Object:
    return _common(told, "incident") | without_nulls(
        (
            ("name", told.title),
            ("labels", list(told.labels)),
            ("confidence", told.confidence),
            ("lang", "en"),
            ("external_references", [_reference(publication) for publication in told.publications]),
            ("extensions", {INCIDENT_EXTENSION: {"extension_type": "property-extension", **told.facts}}),
        )
    )


def _reference(publication: dict[str, str | None]) -> Object:
    return without_nulls((("source_name", publication["source"]), ("external_id", publication["reference"]), ("url", publication["url"])))


def _place(told: Told) -> Iterator[Object]:
    """The position and its relationship to the incident; nothing where no position is known."""
    if "latitude" not in told.facts or "longitude" not in told.facts:
        return
    location = _common(told, "location", of="location")
    precision = told.facts.get("position_precision_km")
    yield location | without_nulls(
        (
            ("name", told.facts.get("place")),
            ("latitude", told.facts["latitude"]),
            ("longitude", told.facts["longitude"]),
            ("precision", precision * 1000 if precision is not None else None),
        )
    )
    yield _common(told, "relationship", of="relationship") | {
        "relationship_type": "related-to",
        "source_ref": f"incident--{told.id}",
        "target_ref": location["id"],
    }


def _revoked(withdrawn: Withdrawn) -> Object:
    return {
        "type": "incident", "spec_version": "2.1", "id": f"incident--{withdrawn.id}", "created_by_ref": _IDENTITY,
        "created": moment(withdrawn.created), "modified": moment(withdrawn.modified), "name": "Withdrawn by its reporting bodies",
        "revoked": True, "object_marking_refs": [STIX_MARKING[withdrawn.mark]],
    }  # fmt: skip
