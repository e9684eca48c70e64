"""At which hours and on which weekdays incidents happen, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.describe.charts import Chart, Mark, Series
from analytics.describe.colours import NEUTRAL
from analytics.trends import rates, words
from analytics.trends.annotations import TrendChart
from analytics.trends.counts import Numbers, seen_by
from analytics.trends.rates import Evenness, Share
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.queries.trends import cubes as queries

Zone = Literal["local", "utc"]
ZONE_TITLE: Final[dict[Zone, str]] = {"local": "local solar time", "utc": "UTC"}
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NIGHT: Final = (20, 4)
"""Hours from which and before which it is night, in local solar time."""
FEWEST: Final = 20
"""Incidents that a test of a profile needs."""


def hours(read: QueryRunner, asked: TrendRequest, zone: Zone = "local") -> TrendChart | None:
    """Incidents by hour of the day where the time is known, in local solar time (UTC and four minutes a degree east) or UTC."""
    found = scope_of(read, asked)
    if found is None:
        return None
    clock = seen_by(query_frame(read, queries.clock, asked.filters), found.only)
    counts, known, total = _bins(clock, f"hour_{zone}", range(24))
    said = []
    if known >= FEWEST:
        evenness = rates.even(counts.tolist())
        if zone == "local":
            night = [hour for hour in range(24) if hour >= NIGHT[0] or hour < NIGHT[1]]
            part = rates.share(float(counts[night].sum()), float(known))
            said.append(
                f"From {NIGHT[0]}:00 to 0{NIGHT[1]}:00 local solar time, a third of the day: {int(counts[night].sum()):,} "
                f"of {known:,} incidents whose hour is known, {_share(part)}."
            )
        said.append(
            _profile_words("the hours of the day", evenness, counts, [f"from {hour:02d}:00 to {hour:02d}:59" for hour in range(24)])
        )
    chart = _bars(
        found,
        f"hours_{zone}",
        f"by hour of the day, {ZONE_TITLE[zone]}",
        "Hour",
        [f"{hour:02d}" for hour in range(24)],
        counts,
        known,
        total,
        "hour",
    )
    return TrendChart(chart, tuple(said), _few(known), _sources(found))


def weekdays(read: QueryRunner, asked: TrendRequest) -> TrendChart | None:
    """Incidents by day of the week where the day is known."""
    found = scope_of(read, asked)
    if found is None:
        return None
    clock = seen_by(query_frame(read, queries.clock, asked.filters), found.only)
    counts, known, total = _bins(clock, "weekday", range(1, 8))
    said = (
        (_profile_words("the days of the week", rates.even(counts.tolist()), counts, [f"on {name}s" for name in DAYS]),)
        if known >= FEWEST
        else ()
    )
    chart = _bars(found, "weekdays", "by day of the week", "Day", list(DAYS), counts, known, total, "day")
    return TrendChart(chart, said, _few(known), _sources(found))


def _profile_words(what: str, evenness: Evenness, counts: Numbers, names: Sequence[str]) -> str:
    """`names` come with their preposition."""
    if evenness.p >= rates.ALPHA:
        return f"Over {what} they are spread no less evenly than chance would have them ({words.format_p(evenness.p)})."
    top, low = int(counts.argmax()), int(counts.argmin())
    return (
        f"Over {what} they are not spread evenly ({words.format_p(evenness.p)}): most {names[top]} ({int(counts[top]):,}), "
        f"least {names[low]} ({int(counts[low]):,})."
    )


def _bins(clock: pd.DataFrame, column: str, bins: range) -> tuple[Numbers, int, int]:
    """Counts per bin, how many are known, and of how many."""
    known = clock.dropna(subset=column)
    sums = known.groupby(known[column].astype(int))["incidents"].sum()
    counts = np.array([int(sums.get(one, 0)) for one in bins], np.int64)
    return counts, int(counts.sum()), int(clock["incidents"].sum())


def _bars(
    found: TrendScope, name: str, by: str, place_title: str, places: Sequence[str], counts: Numbers, known: int, total: int, what: str
) -> Chart:
    most = int(counts.argmax()) if known else 0
    share = f" ({100 * known / total:.0f}%)" if total else ""
    return Chart(
        name=f"trends_{name}",
        title=f"{subject_of(found)} {by}",
        unit="incidents",
        place_title=place_title,
        places=tuple(places),
        series=(Series("Incidents", "bar", tuple(float(one) for one in counts), (NEUTRAL,)),) if known else (),
        alt=f"Bars of incidents {by}; most: {places[most]} ({int(counts[most]):,})." if known else f"No incident whose {what} is known.",
        marks=(Mark(known / len(places), ""),) if known else (),
        footnotes=(
            f"n = {known:,} of {total:,} incidents{share} whose {what} is known; these need not be like the others.",
            *(("Dashed: if they were spread evenly.",) if known else ()),
        ),
        height=280,
    )


def _few(known: int) -> tuple[str, ...]:
    return () if known >= FEWEST else (f"Too few for a test: {known}, where {FEWEST} are needed.",)


def _share(one: Share) -> str:
    return f"{100 * one.value:.0f}% (95% {100 * one.low:.0f} to {100 * one.high:.0f}%)"


def _sources(found: TrendScope) -> tuple[str, ...]:
    return tuple(found.titles(one.source for one in found.watchers))
