"""Codes of advisories: their kinds, and how long each kind is taken to hold where it does not say itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from warehouse.contract.codes import Code, code_list

ADVISORY_KIND: Final = code_list(
    Code("warning", "Warning", "A danger at a place or in an area, such as a navigational or security warning."),
    Code("advisory", "Advisory", "Advice to ships in some waters, or an event that its body does not count as an incident."),
    Code("notice", "Notice", "Information for ships without a danger of its own: exercises, procedures, services."),
    Code("product", "Product", "A periodical or an assessment: weekly report, threat assessment, guidance."),
)

VALIDITY_BASIS: Final = code_list(
    Code("stated", "Stated", "Its text or its fields say until when it holds, or that it holds until it is cancelled."),
    Code("assumed", "Assumed", "It does not say until when it holds: the usual time of its kind is assumed."),
)

ASSUMED_DAYS: Final[dict[str, int]] = {"warning": 14, "advisory": 30, "notice": 30, "product": 7}
"""Days from its issue, for which a kind is taken to hold where it does not say itself. A convention of this program: bodies rarely
state an end, and a reader is worse served by a list of years of advice than by one that says what is assumed."""

ADVISORY_CODE_LISTS: Final = {"advisory_kind": ADVISORY_KIND, "validity_basis": VALIDITY_BASIS}


def assumed_time(kind: str) -> timedelta:
    """How long an advisory of this kind is taken to hold where it does not say itself."""
    return timedelta(days=ASSUMED_DAYS[kind])
