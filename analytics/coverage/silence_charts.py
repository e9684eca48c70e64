"""Pictures and words of who watched when: lifetimes with breaks, regions by year in three states, and a sentence a break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.coverage.breaks import OWN_CHANCE, Break
from analytics.coverage.day_spans import is_covered, is_touched
from analytics.coverage.silence import FALSE_ALARMS_A_YEAR, Lifetime
from analytics.coverage.usual_gaps import FEWEST, MEMORY, MEMORY_DAYS
from analytics.coverage.watchkeeping import Watchkeeping
from analytics.describe import charts
from analytics.describe.charts import Chart, Grid, Series
from analytics.describe.colours import source_colours
from analytics.describe.explained import Explained
from analytics.describe.periods import period_of
from analytics.describe.words import join_words
from warehouse.contract.dates import day_in_words

REFERENCES: Final = ("Harris (1968), Operations Research 16, 307-313 (Lomax-distributed gaps).",)
ASSUMPTIONS: Final = (
    f"A silence is unusual when a gap of its length is expected less than once in {1 / FALSE_ALARMS_A_YEAR:,.0f} years of a source.",
    f"It is judged from the gaps of the previous {MEMORY_DAYS // 365} years (at least {MEMORY}), as one who watched at the time would.",
    f"With fewer than {FEWEST} gaps no silence is judged.",
    f"In one region a silence is the source's own only if, given its share of reports before, it had at most a {OWN_CHANCE:.0%} chance of "
    "missing what the others reported meanwhile; otherwise the waters may have been calm.",
    "A source that declares to watch a region is taken to watch it for as long as it reports at all.",
)
BREAK_TITLES: Final = {
    "began": "began",
    "stopped": "stopped",
    "fell_silent": "fell silent",
    "resumed": "resumed",
    "silent_in_region": "fell silent in one region",
    "resumed_in_region": "resumed in one region",
}
SHORTEST_MARKED_DAYS: Final = 60
"""Silences that are marked across the picture, at least: shorter ones cannot be seen on an axis of years."""

LABEL_SHARE: Final = 0.25
"""Part of the axis that a break's label takes up, on a narrow window too."""

NO_COLOUR: Final = "#878E9A"
"""Of a source in a region where lifetimes of whole sources, which the colours go by, are not at hand."""

MOST_NAMED: Final = 4
"""Breaks that one sentence names, the latest."""


def lifetime_strips(lifetimes: Sequence[Lifetime], years: Sequence[int], region: str | None = None) -> tuple[charts.Lifetime, ...]:
    """The lifetimes of the sources (or in one region) as strips under an axis of years, from first to last report."""
    colours = source_colours([life.source for life in lifetimes if life.region is None])
    strips = []
    for life in lifetimes:
        if life.region != region or not life.spans:
            continue
        last_day = life.spans[-1].last
        first, last = place_of_day(life.spans[0].first, years), place_of_day(last_day, years)
        still_reports = life.state == "reporting" and last_day.year >= years[-1]
        strips.append(charts.Lifetime(life.title, first, last, colours.get(life.source, NO_COLOUR), still_reports))
    return tuple(strips)


def place_of_day(day: date, years: Sequence[int]) -> float:
    """Where a day lies on an axis of years, in places from the beginning of the first."""
    # 366 in every year: the last day of a leap year must not lie in the next one.
    return day.year - years[0] + (day.timetuple().tm_yday - 1) / 366


def lifetimes_chart(days: pd.DataFrame, lifetimes: Sequence[Lifetime], breaks: Sequence[Break], first: int, last: int) -> Explained:
    """Reports a year by source, with lifetimes below and the breaks of whole sources across; `first` and `last` year."""
    years = list(range(first, last + 1))
    sources = [life for life in lifetimes if life.region is None]
    colours = source_colours([life.source for life in sources])
    counts = days.assign(year=_years_of(days)).groupby(["source", "year"])["reports"].sum()
    series = []
    for life in sources:
        in_part = [is_touched(life.spans, date(year, 1, 1), date(year, 12, 31)) for year in years]
        throughout = [is_covered(life.spans, date(year, 1, 1), date(year, 12, 31)) for year in years]
        reports = [float(counts.get((life.source, year), 0)) for year in years]
        # A year in which the source was not active is a gap in its line, not a zero.
        values = tuple(count if is_active else None for count, is_active in zip(reports, in_part, strict=True))
        partial = tuple(is_active and not is_whole for is_active, is_whole in zip(in_part, throughout, strict=True))
        series.append(Series(life.title, "line", values, (colours[life.source],), partial=partial))
    marked = [change for change in breaks if change.region is None and first <= change.day.year <= last and _is_marked(change)]
    endings = [lifetime_sentence(life) for life in sources]
    chart = Chart(
        name="source_lifetimes",
        title="Reports a year by source, and when each source reported",
        unit="reports",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=tuple(series),
        alt=f"Lines of reports a year for {len(sources)} sources with their lifetimes below. {' '.join(endings)}",
        breaks=_labelled_breaks(marked, years),
        lifetimes=lifetime_strips(lifetimes, years),
        height=360 + charts.STRIP_HEIGHT * len(sources),
        footnotes=(f"n = {int(days['reports'].sum()):,} reports with a day.", "Dotted: the source reported in part of that year only."),
    )
    plain = (
        "When a body stops reporting, its waters look as if they had become safe. The strips show when each source reported; a dotted "
        "line marks a stop found in the source's own gaps. Counts on either side of it can be compared only over the same sources.",
        *endings,
    )
    return Explained(chart, plain, ASSUMPTIONS, REFERENCES, "" if sources else "No source has a report with a day.")


def _years_of(days: pd.DataFrame) -> npt.NDArray[np.int64]:
    years: npt.NDArray[np.int64] = days["occurred_on"].to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def _is_marked(change: Break) -> bool:
    return change.kind == "stopped" or (change.kind == "fell_silent" and bool(change.days) and (change.days or 0) > SHORTEST_MARKED_DAYS)


def _labelled_breaks(marked: Sequence[Break], years: Sequence[int]) -> tuple[charts.Break, ...]:
    """The breaks with their labels on rows of their own where they would overlap."""
    ends: list[float] = []
    labelled = []
    for change in sorted(marked, key=lambda change: change.day):
        place = place_of_day(change.day, years)
        begins = place - LABEL_SHARE * len(years)
        row = next((row for row, end in enumerate(ends) if end <= begins), len(ends))
        ends[row : row + 1] = [place]
        labelled.append(charts.Break(place, _break_label(change), row))
    return tuple(labelled)


def _break_label(change: Break) -> str:
    """`fell silent Jun 2024`."""
    return f"{BREAK_TITLES[change.kind]} {period_of(change.day, 'month').title}"


def watched_regions_grid(
    days: pd.DataFrame, watch: Watchkeeping, titles: Mapping[str, str], years: Sequence[int], regions: Sequence[str]
) -> Explained:
    """Regions by year in three states: reports, watched but none (0), and not watched (no value)."""
    counts = days.assign(year=_years_of(days)).groupby(["sea_region", "year"])["reports"].sum()
    order = sorted(regions, key=lambda region: (-sum(int(counts.get((region, year), 0)) for year in years), titles.get(region, region)))
    cells = [[_grid_cell(watch, region, year, int(counts.get((region, year), 0))) for year in years] for region in order]
    unknown = sum(value is None for row in cells for value, _ in row)
    all_cells = len(order) * len(years)
    grid = Grid(
        name="watched_regions",
        title="Reports by sea region and year; empty where nobody watched",
        unit="reports",
        row_title="Sea region",
        column_title="Year of the event",
        rows=tuple(titles.get(region, region) for region in order),
        columns=tuple(str(year) for year in years),
        values=tuple(tuple(value for value, _ in row) for row in cells),
        texts=tuple(tuple(text for _, text in row) for row in cells),
        alt=f"Table of reports for {len(order)} sea regions and {len(years)} years; {unknown} cells are not watched.",
        footnotes=(
            "0: watched, and none reported.",
            "A number with +: only part of that year was watched.",
            f"{unknown:,} of {all_cells:,} cells: nobody watched the whole year, and nothing is known.",
        ),
    )
    plain = (
        "There are three states, not two: reports, watched without any, and not watched. A white cell is a gap in knowledge, not a "
        "calm year.",
        f"In {unknown:,} of {all_cells:,} cells nobody watched.",
    )
    return Explained(grid, plain, ASSUMPTIONS, REFERENCES, "" if order else "No region has a report.")


def _grid_cell(watch: Watchkeeping, region: str, year: int, reports: int) -> tuple[float | None, str]:
    if watch.is_watched(region, date(year, 1, 1), date(year, 12, 31)):
        return float(reports), f"{reports}"
    # Reports of a year watched in part are a number all the same, but a lower bound.
    return (float(reports), f"{reports}+") if reports else (None, "")


def states_sentence(lifetimes: Sequence[Lifetime]) -> str:
    """`UKMTO still reports. ASAM stopped after 25 June 2024; IMB after 31 December 2020.`: the sources by what their own gaps say."""
    sources = [life for life in lifetimes if life.region is None]
    reporting = [life.title for life in sources if life.state == "reporting"]
    ended = sorted((life for life in sources if life.state in ("silent", "closed") and life.last_report), key=lambda life: life.title)
    few = [life.title for life in sources if life.state == "too_few" or not life.last_report]
    sentences = [
        f"{join_words(reporting)} still report{'s' if len(reporting) == 1 else ''}."
        if reporting
        else "No source is known to be still reporting."
    ]
    if ended:
        days = [f"{life.title}{' stopped' if not place else ''} after {day_in_words(life.last_report)}" for place, life in enumerate(ended)
                if life.last_report]  # fmt: skip
        sentences.append(f"{join_words(days)}.")
    if few:
        sentences.append(f"Too few reports to tell: {join_words(few)}.")
    return " ".join(sentences)


def lifetime_sentence(life: Lifetime) -> str:
    """`ASAM stopped: last report of 25 June 2024; 883 days of silence, where up to 20 were usual.`"""
    if not life.last_report:
        return f"{life.title} watches and has reported nothing."
    last = day_in_words(life.last_report)
    silent = (life.until - life.last_report).days
    if life.state == "too_few":
        return f"{life.title}: last report of {last}; {life.reports} reports are too few to say whether its silence since is unusual."
    silence = "1 day" if silent == 1 else f"{silent:,} days"
    if life.state in ("silent", "closed"):
        verb = "stopped" if life.state == "closed" else "fell silent"
        usual = f", where up to {life.usual.alarm_days:,.0f} were usual" if np.isfinite(life.usual.alarm_days) else ""
        return f"{life.title} {verb}: last report of {last}; {silence} of silence{usual}."
    return f"{life.title} reports: last report of {last}; {silence} of silence since, within the usual {life.usual.alarm_days:,.0f}."


def breaks_table(breaks: Sequence[Break], titles: Mapping[str, str]) -> pd.DataFrame:
    """The breaks as rows, latest first: day, source, what, region, silent_days, usual_days, others."""
    rows = [
        {
            "day": change.day,
            "source": change.title,
            "what": BREAK_TITLES[change.kind],
            "region": titles.get(change.region, change.region) if change.region else "all",
            "silent_days": change.days,
            "usual_days": round(change.usual_days) if np.isfinite(change.usual_days) else None,
            "others": change.others,
        }
        for change in reversed(breaks)
    ]
    return pd.DataFrame(rows, columns=["day", "source", "what", "region", "silent_days", "usual_days", "others"])


def breaks_warning(breaks: Sequence[Break]) -> str:
    """One sentence for every comparison across breaks of whole sources; empty where there is none."""
    of_sources = [change for change in breaks if change.region is None]
    if not of_sources:
        return ""
    latest = "; ".join(f"{change.title} {BREAK_TITLES[change.kind]} on {day_in_words(change.day)}" for change in of_sources[-MOST_NAMED:])
    earlier = f" and {len(of_sources) - MOST_NAMED} more before" if len(of_sources) > MOST_NAMED else ""
    return (
        f"The set of reporting sources changed in between: {latest}{earlier}. Fewer reports after a source ended are not fewer incidents."
    )
