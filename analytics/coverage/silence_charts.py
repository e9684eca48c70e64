"""Pictures and words of who watched when: lifetimes with breaks, regions by year in three states, and a sentence a break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage.intervals import FEWEST, MEMORY, MEMORY_DAYS
from analytics.coverage.silence import FALSE_ALARMS_A_YEAR, OWN_CHANCE, Break, Lifetime, is_watched
from analytics.describe import charts
from analytics.describe.charts import Chart, Grid, Series
from analytics.describe.colours import of_sources
from analytics.describe.explained import Explained
from warehouse.contract.dates import day_in_words

REFERENCES: Final = ("Harris (1968), Operations Research 16, 307-313 (Lomax-distributed gaps).",)
ASSUMPTIONS: Final = (
    f"A silence is beyond the usual when gaps so long are expected less than once in {1 / FALSE_ALARMS_A_YEAR:,.0f} years of a source.",
    f"Judged by the gaps of the {MEMORY_DAYS // 365} years before (at least {MEMORY}), as one who watched at the time would have done.",
    f"With fewer than {FEWEST} gaps no silence is judged.",
    f"In one region a silence is the source's own only if, by its share before, it had at most {OWN_CHANCE:.0%} chance of missing "
    "what the others reported meanwhile; else the waters may have been calm.",
    "A source that declares to watch a region is taken to watch it while it reports at all.",
)
STATE: Final = {
    "reporting": "reports",
    "silent": "fell silent",
    "closed": "closed",
    "too_few": "too few reports to judge",
    "none_seen": "watches, none seen",
}
KIND: Final = {
    "began": "began",
    "stopped": "stopped",
    "fell_silent": "fell silent",
    "resumed": "resumed",
    "silent_in_region": "fell silent in one region",
    "resumed_in_region": "resumed in one region",
}


def strips(lives: Sequence[Lifetime], years: Sequence[int], region: str | None = None) -> tuple[charts.Lifetime, ...]:
    """The lifetimes of the sources (or in one region) as strips under an axis of years, from first to last report."""
    kept = [one for one in lives if one.region == region and one.spells]
    colours = of_sources([one.source for one in lives if one.region is None])
    made = []
    for one in kept:
        first, last = at_year(one.spells[0][0], years), at_year(one.spells[-1][1], years)
        still = one.state == "reporting" and one.spells[-1][1].year >= years[-1]
        made.append(charts.Lifetime(one.title, first, last, colours.get(one.source, "#878E9A"), still))
    return tuple(made)


def at_year(day: date, years: Sequence[int]) -> float:
    """Where a day lies on an axis of years, in places from the beginning of the first."""
    return day.year - years[0] + (day.timetuple().tm_yday - 1) / 366


def lifetimes_chart(days: pd.DataFrame, lives: Sequence[Lifetime], found: Sequence[Break], first: int, last: int) -> Explained:
    """Reports a year by source, with lifetimes below and the breaks of whole sources across; `first` and `last` year."""
    years = list(range(first, last + 1))
    sources = [one for one in lives if one.region is None]
    colours = of_sources([one.source for one in sources])
    year = days["occurred_on"].to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    counts = days.assign(year=year).groupby(["source", "year"])["reports"].sum()
    series = []
    for one in sources:
        values = tuple(float(counts.get((one.source, at), 0)) if one.touches(date(at, 1, 1), date(at, 12, 31)) else None for at in years)
        partial = tuple(
            value is not None and not one.covers(date(at, 1, 1), date(at, 12, 31)) for at, value in zip(years, values, strict=True)
        )
        series.append(Series(one.title, "line", values, (colours[one.source],), partial=partial))
    whole = [
        one for one in found if one.region is None and one.kind in ("stopped", "fell_silent", "began") and first <= one.day.year <= last
    ]
    marked = [one for one in whole if one.kind == "stopped" or (one.kind == "fell_silent" and one.days and one.days > 60)]
    breaks = tuple(charts.Break(at_year(one.day, years), f"{KIND[one.kind]} {one.day:%b %Y}") for one in marked)
    chart = Chart(
        name="source_lifetimes",
        title="Reports a year by source, and when each source reported",
        unit="reports",
        place_title="Year of the event",
        places=tuple(str(at) for at in years),
        series=tuple(series),
        alt=f"Lines of reports a year for {len(sources)} sources with their lifetimes below. {' '.join(ending(one) for one in sources)}",
        breaks=breaks,
        lifetimes=strips(lives, years),
        height=360 + charts.STRIP_HEIGHT * len(sources),
        footnotes=(f"n = {int(days['reports'].sum()):,} reports with a day.", "Dotted: the source reported in a part of that year only."),
    )
    plain = (
        "A body that stops reporting looks like waters that became safe. The strips show when each source reported; a dotted line marks "
        "a stop found in the source's own gaps. What lies on both sides of it must not be compared but over the same sources.",
        *(ending(one) for one in sources),
    )
    return Explained(chart, plain, ASSUMPTIONS, REFERENCES, "" if sources else "No source has a report with a day.")


def watched_grid(
    days: pd.DataFrame, lives: Sequence[Lifetime], titles: Mapping[str, str], years: Sequence[int], regions: Sequence[str]
) -> Explained:
    """Regions by year in three states: reports, watched but none (0), and not watched (no value)."""
    year = days["occurred_on"].to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    counts = days.assign(year=year).groupby(["sea_region", "year"])["reports"].sum()
    order = sorted(regions, key=lambda region: (-sum(int(counts.get((region, at), 0)) for at in years), titles.get(region, region)))
    values: list[tuple[float | None, ...]] = []
    texts: list[tuple[str, ...]] = []
    for region in order:
        row: list[tuple[float | None, str]] = []
        for at in years:
            reports = int(counts.get((region, at), 0))
            span = date(at, 1, 1), date(at, 12, 31)
            if is_watched(lives, region, *span):
                row.append((float(reports), f"{reports}"))
            elif reports:
                row.append((float(reports), f"{reports}+"))
            else:
                row.append((None, ""))
        values.append(tuple(value for value, _ in row))
        texts.append(tuple(text for _, text in row))
    unknown = sum(value is None for row in values for value in row)
    grid = Grid(
        name="watched_regions",
        title="Reports by sea region and year; empty where nobody watched",
        unit="reports",
        row_title="Sea region",
        column_title="Year of the event",
        rows=tuple(titles.get(region, region) for region in order),
        columns=tuple(str(at) for at in years),
        values=tuple(values),
        texts=tuple(texts),
        alt=f"Table of reports for {len(order)} sea regions and {len(years)} years; {unknown} cells are not watched.",
        footnotes=(
            "0: watched, and none reported.",
            "A number with +: only part of that year was watched.",
            f"{unknown:,} of {len(order) * len(years):,} cells: nobody watched the whole year, and nothing is known.",
        ),
    )
    plain = (
        "Three states, never two: reports, watched and none, not watched. A white cell is a hole in what we know, not a calm year.",
        f"In {unknown:,} of {len(order) * len(years):,} cells nobody watched.",
    )
    return Explained(grid, plain, ASSUMPTIONS, REFERENCES, "" if order else "No region has a report.")


def ending(one: Lifetime) -> str:
    """`ASAM stopped: its last report is of 25 June 2024; 883 days of silence, where up to 20 were usual.`"""
    if not one.last_report:
        return f"{one.title} watches and has reported nothing."
    last = day_in_words(one.last_report)
    silent = (one.until - one.last_report).days
    if one.state == "too_few":
        return f"{one.title}: last report of {last}; {one.reports} reports are too few to say whether its silence since is unusual."
    silence = "1 day" if silent == 1 else f"{silent:,} days"
    usual = f"where up to {one.usual.alarm_days:,.0f} were usual"
    if one.state in ("silent", "closed"):
        what = "stopped" if one.state == "closed" else "fell silent"
        return f"{one.title} {what}: last report of {last}; {silence} of silence, {usual}."
    return f"{one.title} reports: last report of {last}, {silence} of silence are within the usual {one.usual.alarm_days:,.0f}."


def breaks_table(found: Sequence[Break], titles: Mapping[str, str]) -> pd.DataFrame:
    """The breaks as rows, latest first: day, source, what, region, silent_days, usual_days, others."""
    rows = [
        {
            "day": one.day,
            "source": one.title,
            "what": KIND[one.kind],
            "region": titles.get(one.region, one.region) if one.region else "all",
            "silent_days": one.days,
            "usual_days": round(one.usual_days) if np.isfinite(one.usual_days) else None,
            "others": one.others,
        }
        for one in reversed(found)
    ]
    return pd.DataFrame(rows, columns=["day", "source", "what", "region", "silent_days", "usual_days", "others"])


def warning(found: Sequence[Break]) -> str:
    """One sentence for every comparison across breaks of whole sources; empty where there is none."""
    whole = [one for one in found if one.region is None]
    if not whole:
        return ""
    said = "; ".join(f"{one.title} {KIND[one.kind]} on {day_in_words(one.day)}" for one in whole[-4:])
    more = f" and {len(whole) - 4} more before" if len(whole) > 4 else ""
    return f"The set of reporting sources changed in between: {said}{more}. Fewer reports after a source ended are not fewer incidents."
