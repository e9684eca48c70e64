"""What a body knows of an incident that it heard of: rounded, incomplete, sometimes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_pipeline.sources.demo.parameters import CATEGORIES, Body, Flags, Model, Reals, Stories, Wholes
from data_pipeline.sources.demo.truth import MINUTES_A_DAY, Columns, Incidents, scatter, zone_minutes

HIGHEST_RATE: Final = 0.95
HALF_DEGREE_KM: Final = 55.6
MINUTE_KM: Final = 1.852
EXACT_KM: Final = 0.01
OWN, REISSUE, REPUBLISHED = 0, 1, 2
KINDS: Final = ["own", "reissue", "republished"]
NAME_MISSING, NAME_RIGHT, NAME_SHORT, NAME_MISSPELT, NAME_JOINED = range(5)
TYPE_MISSING, TYPE_COARSE, TYPE_RIGHT = range(3)


@dataclass(slots=True)
class Sightings(Columns):
    """What a body states about incidents; `row` points into the block's incidents, other indices as there.

    `minute` is the stated time; where not `timed` only its day is stated; where `vague` only the sea region is named.
    `attackers`, `stolen`, `status` are -1 where not stated; `authority` is 1, 0, or -1 where not stated. `origin` is
    the body that first published it, -1 for itself.
    """

    row: Wholes
    kind: Wholes
    origin: Wholes
    minute: Wholes
    timed: Flags
    day_error: Wholes
    latitude: Reals
    longitude: Reals
    placed: Flags
    vague: Flags
    precision_km: Reals
    story: Wholes
    weapons: Flags
    harm: Flags
    attackers: Wholes
    stolen: Wholes
    status: Wholes
    name: Wholes
    imo: Flags
    type: Wholes
    flag: Flags
    authority: Wholes
    told: Wholes
    published: Wholes
    revised: Wholes
    revision: Wholes


@dataclass(frozen=True)
class Errors:
    """Draws the errors of one body: each rate times `noise`; at 0 everything is stated as it was."""

    model: Model
    body: Body
    noise: float
    rng: np.random.Generator

    def hits(self, name: str, count: int) -> Flags:
        """Which of `count` reports this error strikes."""
        rate = min(self.body.errors[name] * self.noise, max(HIGHEST_RATE, self.body.errors[name]))
        return self.rng.random(count) < rate

    def sightings(self, incidents: Incidents, row: Wholes, kind: int) -> Sightings:
        """What the body states about the incidents at `row`; told and published are left for the caller."""
        seen, count = incidents.take(row), len(row)
        story = self._confused(seen.story)
        minute, timed, day_error = self._time(seen)
        latitude, longitude, precision_km = self._position(seen)
        low = self.model.stories.attackers_low[story]
        attackers = self._attackers(np.where(low < 0, -1, np.where(seen.attackers < 0, low, seen.attackers)))
        changed = story != seen.story
        return Sightings(
            row=row,
            kind=np.full(count, kind),
            origin=np.full(count, -1),
            minute=minute,
            timed=timed,
            day_error=day_error,
            latitude=latitude,
            longitude=longitude,
            placed=~self.hits("position_missing", count),
            vague=self.hits("place_vague", count),
            precision_km=precision_km,
            story=story,
            weapons=~self.hits("weapons_missing", count),
            harm=~self.hits("harm_missing", count),
            attackers=attackers,
            stolen=np.where(self.hits("stolen_missing", count) | changed, -1, seen.stolen),
            status=np.where(self.hits("status_missing", count), -1, seen.status),
            name=self._name(count),
            imo=~self.hits("imo_missing", count),
            type=np.select([self.hits("type_missing", count), self.hits("type_coarse", count)], [TYPE_MISSING, TYPE_COARSE], TYPE_RIGHT),
            flag=~self.hits("flag_missing", count),
            authority=np.where(self.hits("authority_missing", count), -1, seen.told.astype(np.int64)),
            told=seen.minute,
            published=seen.minute,
            revised=np.full(count, -1),
            revision=np.ones(count, dtype=np.int64),
        )

    def thinned(self, full: Sightings) -> Sightings:
        """The first text about incidents of which more became known later: no name, number or weapons yet."""
        first = full.take(np.arange(len(full)))
        first.name[:] = NAME_MISSING
        first.imo[:] = False
        first.attackers[:] = -1
        first.weapons[:] = False
        return first

    def _confused(self, story: Wholes) -> Wholes:
        act, category = confusions(self.model.stories)
        story = np.where(self.hits("act_wrong", len(story)), act[story], story)
        return np.where(self.hits("category_wrong", len(story)), category[story], story)

    def _time(self, seen: Incidents) -> tuple[Wholes, Flags, Wholes]:
        """Stated minute, whether a time is stated, and by how many days the stated day differs from the true UTC day."""
        count, zone = len(seen), zone_minutes(seen.longitude)
        timed = ~self.hits("time_missing", count)
        local = np.where(timed, self.hits("local_clock", count), self.hits("local_day", count))
        wrong = np.where(self.hits("wrong_day", count), self._wrong_days(seen.minute), 0)
        minute = seen.minute + np.where(local, zone, 0) + wrong * MINUTES_A_DAY
        return minute, timed, minute // MINUTES_A_DAY - seen.minute // MINUTES_A_DAY

    def _wrong_days(self, minute: Wholes) -> Wholes:
        """Slips: mostly one to three days, sometimes the month, sometimes day and month exchanged; never later by more than 3."""
        count = len(minute)
        days = self.rng.choice([-3, -2, -1, 1, 2, 3], count, p=[0.05, 0.1, 0.35, 0.35, 0.1, 0.05])
        how = self.rng.random(count)
        on = (minute // MINUTES_A_DAY).astype("datetime64[D]")
        month = on.astype("datetime64[M]")
        day = (on - month).astype(np.int64)
        of_year = (month - on.astype("datetime64[Y]")).astype(np.int64)
        month_before = ((month - 1).astype("datetime64[D]") + np.minimum(day, 27) - on).astype(np.int64)
        swapped = ((month - of_year + day).astype("datetime64[D]") + of_year - on).astype(np.int64)
        days = np.where(how < 0.1, month_before, days)
        return np.where((how > 0.9) & (day < 12) & (swapped < 0), swapped, days)

    def _position(self, seen: Incidents) -> tuple[Reals, Reals, Reals]:
        """Stated latitude and longitude, and the half-width of their rounding in km."""
        count, errors = len(seen), self.body.errors
        jitter = np.full(count, errors["jitter_km"] * self.noise)
        latitude, longitude = scatter(seen.latitude, seen.longitude, jitter, self.rng)
        flipped = self.hits("sign_flip", count)
        latitude = np.where(flipped, -latitude, latitude)
        degrees = self.hits("degrees", count)
        steps = np.where(degrees, 1.0, 60 / errors["minutes"])
        if self.noise <= 0:
            return latitude, longitude, np.full(count, EXACT_KM)
        precision = np.where(degrees, HALF_DEGREE_KM, errors["minutes"] * MINUTE_KM / 2)
        return np.round(latitude * steps) / steps, np.round(longitude * steps) / steps, precision

    def _attackers(self, attackers: Wholes) -> Wholes:
        count = len(attackers)
        off = np.where(self.hits("attackers_off", count), self.rng.choice([-2, -1, 1, 2], count), 0)
        told = np.where(attackers < 0, -1, np.maximum(attackers + off, 1))
        return np.where(self.hits("attackers_missing", count), -1, told)

    def _name(self, count: int) -> Wholes:
        garbled = self.hits("name_garbled", count)
        how = self.rng.choice([NAME_SHORT, NAME_MISSPELT, NAME_JOINED], count)
        return np.where(self.hits("name_missing", count), NAME_MISSING, np.where(garbled, how, NAME_RIGHT))


def confusions(stories: Stories) -> tuple[Wholes, Wholes]:
    """For each story the one that it is taken for: when the act is mistaken, and when the category is."""
    act, category = np.arange(len(stories.act)), np.arange(len(stories.act))
    robbery, theft, suspicious = (CATEGORIES.index(name) for name in ("piracy_robbery", "cargo_theft", "suspicious"))
    first = {}
    for story in reversed(range(len(stories.act))):
        first[stories.style[story], int(stories.category[story]), stories.act[story]] = story
    for story, (style, kind, done) in enumerate(zip(stories.style, stories.category, stories.act, strict=True)):
        other = {"boarded": "attempted", "attempted": "boarded"}.get(done, "")
        act[story] = first.get((style, int(kind), other), story)
        if kind == robbery and stories.severity[story] == 4:
            category[story] = first["any", theft, "boarded"]
        elif kind == theft:
            category[story] = first["quiet", robbery, "boarded"]
        elif kind == suspicious:
            category[story] = first["quiet", robbery, "attempted"]
    return act, category
