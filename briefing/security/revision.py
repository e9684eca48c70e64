"""What differs from the assessment that was signed: for whoever must decide again, and for the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.voyage.kept.since import Difference, Figures, since_in_words
from briefing.blocks import Block, Paragraphs, TableColumn, TextTable
from warehouse.contract.dates import moment_in_words


@dataclass(frozen=True, slots=True)
class Revision:
    """The signature, what was found then and now, and what differs. `is_wider`: this reader may read more than the signer could."""

    officer: str
    decision: str
    signed_at: datetime
    before: Figures
    after: Figures
    found: tuple[Difference, ...]
    is_wider: bool = False


WIDER = "You may read more than the signer could: part of what is new may have been there, and withheld from the signer."


def revision_in_words(revision: Revision) -> tuple[str, ...]:
    """Who signed what when, and what has changed since."""
    signed = f"{revision.officer} signed on {moment_in_words(revision.signed_at)} UTC: {revision.decision}."
    return (signed, since_in_words(revision.before, revision.after, revision.found), *([WIDER] if revision.is_wider else []))


def revision_blocks(revision: Revision) -> tuple[Block, ...]:
    """The words, every difference, and the figures side by side."""
    differ = TextTable(
        "differences",
        "What differs",
        (TableColumn("Kind", 0.16), TableColumn("What differs", 0.84)),
        tuple((one.kind, one.text) for one in revision.found),
        empty="Nothing that is compared differs.",
    )
    return (Paragraphs(revision_in_words(revision)), differ, _side_by_side(revision.before, revision.after))


def _side_by_side(before: Figures, after: Figures) -> TextTable:
    columns = (TableColumn("Figure", 0.4), TableColumn("As signed", 0.3), TableColumn("Now", 0.3))
    rows = (
        ("Incident on the way, to any ship", before.likely, after.likely),
        ("Worst known leg", before.worst, after.worst),
        ("Hours unknown, of all", _unknown(before), _unknown(after)),
        ("Recorded along the route in 12 months", f"{before.recorded:,}", f"{after.recorded:,}"),
        ("Advisories on the way", f"{len(before.advisories):,}", f"{len(after.advisories):,}"),
        ("Data of, UTC", moment_in_words(before.published_at), moment_in_words(after.published_at)),
    )
    return TextTable("figures_then_and_now", "Figures as signed and now", columns, rows)


def _unknown(figures: Figures) -> str:
    return f"{figures.unknown_hours:,} of {figures.hours:,}"
