"""The weekly summary: seven days in the sentences of briefings, as a document for the page, the PDF and the mail.

`members.weekly` mails it and pages show it; both may add what this room does not know, such as coming events, as a section of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from analytics.coverage.equal.spans import days_before, last_days
from briefing.blocks import Document, Page, Section, TextTable
from briefing.deck.advisories import held_between
from briefing.document import compose_document, finding
from briefing.lettering import clean_text
from briefing.settings import BriefingSettings
from warehouse.contract.taxonomy import MARKS, TLP_CODE
from warehouse.filters import Filters
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.queries.situation.spans import marks_between
from warehouse.view import SnapshotView

TITLE: Final = "Weekly summary"
DAYS: Final = 7
_EVENTS_BEFORE: Final = "credits"


def compose_week(seen: SnapshotView, last: date, now: datetime, least_mark: str = MARKS[0]) -> Document:
    """The summary of the seven days up to `last`, as a view shows them, under the strictest TLP mark among what is in it.

    `least_mark`: that of what will be added to it. Raises SnapshotError.
    """
    first, _ = last_days(last, DAYS)
    filters = Filters(date_from=first, date_to=last)
    mark = max(_mark_of(seen, last), least_mark, key=MARKS.index)
    return compose_document(seen, BriefingSettings(TITLE, audience="summary", mark=mark, filters=filters), now)


def with_events(document: Document, lines: tuple[str, ...]) -> Document:
    """The summary with coming events, one line each, before the sources; unchanged where there are none."""
    if not lines:
        return document
    title = "1 event is coming in the next two weeks" if len(lines) == 1 else f"{len(lines)} events are coming in the next two weeks"
    section = Section("events", "Coming events", (Page(title, lines),))
    at = next(place for place, each in enumerate(document.sections) if each.code == _EVENTS_BEFORE)
    return replace(document, sections=(*document.sections[:at], section, *document.sections[at:]))


def subject_of(document: Document) -> str:
    """`[TLP:CLEAR] Weekly summary: Worldwide: 12 incidents from 10 June to 16 June 2024 …`, on one line."""
    simulated = "[SIMULATED DATA] " if document.banner else ""
    return f"[{TLP_CODE[document.settings.mark].title}] {simulated}{TITLE}: {finding(document)}"


def in_text(document: Document) -> str:
    """The summary as plain text: of every page its finding, points and table; and at the end what is withheld and who must be credited."""
    parts = [document.banner] if document.banner else []
    parts += [_section_in_text(section) for section in document.sections if section.code != _EVENTS_BEFORE]
    parts.append("\n".join((f"{document.stamp}.", *document.last_page)))
    return "\n\n".join(parts) + "\n"


def _section_in_text(section: Section) -> str:
    return "\n".join([section.title.upper(), *(line for page in section.blocks if isinstance(page, Page) for line in _lines_of(page))])


def _lines_of(page: Page) -> Iterator[str]:
    yield f"{clean_text(page.title)}."
    yield from (f"- {clean_text(point)}" for point in page.points)
    if page.table is not None:
        yield from (_row_in_text(page.table, row) for row in page.table.rows)
    yield from (clean_text(note) for note in page.notes)


def _row_in_text(table: TextTable, row: tuple[str, ...]) -> str:
    """`- 12 January 2024: Somali Basin; hijacked`; where the rows have names, `- Gulf of Aden: before 1; now 3; change up; clear? no`."""
    first, *cells = map(clean_text, row)
    if table.columns[0].title == "":
        cells = [f"{column.title} {cell}".lower() for column, cell in zip(table.columns[1:], cells, strict=True)]
    others = "; ".join(cell for cell in cells if cell)
    return f"- {first}: {others}" if others else f"- {first}"


def _mark_of(seen: SnapshotView, last: date) -> str:
    """The strictest TLP mark among the incidents of the week and of the one that it is compared with, and the advisories."""
    first, _ = last_days(last, DAYS)
    con = seen.connect()
    try:
        advisories = held_between(all_advisories(con), first, last)
        marks = {*marks_between(con, days_before((first, last))[0], last), *(advisory.tlp for advisory in advisories)}
    finally:
        con.close()
    return max(marks, key=MARKS.index, default=MARKS[0])
