"""Positions: those a text states, and which of field and text is kept.

The rule, in this order:

1. 0 N 0 E is a placeholder (`position_default`): the text's position is taken if there is one, else there is none.
2. No position in the fields: the first one that the text states is taken.
3. One position of the text lies within 25 km of the fields': the fields' is kept; the text's digits tell its precision.
4. The two agree but for the sign of latitude or longitude (`position_sign_flip`): the text's is kept, since its letter
   was written on purpose and the sign of a field is easily lost. The letter loses where the text's own point would lie
   in another NGA subregion than the record states and the field's would not.
5. Any other disagreement (`position_conflict`, beyond 500 km also `position_conflict_far`): the fields' is kept, unless
   the record's NGA subregion holds the text's point and not the field's.

A text that says its position is "for reference only" is flagged; so is one that cannot be read ("03-68W").
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_pipeline.facts.tables import table
from data_pipeline.model import Draft, Facts

CONFLICT_KM: Final = 25.0
FAR_KM: Final = 500.0
SAME_KM: Final = 2.0
"""Within this the text's digits are the field's, written out."""

KM_PER_DEGREE: Final = 111.195
"""On a sphere of radius 6,371 km."""

_NUMBER = r"\d(?:[\d\s.,:°º*'’´`\"-]{0,14}?[\d.'’´`\"°º])?"
_GAP = r"[\s,;/–—-]{0,5}(?:and\s|long(?:itude)?\.?\s?:?\s?)?"
PAIR: Final = re.compile(rf"(?<![\w.])({_NUMBER})\s?([NS])(?![A-Z]){_GAP}({_NUMBER})\s?([EW])(?![A-Z])", re.IGNORECASE)
LETTERS_FIRST: Final = re.compile(rf"(?<!\w)([NS])\s?({_NUMBER}){_GAP}([EW])\s?({_NUMBER})(?![\w.:°-]*\d)(?!\w)", re.IGNORECASE)
HALF: Final = re.compile(r"(?<![\w.])\d{1,3}[-:°]\d{2}(?:\.\d+)?\s?[NSEW](?![A-Za-z])")
REFERENCE_ONLY: Final = re.compile(r"\bfor (?:geographic(?:al)? )?reference (?:purposes )?only\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees and the half-width of its rounding in km."""

    latitude: float
    longitude: float
    precision_km: float

    def km_to(self, latitude: float, longitude: float) -> float:
        return distance_km(self.latitude, self.longitude, latitude, longitude)


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in km (haversine, sphere of 6,371 km)."""
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def positions(text: str) -> tuple[list[Position], bool]:
    """All positions that a text states, in order, and whether it holds one that cannot be read."""
    found: list[Position] = []
    malformed = False
    for lat_text, north_south, lon_text, east_west in _pairs(text):
        lat, lon = _angle(lat_text, north_south, 90), _angle(lon_text, east_west, 180)
        if lat is None or lon is None:
            malformed = True
        else:
            found.append(Position(lat[0], lon[0], max(lat[1], lon[1])))
    if not found and not malformed:
        malformed = HALF.search(text) is not None
    return found, malformed


def _pairs(text: str) -> Iterator[tuple[str, str, str, str]]:
    any_found = False
    for pair in PAIR.finditer(text):
        any_found = True
        yield pair.group(1), pair.group(2), pair.group(3), pair.group(4)
    if not any_found:
        for pair in LETTERS_FIRST.finditer(text):
            yield pair.group(2), pair.group(1), pair.group(4), pair.group(3)


def _angle(text: str, letter: str, limit: int) -> tuple[float, float] | None:
    """Degrees with sign, and the half-width of the last digit in km; None when the digits make no angle."""
    parts = re.findall(r"\d+(?:[.,]\d+)?", text)
    if not 1 <= len(parts) <= 3:
        return None
    parts = [part.replace(",", ".") for part in parts]
    if len(parts) == 1:
        parts = _split_glued(parts[0])
    if any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    if len(values) > 1 and max(values[1:]) >= 60:
        return None
    degrees = sum(value / 60**power for power, value in enumerate(values))
    if degrees > limit:
        return None
    decimals = len(parts[-1].partition(".")[2])
    half_km = KM_PER_DEGREE / 2 / 60 ** (len(parts) - 1) / 10**decimals
    return (-degrees if letter in "SWsw" else degrees), half_km


def _split_glued(digits: str) -> list[str]:
    """`0227` as 02 and 27, `1034530` as 103, 45 and 30; up to three digits are degrees."""
    whole, dot, decimals = digits.partition(".")
    if len(whole) <= 3:
        return [digits]
    cuts = [whole[:-2], whole[-2:]] if len(whole) <= 5 else [whole[:-4], whole[-4:-2], whole[-2:]]
    cuts[-1] += dot + decimals
    return cuts


def read_position(draft: Draft, text: str, fallback_km: float, facts: Facts) -> None:
    """Fill position, precision, basis and warnings of `facts` by the rule at the top of this module."""
    stated, malformed = positions(text) if text else ([], False)
    if malformed:
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
            _keep(facts, stated[0], "narrative")
        return
    facts.latitude, facts.longitude, facts.position_basis = lat, lon, "stated"
    facts.position_precision_km = draft.position_precision_km or _field_precision(lat, lon, fallback_km)
    if stated:
        _compare(draft, stated, lat, lon, facts)


def _compare(draft: Draft, stated: list[Position], lat: float, lon: float, facts: Facts) -> None:
    nearest = min(stated, key=lambda one: one.km_to(lat, lon))
    apart = nearest.km_to(lat, lon)
    if apart <= CONFLICT_KM:
        if apart <= SAME_KM:
            facts.position_precision_km = min(facts.position_precision_km or nearest.precision_km, nearest.precision_km)
        return
    first = stated[0]
    flipped = next((one for one in stated if _is_flip(one, lat, lon)), None)
    facts.issues.append("position_conflict")
    if apart > FAR_KM:
        facts.issues.append("position_conflict_far")
    favours_text = _favours(draft.nga_subregion, flipped or first, lat, lon)
    if flipped is not None:
        facts.issues.append("position_sign_flip")
        if favours_text is not False:
            _keep(facts, flipped, "narrative")
    elif favours_text:
        _keep(facts, first, "narrative")


def _is_flip(one: Position, lat: float, lon: float) -> bool:
    """Whether both points are the same but for the sign of latitude, longitude or both."""
    mirrored = distance_km(abs(one.latitude), abs(one.longitude), abs(lat), abs(lon))
    return mirrored <= CONFLICT_KM and one.km_to(lat, lon) > CONFLICT_KM


def _keep(facts: Facts, position: Position, basis: str) -> None:
    facts.latitude, facts.longitude = round(position.latitude, 6), round(position.longitude, 6)
    facts.position_precision_km, facts.position_basis = position.precision_km, basis


def _field_precision(lat: float, lon: float, fallback_km: float) -> float:
    """Half-width of a field's rounding: whole or half degrees show, finer steps are the source's usual ones."""
    for step in (1.0, 0.5):
        if (lat / step).is_integer() and (lon / step).is_integer():
            return KM_PER_DEGREE * step / 2
    return fallback_km


def _favours(subregion: str | None, one: Position, lat: float, lon: float) -> bool | None:
    """True when the record's NGA subregion holds the text's point only, False when the field's only, else None."""
    boxes = _subregion_boxes().get(subregion or "")
    if boxes is None:
        return None
    in_text, in_field = _inside(boxes, one.latitude, one.longitude), _inside(boxes, lat, lon)
    return None if in_text == in_field else in_text


def _inside(boxes: list[tuple[float, float, float, float]], lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, north, west, east in boxes)


@cache
def _subregion_boxes() -> dict[str, list[tuple[float, float, float, float]]]:
    """Bounding boxes of NGA's geographic subregions in degrees: south, north, west, east; two where one crosses 180."""
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    for row in table("nga_subregions"):
        boxes.setdefault(row["subregion"], []).append((float(row["south"]), float(row["north"]), float(row["west"]), float(row["east"])))
    return boxes
