"""The situation in words."""

from __future__ import annotations

from briefing.blocks import Block, Words
from briefing.sections.context import Context


def build(context: Context) -> tuple[Block, ...]:
    """The paragraph, what is still filling up, and which sources a comparison leaves out."""
    found = context.situation
    paragraphs = (found.paragraph, found.filling) if found.filling else (found.paragraph,)
    notes = (*found.notes, f"Sources: {', '.join(found.sources) or 'none'}.")
    return (Words(paragraphs), Words(notes, quiet=True))
