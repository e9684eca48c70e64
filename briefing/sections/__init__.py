"""The sections of a briefing: one entry each. A section is a function from the context to blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from briefing.blocks import Block
from briefing.sections import figures, gap, kinds, maps, method, notable, risk, situation, sources, trends
from briefing.sections.context import Context


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of section: its title, what it holds, and the function that builds it."""

    title: str
    help: str
    build: Callable[[Context], tuple[Block, ...]]


SECTIONS: Final[dict[str, Kind]] = {
    "situation": Kind("Situation", "The figures in words, and what limits them.", situation.build),
    "figures": Kind("Key figures", "Now, against the same span before and the five-year mean.", figures.build),
    "map": Kind("Map", "Where incidents happened, by category.", maps.by_category),
    "severity": Kind("Severity", "Where incidents happened, by severity.", maps.by_severity),
    "kinds": Kind("Categories and regions", "Incidents by category and by sea region.", kinds.build),
    "trends": Kind("Trends", "Five years by category and region, and the year to date, with tests.", trends.build),
    "risk": Kind("Regional risk and forecast", "Levels by sea region and the next 30 days, with intervals.", risk.build),
    "notable": Kind("Notable incidents", "Those that need attention, by a rule that is shown.", notable.build),
    "gap": Kind("Reporting gap", "The share of incidents that no source reports, estimated.", gap.build),
    "sources": Kind("Data quality and sources", "What each source covers, and what is odd about its reports.", sources.build),
    "method": Kind("Method", "How incidents are counted and compared.", method.build),
}
"""In their usual order. Codes are those of `settings.SECTION_CODES`."""
