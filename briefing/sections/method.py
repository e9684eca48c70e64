"""How the figures are produced."""

from __future__ import annotations

from typing import Final

from briefing.blocks import Block, Paragraphs
from briefing.sections.context import Context
from warehouse.measures import MEASURES

METHOD: Final = (
    "One incident is one real event, however many bodies report it. A model links reports into incidents by ship, time, place and "
    "text; people decide the doubtful cases, and their decisions are final.",
    "Two periods are compared only over the sources that cover both of them completely. Sources that began or ended in between are "
    "left out of both sides, and are named.",
    "Silence is not safety: a source that has closed, a region that nobody watches, or days whose reports are still to come mean "
    "missing knowledge, never less crime.",
    "Severity runs from 1, the most severe, to 4. It follows ReCAAP's categories for piracy, armed robbery and theft, and the "
    "consequences to persons, ship and voyage otherwise; where too few facts are known, none is given.",
)


def method_section(context: Context) -> tuple[Block, ...]:
    """The counting rules, and the definition of every key figure."""
    measures = tuple(f"{measure.title}: {measure.definition}" for measure in MEASURES.values())
    return (Paragraphs(METHOD), Paragraphs(measures, "Key figures"))
