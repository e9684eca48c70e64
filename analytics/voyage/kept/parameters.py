"""What voyage somebody asks for, and how that is written as the parameters of an address, in which voyages are also kept.

    voyage?origin=Singapore&destination=Rotterdam&depart=2026-12-01T06:00&kn=14&avoid=suez
    voyage?track=1.25_103.8_5.5_95.3&depart=...                  the ship's own route, from a file

Anybody can write anything into an address: names are looked up as typed names are, all else is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from analytics.voyage.assessment import VoyagePlan
from analytics.voyage.corridor import USUAL_NM, WIDTHS_NM
from analytics.voyage.route.legs import FASTEST_KN, SLOWEST_KN, USUAL_KN
from analytics.voyage.route.route_files import MOST_KEPT
from analytics.voyage.route.routes import Waypoint
from analytics.voyage.route.waypoints import LONGEST, LONGEST_NAME, find_waypoint, find_waypoints, names_in, other_meanings
from warehouse.areas.shapes import Corner
from warehouse.areas.words import position_in_words
from warehouse.contract.taxonomy import VESSEL_TYPE
from warehouse.reference.sea_network import PASSAGES, USUALLY_CLOSED

NAMES: Final = ("origin", "destination", "via", "depart", "kn", "corridor", "avoid", "ship", "track", "sure", "kept")
"""The parameters."""
EXAMPLE: Final = ("Singapore", "Rotterdam")
USUAL_HOUR: Final = time(6)
_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,4})?", re.ASCII)
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_YEARS: Final = (1990, 2100)


@dataclass(frozen=True, slots=True)
class VoyageView:
    """Names as typed; `depart` (UTC) is None for tomorrow at 06:00; `track` holds the waypoints of a file, in place of the names.

    `is_sure`: the reader has confirmed that waypoints far from the sea routes are meant. `kept`: the id of the kept voyage that it is.
    """

    origin: str = ""
    destination: str = ""
    via: str = ""
    depart: datetime | None = None
    speed_kn: float = USUAL_KN
    within_nm: float = USUAL_NM
    avoid: tuple[str, ...] = ()
    ship_type: str = ""
    track: tuple[Corner, ...] = ()
    is_sure: bool = False
    kept: str = ""

    @property
    def is_example(self) -> bool:
        return not (self.origin or self.destination or self.via or self.track)

    @property
    def other_meanings(self) -> tuple[str, ...]:
        """What else the names may mean, a sentence each. Raises VoyageError for names that mean nothing."""
        names = () if self.is_example or self.track else (self.origin, *names_in(self.via), self.destination)
        return tuple(filter(None, map(other_meanings, names)))

    def departure(self, now: datetime) -> datetime:
        """When the ship leaves, UTC."""
        tomorrow = datetime.combine(now.date() + timedelta(days=1), USUAL_HOUR, UTC)
        return self.depart or tomorrow

    def plan(self, now: datetime) -> VoyagePlan:
        """The plan that this view names. Raises VoyageError for names that mean nothing."""
        if self.track:
            waypoints = tuple(Waypoint(position_in_words(*corner), *corner) for corner in self.track)
        else:
            origin, destination = EXAMPLE if self.is_example else (self.origin, self.destination)
            waypoints = (find_waypoint(origin), *find_waypoints(self.via), find_waypoint(destination))
        avoid = USUALLY_CLOSED | frozenset(self.avoid)
        return VoyagePlan(waypoints, self.departure(now), self.speed_kn, self.within_nm, avoid, bool(self.track), self.ship_type)

    def settled(self, now: datetime) -> VoyageView:
        """The voyage as it is to be kept: with the places and the departure that are only taken for granted, and no kept one's id."""
        origin, destination = EXAMPLE if self.is_example else (self.origin, self.destination)
        return replace(self, origin=origin, destination=destination, depart=self.departure(now), kept="")

    def to_query(self) -> dict[str, str]:
        """Parameters of the address: only what differs from the view that opens by default."""
        values = {
            "origin": self.origin,
            "destination": self.destination,
            "via": "; ".join(self.via.split("\n")),
            "depart": f"{self.depart:%Y-%m-%dT%H:%M}" if self.depart else "",
            "kn": f"{self.speed_kn:g}" if self.speed_kn != USUAL_KN else "",
            "corridor": f"{self.within_nm:g}" if self.within_nm != USUAL_NM else "",
            "avoid": ",".join(self.avoid),
            "ship": self.ship_type,
            "track": "_".join(f"{degree:.4f}".rstrip("0").rstrip(".") for corner in self.track for degree in corner),
            "sure": "yes" if self.is_sure else "",
            "kept": self.kept,
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[VoyageView, tuple[str, ...]]:
        """The view that an address names, and a note for each part that was ignored. Never fails."""
        notes: list[str] = []
        return (
            cls(
                query.get("origin", "")[:LONGEST_NAME],
                query.get("destination", "")[:LONGEST_NAME],
                query.get("via", "")[:LONGEST],
                _moment(query, notes),
                _number(query, "kn", USUAL_KN, lambda value: SLOWEST_KN <= value <= FASTEST_KN, notes),
                _number(query, "corridor", USUAL_NM, WIDTHS_NM.__contains__, notes),
                _codes(query, notes),
                _ship(query, notes),
                _track(query, notes),
                query.get("sure") == "yes",
                query["kept"] if _ID.fullmatch(query.get("kept", "")) else "",
            ),
            tuple(notes),
        )


def _moment(query: Mapping[str, str], notes: list[str]) -> datetime | None:
    text = query.get("depart", "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text[:16]).replace(tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or not _YEARS[0] <= moment.year <= _YEARS[1]:
        notes.append("The address names no usable departure under “depart” (expected: 2026-12-01T06:00, UTC).")
        return None
    return moment


def _number(query: Mapping[str, str], name: str, usual: float, is_allowed: object, notes: list[str]) -> float:
    text = query.get(name, "")
    if not text:
        return usual
    value = float(text) if _NUMBER.fullmatch(text) else -1.0
    if callable(is_allowed) and is_allowed(value):
        return value
    notes.append(f"The address names no usable number under “{name}”; {usual:g} is used.")
    return usual


def _codes(query: Mapping[str, str], notes: list[str]) -> tuple[str, ...]:
    words = [word for word in query.get("avoid", "")[:LONGEST].split(",") if word]
    if any(word not in PASSAGES for word in words):
        notes.append("The address names a passage under “avoid” that is not known here; it was ignored.")
    return tuple(code for code in PASSAGES if code in words and code not in USUALLY_CLOSED)


def _ship(query: Mapping[str, str], notes: list[str]) -> str:
    code = query.get("ship", "")
    if code and code not in VESSEL_TYPE:
        notes.append("The address names a type of ship under “ship” that is not known here; it was ignored.")
        return ""
    return code


def _track(query: Mapping[str, str], notes: list[str]) -> tuple[Corner, ...]:
    words = query.get("track", "")[: MOST_KEPT * 20].split("_")
    if words == [""]:
        return ()
    numbers = [float(word) for word in words if _NUMBER.fullmatch(word)]
    corners = tuple(zip(numbers[::2], numbers[1::2], strict=False))
    is_whole = len(numbers) == len(words) and len(words) % 2 == 0 and 2 <= len(corners) <= MOST_KEPT
    if not is_whole or any(abs(latitude) > 90 or abs(longitude) > 180 for latitude, longitude in corners):
        notes.append("The address contains a track that cannot be read; it was ignored.")
        return ()
    return corners
