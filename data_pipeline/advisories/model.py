"""What an adapter states of a record that is an advisory."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any

from data_pipeline.model import Draft

Ring = tuple[tuple[float, float], ...]
"""The corners of an area as longitude and latitude in degrees; the last is joined to the first."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An advisory as its source's fields state it; what they leave open is read from its text.

    `kind`: a code of `taxonomy.ADVISORY_KIND`. `updated_at`: when its body last issued it anew. `number`: its own, as `107/2026`.
    `sea_region`: the code of the waters that it is about where it names no place.
    """

    kind: str
    title: str
    issued_at: datetime
    updated_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    area: Ring | None = None
    radius_nm: float | None = None
    number: str | None = None
    sea_region: str | None = None

    def stated(self) -> dict[str, Any]:
        """What is stated, by name, but for when it was last issued: some feeds say so of the same text with every answer."""
        names = (field.name for field in fields(self) if field.name != "updated_at")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def mark_as_advisory(draft: Draft, notice: Notice) -> Draft:
    """The draft as that of an advisory. Where its record has stood for an incident, that one is withdrawn."""
    draft.notice = notice
    draft.facts["withdrawn"] = True
    return draft


def moment_of(day: date, moment: datetime | None) -> datetime:
    """The moment, or the beginning of the day in UTC where no time is known."""
    return moment or datetime.combine(day, time(), UTC)
