"""The pictures and the words of the overview, from a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from analytics.coverage.freshness import Coverage
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import CATEGORY_COLOUR, NEUTRAL
from analytics.situation.comparison import Basis, Comparison, Row, Spans
from warehouse.contract.dates import day_and_month, day_in_words
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.situation.spans import Delay

MOST_REGIONS: Final = 10
REFERENCE: Final = "#7D8FA0"


def category_chart(comparison: Comparison) -> Chart:
    """Incidents by category now, with the span before and the five-year mean and range."""
    rows = list(comparison.categories.values())
    titles = [CATEGORY[row.key].title for row in rows]
    colours = tuple(CATEGORY_COLOUR[row.key] for row in rows)
    return _chart("overview_by_category", "by category", "Category", comparison, rows, titles, colours)


def region_chart(comparison: Comparison, region_titles: Mapping[str, str]) -> Chart:
    """Incidents by sea region now, the ten with most, with the span before and the five-year mean and range."""
    rows = list(comparison.regions.values())[:MOST_REGIONS]
    titles = [region_titles.get(row.key, row.key) for row in rows]
    placed = sum(row.now for row in comparison.regions.values())
    unplaced = comparison.measures["incidents"].now - placed
    notes = [f"The {MOST_REGIONS} regions with most."] if len(comparison.regions) > MOST_REGIONS else []
    notes += [f"{unplaced} without a position are not shown."] if unplaced else []
    return _chart("overview_by_region", "by sea region", "Sea region", comparison, rows, titles, (NEUTRAL,) * len(rows), notes)


def _chart(
    name: str,
    by: str,
    place_title: str,
    comparison: Comparison,
    rows: Sequence[Row],
    titles: Sequence[str],
    colours: tuple[str, ...],
    notes: Iterable[str] = (),
) -> Chart:
    asked = comparison.spans
    series = _bars(comparison, rows, colours)
    if comparison.against_before.possible:
        before = tuple(None if row.before is None else float(row.before) for row in rows)
        series.append(Series(f"{asked.days} days before", "number", before, (REFERENCE,), label="prior"))
    if comparison.against_years.possible:
        lows = tuple(None if row.low is None else float(row.low) for row in rows)
        highs = tuple(None if row.high is None else float(row.high) for row in rows)
        mean = tuple(row.mean for row in rows)
        past = f"same days of {years(asked)}: mean and range"
        series.append(Series(past, "range", mean, (REFERENCE,), lows, highs, label="mean", decimals=1))
    top = ", ".join(f"{title} {row.now}" for title, row in list(zip(titles, rows, strict=True))[:3])
    return Chart(
        name=name,
        title=f"Incidents {by}, {period(asked.now)}",
        unit="incidents",
        place_title=place_title,
        places=tuple(titles),
        series=tuple(series),
        alt=f"Bars of incidents {by} in the {asked.days} days to {day(asked.now[1])}; most: {top or 'none'}.",
        across=True,
        stacked=True,
        footnotes=(f"n = {comparison.measures['incidents'].now}.", *notes, *_like_for_like(comparison)),
        height=height_of_rows(max(len(comparison.categories), min(len(comparison.regions), MOST_REGIONS))),
    )


def _bars(comparison: Comparison, rows: Sequence[Row], colours: tuple[str, ...]) -> list[Series]:
    """Now, with what comes from sources that the five-year mean leaves out set apart."""
    name = f"{comparison.spans.days} days to {day(comparison.spans.now[1])}"
    now = tuple(float(row.now) for row in rows)
    compared = tuple(float(row.now if row.mean_now is None else row.mean_now) for row in rows)
    if now == compared:
        return [Series(name, "bar", now, colours, label="now")]
    others = tuple(one - other for one, other in zip(now, compared, strict=True))
    return [
        Series(name, "number", now, colours, label="now"),
        Series("from sources that cover all the years", "bar", compared, colours),
        Series("from other sources: not for comparison", "bar", others, tuple(f"{colour}66" for colour in colours)),
    ]


def _like_for_like(comparison: Comparison) -> list[str]:
    total = comparison.measures["incidents"]
    notes = []
    if total.before_now is not None and total.before_now != total.now:
        notes.append(f"“prior” is of sources that cover both spans ({total.before_now:,} now).")
    if total.mean_now is not None and total.mean_now != total.now:
        notes.append(f"“mean” is of sources that cover all the years ({total.mean_now:,} now).")
    return notes


def filling_note(delays: Iterable[Delay], titles: Mapping[str, str], until: date) -> str:
    """Says that the days up to `until` are still filling up, and by which sources; empty when they are not.

    `delays` are those of the sources that cover the span and go on reporting. Days are full once the source has gone on publishing for as
    long as nine in ten of its reports take.
    """
    late = [one for one in delays if (one.last_published_on - until).days < one.nine_tenths_days]
    if not late:
        return ""
    speeds = [
        f"{titles.get(one.source, one.source)} has told half {_within(one.half_days)}, nine in ten {_within(one.nine_tenths_days)}"
        for one in late
    ]
    return f"Still filling up: the last days will grow, and fewer than before is not yet a fall. {'; '.join(speeds)}."


def _within(days: float) -> str:
    """`on the day itself`, `within 1 day`."""
    whole = round(days)
    return "on the day itself" if whole == 0 else f"within {whole} day{'' if whole == 1 else 's'}"


def basis_notes(comparison: Comparison, titles: Mapping[str, str], inside: Iterable[Coverage]) -> list[str]:
    """What limits the comparisons: sources left out, and those (`inside`) that begin or end within the span itself."""
    notes = [f"{one.title} covers only part of these days ({_reach(one)})." for one in inside]
    before = _basis_note(
        comparison.against_before,
        f"the {comparison.spans.days} days before",
        "both spans",
        titles,
        comparison.measures["incidents"].before_now,
    )
    mean = _basis_note(
        comparison.against_years,
        f"the mean of {years(comparison.spans)}",
        f"these days now and in all of {years(comparison.spans)}",
        titles,
        comparison.measures["incidents"].mean_now,
    )
    return [*notes, *(note for note in (before, mean) if note)]


def _basis_note(basis: Basis, what: str, covers: str, titles: Mapping[str, str], now: int | None) -> str:
    out = "; ".join(f"{one.title} ({_reach(one)})" for one in basis.left_out)
    if not basis.possible:
        return f"No comparison with {what}: no source covers {covers}{f'. Only in part: {out}' if out else ''}."
    if not basis.left_out:
        return ""
    kept = ", ".join(titles.get(source, source) for source in basis.sources)
    return f"Compared with {what} over {kept} alone ({now} now), because the set of sources changed: left out {out}."


def _reach(coverage: Coverage) -> str:
    return f"{day(coverage.first)} to {day(coverage.last)}"


def day(value: date) -> str:
    """`25 June 2024`."""
    return day_in_words(value)


def period(span: tuple[date, date]) -> str:
    """`27 May to 25 June 2024`."""
    first, last = span
    return f"{day_and_month(first)}{f' {first.year}' if first.year != last.year else ''} to {day(last)}"


def years(asked: Spans) -> str:
    """`2019–2023`."""
    return f"{asked.years[0][1].year}–{asked.years[-1][1].year}"
