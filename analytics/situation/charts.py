"""The charts of the overview: incidents by category and by sea region, compared like for like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import CATEGORY_COLOUR, NEUTRAL
from analytics.describe.words import span_in_words
from analytics.situation.comparison import ComparedCounts, Comparison
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import CATEGORY

MOST_REGIONS: Final = 10
REFERENCE: Final = "#7D8FA0"


def category_chart(comparison: Comparison) -> Chart:
    """Incidents by category now, beside the span before and the five-year mean and range."""
    rows = list(comparison.categories.values())
    titles = [CATEGORY[row.code].title for row in rows]
    colours = tuple(CATEGORY_COLOUR[row.code] for row in rows)
    return _comparison_chart("overview_by_category", "by category", "Category", comparison, rows, titles, colours)


def region_chart(comparison: Comparison, region_titles: Mapping[str, str]) -> Chart:
    """Incidents in the ten sea regions with most now, beside the span before and the five-year mean and range."""
    rows = list(comparison.regions.values())[:MOST_REGIONS]
    titles = [region_titles.get(row.code, row.code) for row in rows]
    placed = sum(row.now for row in comparison.regions.values())
    unplaced = comparison.measures["incidents"].now - placed
    notes = [f"The {MOST_REGIONS} regions with the most incidents."] if len(comparison.regions) > MOST_REGIONS else []
    notes += [f"{unplaced} without a position are not shown."] if unplaced else []
    return _comparison_chart("overview_by_region", "by sea region", "Sea region", comparison, rows, titles, (NEUTRAL,) * len(rows), notes)


def _comparison_chart(
    name: str,
    by: str,
    place_title: str,
    comparison: Comparison,
    rows: Sequence[ComparedCounts],
    titles: Sequence[str],
    colours: tuple[str, ...],
    notes: Iterable[str] = (),
) -> Chart:
    spans = comparison.spans
    series = _current_bars(comparison, rows, colours)
    # Left out where there is no comparison: an empty column would look like a count of none.
    if comparison.against_before.is_possible:
        before = tuple(None if row.before is None else float(row.before) for row in rows)
        series.append(Series(f"{spans.days} days before", "number", before, (REFERENCE,), label="prior"))
    if comparison.against_years.is_possible:
        lows = tuple(None if row.low is None else float(row.low) for row in rows)
        highs = tuple(None if row.high is None else float(row.high) for row in rows)
        mean = tuple(row.mean for row in rows)
        past = f"same days of {spans.year_range}: mean and range"
        series.append(Series(past, "range", mean, (REFERENCE,), lows, highs, label="mean", decimals=1))
    top = ", ".join(f"{title} {row.now}" for title, row in list(zip(titles, rows, strict=True))[:3])
    return Chart(
        name=name,
        title=f"Incidents {by}, {span_in_words(spans.now)}",
        unit="incidents",
        place_title=place_title,
        places=tuple(titles),
        series=tuple(series),
        alt=f"Bars of incidents {by} in the {spans.days} days to {day_in_words(spans.now[1])}; most: {top or 'none'}.",
        across=True,
        stacked=True,
        footnotes=(f"n = {comparison.measures['incidents'].now}.", *notes, *_like_for_like_notes(comparison)),
        # As high as the other chart beside it.
        height=height_of_rows(max(len(comparison.categories), min(len(comparison.regions), MOST_REGIONS))),
    )


def _current_bars(comparison: Comparison, rows: Sequence[ComparedCounts], colours: tuple[str, ...]) -> list[Series]:
    """The counts now, with those from sources that the five-year mean leaves out in a paler colour."""
    name = f"{comparison.spans.days} days to {day_in_words(comparison.spans.now[1])}"
    now = tuple(float(row.now) for row in rows)
    compared = tuple(float(row.now if row.mean_now is None else row.mean_now) for row in rows)
    if now == compared:
        return [Series(name, "bar", now, colours, label="now")]
    others = tuple(count - comparable for count, comparable in zip(now, compared, strict=True))
    return [
        Series(name, "number", now, colours, label="now"),
        Series("from sources that cover all the years", "bar", compared, colours),
        # 66 in hexadecimal is an opacity of 40%.
        Series("from other sources, not comparable", "bar", others, tuple(f"{colour}66" for colour in colours)),
    ]


def _like_for_like_notes(comparison: Comparison) -> list[str]:
    total = comparison.measures["incidents"]
    notes = []
    if total.before_now is not None and total.before_now != total.now:
        notes.append(f"“prior” counts only sources that cover both spans ({total.before_now:,} now).")
    if total.mean_now is not None and total.mean_now != total.now:
        notes.append(f"“mean” counts only sources that cover all the years ({total.mean_now:,} now).")
    return notes
