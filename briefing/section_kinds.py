"""The sections of a briefing, one entry each. A section is a function from the context to blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from briefing.blocks import Block
from briefing.deck import advisories, changes, credits, headline, outlook, places, sheets, unknown
from briefing.deck import incidents as deck_incidents
from briefing.sections import figures, gap, kinds, maps, method, notable, risk, situation, sources, trends
from briefing.sections.context import Context


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A kind of section: its title, what it contains, and the function that builds it."""

    title: str
    help: str
    build: Callable[[Context], tuple[Block, ...]]


SECTIONS: Final[dict[str, SectionKind]] = {
    "headline": SectionKind("Headline", "The situation in one sentence, key figures, incidents by kind.", headline.headline_section),
    "where": SectionKind("Where", "The map, and the waters with most incidents.", places.places_section),
    "changes": SectionKind("What changed", "This period against the one before, in percent.", changes.changes_section),
    "incidents": SectionKind("Gravest incidents", "Date, place, ship, what happened and how it ended.", deck_incidents.incidents_section),
    "advisories": SectionKind("Advisories", "Advice and warnings in force in the period, new ones first.", advisories.advisories_section),
    "outlook": SectionKind("Outlook", "What is expected in the 30 days after the period.", outlook.outlook_section),
    "unknown": SectionKind("What we do not know", "Unwatched days and waters, unreported incidents.", unknown.unknown_section),
    "credits": SectionKind("Sources and attributions", "Every source with its licence, and what is left out.", credits.credits_section),
    "situation": SectionKind("Situation", "The figures in words, with their limitations.", situation.situation_section),
    "figures": SectionKind("Key figures", "This period against the one before and the five-year mean.", figures.key_figures_section),
    "map": SectionKind("Map", "Where incidents happened, by category.", maps.category_map_section),
    "severity": SectionKind("Severity", "Where incidents happened, by severity.", maps.severity_map_section),
    "kinds": SectionKind("Categories and regions", "Incidents by category and by sea region.", kinds.kinds_section),
    "trends": SectionKind("Trends", "Five years by category and region, and the year to date, with tests.", trends.trends_section),
    "risk": SectionKind(
        "Regional risk and forecast", "Levels by sea region and the outlook for 30 days, with intervals.", risk.risk_section
    ),
    "notable": SectionKind("Notable incidents", "Incidents that need attention, by a published rule.", notable.notable_section),
    "gap": SectionKind("Reporting gap", "The estimated share of incidents that no source reports.", gap.gap_section),
    "sources": SectionKind(
        "Data quality and sources", "What each source covers, and the commonest warnings on its reports.", sources.sources_section
    ),
    "method": SectionKind("Method", "How incidents are counted and compared.", method.method_section),
    "captain": SectionKind("Captain's sheet", "What happens there, how, when, what to watch, whom to call.", sheets.captain_section),
    "crew": SectionKind("Crew's sheet", "One page in plain words and large type, without names of ships.", sheets.crew_section),
}
"""In default order. The codes are those of `settings.SECTION_CODES`."""
