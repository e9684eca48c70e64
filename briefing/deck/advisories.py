"""Advisories that held in the period, told apart from every count: the finding, and one line for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final

from analytics.advisories.standing import STANDING, standing_at
from analytics.advisories.words import regions_of, short_validity
from briefing.blocks import Block, Page
from briefing.credits import credited_titles, sources_note
from briefing.deck.words import capital
from briefing.lettering import clean_text
from briefing.sections.context import Context
from warehouse.queries.advisories.advisories import Advisory, all_advisories

MOST: Final = 8
NOT_COUNTED: Final = "Advisories are advice and warnings of reporting bodies. They are not incidents and are never counted as such."


def advisories_section(context: Context) -> tuple[Block, ...]:
    """One page: those issued in the period first, warnings before others, then the latest."""
    end = end_of(context.asked_last)
    held = [each for each in held_between(all_advisories(context.con), context.first, context.asked_last) if _is_about(context, each)]
    if not held:
        return (Page("No advisory that reached us was in force", notes=(NOT_COUNTED,)),)
    new = [advisory for advisory in held if _is_new(context, advisory)]
    ordered = sorted(held, key=lambda advisory: (not _is_new(context, advisory), advisory.kind != "warning"))
    points = [_line(context, advisory, end) for advisory in ordered[:MOST]]
    rest = (f"{len(held) - MOST:,} more are on the page Advisories.",) if len(held) > MOST else ()
    credits = sources_note(credited_titles(sorted({advisory.source_title for advisory in ordered[:MOST]}), context.licences))
    return (Page(_title(len(held), len(new)), (*points, *rest), notes=(NOT_COUNTED, *credits), has_leads=True),)


def held_between(advisories: Iterable[Advisory], first: date, last: date) -> list[Advisory]:
    """Those that had been issued by the end of `last`, and held or were to hold on `first` or later."""
    return [
        advisory
        for advisory in advisories
        if not advisory.withdrawn
        and advisory.issued_at <= end_of(last)
        and (advisory.holds_until is None or advisory.holds_until.date() >= first)
    ]


def end_of(day: date) -> datetime:
    """The last moment of a day, UTC."""
    return datetime.combine(day, time.max, UTC)


def _is_about(context: Context, advisory: Advisory) -> bool:
    regions = context.settings.filters.regions
    return not regions or bool(set(regions) & set(advisory.sea_regions))


def _is_new(context: Context, advisory: Advisory) -> bool:
    return advisory.issued_at.date() >= context.first


def _title(number: int, new: int) -> str:
    if number == 1:
        return f"1 {'new' if new else 'earlier'} advisory was in force"
    return f"{number:,} advisories were in force, {f'{new:,}' if new else 'none'} of them new"


def _line(context: Context, advisory: Advisory, end: datetime) -> str:
    """`New, Gulf of Aden: title (until 5 September; UKMTO)`; what stands before the colon is its lead."""
    waters = regions_of(advisory, context.situation.region_titles)
    lead = f"New, {waters}" if _is_new(context, advisory) else waters
    state = standing_at(advisory, end)
    validity = short_validity(advisory) if state in ("in_force", "to_come") else STANDING[state].title.lower()
    return f"{capital(lead)}: {clean_text(advisory.title)} ({validity}; {advisory.source_title})"
