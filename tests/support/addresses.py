"""Addresses of pages: the parameters that each page reads, and an address taken apart."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

from pages.board_briefing import state as briefing_state
from pages.compare import state as compare_state
from pages.incident_map import state as map_state
from pages.link_review import state as review_state
from pages.overview import watched_regions
from pages.regional_risk import state as risk_state
from pages.reporting_gap import filters as gap_filters
from pages.shell.address import Address
from pages.trends import state as trends_state

ADDRESSES: Final[dict[str, Address[Any]]] = {
    "overview": watched_regions.ADDRESS,
    "incident_map": map_state.ADDRESS,
    "trends": trends_state.ADDRESS,
    "compare": compare_state.ADDRESS,
    "regional_risk": risk_state.ADDRESS,
    "reporting_gap": gap_filters.ADDRESS,
    "board_briefing": briefing_state.ADDRESS,
    "link_review": review_state.ADDRESS,
}
"""What the pages by sea region read and write, by the page's name."""


def script_and_parameters(address: str) -> tuple[str, dict[str, list[str]]]:
    """The page's script and the parameters of an address such as `trends?from=2020-01-01`; without a name, those of the overview."""
    page, _, query = address.partition("?")
    return f"pages/{page or 'overview'}/page.py", parse_qs(query, keep_blank_values=True)
