"""Type, name, flag and IMO number of the ship."""

from __future__ import annotations

from data_pipeline.facts.rules import Reading
from data_pipeline.model import Draft, Facts


def read_vessel(draft: Draft, facts: Facts, reading: Reading, own_letters: list[str]) -> None:
    name = draft.said.get("vessel_name")
    facts.vessel_name = name.upper() if name else None
