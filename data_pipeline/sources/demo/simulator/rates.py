"""How many incidents to expect, by month, sea region and category, and how many reports they give.

Piracy, robbery and theft follow IMB's published totals. A published figure counts what the bureau learned of, so the true
number is the published one divided by the chance that the simulated bureau learns of an incident.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from data_pipeline.sources.demo.simulator.model import CATEGORIES, SEVERITIES, RealArray, ReportingBody, SimulationModel

MAX_CHANCE: Final = 0.97
"""However grave an incident, a body may miss it."""
IMB_LIKE_BODY: Final = "demo_bureau"
"""The body modelled on IMB, whose counts are scaled to IMB's published totals."""
ROBBERY: Final = CATEGORIES.index("piracy_robbery")
THEFT: Final = CATEGORIES.index("cargo_theft")


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one calendar month that lie within the simulated span."""

    first: date
    days: int
    share: float


def months_between(start: date, end: date) -> list[Month]:
    """Calendar months from `start` to `end`, both included; `share` is the part of the month that lies within."""
    months, day = [], start
    while day <= end:
        length = calendar.monthrange(day.year, day.month)[1]
        last = min(end, day.replace(day=length))
        days = (last - day).days + 1
        months.append(Month(day, days, days / length))
        day = last + timedelta(days=1)
    return months


def notification_chances(model: SimulationModel, heterogeneous: bool) -> RealArray:
    """Chance that a body learns of an incident in its waters: bodies x stories x visibility (usual, low)."""
    severity = np.searchsorted(SEVERITIES, model.stories.severity)
    visibility = model.numbers["visibility"]
    # Scaled so that the mean over both classes is 1, whatever the share of the low one.
    usual = (1 - visibility["low_share"] * visibility["low"]) / (1 - visibility["low_share"])
    chances = np.empty((len(model.bodies), len(model.stories.act), 2))
    for number, body in enumerate(model.bodies):
        base = body.chance[model.stories.category] * model.severity_factor[severity]
        chances[number] = base[:, None] * [usual, visibility["low"]] if heterogeneous else body.constant_chance
    return np.minimum(chances, MAX_CHANCE)


def story_shares(model: SimulationModel) -> RealArray:
    """Share of each story among a category's incidents in a region: regions x categories x stories."""
    shares = np.zeros((len(model.regions), len(CATEGORIES), len(model.stories.act)))
    for story, (category, style) in enumerate(zip(model.stories.category, model.stories.style, strict=True)):
        happens_in = [style in ("any", own) for own in model.style]
        shares[happens_in, category, story] = model.stories.share[story]
    return np.asarray(shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-300))


def published_by_region(model: SimulationModel, year: int) -> RealArray:
    """Piracy, robbery and theft of a year as IMB counts them, by region; sums to IMB's published total."""
    published, weights = model.numbers["published"], model.numbers["weights"]
    total = _figure_for(published["imb_incidents"], published["first_year"], year)
    counts = np.array([_figure_for(weights[r], weights["first_year"], year) if r in weights else 0.0 for r in model.regions])
    is_fixed = np.zeros(len(counts), dtype=bool)
    for group in published["groups"].values():
        by_year = {int(key): value for key, value in group["years"].items()}
        # After the last published year its figure goes on; before the first, only the total is known.
        stated = by_year.get(min(max(year, min(by_year)), max(by_year))) if year >= min(by_year) else None
        if stated is not None:
            members = np.isin(model.regions, group["regions"])
            counts[members] *= stated / counts[members].sum()
            is_fixed |= members
    counts[~is_fixed] *= (total - counts[is_fixed].sum()) / counts[~is_fixed].sum()
    return counts


def yearly_truth(model: SimulationModel, year: int) -> RealArray:
    """True incidents expected in a year: regions x categories."""
    truth = np.zeros((len(model.regions), len(CATEGORIES)))
    theft = np.array([model.numbers["theft_share"][style] for style in model.style])
    imb = [body.id for body in model.bodies].index(IMB_LIKE_BODY)
    notified = notified_share(model, notification_chances(model, heterogeneous=True))[imb]
    true = published_by_region(model, year) / ((1 - theft) * notified[:, ROBBERY] + theft * notified[:, THEFT])
    truth[:, ROBBERY], truth[:, THEFT] = true * (1 - theft), true * theft
    others = model.numbers["others"]
    for category, entry in others.items():
        if category != "first_year":
            where = np.array([entry["where"].get(region, 0.0) for region in model.regions])
            truth[:, CATEGORIES.index(category)] = _figure_for(entry["yearly"], others["first_year"], year) * where / where.sum()
    return truth


def notified_share(model: SimulationModel, chances: RealArray) -> RealArray:
    """Share of incidents that each body learns of while it is active: bodies x regions x categories."""
    low = model.numbers["visibility"]["low_share"]
    by_story = chances @ np.array([1 - low, low])
    is_watched = np.array([body.watches for body in model.bodies])
    shares: RealArray = np.einsum("rcs,bs->brc", story_shares(model), by_story) * is_watched[:, :, None]
    return shares


def monthly_truth(model: SimulationModel, span: list[Month]) -> RealArray:
    """True incidents expected, before scaling to the requested size: months x regions x categories."""
    season = np.array([model.numbers["season"].get(region, [1.0] * 12) for region in model.regions])
    # The figures are relative weights; their mean must be 1 or the year's total would change.
    season = season / season.mean(axis=1, keepdims=True)
    by_year = {year: yearly_truth(model, year) for year in {month.first.year for month in span}}
    return np.stack([by_year[m.first.year] / 12 * m.share * season[:, m.first.month - 1, None] for m in span])


def expected_records(model: SimulationModel, span: list[Month], truth: RealArray, chances: RealArray, independent: bool) -> float:
    """Records that the four bodies together write about `truth` at the default noise, revisions and re-issues included."""
    low = model.numbers["visibility"]["low_share"]
    shares, hidden = story_shares(model), np.array([1 - low, low])
    total = 0.0
    active = {body.id: np.array([_activity(body, month) for month in span]) for body in model.bodies}
    by_id = {body.id: chances[number] for number, body in enumerate(model.bodies)}
    for body in model.bodies:
        own = np.einsum("rcs,sv,v->rc", shares, by_id[body.id], hidden) * body.watches[:, None]
        repeats = (1 + body.errors["reissued"]) * (1 + body.errors["revised"])
        total += repeats * float(np.einsum("m,mrc,rc->", active[body.id], truth, own))
        for origin, repeated in body.republishes.items() if not independent else ():
            is_watched = next(other.watches for other in model.bodies if other.id == origin)
            both = np.einsum("rcs,sv,v->rc", shares, (1 - by_id[body.id]) * by_id[origin] * repeated, hidden) * is_watched[:, None]
            total += float(np.einsum("m,mrc,rc->", active[body.id] * active[origin], truth, both))
    return total


def _activity(body: ReportingBody, month: Month) -> float:
    """1 while the body is active, else 0; the month of closing counts in full."""
    has_started = body.started_on is None or month.first >= body.started_on
    return float(has_started and (body.closed_on is None or month.first <= body.closed_on))


def _figure_for(values: Any, first_year: int, year: int) -> float:
    """The figure of a year; of the nearest one listed when the year is not."""
    return float(values[min(max(year - first_year, 0), len(values) - 1)])
