"""At which hours and on which weekdays incidents happen, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.describe.charts import Chart, Mark, Series
from analytics.describe.colours import NEUTRAL
from analytics.trends import rates
from analytics.trends.annotations import TrendChart
from analytics.trends.counts import CountArray, reported_by
from analytics.trends.rates import Evenness, Share
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.contract.dates import WEEKDAYS
from warehouse.queries.trends import cubes as queries

Zone = Literal["local", "utc"]
ZONE_TITLE: Final[dict[Zone, str]] = {"local": "local solar time", "utc": "UTC"}
NIGHT: Final = (20, 4)
"""Hours from which and before which it is night, in local solar time."""
# Pearson's chi-square over 24 hours is rough below an expected count of about one per bin.
FEWEST: Final = 20
"""Fewest incidents for a test of a profile."""


def by_hour(run_query: QueryRunner, request: TrendRequest, zone: Zone = "local") -> TrendChart | None:
    """Incidents by hour of the day where the time is known, in local solar time (UTC plus four minutes per degree east) or UTC."""
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    clock = reported_by(query_frame(run_query, queries.counts_by_hour, request.filters), scope.only)
    counts, with_hour, total = _count_bins(clock, f"hour_{zone}", range(24))
    lines = []
    if with_hour >= FEWEST:
        evenness = rates.evenness_test(counts.tolist())
        if zone == "local":
            night = [hour for hour in range(24) if hour >= NIGHT[0] or hour < NIGHT[1]]
            # Given with its interval; whether the hours differ at all is tested below.
            part = rates.share_interval(float(counts[night].sum()), float(with_hour))
            lines.append(
                f"From {NIGHT[0]}:00 to 0{NIGHT[1]}:00 local solar time, a third of the day: {int(counts[night].sum()):,} "
                f"of the {with_hour:,} incidents with a known hour, {_share_text(part)}."
            )
        lines.append(
            _profile_sentence("the hours of the day", evenness, counts, [f"from {hour:02d}:00 to {hour:02d}:59" for hour in range(24)])
        )
    chart = _profile_chart(
        scope,
        f"hours_{zone}",
        f"by hour of the day, {ZONE_TITLE[zone]}",
        "Hour",
        [f"{hour:02d}" for hour in range(24)],
        counts,
        with_hour,
        total,
        "hour",
    )
    return TrendChart(chart, tuple(lines), _too_few_note(with_hour), _source_titles(scope))


def by_weekday(run_query: QueryRunner, request: TrendRequest) -> TrendChart | None:
    """Incidents by day of the week where the day is known."""
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    clock = reported_by(query_frame(run_query, queries.counts_by_hour, request.filters), scope.only)
    counts, with_day, total = _count_bins(clock, "weekday", range(1, 8))
    lines = (
        (_profile_sentence("the days of the week", rates.evenness_test(counts.tolist()), counts, [f"on {name}s" for name in WEEKDAYS]),)
        if with_day >= FEWEST
        else ()
    )
    chart = _profile_chart(scope, "weekdays", "by day of the week", "Day", list(WEEKDAYS), counts, with_day, total, "day")
    return TrendChart(chart, lines, _too_few_note(with_day), _source_titles(scope))


def _profile_sentence(bins: str, evenness: Evenness, counts: CountArray, names: Sequence[str]) -> str:
    """Whether the bins differ, and which stand out; `names` include their preposition."""
    if evenness.p >= rates.ALPHA:
        return f"Across {bins}, incidents are spread as evenly as chance would have it."
    top, low = int(counts.argmax()), int(counts.argmin())
    return (
        f"Across {bins}, incidents are not spread evenly: most {names[top]} ({int(counts[top]):,}), "
        f"fewest {names[low]} ({int(counts[low]):,})."
    )


def _count_bins(clock: pd.DataFrame, column: str, bins: range) -> tuple[CountArray, int, int]:
    """Counts per bin, how many incidents have the value, and how many there are in all."""
    rows = clock.dropna(subset=column)
    sums = rows.groupby(rows[column].astype(int))["incidents"].sum()
    counts = np.array([int(sums.get(number, 0)) for number in bins], np.int64)
    return counts, int(counts.sum()), int(clock["incidents"].sum())


def _profile_chart(
    scope: TrendScope, name: str, by: str, place_title: str, places: Sequence[str], counts: CountArray, n_known: int, total: int, unit: str
) -> Chart:
    most = int(counts.argmax()) if n_known else 0
    share = f" ({100 * n_known / total:.0f}%)" if total else ""
    return Chart(
        name=f"trends_{name}",
        title=f"{subject_of(scope)} {by}",
        unit="incidents",
        place_title=place_title,
        places=tuple(places),
        series=(Series("Incidents", "bar", tuple(float(count) for count in counts), (NEUTRAL,)),) if n_known else (),
        alt=f"Bars of incidents {by}; most: {places[most]} ({int(counts[most]):,})." if n_known else f"No incident with a known {unit}.",
        marks=(Mark(n_known / len(places), ""),) if n_known else (),
        footnotes=(
            f"n = {n_known:,} of {total:,} incidents{share} with a known {unit}; the others may differ.",
            *(("Dashed: an even spread.",) if n_known else ()),
        ),
        height=280,
    )


def _too_few_note(n_known: int) -> tuple[str, ...]:
    return () if n_known >= FEWEST else (f"Too few for a test: {n_known} incidents, and {FEWEST} are needed.",)


def _share_text(share: Share) -> str:
    return f"{100 * share.value:.0f}% (between {100 * share.low:.0f} and {100 * share.high:.0f}%)"


def _source_titles(scope: TrendScope) -> tuple[str, ...]:
    return scope.counted_titles
