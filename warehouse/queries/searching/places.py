"""Places by name or position, for whoever types "Lagos 50 nm": what each suggestion filters by."""

from __future__ import annotations

import csv
import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from warehouse.areas.shapes import WIDEST_CIRCLE_NM, Area, Circle
from warehouse.areas.words import area_in_words, position_in_words
from warehouse.queries.searching.vocabulary import Key, key_of, meanings
from warehouse.queries.searching.words import fold
from warehouse.reference.geography import FOLDER, sea_regions
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM
from warehouse.reference.typed_positions import is_like_position, parse_position

USUAL_RADIUS_NM: Final = 50.0
MOST_SUGGESTIONS: Final = 6
_RADIUS: Final = re.compile(
    r"(?P<place>.*?)[\s,]*(?:within\s+)?(?P<number>\d{1,4}(?:[.,]\d{1,2})?)\s*"
    r"(?P<unit>nm|nmi|n\.m\.|nautical miles?|sea miles?|miles?|km|kilomet(?:er|re)s?)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """What a typed place may mean: a circle, or whole sea regions."""

    title: str
    area: Area | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name; `kind` tells places of one name apart: `port, NG`."""

    name: str
    kind: str
    latitude: float
    longitude: float


def suggest_places(text: str) -> tuple[PlaceSuggestion, ...]:
    """What `text` may mean, the likeliest first; none for an unknown name. Raises PositionError or AreaError with a sentence."""
    text = " ".join(text[:_LONGEST].split())
    name, radius_nm = _split_radius(text)
    if not name:
        return ()
    if is_like_position(name):
        position = parse_position(name)
        return (_around(position_in_words(position.latitude, position.longitude), position.latitude, position.longitude, radius_nm),)
    regions = _regions_named(name) if name == text else []
    places = [_around(f"{place.name} ({place.kind})", place.latitude, place.longitude, radius_nm) for place in _places_named(name)]
    return tuple([*regions, *places, *_countries_named(name, radius_nm)][:MOST_SUGGESTIONS])


def suggest_points(text: str) -> tuple[Place, ...]:
    """The points that `text` may mean, the likeliest first: one for a position, none for an unknown name. Raises PositionError."""
    name = " ".join(text[:_LONGEST].split())
    if is_like_position(name):
        position = parse_position(name)
        words = position_in_words(position.latitude, position.longitude)
        return (Place(words, "position", position.latitude, position.longitude),)
    return tuple(_places_named(name)[:MOST_SUGGESTIONS]) if name else ()


def area_title(area: Area) -> str:
    """The area in words, by the name of the port or place at its centre where there is one: `within 50 nm of Lagos`."""
    if isinstance(area, Circle):
        name = _names_by_position().get((area.latitude, area.longitude))
        if name:
            return f"within {area.radius_nm:,g} nm of {name}"
    return area_in_words(area)


def _split_radius(text: str) -> tuple[str, float]:
    match = _RADIUS.fullmatch(text)
    if match is None:
        return text, USUAL_RADIUS_NM
    number = float(match["number"].replace(",", "."))
    return match["place"], number / KM_PER_NM if match["unit"].lower().startswith("k") else number


def _around(name: str, latitude: float, longitude: float, radius_nm: float) -> PlaceSuggestion:
    circle = Circle(latitude, longitude, radius_nm)
    return PlaceSuggestion(f"{circle.radius_nm:,g} nm around {name}", circle)


def _same_names(name: str) -> set[Key]:
    meaning = meanings().get(key_of(name))
    return set(meaning.phrases) if meaning else {key_of(name)}


def _regions_named(name: str) -> list[PlaceSuggestion]:
    meaning = meanings().get(key_of(name))
    codes = sorted(meaning.codes.get("sea_region", ())) if meaning else []
    titles = sea_regions()
    return [PlaceSuggestion(f"{' and '.join(titles[code].title for code in codes)} (sea region)", None, tuple(codes))] if codes else []


def _places_named(name: str) -> list[Place]:
    """Places with this name or another for the same, else those that begin with it, else those with a similar name."""
    keys, folded = _same_names(name), fold(name)
    by_key = _places_by_key()
    same = [place for key in sorted(keys) for place in by_key.get(key, ())]
    starting = [place for place in _places() if fold(place.name).startswith(folded)] if len(folded) >= 3 else []
    if not same and not starting:
        by_name = {fold(place.name): place for place in reversed(_places())}
        near = difflib.get_close_matches(folded, by_name, MOST_SUGGESTIONS, 0.75)
        # Letters swapped are the commonest error: "Lagso" is Lagos rather than Largs.
        starting = [by_name[other] for other in sorted(near, key=lambda other: sorted(other) != sorted(folded))]
    return _distinct([*same, *starting])


def _distinct(places: Iterable[Place]) -> list[Place]:
    """Without places that lie within half a degree of one named before: a port and its anchorage are one suggestion."""
    distinct: list[Place] = []
    for place in places:
        if all(abs(place.latitude - other.latitude) + abs(place.longitude - other.longitude) > 0.5 for other in distinct):
            distinct.append(place)
    return distinct[:MOST_SUGGESTIONS]


def _countries_named(name: str, radius_nm: float) -> list[PlaceSuggestion]:
    """A circle around all ports of the country of this name, and `radius_nm` beyond."""
    meaning = meanings().get(key_of(name))
    suggestions = []
    for code in sorted(meaning.codes.get("country", ())) if meaning else ():
        title, alpha2 = _countries()[code]
        ports = [(place.latitude, place.longitude) for locode, place in _ports() if locode[:2] == alpha2]
        if not ports:
            continue
        latitude, longitude = _centre(ports)
        here = np.full(len(ports), longitude), np.full(len(ports), latitude)
        metres = ELLIPSOID.inv(*here, np.array([port[1] for port in ports]), np.array([port[0] for port in ports]))[2]
        reach = float(np.max(metres)) / 1000 / KM_PER_NM + radius_nm
        if reach <= WIDEST_CIRCLE_NM:
            circle = Circle(latitude, longitude, round(reach))
            suggestions.append(PlaceSuggestion(f"{title}: {circle.radius_nm:,g} nm, all its ports", circle))
    return suggestions


def _centre(positions: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle direction of positions, right across the antimeridian too."""
    angles = np.radians(np.array(positions))
    x, y = np.cos(angles[:, 0]) * np.cos(angles[:, 1]), np.cos(angles[:, 0]) * np.sin(angles[:, 1])
    z = np.sin(angles[:, 0])
    return float(np.degrees(np.arctan2(z.mean(), np.hypot(x.mean(), y.mean())))), float(np.degrees(np.arctan2(y.mean(), x.mean())))


@cache
def _places() -> list[Place]:
    """Named places first, then ports: the former stand where ships wait."""
    by_locode = {locode: (place.latitude, place.longitude) for locode, place in _ports()}
    places = []
    for kind, names in tomllib.loads((FOLDER / "places.toml").read_text(encoding="utf-8")).items():
        if kind in ("straits", "ports"):
            for name, position in names.items():
                # A port stands there by its UN/LOCODE, anything else by latitude and longitude.
                latitude, longitude = by_locode.get(position) or map(float, position.split())
                places.append(Place(name, "port" if kind == "ports" else "strait or place", latitude, longitude))
    return places + [place for _, place in _ports()]


@cache
def _places_by_key() -> dict[Key, list[Place]]:
    by_key: dict[Key, list[Place]] = {}
    for place in _places():
        by_key.setdefault(key_of(place.name), []).append(place)
    return by_key


@cache
def _names_by_position() -> dict[tuple[float, float], str]:
    return {(round(place.latitude, 4), round(place.longitude, 4)): place.name for place in reversed(_places())}


@cache
def _ports() -> list[tuple[str, Place]]:
    with (FOLDER / "ports.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        (row["locode"], Place(row["port"], f"port, {row['locode'][:2]}", float(row["latitude"]), float(row["longitude"]))) for row in rows
    ]


@cache
def _countries() -> dict[str, tuple[str, str]]:
    """Title and ISO 3166-1 alpha-2 code by alpha-3 code."""
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["country"]: (row["title"], row["alpha2"]) for row in csv.DictReader(stream)}
