"""Which body learns of which incident, when it is notified, and when it publishes."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from data_pipeline.sources.demo.simulator.incidents import MINUTES_PER_DAY, Incidents
from data_pipeline.sources.demo.simulator.model import BooleanArray, IntegerArray, RealArray, ReportingBody, SimulationModel

_MIN_DELAY: Final = 30
"""Minutes that notification and publication each take at least."""

_GRAVE_FACTOR: Final = 0.5
"""Grave incidents are published in half the usual time."""


def incident_chances(model: SimulationModel, incidents: Incidents, chances: RealArray) -> RealArray:
    """Chance that each body learns of each incident by itself: bodies x incidents, 0 outside its waters and years.

    `chances` is bodies x stories x visibility, as `rates.notification_chances` gives it.
    """
    region = model.places.region[incidents.place]
    is_watched = np.array([body.watches for body in model.bodies])[:, region]
    opens = np.array([first_minute_of(body.started_on or date.min) for body in model.bodies])
    closes = np.array([first_minute_of(body.closed_on or date.max) for body in model.bodies]) + MINUTES_PER_DAY
    is_open = (incidents.minute >= opens[:, None]) & (incidents.minute < closes[:, None])
    by_incident = chances[:, incidents.story, incidents.overlooked.astype(np.int64)]
    return np.asarray(np.where(is_watched & is_open, by_incident, 0.0))


def draw_notified(chances: RealArray, rng: np.random.Generator) -> BooleanArray:
    """Bodies x incidents: whether the body learns of it, each independently. `chances` as `incident_chances` gives it."""
    return np.asarray(rng.random(chances.shape) < chances)


def draw_notification_times(body: ReportingBody, minute: IntegerArray, rng: np.random.Generator) -> IntegerArray:
    """When the body is notified, in minutes: a log-normal number of hours after the event."""
    hours, sigma = body.notification_hours
    return minute + _MIN_DELAY + (hours * 60 * np.exp(sigma * rng.normal(size=len(minute)))).astype(np.int64)


def draw_publication_times(body: ReportingBody, notified: IntegerArray, is_grave: BooleanArray, rng: np.random.Generator) -> IntegerArray:
    """When the body publishes, in minutes: a log-normal number of days after notification, half as many for grave incidents."""
    days, sigma = body.publication_days
    delay = days * MINUTES_PER_DAY * np.exp(sigma * rng.normal(size=len(notified))) * np.where(is_grave, _GRAVE_FACTOR, 1.0)
    return notified + _MIN_DELAY + delay.astype(np.int64)


def last_publication_minute(body: ReportingBody, end: date) -> int:
    """The last minute in which the body publishes, counted from 1970."""
    return first_minute_of(min(end, body.closed_on or end)) + MINUTES_PER_DAY - 1


def first_minute_of(day: date) -> int:
    """First minute of a day, counted from 1970."""
    return (day - date(1970, 1, 1)).days * MINUTES_PER_DAY
