"""The charts of a comparison: through the spans, by kind, act, severity and sea region, and small ones side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from analytics.compare.comparison import Comparison
from analytics.compare.counts import Column, CountPair
from analytics.compare.sentences import side_titles, subject, waters_of
from analytics.coverage.equal.spans import add_months
from analytics.describe.charts import Chart, Multiples, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.periods import MONTHS
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY
from warehouse.filters import NOT_STATED

COLOUR_A: Final = "#2B7FBA"
COLOUR_B: Final = "#E9A15B"
"""Told apart by colour-blind readers, and by their lightness in print; both have 2:1 or more on either theme."""
MOST_ROWS: Final = 12
FIRST_HEIGHT: Final = 500
"""Pixels of the chart that the page opens with, at least: as high as the two maps beside it."""
_FIRST: Final[tuple[Column, ...]] = ("act", "category")
MOST_PANELS: Final = 6
COLUMN_TITLE: Final[Mapping[Column, str]] = {"category": "kind", "act": "act", "severity": "severity", "sea_region": "sea region"}


def through_the_spans(comparison: Comparison) -> Chart:
    """Both sides through their spans: by week, month or year from the first day of each."""
    counts = comparison.counts
    title_a, title_b = side_titles(comparison)
    total = counts.total
    return Chart(
        name="compare_through_the_spans",
        title=f"{_what(comparison)}, {title_a} against {title_b}, by {counts.grain}",
        unit="incidents",
        place_title=counts.grain.capitalize(),
        places=part_titles(comparison),
        series=_both(comparison, *counts.parts),
        alt=f"Bars by {counts.grain}: {total.a:,} incidents in {title_a}, {total.b:,} in {title_b}.",
        grouped=True,
        footnotes=(_counted(comparison),),
        height=300,
    )


def by_column(comparison: Comparison, column: Column) -> Chart:
    """Both sides by the codes of one column, with the change of each beside the bars."""
    pairs = comparison.counts.by[column]
    shown = _in_order(column, pairs)[:MOST_ROWS]
    titles = titles_of(comparison, column)
    title_a, title_b = side_titles(comparison)
    rest = len(pairs) - len(shown)
    bars = _both(comparison, tuple(pair.a for pair in shown), tuple(pair.b for pair in shown), labelled=True)
    percents = tuple(None if pair.change.percent is None else float(pair.change.percent) for pair in shown)
    counts_in_words = ", ".join(f"{titles.get(pair.code, pair.code)} {pair.a:,} and {pair.b:,}" for pair in shown)
    return Chart(
        name=f"compare_by_{column}",
        title=f"{_what(comparison)} by {COLUMN_TITLE[column]}, {title_a} against {title_b}",
        unit="incidents",
        place_title=COLUMN_TITLE[column].capitalize(),
        places=tuple(titles.get(pair.code, pair.code) for pair in shown),
        series=(*bars, Series("Change in percent", "number", percents, (NEUTRAL,), label="± %")),
        alt=f"Bars by {COLUMN_TITLE[column]}: {counts_in_words}.",
        across=True,
        grouped=True,
        footnotes=(
            _counted(comparison),
            *((f"{rest} more {'has' if rest == 1 else 'have'} fewer incidents.",) if rest else ()),
        ),
        height=height_of_rows(round(1.4 * len(shown))),
    )


def first_picture(comparison: Comparison) -> Chart:
    """The chart that the page opens with: by act, or by kind where one act is all there is; through the spans where both are one."""
    by = comparison.counts.by
    column = next((column for column in _FIRST if len(by[column]) > 1), None)
    if column is None:
        return replace(through_the_spans(comparison), height=FIRST_HEIGHT)
    chart = by_column(comparison, column)
    # Both sides and their totals stand beside this one.
    same_waters, same_days = comparison.request.has_same_waters, comparison.request.has_same_days
    span = f", {comparison.a.span}" if same_days and not same_waters else ""
    title = f"{_what(comparison) if same_waters else subject(comparison)} by {COLUMN_TITLE[column]}{span}"
    return replace(chart, title=title, footnotes=chart.footnotes[1:], height=max(chart.height, FIRST_HEIGHT))


def small_multiples(comparison: Comparison) -> Multiples:
    """Both sides through their spans for the sea regions with most incidents; for the acts where there is one region or none."""
    regions = [code for code in comparison.counts.through["sea_region"] if code != NOT_STATED]
    column: Column = "sea_region" if comparison.request.has_same_waters and len(regions) > 1 else "act"
    titles = titles_of(comparison, column)
    pairs = [pair for pair in comparison.counts.by[column] if pair.code != NOT_STATED][:MOST_PANELS]
    places = part_titles(comparison)
    through = comparison.counts.through[column]
    highest = max((value or 0 for pair in pairs for side in through[pair.code] for value in side), default=0)
    panels = tuple(
        Chart(
            name=f"compare_{column}_{pair.code}",
            title=f"{titles.get(pair.code, pair.code)}: {pair.a:,} and {pair.b:,}",
            unit="incidents",
            place_title=comparison.counts.grain.capitalize(),
            places=places,
            series=_both(comparison, *through[pair.code]),
            alt=f"{titles.get(pair.code, pair.code)}: {pair.a:,} and {pair.b:,} incidents.",
            grouped=True,
            # Panels are also drawn one by one, where a narrow window stacks them.
            most=float(highest),
        )
        for pair in pairs
    )
    title_a, title_b = side_titles(comparison)
    return Multiples(
        name=f"compare_multiples_{column}",
        title=f"{_what(comparison)} by {COLUMN_TITLE[column]} and {comparison.counts.grain}, {title_a} against {title_b}",
        unit="incidents",
        panel_title=COLUMN_TITLE[column].capitalize(),
        charts=panels,
        alt=f"Small bar charts of both sides for {len(panels)} {COLUMN_TITLE[column]}s.",
        same_scale=True,
        footnotes=(_counted(comparison), "All panels have the same scale."),
    )


def has_several_waters(comparison: Comparison) -> bool:
    """Whether the incidents lie in more than one sea region: bars by region say nothing of one."""
    return len(comparison.counts.by["sea_region"]) > 1


def part_titles(comparison: Comparison) -> tuple[str, ...]:
    """The parts of the spans: names of months where both begin in the same month, else their numbers."""
    number = len(comparison.counts.parts[0])
    first_a, first_b = comparison.a.days[0], comparison.b.days[0]
    grain = comparison.counts.grain
    if grain == "month" and number <= 12 and (first_a.month, first_a.day) == (first_b.month, first_b.day):
        days = [add_months(first_a, part) for part in range(number)]
        # A month of the span that begins within a month of the calendar is named after its first day.
        return tuple(MONTHS[day.month - 1] if first_a.day == 1 else f"{day.day} {MONTHS[day.month - 1]}" for day in days)
    return tuple(f"{grain.capitalize()} {part + 1}" for part in range(number))


def titles_of(comparison: Comparison, column: Column) -> dict[str, str]:
    """Titles of a column's codes."""
    if column == "sea_region":
        return {code: region.title for code, region in comparison.choices.regions.items()} | {NOT_STATED: "No position"}
    titles = {
        "category": {code: entry.title for code, entry in CATEGORY.items()},
        "act": {code: entry.title for code, entry in ACT.items()},
        "severity": {str(level): entry.title for level, entry in SEVERITY.items()},
    }
    return titles[column] | {NOT_STATED: "Not stated"}


def _in_order(column: Column, pairs: tuple[CountPair, ...]) -> list[CountPair]:
    """The most incidents first; severity in its own order, what is not stated last."""
    if column != "severity":
        return list(pairs)
    order = [str(level) for level in SEVERITY] + [NOT_STATED]
    return sorted(pairs, key=lambda pair: order.index(pair.code))


def _both(comparison: Comparison, a: tuple[int | None, ...], b: tuple[int | None, ...], *, labelled: bool = False) -> tuple[Series, ...]:
    title_a, title_b = side_titles(comparison)
    values_a, values_b = (tuple(None if value is None else float(value) for value in values) for values in (a, b))
    both = (
        Series(title_a, "bar", values_a, (COLOUR_A,), label=title_a if labelled else ""),
        Series(title_b, "bar", values_b, (COLOUR_B,), label=title_b if labelled else ""),
    )
    # The earlier one comes first, as on a time axis.
    return both if comparison.a.days[0] <= comparison.b.days[0] else both[::-1]


def _what(comparison: Comparison) -> str:
    """What both sides have in common, as a title begins: `Gulf of Guinea`, `Incidents`, `Incidents in 2020`."""
    if comparison.request.has_same_waters:
        kinds = "" if not comparison.request.categories else f", {subject(comparison)}"
        return f"{waters_of(comparison, comparison.a)}{kinds}"
    return f"{subject(comparison)}, {comparison.a.span}" if comparison.request.has_same_days else subject(comparison)


def _counted(comparison: Comparison) -> str:
    total = comparison.counts.total
    title_a, title_b = side_titles(comparison)
    return f"n = {total.a:,} in {title_a}, {total.b:,} in {title_b}."
