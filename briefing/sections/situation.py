"""The situation in words."""

from __future__ import annotations

from briefing.blocks import Block, Paragraphs
from briefing.sections.context import Context


def situation_section(context: Context) -> tuple[Block, ...]:
    """The summary, which days are still incomplete, and which sources the comparison leaves out."""
    situation = context.situation
    paragraphs = (situation.paragraph, situation.filling) if situation.filling else (situation.paragraph,)
    notes = (*situation.notes, f"Sources: {', '.join(situation.sources) or 'none'}.")
    return (Paragraphs(paragraphs), Paragraphs(notes, quiet=True))
