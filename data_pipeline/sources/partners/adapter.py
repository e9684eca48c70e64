"""Cyber incidents as other security teams share them: the incidents of STIX 2.1 bundles, and MISP events.

Indicators, malware and whatever else such files hold are no incidents and make no reports; their kinds are named among the fields that
nothing reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data_pipeline.errors import BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.files.contents import name_as_text
from data_pipeline.files.documents import parse_document
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft, RawRecord
from data_pipeline.sources.partners import misp, stix

FORMS: Final[dict[str, Form]] = {}

_STIX: Final = re.compile(rb'"(?:type"\s*+:\s*+"bundle|id"\s*+:\s*+"bundle--)')
_MISP: Final = re.compile(rb'"(?:Event"\s*+:\s*+[\[{]|response"\s*+:\s*+\[\s*+\])')


def recognise(head: bytes, name: str) -> str | None:
    """By the beginning alone: a bundle says that it is one, and an event stands under its name."""
    if _STIX.search(head):
        return "stix_bundle"
    return "misp_events" if _MISP.search(head) else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    """One record for each incident. Raises BrokenFile, also for a bundle of other things alone."""
    document = parse_document(file)
    records = stix.records_of(document) if format_id == "stix_bundle" else misp.records_of(document)
    if records is None:
        kind = "a STIX bundle" if format_id == "stix_bundle" else "a file of MISP events"
        raise BrokenFile(f"{name_as_text(file)} is JSON but not {kind}.")
    if not records and format_id == "stix_bundle" and (kinds := stix.other_kinds(document)):
        held = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
        raise BrokenFile(f"{name_as_text(file)} holds no incident, which alone can become a report, but {held}.")
    yield from records


def read(fields: Fields, format_id: str) -> Draft:
    """What one incident says. Raises BadRecord."""
    return stix.read(fields) if format_id == "stix_bundle" else misp.read(fields)
