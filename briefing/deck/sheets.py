"""The captain's and the crew's sheets: what happens in these waters, how, when, what to watch, whom to call. No statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from analytics.describe.words import join_words
from briefing import dates
from briefing.blocks import Block, Exhibit, Page, TableColumn, TextTable
from briefing.credits import credited_titles, sources_note
from briefing.deck import habits, happenings
from briefing.deck.gravest import gravest_incidents
from briefing.deck.headline import watch_notes
from briefing.deck.reporting_centres import centres_for
from briefing.deck.words import span_phrase, watched_in_words
from briefing.sections.context import Context
from briefing.sections.maps import incident_map

COLUMNS: Final = (
    TableColumn("Severity", 0.14),
    TableColumn("Date", 0.17),
    TableColumn("Place and ship", 0.24),
    TableColumn("What happened", 0.25),
    TableColumn("Outcome", 0.2),
)
IN_CREWS_SHEET: Final = 3
CHECK_NUMBERS: Final = "Check these numbers before sailing, and keep them at the bridge."
FIRST_CALLS: Final = "Alarm: SSAS, then VHF 16, the coastal state, your company's security officer and the flag state."
FOR_THE_CREW: Final = (
    "What you do: Keep a sharp lookout. Lock doors and hatches. Report every small boat to the bridge at once. "
    "When the alarm sounds, go to the safe place. Do not fight and do not resist.",
    "Who to call: The bridge, at once. The master calls for help.",
)


def captain_section(context: Context) -> tuple[Block, ...]:
    """Two pages: the waters, then the gravest incidents, most severe first, with whom to call."""
    picture = incident_map(context, "category")
    exhibit = None if picture.is_empty else Exhibit(replace(picture, footnotes=()), context.situation.sources)
    calls = tuple(f"{centre.title}: {centre.telephone}, {centre.mail}." for centre in centres_for(context.settings.filters.regions))
    table = _incident_table(context)
    return (
        Page(_title(context), _leads(context), exhibit=exhibit, notes=watch_notes(context), has_leads=True),
        Page(
            "Whom to call, and the gravest incidents" if table else "Whom to call",
            (FIRST_CALLS, *calls, CHECK_NUMBERS),
            table=table,
            notes=(*context.closing,),
            has_leads=True,
        ),
    )


def crew_section(context: Context) -> tuple[Block, ...]:
    """One page in plain words, without names of ships."""
    titles = context.situation.region_titles
    recent = [
        f"{dates.format_day(row['occurred_on'], context.settings.dates)}, {_in_sentence(happenings.where(row, titles))}: "
        f"{happenings.ship_type(row).lower()}. {happenings.what_happened(row)}. {happenings.outcome(row)}."
        for row in (notable.incident for notable in gravest_incidents(context, IN_CREWS_SHEET))
    ]
    credits = sources_note(credited_titles(context.situation.sources, context.licences))
    points = (*_leads(context), *FOR_THE_CREW, *recent)
    return (Page(_title(context), points, notes=(*watch_notes(context), *credits, *context.closing), has_leads=True),)


def _title(context: Context) -> str:
    kinds = habits.usual_kinds(context.rows)[:1]
    waters = context.waters
    if not kinds:
        return f"{waters}: no incident known {span_phrase(context)}, {watched_in_words(context)}; that does not make it safe"
    return f"{waters}: {join_words([habits.WHAT_HAPPENS[kind] for kind in kinds])}"


def _in_sentence(place: str) -> str:
    return f"off {place.removeprefix('Off ')}" if place.startswith("Off ") else place


def _leads(context: Context) -> tuple[str, ...]:
    rows = context.rows
    if not rows:
        return ("What happens: Nothing is known for these days. Keep the usual watch.",)
    named = {
        "What happens": habits.what_happens(rows),
        "How they come": habits.how_they_come(rows),
        "When": habits.when_they_come(rows),
        "What to watch": habits.what_to_watch(rows),
    }
    return tuple(f"{lead}: {text}" for lead, text in named.items() if text)


def _incident_table(context: Context) -> TextTable | None:
    listed = sorted(
        gravest_incidents(context, context.settings.audience_profile.notable),
        # Most severe first: severities run from 1 down, and incidents without one keep the order of their gravity.
        key=lambda notable: notable.incident["severity"] if notable.incident["severity"] in (1, 2, 3, 4) else 1,
    )
    if not listed:
        return None
    titles = context.situation.region_titles
    rows = tuple(
        (
            happenings.severity_text(row),
            dates.format_day(row["occurred_on"], context.settings.dates),
            f"{happenings.where(row, titles)}; {happenings.ship_type(row).lower()}",
            happenings.what_happened(row),
            happenings.outcome(row),
        )
        for row in (notable.incident for notable in listed)
    )
    return TextTable("sheet_incidents", "The gravest incidents", COLUMNS, rows)
