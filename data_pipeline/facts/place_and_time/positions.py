"""Positions: those a text states, and whether the field's or the text's is kept.

The rules, in this order:

1. 0 N 0 E is a placeholder (`position_default`): the text's position is taken if there is one, otherwise there is none.
2. If the fields give no position, the first one that the text states is taken.
3. If any position in the text lies within 25 km of the fields', the fields' is kept; the text's digits give its precision. If the
   text says that the ship was there later (taken to, last reported at an anchorage), the first position it states is taken instead.
4. If the two differ only in the sign of latitude or longitude (`position_sign_flip`), the text's is kept, since its letter
   was written deliberately and the sign of a field is easily lost. The fields' is kept where the text's point would lie
   outside the NGA subregion that the record states and the fields' inside it.
5. In any other disagreement (`position_conflict`, beyond 500 km also `position_conflict_far`) the fields' is kept, unless
   the record's NGA subregion contains the text's point and not the fields'.

A text that calls its position "for reference only" is flagged, and so is one whose position cannot be read ("03-68W").
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.data_files import read_table
from data_pipeline.model import Draft, Facts
from warehouse.reference.angles import KM_PER_DEGREE, parse_angle

CONFLICT_KM: Final = 25.0
FAR_KM: Final = 500.0
SAME_KM: Final = 2.0
"""Within this distance the text gives the same position as the field, perhaps with more digits."""

# An angle may be written with almost any separators ("02-27", "02:27.5", "05°53'"); what its parts mean is decided afterwards.
_NUMBER = r"\d(?:[\d\s.,:°º*'’´`\"-]{0,14}?[\d.'’´`\"°º])?"
_GAP = r"[\s,;/–—-]{0,5}(?:and\s|long(?:itude)?\.?\s?:?\s?)?"
PAIR: Final = re.compile(rf"(?<![\w.])({_NUMBER})\s?([NS])(?![A-Z]){_GAP}({_NUMBER})\s?([EW])(?![A-Z])", re.IGNORECASE)
LETTERS_FIRST: Final = re.compile(rf"(?<!\w)([NS])\s?({_NUMBER}){_GAP}([EW])\s?({_NUMBER})(?![\w.:°-]*\d)(?!\w)", re.IGNORECASE)
HALF: Final = re.compile(r"(?<![\w.])\d{1,3}[-:°]\d{2}(?:\.\d+)?\s?[NSEW](?![A-Za-z])")
LATER: Final = re.compile(
    r"\b(?:last (?:reported|known|seen|located)|(?:taken|escorted|towed|brought|moved|diverted|sailed) to|arriv\w+ (?:at|in|off)"
    r"|subsequently|now (?:at|in|anchored))\b",
    re.IGNORECASE,
)
REFERENCE_ONLY: Final = re.compile(r"\bfor (?:geographic(?:al)? )?reference (?:purposes )?only\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees and the half-width of its rounding in km."""

    latitude: float
    longitude: float
    precision_km: float
    is_later: bool = False
    """Whether the text says that the ship was there after the event."""

    def distance_to_km(self, latitude: float, longitude: float) -> float:
        return distance_km(self.latitude, self.longitude, latitude, longitude)


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in km (haversine, sphere of 6,371 km)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def find_positions(text: str) -> tuple[list[Position], bool]:
    """All positions that a text states, in order, and whether it contains one that cannot be read."""
    readable: list[Position] = []
    is_malformed = False
    for (lat_text, north_south, lon_text, east_west), before in _find_pairs(text):
        lat, lon = parse_angle(lat_text, north_south, 90), parse_angle(lon_text, east_west, 180)
        if lat is None or lon is None:
            is_malformed = True
        else:
            readable.append(Position(lat[0], lon[0], max(lat[1], lon[1]), LATER.search(before) is not None))
    if not readable and not is_malformed:
        is_malformed = HALF.search(text) is not None
    return readable, is_malformed


def _find_pairs(text: str) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    """Number and letter of latitude and longitude, and the words between the pair and the one before it, at most 200 characters."""
    end = 0
    for pair in PAIR.finditer(text):
        yield (pair.group(1), pair.group(2), pair.group(3), pair.group(4)), text[max(end, pair.start() - 200) : pair.start()]
        end = pair.end()
    # Only then, since "02-27N 004-01E" could also be read as "N 004-01 E ...".
    if not end:
        for pair in LETTERS_FIRST.finditer(text):
            yield (pair.group(2), pair.group(1), pair.group(4), pair.group(3)), text[max(end, pair.start() - 200) : pair.start()]
            end = pair.end()


def read_position(draft: Draft, text: str, fallback_km: float, facts: Facts) -> None:
    """Set position, precision, basis and warnings in `facts` by the rules at the top of this module.

    `fallback_km` is the source's usual precision, for a field whose digits show no rounding.
    """
    stated, is_malformed = find_positions(text) if text else ([], False)
    if is_malformed:
        facts.issues.append("position_malformed")
    if text and REFERENCE_ONLY.search(text):
        facts.issues.append("position_reference_only")
    lat, lon = draft.latitude, draft.longitude
    is_default = lat == 0 and lon == 0
    if is_default:
        facts.issues.append("position_default")
    if lat is None or lon is None or is_default:
        facts.position_basis = "default" if is_default and not stated else "none"
        if stated:
            _set_position(facts, stated[0], "narrative")
        return
    facts.latitude, facts.longitude, facts.position_basis = lat, lon, "stated"
    facts.position_precision_km = draft.position_precision_km or _field_precision_km(lat, lon, fallback_km)
    if stated:
        _compare_with_text(draft, stated, lat, lon, facts)


def _compare_with_text(draft: Draft, stated: list[Position], lat: float, lon: float, facts: Facts) -> None:
    # A text may give several positions, of the attack and of where the ship went: the nearest decides whether they agree.
    nearest = min(stated, key=lambda position: position.distance_to_km(lat, lon))
    apart = nearest.distance_to_km(lat, lon)
    if apart <= CONFLICT_KM:
        if nearest.is_later and not stated[0].is_later and stated[0].distance_to_km(lat, lon) > CONFLICT_KM:
            _set_position(facts, stated[0], "narrative")
        elif apart <= SAME_KM:
            facts.position_precision_km = min(facts.position_precision_km or nearest.precision_km, nearest.precision_km)
        return
    first = stated[0]
    flipped = next((position for position in stated if _is_sign_flip(position, lat, lon)), None)
    facts.issues.append("position_conflict")
    if apart > FAR_KM:
        facts.issues.append("position_conflict_far")
    favours_text = _subregion_favours_text(draft.nga_subregion, flipped or first, lat, lon)
    if flipped is not None:
        facts.issues.append("position_sign_flip")
        if favours_text is not False:
            _set_position(facts, flipped, "narrative")
    elif favours_text:
        _set_position(facts, first, "narrative")


def _is_sign_flip(position: Position, lat: float, lon: float) -> bool:
    """Whether both points are the same but for the sign of latitude, longitude or both."""
    mirrored = distance_km(abs(position.latitude), abs(position.longitude), abs(lat), abs(lon))
    return mirrored <= CONFLICT_KM and position.distance_to_km(lat, lon) > CONFLICT_KM


def _set_position(facts: Facts, position: Position, basis: str) -> None:
    facts.latitude, facts.longitude = round(position.latitude, 6), round(position.longitude, 6)
    facts.position_precision_km, facts.position_basis = position.precision_km, basis


def _field_precision_km(lat: float, lon: float, fallback_km: float) -> float:
    """Half-width of a field's rounding in km: whole and half degrees are recognised, finer steps get the source's usual precision."""
    for step in (1.0, 0.5):
        if (lat / step).is_integer() and (lon / step).is_integer():
            return KM_PER_DEGREE * step / 2
    return fallback_km


def _subregion_favours_text(subregion: str | None, position: Position, lat: float, lon: float) -> bool | None:
    """True when the record's NGA subregion contains only the text's point, False when only the field's, else None."""
    boxes = _read_subregion_boxes().get(subregion or "")
    if boxes is None:
        return None
    in_text, in_field = _is_inside(boxes, position.latitude, position.longitude), _is_inside(boxes, lat, lon)
    return None if in_text == in_field else in_text


def _is_inside(boxes: list[tuple[float, float, float, float]], lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, north, west, east in boxes)


@cache
def _read_subregion_boxes() -> dict[str, list[tuple[float, float, float, float]]]:
    """Bounding boxes of NGA's geographic subregions in degrees (south, north, west, east); two where one crosses the antimeridian."""
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    for row in read_table("place_and_time/nga_subregions"):
        boxes.setdefault(row["subregion"], []).append((float(row["south"]), float(row["north"]), float(row["west"]), float(row["east"])))
    return boxes
