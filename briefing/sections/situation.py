"""The situation in words."""

from __future__ import annotations

from briefing.blocks import Block, Paragraphs
from briefing.credits import credited_titles, sources_note
from briefing.sections.context import Context


def situation_section(context: Context) -> tuple[Block, ...]:
    """The summary, which days are still incomplete, and which sources the comparison leaves out."""
    situation = context.situation
    paragraphs = (situation.paragraph, situation.filling) if situation.filling else (situation.paragraph,)
    notes = (*situation.notes, *sources_note(credited_titles(situation.sources, context.licences)))
    return (Paragraphs(paragraphs), Paragraphs(notes, quiet=True))
