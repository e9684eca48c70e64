"""What a body states about an incident it learned of: rounded, incomplete, sometimes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from data_pipeline.sources.demo.simulator.incidents import (
    MINUTES_PER_DAY,
    ColumnarRecords,
    Incidents,
    scatter_positions,
    zone_offset_minutes,
)
from data_pipeline.sources.demo.simulator.model import (
    CATEGORIES,
    BooleanArray,
    IntegerArray,
    RealArray,
    ReportingBody,
    SimulationModel,
    Stories,
)

MAX_RATE: Final = 0.95
"""Noise does not raise an error rate beyond this, or nothing true would be left."""
HALF_DEGREE_KM: Final = 55.6
MINUTE_KM: Final = 1.852
EXACT_KM: Final = 0.01
"""Precision stated when noise is 0: positions are then not rounded."""
OWN, REISSUE, REPUBLISHED = 0, 1, 2
KINDS: Final = ["own", "reissue", "republished"]
NAME_MISSING, NAME_RIGHT, NAME_SHORT, NAME_MISSPELT, NAME_JOINED = range(5)
TYPE_MISSING, TYPE_COARSE, TYPE_RIGHT = range(3)


@dataclass(slots=True)
class Statements(ColumnarRecords):
    """What a body states about incidents; `row` points into the block's incidents, other indices are as there.

    `minute` is the stated time; where not `timed`, only its day is stated; where `vague`, only the sea region is named.
    `attackers`, `stolen` and `status` are -1 where not stated; `authority` (was an authority informed) is 1, 0, or -1 where
    not stated. `origin` is the body that first published it, -1 for itself. `notified`, `published` and `revised` are
    minutes from 1970, `revised` -1 where it was not.
    """

    row: IntegerArray
    kind: IntegerArray
    origin: IntegerArray
    minute: IntegerArray
    timed: BooleanArray
    day_error: IntegerArray
    latitude: RealArray
    longitude: RealArray
    placed: BooleanArray
    vague: BooleanArray
    precision_km: RealArray
    story: IntegerArray
    weapons: BooleanArray
    harm: BooleanArray
    attackers: IntegerArray
    stolen: IntegerArray
    status: IntegerArray
    name: IntegerArray
    imo: BooleanArray
    type: IntegerArray
    flag: BooleanArray
    authority: IntegerArray
    notified: IntegerArray
    published: IntegerArray
    revised: IntegerArray
    revision: IntegerArray


@dataclass(frozen=True)
class ReportingErrors:
    """Draws the errors of one body, each at its rate times `noise`; at 0 everything is stated as it happened."""

    model: SimulationModel
    body: ReportingBody
    noise: float
    rng: np.random.Generator

    def draw_errors(self, name: str, count: int) -> BooleanArray:
        """Which of `count` reports have this error."""
        rate = min(self.body.errors[name] * self.noise, max(MAX_RATE, self.body.errors[name]))
        return self.rng.random(count) < rate

    def write_statements(self, incidents: Incidents, row: IntegerArray, kind: int) -> Statements:
        """What the body states about the incidents at `row`; the caller sets the times of notification and publication."""
        # The order of these draws decides the random numbers each error gets: a new one goes last.
        true, count = incidents.take(row), len(row)
        story = self._confuse_stories(true.story)
        minute, timed, day_error = self._state_time(true)
        latitude, longitude, precision_km = self._state_position(true)
        low = self.model.stories.attackers_low[story]
        attackers = self._state_attackers(np.where(low < 0, -1, np.where(true.attackers < 0, low, true.attackers)))
        is_confused = story != true.story
        return Statements(
            row=row,
            kind=np.full(count, kind),
            origin=np.full(count, -1),
            minute=minute,
            timed=timed,
            day_error=day_error,
            latitude=latitude,
            longitude=longitude,
            placed=~self.draw_errors("position_missing", count),
            vague=self.draw_errors("place_vague", count),
            precision_km=precision_km,
            story=story,
            weapons=~self.draw_errors("weapons_missing", count),
            harm=~self.draw_errors("harm_missing", count),
            attackers=attackers,
            stolen=np.where(self.draw_errors("stolen_missing", count) | is_confused, -1, true.stolen),
            status=np.where(self.draw_errors("status_missing", count), -1, true.status),
            name=self._state_name(count),
            imo=~self.draw_errors("imo_missing", count),
            type=np.select(
                [self.draw_errors("type_missing", count), self.draw_errors("type_coarse", count)], [TYPE_MISSING, TYPE_COARSE], TYPE_RIGHT
            ),
            flag=~self.draw_errors("flag_missing", count),
            authority=np.where(self.draw_errors("authority_missing", count), -1, true.authority_informed.astype(np.int64)),
            notified=true.minute,
            published=true.minute,
            revised=np.full(count, -1),
            revision=np.ones(count, dtype=np.int64),
        )

    def without_details(self, full: Statements) -> Statements:
        """The first text on incidents about which more became known later: no name, number of attackers or weapons yet."""
        first = full.take(np.arange(len(full)))
        first.name[:] = NAME_MISSING
        first.imo[:] = False
        first.attackers[:] = -1
        first.weapons[:] = False
        return first

    def _confuse_stories(self, story: IntegerArray) -> IntegerArray:
        act, category = confused_stories(self.model.stories)
        story = np.where(self.draw_errors("act_wrong", len(story)), act[story], story)
        return np.where(self.draw_errors("category_wrong", len(story)), category[story], story)

    def _state_time(self, true: Incidents) -> tuple[IntegerArray, BooleanArray, IntegerArray]:
        """Stated minute, whether a time is stated, and by how many days the stated day differs from the true UTC day."""
        count, zone = len(true), zone_offset_minutes(true.longitude)
        timed = ~self.draw_errors("time_missing", count)
        is_local = np.where(timed, self.draw_errors("local_clock", count), self.draw_errors("local_day", count))
        slip = np.where(self.draw_errors("wrong_day", count), self._draw_slips(true.minute), 0)
        minute = true.minute + np.where(is_local, zone, 0) + slip * MINUTES_PER_DAY
        return minute, timed, minute // MINUTES_PER_DAY - true.minute // MINUTES_PER_DAY

    def _draw_slips(self, minute: IntegerArray) -> IntegerArray:
        """Slips in days: mostly one to three, sometimes a month, sometimes day and month exchanged; never more than 3 days late."""
        count = len(minute)
        days = self.rng.choice([-3, -2, -1, 1, 2, 3], count, p=[0.05, 0.1, 0.35, 0.35, 0.1, 0.05])
        kind = self.rng.random(count)
        date = (minute // MINUTES_PER_DAY).astype("datetime64[D]")
        month = date.astype("datetime64[M]")
        day = (date - month).astype(np.int64)
        month_of_year = (month - date.astype("datetime64[Y]")).astype(np.int64)
        # No later than the 28th, which every month has.
        month_before = ((month - 1).astype("datetime64[D]") + np.minimum(day, 27) - date).astype(np.int64)
        exchanged = ((month - month_of_year + day).astype("datetime64[D]") + month_of_year - date).astype(np.int64)
        days = np.where(kind < 0.1, month_before, days)
        # Exchanged dates that lie later are left out: they would lie after publication.
        return np.where((kind > 0.9) & (day < 12) & (exchanged < 0), exchanged, days)

    def _state_position(self, true: Incidents) -> tuple[RealArray, RealArray, RealArray]:
        """Stated latitude and longitude, and the half-width of their rounding in km."""
        count, errors = len(true), self.body.errors
        jitter = np.full(count, errors["jitter_km"] * self.noise)
        latitude, longitude = scatter_positions(true.latitude, true.longitude, jitter, self.rng)
        is_flipped = self.draw_errors("sign_flip", count)
        latitude = np.where(is_flipped, -latitude, latitude)
        is_whole_degree = self.draw_errors("degrees", count)
        steps_per_degree = np.where(is_whole_degree, 1.0, 60 / errors["minutes"])
        if self.noise <= 0:
            return latitude, longitude, np.full(count, EXACT_KM)
        precision = np.where(is_whole_degree, HALF_DEGREE_KM, errors["minutes"] * MINUTE_KM / 2)
        return (
            np.round(latitude * steps_per_degree) / steps_per_degree,
            np.round(longitude * steps_per_degree) / steps_per_degree,
            precision,
        )

    def _state_attackers(self, attackers: IntegerArray) -> IntegerArray:
        count = len(attackers)
        miscount = np.where(self.draw_errors("attackers_off", count), self.rng.choice([-2, -1, 1, 2], count), 0)
        stated = np.where(attackers < 0, -1, np.maximum(attackers + miscount, 1))
        return np.where(self.draw_errors("attackers_missing", count), -1, stated)

    def _state_name(self, count: int) -> IntegerArray:
        is_garbled = self.draw_errors("name_garbled", count)
        garbling = self.rng.choice([NAME_SHORT, NAME_MISSPELT, NAME_JOINED], count)
        return np.where(self.draw_errors("name_missing", count), NAME_MISSING, np.where(is_garbled, garbling, NAME_RIGHT))


def confused_stories(stories: Stories) -> tuple[IntegerArray, IntegerArray]:
    """For each story, the one it is mistaken for when the act is wrong, and when the category is wrong; itself where none fits."""
    act, category = np.arange(len(stories.act)), np.arange(len(stories.act))
    robbery, theft, suspicious = (CATEGORIES.index(name) for name in ("piracy_robbery", "cargo_theft", "suspicious"))
    # The first story of each style, category and act stands for all of them.
    first = {}
    for story in reversed(range(len(stories.act))):
        first[stories.style[story], int(stories.category[story]), stories.act[story]] = story
    for story, (style, own_category, own_act) in enumerate(zip(stories.style, stories.category, stories.act, strict=True)):
        other = {"boarded": "attempted", "attempted": "boarded"}.get(own_act, "")
        act[story] = first.get((style, int(own_category), other), story)
        if own_category == robbery and stories.severity[story] == 4:
            category[story] = first["any", theft, "boarded"]
        elif own_category == theft:
            category[story] = first["quiet", robbery, "boarded"]
        elif own_category == suspicious:
            category[story] = first["quiet", robbery, "attempted"]
    return act, category
