"""Facts that a source states in our own codes; they override anything read from its text."""

from __future__ import annotations

from typing import Final

from data_pipeline.model import FACT_NAMES, Draft, Facts
from data_pipeline.registry import SourceDescription

STATABLE: Final = frozenset(FACT_NAMES) - {"why", "issues"}
"""What a source may state: every fact but our own reasons and warnings."""


def take_stated_facts(draft: Draft, source: SourceDescription, facts: Facts) -> None:
    """Copy `draft.facts` into `facts`; for a source whose text is not read, also its day, position and narrative.

    Raises KeyError when the adapter states something that is no fact, which is a mistake in the adapter.
    """
    if not source.read_narrative:
        _take_place_and_time(draft, source, facts)
    for name, value in draft.facts.items():
        if name not in STATABLE:
            raise KeyError(f"{source.id} states {name!r}, which is not a fact")
        setattr(facts, name, value)
    if "occurred_on" in draft.facts and "occurred_at" not in draft.facts:
        _drop_other_days_time(facts)
    if "attackers" in draft.facts and "attackers_max" not in draft.facts:
        facts.attackers_max = facts.attackers


def _drop_other_days_time(facts: Facts) -> None:
    """A stated day stands; a time that the text gives on another day is not that day's."""
    if facts.occurred_at is not None and facts.occurred_at.date() != facts.occurred_on:
        facts.occurred_at, facts.time_precision = None, "day"


def _take_place_and_time(draft: Draft, source: SourceDescription, facts: Facts) -> None:
    facts.narrative = draft.narrative
    facts.occurred_at, facts.time_precision = draft.occurred_at, draft.time_precision
    facts.occurred_on = draft.occurred_on or (draft.occurred_at.date() if draft.occurred_at else None)
    if draft.latitude is None or draft.longitude is None:
        return
    # "Null Island": programs write 0, 0 where they have no position.
    if draft.latitude == 0 and draft.longitude == 0:
        facts.position_basis = "default"
        facts.issues.append("position_default")
        return
    facts.latitude, facts.longitude, facts.position_basis = draft.latitude, draft.longitude, "stated"
    facts.position_precision_km = draft.position_precision_km or source.position_precision_km
