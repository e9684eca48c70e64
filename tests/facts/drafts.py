"""Facts of invented reports, for a source whose text is read and for one whose is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from data_pipeline import registry
from data_pipeline.facts.reader import read_facts
from data_pipeline.model import Draft, Facts


def read(text: str = "", field_texts: dict[str, str] | None = None, **draft: Any) -> Facts:
    """The facts of an invented report of 5 March 2014."""
    columns = {"native_ref": "2014-7", "occurred_on": date(2014, 3, 5), **draft}
    return read_facts(Draft(narrative=text, field_texts=field_texts or {}, **columns), registry.source("asam"))


def silent_source() -> registry.SourceDescription:
    """A source that states all facts in its fields: no text is read."""
    return replace(registry.source("asam"), read_narrative=False)
