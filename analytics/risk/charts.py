"""The pictures of regional risk: forecasts with intervals, heat tables, one region's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from analytics.coverage.constant_sources import Span
from analytics.describe.charts import Chart, Grid, Lifetime, Series, height_of_rows
from analytics.describe.colours import of_sources
from analytics.risk.groups import ALL, CODES, GROUPS, TITLES
from analytics.risk.recent import Recent, month_place
from analytics.risk.results import Forecast, RiskTable
from analytics.situation.overview import day
from warehouse.contract.taxonomy import CATEGORY

MOST_ROWS: Final = 15
GRID_MONTHS: Final = 24
GRID_ROWS: Final = 30
SHORT_BREAK: Final = timedelta(days=60)
INTERVAL: Final = "#7D8FA0"


def forecast_chart(table: RiskTable, group: str = ALL, most: int = MOST_ROWS) -> Chart:
    """The regions with the most expected, weighed by severity: expected number, 80% and 95% interval."""
    every = [one for one in table.of(group) if one.numbers]
    rows = every[:most]
    numbers = [one.numbers for one in rows if one.numbers]
    expected = tuple(round(one.expected, 2) for one in numbers)
    colours = tuple(one.level.colour if one.level else INTERVAL for one in rows)
    wide = tuple(float(one.low95) for one in numbers), tuple(float(one.high95) for one in numbers)
    series = (
        Series("95% interval", "range", expected, (INTERVAL,), *wide),
        Series(
            "Expected, with 80% interval", "dot", expected, colours,
            tuple(float(one.low80) for one in numbers), tuple(float(one.high80) for one in numbers), "expected", 1,
        ),
        Series("Recorded in the last 365 days", "number", tuple(float(one.last_year) for one in rows), (INTERVAL,), label="last year"),
    )  # fmt: skip
    top = ", ".join(f"{one.title} {number.expected:.1f}" for one, number in list(zip(rows, numbers, strict=True))[:3])
    notes = [f"Regions with a forecast: {len(every)} of {len(table.of(group))}; the {len(rows)} with the highest weighed number are shown."]
    notes += ["Colours are levels. “last year” counts the same sources as the forecast, over 365 days."]
    return Chart(
        name=f"risk_forecast_{group}",
        title=f"Incidents expected to be recorded, {table.horizon} days after {day(table.as_of)}{_of(group)}",
        unit="incidents",
        place_title="Sea region",
        places=tuple(one.title for one in rows),
        series=series,
        alt=f"Expected incidents by sea region with intervals; most: {top or 'none'}.",
        across=True,
        footnotes=tuple(notes),
        height=height_of_rows(len(rows)),
    )


def month_grid(found: Recent, table: RiskTable, group: str = ALL) -> Grid:
    """Region x month of the last two years: incidents recorded by a constant set of sources per region."""
    rows = _fullest(table, {one.region: found.monthly[one.region, group][-GRID_MONTHS:] for one in table.of(group)})
    columns = found.months[-GRID_MONTHS:]
    values = tuple(
        tuple(None if count is None else float(count) for count in found.monthly[one.region, group][-GRID_MONTHS:]) for one in rows
    )
    total = sum(int(value) for row in values for value in row if value is not None)
    return Grid(
        name=f"risk_months_{group}",
        title=f"Incidents by sea region and month, {_months(columns)}{_of(group)}",
        unit="incidents",
        row_title="Sea region",
        column_title="Month",
        rows=tuple(one.title for one in rows),
        columns=columns,
        values=values,
        alt=f"Heat table of {total:,} incidents in {len(rows)} sea regions over {len(columns)} months.",
        colour=GROUPS[group].colour if group in GROUPS else "#2B7FBA",
        footnotes=(
            f"n = {total:,}.",
            "Every row counts one constant set of sources, so that one that began or ended makes no step.",
            *(("The last month is not over or still filling up.",) if found.partial[-1] else ()),
            *_left_out(rows, table, group),
        ),
    )


def category_grid(found: Recent, table: RiskTable) -> Grid:
    """Region x category of the last 365 days."""
    used = [code for code in CATEGORY if any(found.yearly.get((one.region, code)) for one in table.of())]
    rows = _fullest(table, {one.region: tuple(found.yearly[one.region, code] for code in CATEGORY) for one in table.of()})
    values = tuple(tuple(_number(found.yearly[one.region, code]) for code in used) for one in rows)
    total = sum(int(value) for row in values for value in row if value is not None)
    return Grid(
        name="risk_categories",
        title=f"Incidents by sea region and category, 365 days to {day(found.as_of)}",
        unit="incidents",
        row_title="Sea region",
        column_title="Category",
        rows=tuple(one.title for one in rows),
        columns=tuple(CATEGORY[code].title for code in used),
        values=values,
        alt=f"Heat table of {total:,} incidents in {len(rows)} sea regions by category.",
        footnotes=(f"n = {total:,}.", "Every row counts one constant set of sources.", *_left_out(rows, table, ALL)),
    )


def history_chart(found: Recent, one: Forecast) -> Chart:
    """A region's last five years by month and group, with the lifetimes of the sources that watch it."""
    groups = CODES if one.group == ALL else (one.group,)
    series = tuple(
        Series(
            TITLES[group],
            "bar",
            tuple(_number(count) for count in found.monthly[one.region, group]),
            (GROUPS[group].colour,),
            partial=found.partial,
        )
        for group in groups
    )
    total = sum(count or 0 for count in found.monthly[one.region, one.group])
    unknown = sum(count is None for count in found.monthly[one.region, one.group])
    notes = [f"n = {total:,}, as recorded by one constant set of sources."]
    notes += [f"{unknown} months are not known: the set did not watch."] if unknown else []
    return Chart(
        name=f"risk_history_{one.region}",
        title=f"{one.title}: incidents by month, {_months(found.months)}{_of(one.group)}",
        unit="incidents",
        place_title="Month",
        places=found.months,
        series=series,
        alt=f"Bars of {total:,} incidents by month in {one.title}, with the lifetimes of its sources below.",
        stacked=True,
        footnotes=tuple(notes),
        height=290,
        lifetimes=_strips(found, one.region),
    )


def _strips(found: Recent, region: str) -> tuple[Lifetime, ...]:
    there = found.lifetimes.get(region, ())
    colours = of_sources([source for source, _, _ in there])
    begin, end = date.fromisoformat(f"{found.months[0]}-01"), found.as_of
    strips = []
    for source, title, spans in there:
        for first, last in _closed_up(spans):
            if last >= begin and first <= end:
                places = (month_place(found.months, max(first, begin)), month_place(found.months, min(last, end)))
                strips.append(Lifetime(title, *places, colours[source], last >= end))
    return tuple(strips)


def _closed_up(spans: Sequence[Span]) -> list[Span]:
    """The spans without breaks too short to be seen on the axis."""
    found: list[Span] = []
    for first, last in spans:
        if found and first - found[-1][1] <= SHORT_BREAK:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _fullest(table: RiskTable, counts: Mapping[str, Sequence[int | None]]) -> list[Forecast]:
    """The regions with most incidents, those with something to show."""
    rows = [one for one in table.of() if any(counts[one.region])]
    rows.sort(key=lambda one: (-sum(count or 0 for count in counts[one.region]), one.title))
    return rows[:GRID_ROWS]


def _left_out(rows: Sequence[Forecast], table: RiskTable, group: str) -> tuple[str, ...]:
    left = len(table.of(group)) - len(rows)
    return (f"{left} regions without any incident, or not among the {GRID_ROWS} fullest, are left out.",) if left else ()


def _of(group: str) -> str:
    return "" if group == ALL else f", {TITLES[group].lower()}"


def _number(count: int | None) -> float | None:
    return None if count is None else float(count)


def _months(months: Sequence[str]) -> str:
    """`July 2022 to June 2024`, of months as `2022-07`."""
    first, last = (date.fromisoformat(f"{month}-01") for month in (months[0], months[-1]))
    return f"{first:%B %Y} to {last:%B %Y}"
