"""An export's description of itself: contents, filters, date of the data, attribution, and what was withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from warehouse.areas.words import area_in_words
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.disclosure import Withheld
from warehouse.filters import LISTS, NOT_STATED, Filters
from warehouse.reference.geography import AREAS
from warehouse.view import SnapshotView

_TITLES: Final[dict[str, str]] = {
    "regions": "Sea region",
    "areas": "Area",
    "categories": "Category",
    "acts": "Act",
    "severities": "Severity",
    "vessel_types": "Vessel type",
    "vessel_statuses": "Vessel status",
    "sources": "Source",
    "weapons": "Weapons",
}
# The code list that holds the titles of a filter's values; regions, areas and sources have titles of their own.
_CODES: Final[dict[str, str]] = {
    "categories": "category",
    "acts": "act",
    "severities": "severity",
    "vessel_types": "vessel_type",
    "vessel_statuses": "vessel_status",
    "weapons": "weapon",
}


@dataclass(frozen=True, slots=True)
class About:
    """An export's description of itself. `filters` are (name, words); empty means no filter."""

    title: str
    as_of: str
    snapshot: str
    simulated: bool
    filters: tuple[tuple[str, str], ...]
    mark: str
    withheld: tuple[str, ...]
    attributions: tuple[str, ...]

    def lines(self) -> list[tuple[str, str]]:
        """(Name, words) line by line, as printed on a first sheet, a last page or in a file's metadata."""
        filters = self.filters or (("Filter", "none: everything"),)
        lines = [("Contents", self.title), ("As of", self.as_of), ("Snapshot", self.snapshot), ("Marking", self.mark), *filters]
        if self.simulated:
            lines.insert(0, ("SIMULATED", "Invented incidents: nothing in this file ever happened."))
        lines += [("Release", sentence) for sentence in self.withheld]
        return [*lines, *(("Attribution", line) for line in self.attributions)]


def describe_export(
    title: str, snapshot: SnapshotView, filters: Filters, withheld: Withheld, regions: Mapping[str, str], sources: Mapping[str, str]
) -> About:
    """The description of an export of `snapshot` under `filters`; `regions` and `sources` are titles by code."""
    return About(
        title,
        f"{moment_in_words(snapshot.published_at)} UTC",
        snapshot.id,
        snapshot.is_demo,
        tuple(filter_words(filters, regions, sources)),
        withheld.handling.title,
        withheld.sentences(),
        withheld.attributions,
    )


def filter_words(filters: Filters, regions: Mapping[str, str], sources: Mapping[str, str]) -> list[tuple[str, str]]:
    """The filters that are set, as (name, words): `("Sea region", "Singapore Strait, Gulf of Guinea")`."""
    entries = [(name, day_in_words(day)) for name, day in (("From", filters.date_from), ("To", filters.date_to)) if day]
    titles: dict[str, Mapping[str, str]] = {"regions": regions, "sources": sources, "areas": AREAS}
    for name in LISTS:
        if codes := getattr(filters, name):
            code_titles = titles[name] if name in titles else {code: entry.title for code, entry in CODE_LISTS[_CODES[name]].items()}
            words = ("not stated" if code == NOT_STATED else code_titles.get(code, code) for code in codes)
            entries.append((_TITLES[name], ", ".join(words)))
    entries += [("Within", area_in_words(filters.within).removeprefix("within "))] if filters.within else []
    return [*entries, *([("Text", filters.text)] if filters.text else [])]
