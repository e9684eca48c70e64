"""News: what a watch rule can ask to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from warehouse.contract.taxonomy import SEVERITY

NEW: Final = "new"
SEVERER: Final = "severer"
CONFIRMED: Final = "confirmed"
ADVISORY: Final = "advisory"
SILENT: Final = "silent"
POST: Final = "post"

KINDS: Final[dict[str, str]] = {
    NEW: "New incident",
    SEVERER: "Incident judged more severe",
    CONFIRMED: "Incident confirmed",
    ADVISORY: "New advisory",
    SILENT: "A source has gone silent",
    POST: "Post about it",
}
"""The kinds of news, in the order in which pages show them."""

ABOUT_INCIDENTS: Final = frozenset({NEW, SEVERER, CONFIRMED})

RECENT: Final = timedelta(days=90)
"""Incidents and advisories older than this are no news: archives arrive with decades of them at once."""

_FROM_LEAST: Final = (0, 4, 3, 2, 1)
EVERYWHERE: Final = "*"
"""In place of regions: all waters."""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news. `news_id` is the same whenever and for whomever it is found; `subject`: the id of what it is about,
    or of the post.

    `severity_before`: of an incident, what it was judged before. `radius_nm` and `area` (GeoJSON) are an advisory's. A post has
    the facts of what it is about.
    """

    news_id: str
    kind: str
    subject: str
    regions: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    radius_nm: float | None = None
    area: str | None = None
    category: str | None = None
    act: str | None = None
    severity: int | None = None
    severity_before: int | None = None

    @property
    def is_severe(self) -> bool:
        """Whether it is that an incident is of ReCAAP's CAT 1 or 2; not that somebody talks about it."""
        return self.kind != POST and self.severity in (1, 2)

    @property
    def is_about_incident(self) -> bool:
        """Whether it is about an incident; of posts, those alone that are about one have a category."""
        return self.kind in ABOUT_INCIDENTS or self.category is not None

    @property
    def is_at_position(self) -> bool:
        """Whether it is where its position is and nowhere else, as incidents and ports are."""
        return self.is_about_incident or (self.kind == POST and self.latitude is not None and self.radius_nm is None and self.area is None)


def severity_rank(severity: int | None) -> int:
    """0 for an incident that has not been judged or an attempt, up to 4 for CAT 1."""
    return 0 if severity is None else _FROM_LEAST.index(severity)


assert set(_FROM_LEAST) == set(SEVERITY)
