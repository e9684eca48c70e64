"""Trends by sea region: small pictures side by side, each with who watched there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import Watched, Watcher
from analytics.describe.charts import Chart, Multiples, Series
from analytics.describe.colours import NEUTRAL
from analytics.trends import annotations as furniture
from analytics.trends.annotations import TrendChart
from analytics.trends.counts import Numbers, table
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, in_region, end_of_day, own_silences, scope_of
from analytics.trends.timeline import subject_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries

MOST_PANELS: Final = 12


def by_region(read: QueryRunner, asked: TrendRequest) -> TrendChart | None:
    """Incidents per period for each sea region, the fullest first; None where no source reports.

    A region's counts are None, a gap, in periods in which no source watched it, also when one that usually does was
    silent there alone.
    """
    found = scope_of(read, asked)
    if found is None:
        return None
    counted = table(query_frame(read, queries.codes, asked.filters, "sea_region"), found.axis, found.only)
    codes = [code for code in counted.codes if code != NOT_STATED and counted.row(code).any()]
    silences = read(own_silences, end_of_day(asked.now))
    panels = [_panel(found, code, counted.row(code), regional(found, code, silences)) for code in codes[:MOST_PANELS]]
    what = subject_of(found)
    total = int(counted.values.sum())
    some = f"; the {MOST_PANELS} with most are shown" if len(codes) > MOST_PANELS else ""
    said = [f"n = {total:,} incidents in {len(codes)} sea region{'' if len(codes) == 1 else 's'}{some}."]
    if unplaced := int(counted.row(NOT_STATED).sum()):
        said.append(f"{unplaced:,} without a position are not shown.")
    picture = Multiples(
        name=f"trends_by_region_{found.grain}",
        title=f"{what} by sea region, per {found.grain}, {found.axis[0].title} to {found.axis[-1].title}",
        unit="incidents",
        panel_title="Sea region",
        charts=tuple(panels),
        alt=f"Small bar charts of incidents per {found.grain} for {len(panels)} sea regions; strips show when each source reported.",
        panel_height=215,
        footnotes=(*said, "Each panel has its own scale.", "Hatched: known in part. Gap: nobody watched that region then."),
    )
    calm = _calm(found, codes)
    titles = tuple(found.titles(one.source for one in found.watchers))
    return TrendChart(picture, (), (calm,) if calm else (), titles, furniture.source_change_note(found))


def regional(found: TrendScope, region: str, silences: dict[tuple[str, str], tuple[periods_watched.Spell, ...]]) -> tuple[Watcher, ...]:
    """The sources counted, as they watched one region."""
    return tuple(one for one in (in_region(one, region, silences) for one in found.watchers) if one is not None)


def _panel(found: TrendScope, region: str, counts: Numbers, watchers: Sequence[Watcher]) -> Chart:
    seen = _watched(found, watchers)
    drawn = furniture.values_where_watched(counts, seen)
    title = found.region_titles.get(region, region)
    return Chart(
        name=f"trends_region_{region}",
        title=title,
        unit="incidents",
        place_title=found.grain.title(),
        places=tuple(period.title for period in found.axis),
        series=(Series("Incidents", "bar", drawn, (NEUTRAL,), partial=furniture.partial_periods(seen)),),
        alt=f"{title}: {int(counts.sum()):,} incidents, most in one {found.grain} {int(counts.max()):,}.",
        lifetimes=furniture.source_strips(found, watchers),
    )


def _watched(found: TrendScope, watchers: Sequence[Watcher]) -> tuple[Watched, ...]:
    return tuple(periods_watched.watched(watchers, period, found.shown, found.today) for period in found.axis)


def _calm(found: TrendScope, with_incidents: Sequence[str]) -> str:
    """Of the regions without any incident: how many were watched, and how many nobody watched."""
    codes = [code for code in found.choices.regions if not found.asked.filters.regions or code in found.asked.filters.regions]
    if found.asked.filters.areas:
        codes = [code for code in codes if found.choices.regions[code].area in found.asked.filters.areas]
    quiet = [code for code in codes if code not in with_incidents]
    unseen = [code for code in quiet if not any(one.watches(code) and one.touches(*found.shown) for one in found.watchers)]
    if not quiet:
        return ""
    blind = f"; {len(unseen)} of them nobody watched" if unseen else ""
    return f"No incident is known in {len(quiet)} further sea region{'s' if len(quiet) > 1 else ''}{blind}."
