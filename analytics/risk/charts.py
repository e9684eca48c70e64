"""The charts of regional risk: forecasts with intervals, heat tables, one region's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from analytics.describe.charts import Chart, Grid, Lifetime, Series, height_of_rows
from analytics.describe.colours import source_colours
from analytics.risk.groups import ALL_KINDS, GROUP_CODES, GROUP_TITLES, GROUPS, group_suffix
from analytics.risk.recent import RecentCounts, month_place
from analytics.risk.results import Forecast, RiskTable
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import CATEGORY

MOST_ROWS: Final = 15
GRID_MONTHS: Final = 24
GRID_ROWS: Final = 30
# Two months are about one fiftieth of the five-year axis: a shorter break in a strip would not be seen.
SHORT_BREAK: Final = timedelta(days=60)
INTERVAL: Final = "#7D8FA0"


def forecast_chart(table: RiskTable, group: str = ALL_KINDS, most: int = MOST_ROWS) -> Chart:
    """The regions with the highest expected number, weighted by severity: expected number with 80% and 95% intervals."""
    # The table is sorted by score, so that the first rows are the highest.
    forecasts = [row for row in table.of_group(group) if row.numbers]
    rows = forecasts[:most]
    numbers = [row.numbers for row in rows if row.numbers]
    expected = tuple(round(number.expected, 2) for number in numbers)
    colours = tuple(row.level.colour if row.level else INTERVAL for row in rows)
    wide = tuple(float(number.low95) for number in numbers), tuple(float(number.high95) for number in numbers)
    series = (
        Series("95% interval", "range", expected, (INTERVAL,), *wide),
        Series(
            "Expected, with 80% interval", "dot", expected, colours,
            tuple(float(number.low80) for number in numbers), tuple(float(number.high80) for number in numbers), "expected", 1,
        ),
        Series("Recorded in the last 365 days", "number", tuple(float(row.last_year) for row in rows), (INTERVAL,), label="last year"),
    )  # fmt: skip
    top = ", ".join(f"{row.title} {number.expected:.1f}" for row, number in list(zip(rows, numbers, strict=True))[:3])
    share = f"{len(forecasts)} of {len(table.of_group(group))}"
    notes = [f"Regions with a forecast: {share}; the {len(rows)} with the highest severity-weighted number are shown."]
    notes += ["Colours show levels. “last year” counts the same sources as the forecast, over 365 days."]
    return Chart(
        name=f"risk_forecast_{group}",
        title=f"Incidents expected to be recorded, {table.horizon} days after {day_in_words(table.as_of)}{group_suffix(group)}",
        unit="incidents",
        place_title="Sea region",
        places=tuple(row.title for row in rows),
        series=series,
        alt=f"Expected incidents by sea region with intervals; most: {top or 'none'}.",
        across=True,
        footnotes=tuple(notes),
        height=height_of_rows(len(rows)),
    )


def month_grid(recent: RecentCounts, table: RiskTable, group: str = ALL_KINDS) -> Grid:
    """Region x month of the last two years: incidents recorded by a constant set of sources per region."""
    rows = _fullest_regions(table, {row.region: recent.monthly[row.region, group][-GRID_MONTHS:] for row in table.of_group(group)})
    columns = recent.months[-GRID_MONTHS:]
    values = tuple(
        tuple(None if count is None else float(count) for count in recent.monthly[row.region, group][-GRID_MONTHS:]) for row in rows
    )
    total = sum(int(value) for row in values for value in row if value is not None)
    return Grid(
        name=f"risk_months_{group}",
        title=f"Incidents by sea region and month, {_month_range(columns)}{group_suffix(group)}",
        unit="incidents",
        row_title="Sea region",
        column_title="Month",
        rows=tuple(row.title for row in rows),
        columns=columns,
        values=values,
        alt=f"Heat table of {total:,} incidents in {len(rows)} sea regions over {len(columns)} months.",
        colour=GROUPS[group].colour if group in GROUPS else "#2B7FBA",
        footnotes=(
            f"n = {total:,}.",
            "Every row counts one constant set of sources, so that a source that began or ended causes no step.",
            *(("The last month is not over, or its reports are still coming in.",) if recent.partial[-1] else ()),
            *_left_out_note(rows, table, group),
        ),
    )


def category_grid(recent: RecentCounts, table: RiskTable) -> Grid:
    """Region x category of the last 365 days."""
    used = [code for code in CATEGORY if any(recent.yearly.get((row.region, code)) for row in table.of_group())]
    rows = _fullest_regions(table, {row.region: tuple(recent.yearly[row.region, code] for code in CATEGORY) for row in table.of_group()})
    values = tuple(tuple(_float_or_none(recent.yearly[row.region, code]) for code in used) for row in rows)
    total = sum(int(value) for row in values for value in row if value is not None)
    return Grid(
        name="risk_categories",
        title=f"Incidents by sea region and category, 365 days to {day_in_words(recent.as_of)}",
        unit="incidents",
        row_title="Sea region",
        column_title="Category",
        rows=tuple(row.title for row in rows),
        columns=tuple(CATEGORY[code].title for code in used),
        values=values,
        alt=f"Heat table of {total:,} incidents in {len(rows)} sea regions by category.",
        footnotes=(f"n = {total:,}.", "Every row counts one constant set of sources.", *_left_out_note(rows, table, ALL_KINDS)),
    )


def history_chart(recent: RecentCounts, forecast: Forecast) -> Chart:
    """A region's last five years by month and group, with the lifetimes of its sources below."""
    groups = GROUP_CODES if forecast.group == ALL_KINDS else (forecast.group,)
    series = tuple(
        Series(
            GROUP_TITLES[group],
            "bar",
            tuple(_float_or_none(count) for count in recent.monthly[forecast.region, group]),
            (GROUPS[group].colour,),
            partial=recent.partial,
        )
        for group in groups
    )
    total = sum(count or 0 for count in recent.monthly[forecast.region, forecast.group])
    unknown = sum(count is None for count in recent.monthly[forecast.region, forecast.group])
    notes = [f"n = {total:,}, as recorded by one constant set of sources."]
    notes += [f"{unknown} months are unknown: the set of sources did not watch."] if unknown else []
    return Chart(
        name=f"risk_history_{forecast.region}",
        title=f"{forecast.title}: incidents by month, {_month_range(recent.months)}{group_suffix(forecast.group)}",
        unit="incidents",
        place_title="Month",
        places=recent.months,
        series=series,
        alt=f"Bars of {total:,} incidents by month in {forecast.title}, with the lifetimes of its sources below.",
        stacked=True,
        footnotes=tuple(notes),
        height=290,
        lifetimes=_source_strips(recent, forecast.region),
    )


def _source_strips(recent: RecentCounts, region: str) -> tuple[Lifetime, ...]:
    watches = recent.lifetimes.get(region, ())
    colours = source_colours([watch.source for watch in watches])
    begin, end = date.fromisoformat(f"{recent.months[0]}-01"), recent.as_of
    return tuple(
        Lifetime(
            watch.title,
            month_place(recent.months, span.first),
            month_place(recent.months, span.last),
            colours[watch.source],
            span.reaches_end,
        )
        for watch in watches
        for span in watch.drawn_spans(begin, end, SHORT_BREAK)
    )


def _fullest_regions(table: RiskTable, counts: Mapping[str, Sequence[int | None]]) -> list[Forecast]:
    """The regions with most incidents, at most GRID_ROWS of them, without those that have none."""
    rows = [row for row in table.of_group() if any(counts[row.region])]
    rows.sort(key=lambda row: (-sum(count or 0 for count in counts[row.region]), row.title))
    return rows[:GRID_ROWS]


def _left_out_note(rows: Sequence[Forecast], table: RiskTable, group: str) -> tuple[str, ...]:
    omitted = len(table.of_group(group)) - len(rows)
    return (f"{omitted} regions without an incident, or not among the {GRID_ROWS} with the most, are left out.",) if omitted else ()


def _float_or_none(count: int | None) -> float | None:
    return None if count is None else float(count)


def _month_range(months: Sequence[str]) -> str:
    """`July 2022 to June 2024`, of months as `2022-07`."""
    first, last = (date.fromisoformat(f"{month}-01") for month in (months[0], months[-1]))
    return f"{first:%B %Y} to {last:%B %Y}"
