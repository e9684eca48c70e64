"""From settings to a document: sections built from queries and analytics, in the words and dates that its readers want."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from analytics.situation import overview
from analytics.situation.situation import anchor
from briefing import dates, sections
from briefing.blocks import Document, KeyFigure, Section, Words, with_words
from briefing.sections import figures
from briefing.sections.context import Context
from briefing.settings import Settings
from warehouse.contract.dates import moment_in_words
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import CATEGORY
from warehouse.reference.geography import AREAS
from warehouse.release.handing_out import Handling, Release, last_page, release

SIMULATED: Final = "Simulated data: no real ship, crew or place stands behind them."
_RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def compose(snapshot: Snapshot, settings: Settings, now: datetime | None = None) -> Document:
    """The document of `settings`, made of no more than its mark lets go out. `now` is the moment that "today" means."""
    with release(snapshot, Handling(settings.mark)) as released:
        return _composed(released, settings, now or datetime.now(UTC))


def key_figures(snapshot: Snapshot, settings: Settings, now: datetime) -> tuple[KeyFigure, ...]:
    """The key figures that the document of `settings` rests on, a small part of the work of `compose`; none without a report with a day."""
    with release(snapshot, Handling(settings.mark)) as released:
        _, found = anchor(released.con, now)
        if found is None:
            return ()
        first, last = settings.period(found.day)
        return figures.items(Context(released.con, settings, now, first, last).situation)


def _composed(released: Release, settings: Settings, now: datetime) -> Document:
    con, snapshot = released.con, released.snapshot
    _, found = anchor(con, now)
    first, last = settings.period(found.day if found else now.date())
    context = Context(con, settings, now, first, last)
    said: Callable[[str], str] = partial(dates.translated, language=settings.dates)
    built = []
    for code in settings.chosen:
        if (kind := sections.SECTIONS.get(code)) is not None:
            blocks = kind.build(context) if found else (Words(("The data hold no report with a day.",)),)
            built.append(Section(code, kind.title, tuple(with_words(block, said) for block in blocks)))
    simulated = "Simulated data" if snapshot.is_demo else "Data"
    as_of = f"{moment_in_words(snapshot.published_at)} UTC"
    return Document(
        settings=settings,
        period=(first, last),
        where=_where(context),
        stamp=said(f"{simulated} of {as_of}"),
        as_of=said(as_of),
        snapshot=snapshot.id,
        banner=SIMULATED if snapshot.is_demo else "",
        sections=tuple(built),
        last_page=tuple(said(line) for line in last_page(released.withheld(context.filters))),
        file_stem=file_stem(f"{settings.title} {first.isoformat()} to {last.isoformat()}", snapshot.is_demo),
    )


def span(document: Document) -> str:
    """`27 May to 25 June 2024`, in the document's dates."""
    return dates.translated(overview.period(document.period), document.settings.dates)


def file_stem(text: str, is_demo: bool = False) -> str:
    """A name for files that every system takes: ASCII letters, digits and dashes, at most 80, none of Windows' reserved names."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:80].strip("-") or "briefing"
    return f"{'simulated-' if is_demo else ''}{f'briefing-{stem}' if _RESERVED.match(stem) else stem}"


def _where(context: Context) -> str:
    """The waters and kinds that the filters leave, in words."""
    filters, offered = context.settings.filters, context.choices
    regions = [offered.regions[code].title if code in offered.regions else "no position" for code in filters.regions]
    areas = [AREAS.get(code, "no position") for code in filters.areas]
    kinds = [CATEGORY[code].title.lower() for code in filters.categories]
    others = [name.replace("_", " ") for name in ("acts", "severities", "vessel_types", "vessel_statuses", "sources", "weapons", "text")
              if getattr(filters, name)]  # fmt: skip
    parts = [", ".join([*regions, *areas]) or "All waters", ", ".join(kinds), f"limited by {', '.join(others)}" if others else ""]
    return "; ".join(part for part in parts if part)
