"""What filters can be set to in one snapshot, and how many incidents each choice would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import LISTS, NOT_STATED, Filters, narrower_vessel_types
from warehouse.queries.filtering.filtered import filtered
from warehouse.queries.run import run
from warehouse.queries.sources.sources import Source, sources
from warehouse.reference.geography import AREAS, View

Facets = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Region:
    """A sea region and where a map shows it."""

    code: str
    title: str
    area: str
    view: View


@dataclass(frozen=True, slots=True)
class Choices:
    """The sea regions by code, in the order of their titles, and the sources that have reports, by id."""

    regions: dict[str, Region]
    sources: dict[str, Source]

    @property
    def known(self) -> dict[str, list[str]]:
        """The codes that `Filters.from_query` needs."""
        return {"regions": list(self.regions), "areas": list(AREAS), "sources": list(self.sources)}


def choices(con: duckdb.DuckDBPyConnection) -> Choices:
    """The sea regions and sources of the snapshot."""
    regions = [_region(row) for row in run(con, "region_choices").to_pylist()]
    return Choices({region.code: region for region in regions}, {source.source: source for source in sources(con) if source.reports})


def facets(con: duckdb.DuckDBPyConnection, filters: Filters) -> Facets:
    """For every list of `Filters`: code to the number of incidents that choosing it would add, under the other filters.

    A wider vessel type counts its narrower ones too, as the filter does.
    """
    found: Facets = {name: {} for name in LISTS}
    for row in filtered(con, "facets", filters).to_pylist():
        found[row["facet"]][row["code"]] = row["incidents"]
    for name in LISTS:
        if getattr(filters, name):
            sql = "facet_of_list" if name in ("sources", "weapons") else "facet_of_code"
            rows = filtered(con, sql, filters.without(name), {"facet": name}).to_pylist()
            found[name] = {row["code"] or NOT_STATED: row["incidents"] for row in rows}
    exact = found["vessel_types"]
    wide = {code: sum(exact.get(narrow, 0) for narrow in narrower_vessel_types(code)) for code in CODE_LISTS["vessel_type"]}
    found["vessel_types"] = {code: count for code, count in (exact | wide).items() if count}
    return found


def _region(row: dict[str, Any]) -> Region:
    return Region(row["sea_region"], row["title"], row["area"], View(row["longitude"], row["latitude"], row["zoom"]))
