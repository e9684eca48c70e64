"""All rules against a list of news. Rules are held as columns, so that a piece of news costs a few passes over arrays.

Areas are found by a tree of their frames first; the exact shape decides only about positions within its frame.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, Protocol

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import shape

from members.alerts.news import EVERYWHERE, KINDS, NEW, SEVERER, News, severity_rank
from warehouse.areas.inside import Frame, frame_of, is_inside
from warehouse.areas.shapes import Area, Circle, parse_area
from warehouse.contract.taxonomy import ACT, CATEGORY
from warehouse.reference.geography import sea_regions

Bits = NDArray[np.int64]
Mask = NDArray[np.bool_]
_ANY_SEVERITY: Final = -1


class Rule(Protocol):
    """What matching needs to know of a rule; `watch_rules` has such rows."""

    @property
    def kinds(self) -> list[str]: ...
    @property
    def regions(self) -> list[str]: ...
    @property
    def area(self) -> str: ...
    @property
    def categories(self) -> list[str]: ...
    @property
    def acts(self) -> list[str]: ...
    @property
    def least_severity(self) -> int | None: ...


class RuleIndex:
    """Rules prepared for matching."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._kinds = _as_bits([rule.kinds for rule in rules], KINDS)
        self._regions = _as_bits([rule.regions for rule in rules], sea_regions())
        self._categories = _as_bits([rule.categories for rule in rules], CATEGORY)
        self._acts = _as_bits([rule.acts for rule in rules], ACT)
        self._least = np.array(
            [_ANY_SEVERITY if rule.least_severity is None else severity_rank(rule.least_severity) for rule in rules], np.int64
        )
        self._codes = sorted({rule.area for rule in rules if rule.area})
        number_of = {code: number for number, code in enumerate(self._codes)}
        self._area_of = np.array([number_of.get(rule.area, -1) for rule in rules], np.int64)
        self._is_anywhere = (self._regions == 0) & (self._area_of < 0)

    def matching_rules(self, news: News) -> list[int]:
        """The places in the sequence of rules of those that ask for this news."""
        mask = self._wants_kind(news) & self._is_place(news)
        if news.is_about_incident:
            mask &= self._has_or_none(self._categories, news.category, CATEGORY) & self._has_or_none(self._acts, news.act, ACT)
            mask &= self._is_severe_enough(news.severity)
        return [int(place) for place in np.flatnonzero(mask)]

    def _wants_kind(self, news: News) -> Mask:
        wanted: Mask = (self._kinds & _bit(news.kind, KINDS)) != 0
        if news.kind == SEVERER:
            # To a rule that asks for new incidents from some severity on, one that has only now reached it is new.
            reached = ~self._is_severe_enough(news.severity_before)
            wanted |= ((self._kinds & _bit(NEW, KINDS)) != 0) & reached
        return wanted

    def _is_severe_enough(self, severity: int | None) -> Mask:
        # One that has not been judged passes only where nothing is asked; once it is judged, that is news.
        rank = _ANY_SEVERITY if severity is None else severity_rank(severity)
        passes: Mask = self._least <= rank
        return passes

    @staticmethod
    def _has_or_none(column: Bits, code: str | None, codes: Iterable[str]) -> Mask:
        passes: Mask = (column == 0) | ((column & (_bit(code, codes) if code else 0)) != 0)
        return passes

    def _is_place(self, news: News) -> Mask:
        if EVERYWHERE in news.regions:
            return np.ones(len(self._kinds), np.bool_)
        regions = _as_bits([news.regions], sea_regions())[0]
        mask: Mask = self._is_anywhere | ((self._regions & regions) != 0)
        if areas := self._areas_of(news):
            mask |= np.isin(self._area_of, areas)
        return mask

    def _areas_of(self, news: News) -> list[int]:
        if not self._codes:
            return []
        if news.is_at_position:
            return [] if news.latitude is None or news.longitude is None else self._areas_around(news.latitude, news.longitude)
        shapes = list(_reach(news)) or [sea_regions()[code].outline for code in news.regions if code in sea_regions()]
        return sorted({number for each in shapes for number in self._framed(each)})

    def _areas_around(self, latitude: float, longitude: float) -> list[int]:
        at = np.array([latitude]), np.array([longitude])
        return [number for number in self._framed(shapely.Point(longitude, latitude)) if is_inside(_area(self._codes[number]), *at)[0]]

    def _framed(self, sought: Any) -> list[int]:
        """The areas whose frame meets a shape."""
        tree, owners = self._frames
        return sorted({owners[place] for place in tree.query(sought, predicate="intersects").tolist()})

    @cached_property
    def _frames(self) -> tuple[shapely.STRtree, list[int]]:
        boxes = [(box, number) for number, code in enumerate(self._codes) for box in _boxes(frame_of(_area(code)))]
        return shapely.STRtree([box for box, _ in boxes]), [number for _, number in boxes]


@lru_cache(maxsize=20_000)
def _area(code: str) -> Area:
    return parse_area(code)


def _boxes(frame: Frame) -> list[Any]:
    """A frame in degrees of longitude from -180 to 180: two boxes where it lies across the antimeridian."""
    if frame.half_width >= 180:
        return [shapely.box(-180, frame.south, 180, frame.north)]
    west, east = frame.longitude - frame.half_width, frame.longitude + frame.half_width
    turns = [0.0, *([360.0] if west < -180 else []), *([-360.0] if east > 180 else [])]
    return [shapely.box(max(west + turn, -180), frame.south, min(east + turn, 180), frame.north) for turn in turns]


def _reach(news: News) -> list[Any]:
    """Where an advisory with a stated area holds: its polygon, or the frame of its circle."""
    if news.area:
        polygon = shape(orjson.loads(news.area))
        # It may run on beyond 180 degrees.
        return [translate(polygon, xoff=turn) for turn in (-360, 0, 360)]
    if news.latitude is None or news.longitude is None:
        return []
    return _boxes(frame_of(Circle(news.latitude, news.longitude, min(max(news.radius_nm or 1.0, 1.0), 5_000.0))))


def _bit(code: str, codes: Iterable[str]) -> int:
    return next((1 << place for place, known in enumerate(codes) if known == code), 0)


def _as_bits(lists: Sequence[Collection[str]], codes: Iterable[str]) -> Bits:
    """Each list of codes as one number with a bit for each code."""
    place = {code: number for number, code in enumerate(codes)}
    return np.array([sum(1 << place[code] for code in set(chosen) if code in place) for chosen in lists], np.int64)
