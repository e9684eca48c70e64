"""The gravest incidents, each in a few neutral words: date, place, type of ship, what happened, how it ended."""

from __future__ import annotations

from collections import Counter
from typing import Final

from analytics.describe.words import join_words
from briefing import dates
from briefing.blocks import Block, Page, TableColumn, TextTable
from briefing.credits import credited_titles, sources_note
from briefing.deck import happenings
from briefing.deck.gravest import gravest_incidents
from briefing.deck.words import capital, incidents_in_words, span_phrase, watched_in_words
from briefing.sections.context import Context

COLUMNS: Final = (
    TableColumn("Date", 0.16),
    TableColumn("Place", 0.21),
    TableColumn("Ship", 0.15),
    TableColumn("What happened", 0.26),
    TableColumn("Outcome", 0.22),
)
RULE: Final = (
    "Chosen by rule: crew killed or missing first; then by severity, harm to crew and ships hit, seized or hijacked; "
    "varied by act. Written from the facts reported."
)
_VERBS: Final = {
    "struck": "hit",
    "seized": "seized",
    "hijacked": "hijacked",
    "kidnapping": "boarded for kidnapping",
    "fired_upon": "fired upon",
}
_GRAVE: Final = {"killed": "killed", "kidnapped": "kidnapped", "hostage": "held"}


def incidents_section(context: Context) -> tuple[Block, ...]:
    """One page."""
    listed = gravest_incidents(context, context.settings.audience_profile.notable)
    if not listed:
        span = span_phrase(context)
        known = len(context.rows)
        grave = f"Not one of {incidents_in_words(known)} was grave {span}" if known > 1 else f"The one incident known was not grave {span}"
        return (Page(grave if known else f"No incident is known {span}, {watched_in_words(context)}", notes=(RULE,)),)
    titles = context.situation.region_titles
    rows = tuple(
        (
            dates.format_day(row["occurred_on"], context.settings.dates),
            happenings.where(row, titles),
            happenings.ship_type(row),
            happenings.what_happened(row),
            happenings.outcome(row),
        )
        for row in (notable.incident for notable in listed)
    )
    used = sorted({source for notable in listed for source in notable.incident["sources"]})
    credits = sources_note(credited_titles([context.source_titles.get(source, source) for source in used], context.licences))
    table = TextTable("deck_incidents", f"The gravest {len(listed)} of {incidents_in_words(len(context.rows))}", COLUMNS, rows)
    return (Page(_title(context), table=table, notes=(*credits, RULE)),)


def _title(context: Context) -> str:
    """`Ships were hit in 29 incidents and seized in 2; crew were killed in 5 …`."""
    acts = Counter(row["act"] for row in context.rows if row["act"] in _VERBS)
    named = [(acts[act], verb) for act, verb in _VERBS.items() if acts[act]][:2]
    ships = [
        f"{verb} in {number:,}" if place else f"Ships were {verb} in {incidents_in_words(number)}"
        for place, (number, verb) in enumerate(named)
    ]
    harmed = Counter(code for row in context.rows for code in happenings.items_of(row["crew_harm"]) if code in _GRAVE)
    crew = [f"crew were {verb} in {harmed[code]:,}" for code, verb in _GRAVE.items() if harmed[code]][:1]
    words = "; ".join([*([join_words(ships)] if ships else []), *crew]) or "the gravest were of severity 1 or 2"
    return f"{capital(span_phrase(context))}, {words[:1].lower()}{words[1:]}"
