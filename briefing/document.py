"""From settings to a document: its sections, built from queries and analytics, with dates in the style its readers expect."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.recent_end import RecentEnd, recent_end_of
from analytics.coverage.source_watch import last_day_watched_within
from analytics.coverage.watchkeeping import keep_watch
from analytics.describe.words import span_in_words
from briefing import dates
from briefing.blocks import Block, Document, Page, Paragraphs, Section, TextTable, with_words
from briefing.finishing import finished_block
from briefing.section_kinds import SECTIONS
from briefing.sections.context import Context
from briefing.settings import SHORT_SECTIONS, BriefingSettings
from warehouse.contract.dates import moment_in_words
from warehouse.contract.taxonomy import CATEGORY
from warehouse.disclosure import Handling, Release, closing_lines, open_release
from warehouse.reference.geography import AREAS
from warehouse.view import SnapshotView

SIMULATED: Final = "Simulated data: no real ship, crew or place is behind them."
# Windows keeps these names for devices, with any extension.
_RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def compose_document(snapshot: SnapshotView, settings: BriefingSettings, now: datetime | None = None) -> Document:
    """The document for `settings`, from nothing but what its TLP mark allows to be released. `now` defines "today" (default: the clock)."""
    with open_release(snapshot, Handling(settings.mark)) as released:
        return _compose_released(released, settings, now or datetime.now(UTC))


def finding(document: Document) -> str:
    """What the document says first, in a sentence without its full stop."""
    first = next((block for section in document.sections for block in section.blocks if isinstance(block, Page | Paragraphs)), None)
    if isinstance(first, Page):
        return first.title
    text = first.paragraphs[0] if first and first.paragraphs else f"{document.scope}, {period_in_words(document)}"
    return text.split(". ")[0].rstrip(".")


def _compose_released(released: Release, settings: BriefingSettings, now: datetime) -> Document:
    snapshot = released.snapshot
    latest = recent_end_of(released.con, now, settings.filters)
    context = _context_of(released, settings, now, latest)
    first, last = context.first, context.last
    localise: Callable[[str], str] = partial(dates.translate_days, style=settings.dates)
    built = []
    for code in settings.section_codes:
        if (section_kind := SECTIONS.get(code)) is not None:
            # Without a source that watches there is no period to describe: members' reports alone say nothing of a day without one.
            blocks = section_kind.build(context) if latest else _nothing_known(code)
            finished = [finished_block(block, context.licences) for block in blocks]
            built.append(Section(code, section_kind.title, tuple(with_words(block, localise) for block in finished)))
    simulated = "Simulated data" if snapshot.is_demo else "Data"
    as_of = f"{moment_in_words(snapshot.published_at)} UTC"
    return Document(
        settings=settings,
        period=(first, last),
        scope=_scope_in_words(context),
        stamp=localise(f"{simulated} of {as_of}"),
        as_of=localise(as_of),
        snapshot=snapshot.id,
        banner=SIMULATED if snapshot.is_demo else "",
        sections=tuple(built),
        last_page=tuple(localise(line) for line in context.closing),
        file_stem=file_stem(f"{settings.title} {first.isoformat()} to {last.isoformat()}", snapshot.is_demo),
    )


def _context_of(released: Release, settings: BriefingSettings, now: datetime, latest: RecentEnd | None) -> Context:
    """The context of a document. Days asked for after the last one that anybody watched are cut off, and said to be."""
    first, asked_last = settings.period(latest.day if latest else now.date())
    watches = keep_watch(released.con, now, AS_DESCRIBED, settings.filters.sources).watches
    watching = [watch for watch in watches if watch.watches_any(settings.filters.regions)]
    last = last_day_watched_within(watching, first, asked_last) or asked_last
    context = Context(released.con, settings, now, first, last, asked_last, latest)
    return replace(context, closing=tuple(closing_lines(released.withheld(context.filters))))


def _nothing_known(code: str) -> tuple[Block, ...]:
    sentence = "No source watches these waters day by day, so a quiet time cannot be told from one that nobody reported."
    return (Page(sentence),) if code in SHORT_SECTIONS else (Paragraphs((sentence,)),)


def period_in_words(document: Document) -> str:
    """`27 May to 25 June 2024`, in the document's own date style."""
    return dates.translate_days(span_in_words(document.period), document.settings.dates)


def kicker(document: Document) -> str:
    """Whose briefing it is and what on, in one line: for documents without a cover."""
    settings = document.settings
    return " · ".join(part for part in (settings.organisation, settings.title, document.scope, period_in_words(document)) if part)


def rest_of_table(table: TextTable, rows: tuple[tuple[str, ...], ...]) -> TextTable:
    """The table with the rows given only."""
    return replace(table, rows=rows)


def file_stem(text: str, is_demo: bool = False) -> str:
    """A file name that every system accepts: ASCII letters, digits and dashes, at most 80 of them, never a reserved name of Windows."""
    # NFKD splits é into e and an accent, so that dropping what is not ASCII leaves the letter.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80].strip("-") or "briefing"
    return f"{'simulated-' if is_demo else ''}{f'briefing-{stem}' if _RESERVED.match(stem) else stem}"


def _scope_in_words(context: Context) -> str:
    """The waters and categories that the filters select, in words."""
    filters, offered = context.settings.filters, context.choices
    regions = [offered.regions[code].title if code in offered.regions else "no position" for code in filters.regions]
    areas = [AREAS.get(code, "no position") for code in filters.areas]
    kinds = [CATEGORY[code].title.lower() for code in filters.categories]
    others = [name.replace("_", " ") for name in ("acts", "severities", "vessel_types", "vessel_statuses", "sources", "weapons", "text")
              if getattr(filters, name)]  # fmt: skip
    parts = [", ".join([*regions, *areas]) or "All waters", ", ".join(kinds), f"limited by {', '.join(others)}" if others else ""]
    return "; ".join(part for part in parts if part)
