"""Trends by sea region: small pictures side by side, each with who watched there, and which regions changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analytics.charts import Chart, Mark, Multiples, Series, height_of_rows
from analytics.colours import NEUTRAL
from analytics.trends import findings, furniture, rates, watch, words
from analytics.trends.counts import Numbers, table
from analytics.trends.findings import Pair
from analytics.trends.furniture import BY_TITLE, LEVEL_COLOUR, Told
from analytics.trends.over_time import subject_of
from analytics.trends.rates import Ratio
from analytics.trends.view import Asked, Read, View, frame_of, in_region, midnight, own_silences, view
from analytics.trends.watch import Watched, Watcher
from warehouse.filters import NOT_STATED
from warehouse.queries import trends as queries
from warehouse.queries.trends import SEVERAL, By

MOST_PANELS: Final = 12
MOST_ROWS: Final = 20
FEWEST_TESTED: Final = 5
"""Incidents in both periods together that a test needs: with fewer no change could be clear."""
WIDEST: Final = 6.0
"""Ratios beyond are drawn at the edge."""


@dataclass(frozen=True, slots=True)
class Row:
    """One code in a pair of periods: the ratio and its p value, adjusted for all that were tested."""

    code: str
    ratio: Ratio
    p: float


def by_region(read: Read, asked: Asked) -> Told | None:
    """Incidents per period for each sea region, the fullest first; None where no source reports.

    A region's counts are None, a gap, in periods in which no source watched it, also when one that usually does was
    silent there alone.
    """
    found = view(read, asked)
    if found is None:
        return None
    counted = table(frame_of(read, queries.codes, asked.filters, "sea_region"), found.axis, found.only)
    codes = [code for code in counted.codes if code != NOT_STATED and counted.row(code).any()]
    silences = read(own_silences, midnight(asked.now))
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
    notes = [note for note in (furniture.changed_sources(found), _calm(found, codes)) if note]
    return Told(picture, (), tuple(notes), tuple(found.titles(one.source for one in found.watchers)))


def changes(read: Read, asked: Asked, by: By = "sea_region") -> Told | None:
    """Which codes of a column changed from a year before to the latest whole period: rate ratios with 95 % intervals.

    p values are adjusted for all codes tested together (Holm). By region, a source's own silence there bars the test.
    """
    found = view(read, asked)
    if found is None:
        return None
    pair = findings.latest_pair(found.watched, found.a_year)
    titles = furniture.titles_of(by, found.region_titles)
    sources = tuple(found.titles(one.source for one in found.watchers))
    if pair is None:
        note = "No two years of the days shown were watched by the same sources from end to end, so nothing is compared."
        return Told(_ratios(found, [], by, None, titles), (), (note,), sources)
    cube = frame_of(read, queries.codes, asked.filters, by)
    rows, barred = _rows(read, found, cube, by, pair)
    barred_titles = [titles.get(code, code) for code in barred]
    notes = [f"Not alike watched in both, so not compared: {words.listed(barred_titles)}."] if barred else []
    return Told(_ratios(found, rows, by, pair, titles), _said(found, rows, pair, by, titles), tuple(notes), sources)


def regional(found: View, region: str, silences: dict[tuple[str, str], tuple[watch.Spell, ...]]) -> tuple[Watcher, ...]:
    """The sources counted, as they watched one region."""
    return tuple(one for one in (in_region(one, region, silences) for one in found.watchers) if one is not None)


def _panel(found: View, region: str, counts: Numbers, watchers: Sequence[Watcher]) -> Chart:
    seen = _watched(found, watchers)
    drawn = furniture.values(counts, seen)
    title = found.region_titles.get(region, region)
    return Chart(
        name=f"trends_region_{region}",
        title=title,
        unit="incidents",
        place_title=found.grain.title(),
        places=tuple(period.title for period in found.axis),
        series=(Series("Incidents", "bar", drawn, (NEUTRAL,), partial=furniture.partial(seen)),),
        alt=f"{title}: {int(counts.sum()):,} incidents, most in one {found.grain} {int(counts.max()):,}.",
        lifetimes=furniture.lifetimes(found.axis, watchers),
    )


def _watched(found: View, watchers: Sequence[Watcher]) -> tuple[Watched, ...]:
    return tuple(watch.watched(watchers, period, found.shown, found.today) for period in found.axis)


def _calm(found: View, with_incidents: Sequence[str]) -> str:
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


def _rows(read: Read, found: View, cube: pd.DataFrame, by: By, pair: Pair) -> tuple[list[Row], list[str]]:
    """The codes that can be tested, most incidents first, and those whose watch changed between the two periods."""
    counted = table(cube, found.axis, found.only)
    silences = read(own_silences, midnight(found.asked.now)) if by == "sea_region" else {}
    tested: list[tuple[str, Ratio]] = []
    barred: list[str] = []
    for code in counted.codes:
        row = counted.row(code)
        if row[pair.now] + row[pair.before] < FEWEST_TESTED or (by == "sea_region" and code == NOT_STATED):
            continue
        here, watchers = pair, found.watchers
        if by == "sea_region":
            watchers = regional(found, code, silences)
            one, other = _pair_watched(found, watchers, pair)
            if one.state != "whole" or other.state != "whole" or one.whole != other.whole:
                barred.append(code)
                continue
            here = Pair(pair.now, pair.before, one.whole)
        varied = findings.spread(found, cube, here, watchers, code)
        tested.append((code, findings.ratio(row, found.axis, here, varied)))
    tested.sort(key=lambda one: -(one[1].now + one[1].before))
    tested = tested[:MOST_ROWS]
    adjusted = rates.adjusted([ratio.p for _, ratio in tested])
    return [Row(code, ratio, p) for (code, ratio), p in zip(tested, adjusted, strict=True)], barred


def _pair_watched(found: View, watchers: Sequence[Watcher], pair: Pair) -> tuple[Watched, Watched]:
    now, before = (watch.watched(watchers, found.axis[place], found.shown, found.today) for place in (pair.now, pair.before))
    return now, before


def _said(found: View, rows: Sequence[Row], pair: Pair, by: By, titles: dict[str, str]) -> tuple[str, ...]:
    now, before = found.axis[pair.now].title, found.axis[pair.before].title
    what = BY_TITLE[by].lower()
    if not rows:
        return (f"By {what}, incidents in {now} and {before} are too few to be compared.",)
    clear = [row for row in rows if row.p < rates.ALPHA]
    tested = f"{len(rows)} {'was' if len(rows) == 1 else 'were'} tested together"
    if not clear:
        return (f"By {what}, nothing changed clearly from {before} to {now} ({tested}, Holm-adjusted).",)
    shown = sorted(clear, key=lambda row: row.p)[:4]
    named = [words.compared(titles.get(row.code, row.code), row.ratio, now, before, row.p) for row in shown]
    return (f"By {what}, {len(clear)} of {len(rows)} changed clearly from {before} to {now} (Holm-adjusted).", *named)


def _ratios(found: View, rows: Sequence[Row], by: By, pair: Pair | None, titles: dict[str, str]) -> Chart:
    """Dots with intervals, 1 is no change."""
    now, before = (found.axis[pair.now].title, found.axis[pair.before].title) if pair else ("", "")
    clear, unclear = [row.p < rates.ALPHA for row in rows], LEVEL_COLOUR
    colours = tuple(NEUTRAL if one else unclear for one in clear)
    widest = min(WIDEST, max([2.0, *(row.ratio.high for row in rows if np.isfinite(row.ratio.high))]))
    dots = tuple(None if row.ratio.ratio is None else min(row.ratio.ratio, widest) for row in rows)
    lows, highs = tuple(min(row.ratio.low, widest) for row in rows), tuple(min(row.ratio.high, widest) for row in rows)
    cut = sum(row.ratio.high > widest for row in rows)
    what = subject_of(found)
    return Chart(
        name=f"trends_changes_{by}_{found.grain}",
        title=f"{what} by {BY_TITLE[by].lower()}: {now} against {before}" if pair else f"{what}: nothing to compare",
        unit="ratio, 1 is no change",
        place_title=BY_TITLE[by],
        places=tuple(titles.get(row.code, row.code) for row in rows),
        series=(
            Series("Ratio, 95 % interval", "dot", dots, colours or (NEUTRAL,), lows, highs, decimals=2),
            Series(f"Incidents {now}", "number", tuple(float(row.ratio.now) for row in rows), (NEUTRAL,), label=now),
            Series(f"Incidents {before}", "number", tuple(float(row.ratio.before) for row in rows), (NEUTRAL,), label=before),
        ),
        alt=f"Dots with intervals of {len(rows)} ratios; {sum(clear)} changed clearly.",
        across=True,
        marks=(Mark(1.0, "no change"),) if rows else (),
        most=widest,
        footnotes=(
            *((f"Sources: those that watched both whole ({words.who(found.titles(pair.sources))}).",) if pair else ()),
            "Blue: clear after adjustment for all that were tested (Holm). Intervals are single ones, and allow for months that cluster.",
            f"At least {FEWEST_TESTED} incidents in both together.",
            *((f"{cut} intervals reach beyond the edge.",) if cut else ()),
            *(("An incident may stand under several.",) if by in SEVERAL else ()),
        ),
        height=height_of_rows(len(rows)),
    )
