"""True incidents of one block of months: what, where, when, to which ship."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Final, Self

import numpy as np

from data_pipeline.sources.demo.parameters import CATEGORIES, Flags, Model, Reals, Wholes
from data_pipeline.sources.demo.rates import ROBBERY, THEFT, Month, story_shares
from data_pipeline.sources.demo.ships import Fleet

MINUTES_A_DAY: Final = 1440
KM_A_DEGREE: Final = 111.2
_BY_NIGHT: Final = [CATEGORIES.index(name) for name in ("piracy_robbery", "cargo_theft", "vessel_theft")]
_RAID_NEAR_KM: Final = 2.0


@dataclass(slots=True)
class Columns:
    """Arrays of one length, one entry a row."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def take(self, rows: Wholes | Flags) -> Self:
        """The rows at these places, or those that are true."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    def followed_by(self, *others: Self) -> Self:
        """These rows and then the others'."""
        return type(self)(**{f.name: np.concatenate([getattr(part, f.name) for part in (self, *others)]) for f in fields(self)})


@dataclass(slots=True)
class Incidents(Columns):
    """True incidents in the order of time. `minute` counts from 1970 in UTC; indices point into the model's lists.

    `attackers` and `stolen` are -1 for none; `raid_of` is the incident that the same men did just before, else -1.
    """

    number: Wholes
    minute: Wholes
    latitude: Reals
    longitude: Reals
    place: Wholes
    story: Wholes
    attackers: Wholes
    stolen: Wholes
    status: Wholes
    ship: Wholes
    told: Flags
    overlooked: Flags
    raid_of: Wholes


@dataclass(frozen=True)
class Draw:
    """Draws true incidents; the tables that every block needs are made once."""

    model: Model
    fleet: Fleet
    start: date
    end: date

    def block(self, span: list[Month], expected: Reals, first_number: int, rng: np.random.Generator) -> Incidents:
        """Incidents of the months of `span`; `expected` is months x regions x categories; numbered from `first_number`."""
        expected = expected.copy()
        expected[:, :, [ROBBERY, THEFT]] /= 1 + self.model.numbers["behaviour"]["raid_share"]
        counts = rng.poisson(expected)
        month, region, category = (np.repeat(axis, counts.ravel()) for axis in _cells(counts.shape))
        single = self._incidents(span, month, region, category, rng)
        incidents = single.followed_by(self._raids(single, rng))
        incidents = incidents.take(np.argsort(incidents.minute, kind="stable"))
        place_of = np.empty(len(incidents), dtype=np.int64)
        place_of[incidents.number] = np.arange(len(incidents))
        incidents.raid_of = np.where(incidents.raid_of < 0, -1, place_of[incidents.raid_of] + first_number)
        incidents.number = np.arange(len(incidents)) + first_number
        return incidents

    def _incidents(self, span: list[Month], month: Wholes, region: Wholes, category: Wholes, rng: np.random.Generator) -> Incidents:
        said, stories = self.model.numbers, self.model.stories
        count = len(month)
        story = pick(self._story_edges, region * len(CATEGORIES) + category, rng)
        place = pick(self._place_edges, region * len(CATEGORIES) + category, rng)
        latitude, longitude = self._positions(place, rng)
        low, high = stories.attackers_low[story], stories.attackers_high[story]
        return Incidents(
            number=np.arange(count),
            minute=self._minutes(span, month, category, longitude, rng),
            latitude=latitude,
            longitude=longitude,
            place=place,
            story=story,
            attackers=np.where(low < 0, -1, rng.integers(low, high + 1)),
            stolen=pick(self._stolen_edges, story, rng),
            status=pick(self._status_edges, place, rng),
            ship=self.fleet.draw(stories.small[story], rng),
            told=rng.random(count) < said["behaviour"]["told_authority"],
            overlooked=rng.random(count) < said["visibility"]["low_share"],
            raid_of=np.full(count, -1),
        )

    def _minutes(self, span: list[Month], month: Wholes, category: Wholes, longitude: Reals, rng: np.random.Generator) -> Wholes:
        """UTC minutes: a random day of the month, an hour by the ship's own clock, at night for robbers and thieves."""
        first = np.array([(m.first - date(1970, 1, 1)).days for m in span])[month]
        days = np.array([m.days for m in span])[month]
        day = first + rng.integers(0, days)
        by_night = np.isin(category, _BY_NIGHT) & (rng.random(len(month)) < self.model.numbers["behaviour"]["night_share"])
        local = np.where(by_night, rng.integers(22 * 60, 30 * 60, len(month)), rng.integers(0, MINUTES_A_DAY, len(month))) % MINUTES_A_DAY
        return self._within(day * MINUTES_A_DAY + local - zone_minutes(longitude))

    def _positions(self, place: Wholes, rng: np.random.Generator) -> tuple[Reals, Reals]:
        places = self.model.places
        along = rng.random(len(place))
        latitude = places.latitude[place] + along * (places.end_latitude - places.latitude)[place]
        longitude = places.longitude[place] + along * (places.end_longitude - places.longitude)[place]
        # The spread is a radius that holds most positions: two standard deviations.
        return scatter(latitude, longitude, places.spread_km[place] / 2, rng)

    def _raids(self, single: Incidents, rng: np.random.Generator) -> Incidents:
        """Second ships that the same men visit the same night, near by."""
        said = self.model.numbers["behaviour"]
        category = self.model.stories.category[single.story]
        raids = single.take(np.isin(category, [ROBBERY, THEFT]) & (rng.random(len(single)) < said["raid_share"]))
        raids.raid_of = raids.number.copy()
        raids.number = np.arange(len(raids)) + len(single)
        raids.minute = self._within(raids.minute + rng.integers(10, int(said["raid_hours"] * 60), len(raids)))
        raids.latitude, raids.longitude = scatter(raids.latitude, raids.longitude, np.full(len(raids), _RAID_NEAR_KM), rng)
        raids.ship = self.fleet.draw(self.model.stories.small[raids.story], rng)
        raids.stolen = pick(self._stolen_edges, raids.story, rng)
        return raids

    def _within(self, minute: Wholes) -> Wholes:
        """Minutes that the clock moved out of the span go back in by a day."""
        first = (self.start - date(1970, 1, 1)).days * MINUTES_A_DAY
        last = ((self.end - date(1970, 1, 1)).days + 1) * MINUTES_A_DAY - 1
        return np.where(minute < first, minute + MINUTES_A_DAY, np.where(minute > last, minute - MINUTES_A_DAY, minute))

    @cached_property
    def _story_edges(self) -> Reals:
        return edges(story_shares(self.model).reshape(-1, len(self.model.stories.act)))

    @cached_property
    def _place_edges(self) -> Reals:
        places, affinity = self.model.places, self.model.numbers["place_affinity"]
        weights = np.zeros((len(self.model.regions), len(CATEGORIES), len(places.name)))
        for place, kind in enumerate(places.kind):
            for number, category in enumerate(CATEGORIES):
                # Where a region has no fitting place, its unfitting ones must do.
                weights[places.region[place], number, place] = places.weight[place] * max(affinity[category][kind], 1e-9)
        return edges(weights.reshape(-1, len(places.name)))

    @cached_property
    def _status_edges(self) -> Reals:
        return edges(np.array([self.model.numbers["status"][kind] for kind in self.model.places.kind]))

    @cached_property
    def _stolen_edges(self) -> Reals:
        goods = self.stolen_goods
        return edges(np.array([[options.count(one) for one in goods] for options in self.model.stories.stolen], dtype=float))

    @cached_property
    def stolen_goods(self) -> list[str]:
        """What can be taken; `Incidents.stolen` points into it."""
        return stolen_goods(self.model)


def stolen_goods(model: Model) -> list[str]:
    """Every good that a story names, nothing among them, in the order of the stories."""
    return list(dict.fromkeys(one for options in model.stories.stolen for one in options))


def edges(shares: Reals) -> Reals:
    """Cumulative shares of each row, raised by the row's number: one search then picks for all rows at once."""
    cumulative = np.cumsum(shares, axis=1) / np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(np.minimum(cumulative, 1.0) + np.arange(len(shares))[:, None])


def pick(row_edges: Reals, row: Wholes, rng: np.random.Generator) -> Wholes:
    """For each entry of `row`, a column drawn by that row's shares."""
    found = np.searchsorted(row_edges.ravel(), row + rng.random(len(row)), side="right")
    return np.asarray(found - row * row_edges.shape[1])


def scatter(latitude: Reals, longitude: Reals, sigma_km: Reals, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """Positions moved by a normal distance per axis, longitude kept within -180 to 180."""
    north = latitude + rng.normal(size=len(latitude)) * sigma_km / KM_A_DEGREE
    east = longitude + rng.normal(size=len(latitude)) * sigma_km / (KM_A_DEGREE * np.cos(np.radians(latitude)))
    return north, (east + 180) % 360 - 180


def zone_minutes(longitude: Reals) -> Wholes:
    """Offset of the ship's clock from UTC by nautical zones, in minutes."""
    return np.rint(longitude / 15).astype(np.int64) * 60


def _cells(shape: tuple[int, ...]) -> list[Wholes]:
    return [axis.ravel() for axis in np.indices(shape)]
