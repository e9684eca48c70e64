"""Facts that a source states in our own codes; they win over anything read from text."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from data_pipeline.model import Draft, Facts
from data_pipeline.registry import Source

COLUMNS: Final = frozenset(column.name for column in fields(Facts)) - {"why", "issues"}


def take_stated(draft: Draft, source: Source, facts: Facts) -> None:
    """Copy `draft.facts` into `facts`, and for sources without text reading also day, position and narrative."""
    if not source.read_narrative:
        _take_place_and_time(draft, source, facts)
    for column, value in draft.facts.items():
        if column not in COLUMNS:
            raise KeyError(f"{source.id} states {column!r}, which is no fact")
        setattr(facts, column, value)
    if "attackers" in draft.facts and "attackers_max" not in draft.facts:
        facts.attackers_max = facts.attackers


def _take_place_and_time(draft: Draft, source: Source, facts: Facts) -> None:
    facts.narrative = draft.narrative
    facts.occurred_at, facts.time_precision = draft.occurred_at, draft.time_precision
    facts.occurred_on = draft.occurred_on or (draft.occurred_at.date() if draft.occurred_at else None)
    if draft.latitude is None or draft.longitude is None:
        return
    if draft.latitude == 0 and draft.longitude == 0:
        facts.position_basis = "default"
        facts.issues.append("position_default")
        return
    facts.latitude, facts.longitude, facts.position_basis = draft.latitude, draft.longitude, "stated"
    facts.position_precision_km = draft.position_precision_km or source.position_precision_km
