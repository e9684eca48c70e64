"""Pictures of how the sources overlap, described: incidents by combination of sources (UpSet), and the shares that two have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from analytics.describe.charts import Chart, Grid, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.gap.recapture.histories import Histories

_MOST_COMBINATIONS: Final = 15


def combinations_of(histories: Histories, titles: Mapping[str, str]) -> Chart:
    """An UpSet plot as bars: how many incidents exactly these sources report, most first."""
    named = [titles.get(name, name) for name in histories.lists]
    rows = sorted(
        (
            (int(count), " and ".join(title for title, held in zip(named, pattern, strict=True) if held), int(pattern.sum()))
            for count, pattern in zip(histories.counts, histories.patterns, strict=True)
            if count
        ),
        key=lambda row: -row[0],
    )
    shown = rows[:_MOST_COMBINATIONS]
    left = sum(row[0] for row in rows[_MOST_COMBINATIONS:])
    return Chart(
        name="source_combinations",
        title="Incidents by the sources that report them",
        unit="incidents",
        place_title="Reported by exactly",
        places=tuple(row[1] for row in shown),
        series=(Series("Incidents", "bar", tuple(float(row[0]) for row in shown), (NEUTRAL,), label="Incidents"),),
        alt="Incidents by the combination of sources: " + "; ".join(f"{row[1]} {row[0]:,}" for row in shown) + ".",
        across=True,
        footnotes=(
            f"n = {histories.observed:,} incidents, {histories.shared:,} of them reported by more than one source.",
            *((f"Rarer combinations, {left:,} incidents, are not drawn.",) if left else ()),
        ),
        height=height_of_rows(len(shown)),
    )


def overlap(histories: Histories, titles: Mapping[str, str]) -> Grid:
    """Of each source's incidents, the share that each other source reports as well."""
    shared, totals = histories.overlaps, histories.totals
    named = tuple(titles.get(name, name) for name in histories.lists)
    places = range(len(named))
    return Grid(
        name="source_overlap",
        title="Of the incidents of one source, the share that another reports as well",
        unit="share",
        row_title="Of the incidents of",
        column_title="also reported by",
        rows=tuple(f"{title} ({total:,})" for title, total in zip(named, totals, strict=True)),
        columns=named,
        values=tuple(
            tuple(None if row == column or not totals[row] else float(shared[row, column] / totals[row]) for column in places)
            for row in places
        ),
        texts=tuple(tuple("" if row == column else _percent(shared[row, column], totals[row]) for column in places) for row in places),
        unknown="The source itself",
        alt="Overlap of sources: "
        + "; ".join(
            f"{_percent(shared[row, column], totals[row])} of {named[row]} also in {named[column]}"
            for row in places
            for column in places
            if row != column
        )
        + ".",
        percent=True,
        footnotes=(f"n = {histories.observed:,} incidents. In brackets: incidents of the source.",),
    )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"
