"""How the figures are made."""

from __future__ import annotations

from typing import Final

from briefing.blocks import Block, Words
from briefing.sections.context import Context
from warehouse.measures import MEASURES

METHOD: Final = (
    "One incident is one real event, however many bodies report it. Reports are linked into incidents by a model that weighs ship, time, "
    "place and text; people decide the doubtful ones, and their decisions stand.",
    "A span is compared with another only over the sources that cover both from first day to last. Where the set of sources changed, "
    "those that began or ended in between are left out of both sides, and named.",
    "Silence is not safety: a source that closed, a region that nobody watches or days whose reports are still to come are missing "
    "knowledge, never less crime.",
    "Severity is ReCAAP's reading (CAT 1 the most severe); too few facts give none.",
)


def build(context: Context) -> tuple[Block, ...]:
    """The rules of counting, and the definition of every key figure."""
    measures = tuple(f"{measure.title}: {measure.definition}" for measure in MEASURES.values())
    return (Words(METHOD), Words(measures, "Key figures"))
