"""True incidents of one block of months: what happened, where, when and to which ship."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Final, Self

import numpy as np

from data_pipeline.sources.demo.simulator.fleet import Fleet
from data_pipeline.sources.demo.simulator.model import CATEGORIES, BooleanArray, IntegerArray, RealArray, SimulationModel
from data_pipeline.sources.demo.simulator.rates import ROBBERY, THEFT, Month, story_shares

MINUTES_PER_DAY: Final = 1440
KM_PER_DEGREE: Final = 111.2
_BY_NIGHT: Final = [CATEGORIES.index(name) for name in ("piracy_robbery", "cargo_theft", "vessel_theft")]
_RAID_NEAR_KM: Final = 2.0
"""Standard deviation of the distance between the ships of one raid, per axis."""


@dataclass(slots=True)
class ColumnarRecords:
    """Arrays of equal length, with one entry per row."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: IntegerArray | BooleanArray) -> Self:
        """The rows with these indices, or those that are true."""
        return type(self)(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    def followed_by(self, *others: Self) -> Self:
        """These rows followed by those of the others."""
        parts = (self, *others)
        return type(self)(**{column.name: np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(self)})


@dataclass(slots=True)
class Incidents(ColumnarRecords):
    """True incidents in order of time. `minute` counts from 1970 in UTC; indices point into the model's lists.

    `attackers` and `stolen` are -1 for none; `raid_of` is the incident that the same men committed just before, else -1;
    `overlooked` marks the hidden class of which bodies learn less often.
    """

    number: IntegerArray
    minute: IntegerArray
    latitude: RealArray
    longitude: RealArray
    place: IntegerArray
    story: IntegerArray
    attackers: IntegerArray
    stolen: IntegerArray
    status: IntegerArray
    ship: IntegerArray
    authority_informed: BooleanArray
    overlooked: BooleanArray
    raid_of: IntegerArray


@dataclass(frozen=True)
class IncidentGenerator:
    """Draws true incidents; the tables that every block needs are computed once."""

    model: SimulationModel
    fleet: Fleet
    start: date
    end: date

    def draw_block(self, span: list[Month], expected: RealArray, first_number: int, rng: np.random.Generator) -> Incidents:
        """Incidents of the months of `span`; `expected` is months x regions x categories; numbered from `first_number`."""
        expected = expected.copy()
        # Raids add to robberies and thefts, so fewer single ones are drawn to keep the total.
        expected[:, :, [ROBBERY, THEFT]] /= 1 + self.model.numbers["behaviour"]["raid_share"]
        counts = rng.poisson(expected)
        month, region, category = (np.repeat(axis, counts.ravel()) for axis in _cell_indices(counts.shape))
        single = self._draw_singles(span, month, region, category, rng)
        incidents = single.followed_by(self._draw_raids(single, rng))
        incidents = incidents.take(np.argsort(incidents.minute, kind="stable"))
        # Numbers were given before sorting; `raid_of` still uses them.
        row_of = np.empty(len(incidents), dtype=np.int64)
        row_of[incidents.number] = np.arange(len(incidents))
        incidents.raid_of = np.where(incidents.raid_of < 0, -1, row_of[incidents.raid_of] + first_number)
        incidents.number = np.arange(len(incidents)) + first_number
        return incidents

    def _draw_singles(
        self, span: list[Month], month: IntegerArray, region: IntegerArray, category: IntegerArray, rng: np.random.Generator
    ) -> Incidents:
        numbers, stories = self.model.numbers, self.model.stories
        count = len(month)
        story = draw_columns(self._story_edges, region * len(CATEGORIES) + category, rng)
        place = draw_columns(self._place_edges, region * len(CATEGORIES) + category, rng)
        latitude, longitude = self._draw_positions(place, rng)
        low, high = stories.attackers_low[story], stories.attackers_high[story]
        return Incidents(
            number=np.arange(count),
            minute=self._draw_minutes(span, month, category, longitude, rng),
            latitude=latitude,
            longitude=longitude,
            place=place,
            story=story,
            attackers=np.where(low < 0, -1, rng.integers(low, high + 1)),
            stolen=draw_columns(self._stolen_edges, story, rng),
            status=draw_columns(self._status_edges, place, rng),
            ship=self.fleet.draw_ships(stories.small[story], rng),
            authority_informed=rng.random(count) < numbers["behaviour"]["authority_informed"],
            overlooked=rng.random(count) < numbers["visibility"]["low_share"],
            raid_of=np.full(count, -1),
        )

    def _draw_minutes(
        self, span: list[Month], month: IntegerArray, category: IntegerArray, longitude: RealArray, rng: np.random.Generator
    ) -> IntegerArray:
        """UTC minutes: a random day of the month and an hour by the ship's clock, at night for most robberies and thefts."""
        first = np.array([(each.first - date(1970, 1, 1)).days for each in span])[month]
        days = np.array([each.days for each in span])[month]
        day = first + rng.integers(0, days)
        by_night = np.isin(category, _BY_NIGHT) & (rng.random(len(month)) < self.model.numbers["behaviour"]["night_share"])
        # 22:00 to 06:00, counted past midnight.
        local = (
            np.where(by_night, rng.integers(22 * 60, 30 * 60, len(month)), rng.integers(0, MINUTES_PER_DAY, len(month))) % MINUTES_PER_DAY
        )
        return self._keep_in_span(day * MINUTES_PER_DAY + local - zone_offset_minutes(longitude))

    def _draw_positions(self, place: IntegerArray, rng: np.random.Generator) -> tuple[RealArray, RealArray]:
        places = self.model.places
        along = rng.random(len(place))
        latitude = places.latitude[place] + along * (places.end_latitude - places.latitude)[place]
        longitude = places.longitude[place] + along * (places.end_longitude - places.longitude)[place]
        # The spread is a radius that holds most positions: two standard deviations.
        return scatter_positions(latitude, longitude, places.spread_km[place] / 2, rng)

    def _draw_raids(self, single: Incidents, rng: np.random.Generator) -> Incidents:
        """Second ships that the same men attack near by on the same night."""
        behaviour = self.model.numbers["behaviour"]
        category = self.model.stories.category[single.story]
        raids = single.take(np.isin(category, [ROBBERY, THEFT]) & (rng.random(len(single)) < behaviour["raid_share"]))
        raids.raid_of = raids.number.copy()
        raids.number = np.arange(len(raids)) + len(single)
        raids.minute = self._keep_in_span(raids.minute + rng.integers(10, int(behaviour["raid_hours"] * 60), len(raids)))
        raids.latitude, raids.longitude = scatter_positions(raids.latitude, raids.longitude, np.full(len(raids), _RAID_NEAR_KM), rng)
        raids.ship = self.fleet.draw_ships(self.model.stories.small[raids.story], rng)
        raids.stolen = draw_columns(self._stolen_edges, raids.story, rng)
        return raids

    def _keep_in_span(self, minute: IntegerArray) -> IntegerArray:
        """Minutes that the change to UTC moved out of the span, moved back in by a day."""
        first = (self.start - date(1970, 1, 1)).days * MINUTES_PER_DAY
        last = ((self.end - date(1970, 1, 1)).days + 1) * MINUTES_PER_DAY - 1
        return np.where(minute < first, minute + MINUTES_PER_DAY, np.where(minute > last, minute - MINUTES_PER_DAY, minute))

    @cached_property
    def _story_edges(self) -> RealArray:
        return cumulative_edges(story_shares(self.model).reshape(-1, len(self.model.stories.act)))

    @cached_property
    def _place_edges(self) -> RealArray:
        places, affinity = self.model.places, self.model.numbers["place_affinity"]
        weights = np.zeros((len(self.model.regions), len(CATEGORIES), len(places.name)))
        for place, kind in enumerate(places.kind):
            for number, category in enumerate(CATEGORIES):
                # A region without a suitable place falls back on its unsuitable ones.
                weights[places.region[place], number, place] = places.weight[place] * max(affinity[category][kind], 1e-9)
        return cumulative_edges(weights.reshape(-1, len(places.name)))

    @cached_property
    def _status_edges(self) -> RealArray:
        return cumulative_edges(np.array([self.model.numbers["status"][kind] for kind in self.model.places.kind]))

    @cached_property
    def _stolen_edges(self) -> RealArray:
        goods = self.stolen_goods
        return cumulative_edges(np.array([[options.count(good) for good in goods] for options in self.model.stories.stolen], dtype=float))

    @cached_property
    def stolen_goods(self) -> list[str]:
        """What can be stolen; `Incidents.stolen` points into this list."""
        return stolen_goods(self.model)


def stolen_goods(model: SimulationModel) -> list[str]:
    """Every good that a story names, "nothing" included, in the order of the stories."""
    return list(dict.fromkeys(good for options in model.stories.stolen for good in options))


def cumulative_edges(shares: RealArray) -> RealArray:
    """Cumulative shares of each row plus the row's number: a single sorted array, so that one search draws for all rows."""
    # The floor keeps a row without shares from dividing by zero; nothing is ever drawn from it.
    cumulative = np.cumsum(shares, axis=1) / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(np.minimum(cumulative, 1.0) + np.arange(len(shares))[:, None])


def draw_columns(row_edges: RealArray, row: IntegerArray, rng: np.random.Generator) -> IntegerArray:
    """For each entry of `row`, a column drawn by that row's shares."""
    position = np.searchsorted(row_edges.ravel(), row + rng.random(len(row)), side="right")
    return np.asarray(position - row * row_edges.shape[1])


def scatter_positions(
    latitude: RealArray, longitude: RealArray, sigma_km: RealArray, rng: np.random.Generator
) -> tuple[RealArray, RealArray]:
    """Positions moved by a normal distance along each axis, with longitude kept within -180 to 180."""
    north = latitude + rng.normal(size=len(latitude)) * sigma_km / KM_PER_DEGREE
    east = longitude + rng.normal(size=len(latitude)) * sigma_km / (KM_PER_DEGREE * np.cos(np.radians(latitude)))
    return north, (east + 180) % 360 - 180


def zone_offset_minutes(longitude: RealArray) -> IntegerArray:
    """Offset of the ship's clock from UTC in minutes, by nautical time zones."""
    return np.rint(longitude / 15).astype(np.int64) * 60


def _cell_indices(shape: tuple[int, ...]) -> list[IntegerArray]:
    return [axis.ravel() for axis in np.indices(shape)]
