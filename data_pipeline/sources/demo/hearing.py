"""Which body hears of which incident, when it is told, and when it publishes."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from data_pipeline.sources.demo.parameters import Body, Flags, Model, Reals, Wholes
from data_pipeline.sources.demo.truth import MINUTES_A_DAY, Incidents

_SOONEST: Final = 30
"""Minutes that telling and publishing take at least."""


def own_chance(model: Model, incidents: Incidents, chance: Reals) -> Reals:
    """Chance that each body hears of each incident by itself: bodies x incidents, 0 outside its waters and years.

    `chance` is bodies x stories x visibility, as `rates.chance_to_hear` gives it.
    """
    region = model.places.region[incidents.place]
    watched = np.array([body.watches for body in model.bodies])[:, region]
    opens = np.array([minute_of(body.started_on or date.min) for body in model.bodies])
    closes = np.array([minute_of(body.closed_on or date.max) for body in model.bodies]) + MINUTES_A_DAY
    works = (incidents.minute >= opens[:, None]) & (incidents.minute < closes[:, None])
    own = chance[:, incidents.story, incidents.overlooked.astype(np.int64)]
    return np.asarray(np.where(watched & works, own, 0.0))


def heard(chance: Reals, rng: np.random.Generator) -> Flags:
    """Bodies x incidents: true where the body hears of it, each body for itself. `chance` as `own_chance` gives it."""
    return np.asarray(rng.random(chance.shape) < chance)


def told_at(body: Body, minute: Wholes, rng: np.random.Generator) -> Wholes:
    """When the body is told: log-normal hours after the event."""
    hours, sigma = body.told
    return minute + _SOONEST + (hours * 60 * np.exp(sigma * rng.normal(size=len(minute)))).astype(np.int64)


def published_at(body: Body, told: Wholes, grave: Flags, rng: np.random.Generator) -> Wholes:
    """When the body publishes: log-normal days after it is told, half as long for what is very grave."""
    days, sigma = body.published
    delay = days * MINUTES_A_DAY * np.exp(sigma * rng.normal(size=len(told))) * np.where(grave, 0.5, 1.0)
    return told + _SOONEST + delay.astype(np.int64)


def last_minute(body: Body, end: date) -> int:
    """The last minute in which the body publishes."""
    return minute_of(min(end, body.closed_on or end)) + MINUTES_A_DAY - 1


def minute_of(day: date) -> int:
    """First minute of a day, counted from 1970."""
    return (day - date(1970, 1, 1)).days * MINUTES_A_DAY
