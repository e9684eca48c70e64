"""Where reports lie: geography in bulk, and what a report's own words make of its position."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_pipeline import geography
from data_pipeline.facts.text.sentences import normalise_letters
from data_pipeline.facts.vessel.phrases import country_phrases
from data_pipeline.registry import SourceDescription
from warehouse.reference.geography import sea_regions

_INLAND_KM: Final = 10.0
"""Further inland than this, or than its own precision, a position is flagged: ports and rivers lie within it."""
_OTHER_CONTINENT_KM: Final = 3_500.0
"""From the shores of the country that the place names; pirates off Somalia have struck 3,000 km away."""
_AT_COUNTRY_KM: Final = 100.0
"""Within this of that country a mended position must lie."""
_SQUARE_KM: Final = 55.0
"""Precision from which a position of a source that cuts degrees off is a square of one degree."""
_BOTH_STRAITS: Final = re.compile(r"straits? of \w+ (?:and|&) (?:the straits? of )?\w+")

_Reals = NDArray[np.float64]


def add_geography(table: pa.Table, source: SourceDescription, issues_type: pa.DataType) -> pa.Table:
    """Add sea region, area, country, distances and waters; flag what lies inland, in no region or far from the place it names."""
    latitude, longitude, precision = (_reals(table, name) for name in ("latitude", "longitude", "position_precision_km"))
    basis, issues = table["position_basis"].to_pylist(), table["issues"].to_pylist()
    _compare_with_places(table["place"].to_pylist(), latitude, longitude, basis, issues)
    precision[np.isnan(latitude)] = np.nan
    located = geography.locate_positions(latitude, longitude)
    if source.cuts_degrees:
        texts = [" ".join(filter(None, pair)) for pair in zip(table["place"].to_pylist(), table["narrative"].to_pylist(), strict=True)]
        _settle_squares(located, latitude, longitude, precision, texts, issues)
    in_port = np.asarray(table["in_port"].to_numpy(zero_copy_only=False), dtype=bool)
    has_position = ~np.isnan(latitude)
    inland = has_position & (np.nan_to_num(located.on_land_km) > np.maximum(_INLAND_KM, np.nan_to_num(precision)))
    outside_regions = has_position & np.array([region is None for region in located.sea_region])
    for row in np.flatnonzero(inland):
        issues[row].append("on_land")
    for row in np.flatnonzero(outside_regions):
        if "sea_region_open" not in issues[row]:
            issues[row].append("no_sea_region")
    changed = {
        "latitude": _nan_as_null(latitude),
        "longitude": _nan_as_null(longitude),
        "position_precision_km": _nan_as_null(precision),
        "position_basis": pa.array(basis, pa.string()),
        "issues": pa.array(issues, issues_type),
    }
    for name, values in changed.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    added: dict[str, Any] = {
        "sea_region": located.sea_region,
        "area": located.area,
        "country": located.country,
        "shore_km": _nan_as_null(located.shore_km),
        "on_land_km": _nan_as_null(located.on_land_km),
        "waters": geography.classify_waters(located.shore_km, located.on_land_km, in_port),
    }
    for name, values in added.items():
        table = table.append_column(name, values if isinstance(values, pa.Array) else pa.array(list(values), pa.string()))
    return table


def country_of_place(place: str | None) -> str | None:
    """ISO code of the country with which a place ends: "Cirebon Roads, Indonesia", "Indonesia"; None where it names none."""
    if not place:
        return None
    return _country_named(re.split(r"[,;(]", place[-80:])[-1].strip(" .)"))


@cache
def _country_named(words: str) -> str | None:
    words = normalise_letters(words)
    match = next(iter(country_phrases().find(words)), None)
    return match.value if match is not None and (match.start, match.end) == (0, len(words)) else None


def _compare_with_places(places: list[str | None], latitude: _Reals, longitude: _Reals, basis: list[str], issues: list[list[str]]) -> None:
    """Mend stated positions on another continent than their place's country where a sign or the order explains it; drop the others."""
    for row, place in enumerate(places):
        if basis[row] != "stated" or np.isnan(latitude[row]) or (country := country_of_place(place)) is None:
            continue
        north, east = float(latitude[row]), float(longitude[row])
        if not geography.distance_to_country_km(country, north, east) > _OTHER_CONTINENT_KM:
            continue
        issues[row].append("position_far_from_place")
        meant = [(north, -east), (-north, east), (-north, -east), *([(east, north)] if abs(east) <= 90 else [])]
        distance, mended = min((geography.distance_to_country_km(country, *position), position) for position in meant)
        if distance <= _AT_COUNTRY_KM:
            latitude[row], longitude[row] = mended
            issues[row].append("position_mended")
        else:
            latitude[row] = longitude[row] = np.nan
            basis[row] = "none"


def _settle_squares(
    located: geography.LocatedPositions, latitude: _Reals, longitude: _Reals, precision: _Reals, texts: list[str], issues: list[list[str]]
) -> None:
    """Where a square of one degree lies in several sea regions: the one that the words name, else none."""
    for row in np.flatnonzero(np.nan_to_num(precision) >= _SQUARE_KM):
        regions = geography.regions_in_square(float(latitude[row]), float(longitude[row]))
        if len(regions) < 2:
            region = next(iter(regions), located.sea_region[row])
        else:
            named = regions_named(texts[row]) & regions
            region = next(iter(named)) if len(named) == 1 else None
            if region is None:
                issues[row].append("sea_region_open")
        located.sea_region[row] = region
        located.area[row] = sea_regions()[region].area if region else None


def regions_named(text: str) -> set[str]:
    """Codes of the sea regions that a text names; two straits in one phrase name neither."""
    plain = _BOTH_STRAITS.sub(" ", text.casefold())
    return {code for code, pattern in _region_patterns().items() if pattern.search(plain)}


@cache
def _region_patterns() -> dict[str, re.Pattern[str]]:
    patterns = {}
    for code, region in sea_regions().items():
        title = region.title.casefold().split(" (")[0].split(",")[0]
        strait = re.fullmatch(r"(?:strait of (.+)|(.+) strait)", title)
        name = strait and re.escape(strait[1] or strait[2])
        patterns[code] = re.compile(rf"\b(?:{name} straits?|straits? of {name})\b" if name else rf"\b{re.escape(title)}\b")
    return patterns


def _reals(table: pa.Table, name: str) -> _Reals:
    return np.array(table[name].to_numpy(zero_copy_only=False), dtype=float)


def _nan_as_null(values: _Reals) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)
