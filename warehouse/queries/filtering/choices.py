"""The choices that filters offer in a snapshot, and the number of incidents that each would leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.filters import LISTS, NOT_STATED, Filters, narrower_vessel_types
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.run import run_query
from warehouse.queries.sources.sources import SourceRow, all_sources
from warehouse.reference.geography import AREAS, MapPreset

Facets = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """A sea region, and the view in which a map shows it."""

    code: str
    title: str
    area: str
    view: MapPreset


@dataclass(frozen=True, slots=True)
class Choices:
    """The sea regions by code, in the order of their titles, and the sources that have reports, by id."""

    regions: dict[str, RegionChoice]
    sources: dict[str, SourceRow]

    @property
    def known(self) -> dict[str, list[str]]:
        """The codes that `Filters.from_query` needs."""
        return {"regions": list(self.regions), "areas": list(AREAS), "sources": list(self.sources)}


def filter_choices(con: duckdb.DuckDBPyConnection) -> Choices:
    """The sea regions and sources of the snapshot."""
    regions = [_region_choice(row) for row in run_query(con, "region_choices").to_pylist()]
    return Choices({region.code: region for region in regions}, {source.source: source for source in all_sources(con) if source.reports})


def facet_counts(con: duckdb.DuckDBPyConnection, filters: Filters) -> Facets:
    """For every list of `Filters`, the number of incidents by code that choosing it would add, under the other filters.

    A broad vessel type includes its narrower ones, as in the filter.
    """
    counts: Facets = {name: {} for name in LISTS}
    for row in run_filtered(con, "facets", filters).to_pylist():
        counts[row["facet"]][row["code"]] = row["incidents"]
    # A list that is set would count only its own choices, so it is counted again without itself.
    for name in LISTS:
        if getattr(filters, name):
            sql = "facet_of_list" if name in ("sources", "weapons") else "facet_of_code"
            rows = run_filtered(con, sql, filters.without(name), {"facet": name}).to_pylist()
            counts[name] = {row["code"] or NOT_STATED: row["incidents"] for row in rows}
    # The SQL counts each type as stated; a broad type is chosen together with its narrower ones.
    exact = counts["vessel_types"]
    wide = {code: sum(exact.get(narrow, 0) for narrow in narrower_vessel_types(code)) for code in CODE_LISTS["vessel_type"]}
    counts["vessel_types"] = {code: count for code, count in (exact | wide).items() if count}
    return counts


def _region_choice(row: dict[str, Any]) -> RegionChoice:
    return RegionChoice(row["sea_region"], row["title"], row["area"], MapPreset(row["longitude"], row["latitude"], row["zoom"]))
