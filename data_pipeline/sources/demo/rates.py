"""How many incidents are to be expected: by month, sea region and category, and how many reports they give.

Piracy, robbery and theft follow IMB's published totals. A published figure counts what the bureau heard of, so the
true number is the published one divided by the chance that the simulated bureau hears of it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from data_pipeline.sources.demo.parameters import CATEGORIES, SEVERITIES, Body, Model, Reals

HIGHEST_CHANCE: Final = 0.97
LIKE_IMB: Final = "demo_bureau"
ROBBERY: Final = CATEGORIES.index("piracy_robbery")
THEFT: Final = CATEGORIES.index("cargo_theft")


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one calendar month that lie within the simulated span."""

    first: date
    days: int
    share: float


def months(start: date, end: date) -> list[Month]:
    """Calendar months from `start` to `end`, both included; `share` is the part of the month within."""
    found, day = [], start
    while day <= end:
        length = calendar.monthrange(day.year, day.month)[1]
        last = min(end, day.replace(day=length))
        days = (last - day).days + 1
        found.append(Month(day, days, days / length))
        day = last + timedelta(days=1)
    return found


def chance_to_hear(model: Model, heterogeneous: bool) -> Reals:
    """Chance that a body hears of an incident in its waters: bodies x stories x visibility (usual, low)."""
    severity = np.searchsorted(SEVERITIES, model.stories.severity)
    seen = model.numbers["visibility"]
    usual = (1 - seen["low_share"] * seen["low"]) / (1 - seen["low_share"])
    chance = np.empty((len(model.bodies), len(model.stories.act), 2))
    for number, body in enumerate(model.bodies):
        base = body.hears[model.stories.category] * model.severity_factor[severity]
        chance[number] = base[:, None] * [usual, seen["low"]] if heterogeneous else body.constant
    return np.minimum(chance, HIGHEST_CHANCE)


def story_shares(model: Model) -> Reals:
    """Share of each story among a category's incidents in a region: regions x categories x stories."""
    shares = np.zeros((len(model.regions), len(CATEGORIES), len(model.stories.act)))
    for story, (category, style) in enumerate(zip(model.stories.category, model.stories.style, strict=True)):
        told = [style in ("any", own) for own in model.style]
        shares[told, category, story] = model.stories.share[story]
    return np.asarray(shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-300))


def published_by_region(model: Model, year: int) -> Reals:
    """Piracy, robbery and theft of a year as IMB counts them, by region; sums to IMB's published total."""
    said, weights = model.numbers["published"], model.numbers["weights"]
    total = _of_year(said["imb_incidents"], said["first_year"], year)
    counts = np.array([_of_year(weights[r], weights["first_year"], year) if r in weights else 0.0 for r in model.regions])
    fixed = np.zeros(len(counts), dtype=bool)
    for group in said["groups"].values():
        known = {int(key): value for key, value in group["years"].items()}
        stated = known.get(min(max(year, min(known)), max(known))) if year >= min(known) else None
        if stated is not None:
            members = np.isin(model.regions, group["regions"])
            counts[members] *= stated / counts[members].sum()
            fixed |= members
    counts[~fixed] *= (total - counts[fixed].sum()) / counts[~fixed].sum()
    return counts


def yearly_truth(model: Model, year: int) -> Reals:
    """True incidents expected in a year: regions x categories."""
    truth = np.zeros((len(model.regions), len(CATEGORIES)))
    theft = np.array([model.numbers["theft_share"][style] for style in model.style])
    heard = heard_share(model, chance_to_hear(model, heterogeneous=True))[[b.id for b in model.bodies].index(LIKE_IMB)]
    true = published_by_region(model, year) / ((1 - theft) * heard[:, ROBBERY] + theft * heard[:, THEFT])
    truth[:, ROBBERY], truth[:, THEFT] = true * (1 - theft), true * theft
    others = model.numbers["others"]
    for category, said in others.items():
        if category != "first_year":
            where = np.array([said["where"].get(region, 0.0) for region in model.regions])
            truth[:, CATEGORIES.index(category)] = _of_year(said["yearly"], others["first_year"], year) * where / where.sum()
    return truth


def heard_share(model: Model, chance: Reals) -> Reals:
    """Share of a region's and category's incidents that each body hears of while it works: bodies x regions x categories."""
    low = model.numbers["visibility"]["low_share"]
    by_story = chance @ np.array([1 - low, low])
    watched = np.array([body.watches for body in model.bodies])
    shares: Reals = np.einsum("rcs,bs->brc", story_shares(model), by_story) * watched[:, :, None]
    return shares


def monthly_truth(model: Model, span: list[Month]) -> Reals:
    """True incidents expected at scale 1: months x regions x categories."""
    season = np.array([model.numbers["season"].get(region, [1.0] * 12) for region in model.regions])
    season = season / season.mean(axis=1, keepdims=True)
    by_year = {year: yearly_truth(model, year) for year in {month.first.year for month in span}}
    return np.stack([by_year[m.first.year] / 12 * m.share * season[:, m.first.month - 1, None] for m in span])


def expected_records(model: Model, span: list[Month], truth: Reals, chance: Reals, independent: bool) -> float:
    """Records that the four bodies write together about `truth` at the default noise, revisions and re-issues included."""
    low = model.numbers["visibility"]["low_share"]
    shares, hidden = story_shares(model), np.array([1 - low, low])
    total = 0.0
    works = {body.id: np.array([_works(body, month) for month in span]) for body in model.bodies}
    by_id = {body.id: chance[number] for number, body in enumerate(model.bodies)}
    for body in model.bodies:
        own = np.einsum("rcs,sv,v->rc", shares, by_id[body.id], hidden) * body.watches[:, None]
        repeats = (1 + body.errors["reissued"]) * (1 + body.errors["revised"])
        total += repeats * float(np.einsum("m,mrc,rc->", works[body.id], truth, own))
        for origin, taken in body.republishes.items() if not independent else ():
            watched = next(one.watches for one in model.bodies if one.id == origin)
            both = np.einsum("rcs,sv,v->rc", shares, (1 - by_id[body.id]) * by_id[origin] * taken, hidden) * watched[:, None]
            total += float(np.einsum("m,mrc,rc->", works[body.id] * works[origin], truth, both))
    return total


def _works(body: Body, month: Month) -> float:
    begun = body.started_on is None or month.first >= body.started_on
    return float(begun and (body.closed_on is None or month.first <= body.closed_on))


def _of_year(values: Any, first_year: int, year: int) -> float:
    return float(values[min(max(year - first_year, 0), len(values) - 1)])
