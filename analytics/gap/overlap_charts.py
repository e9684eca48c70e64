"""Charts of how the sources overlap: incidents by combination of sources (UpSet), and the shares that two have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from analytics.describe.charts import Chart, Grid, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.words import join_words
from analytics.gap.recapture.histories import Histories

# Four sources have fifteen combinations: only with more of them is anything left out.
_MOST_COMBINATIONS: Final = 15
LEAST_HEIGHT: Final = 400
"""Least height in pixels of the bars of combinations: the picture of a page, however few there are."""
_SET_COLOURS: Final = (NEUTRAL, "#E9712A", "#9782F7", "#5F8F7A", "#8C9199")


def combinations_chart(histories: Histories, titles: Mapping[str, str]) -> Chart:
    """An UpSet plot as bars: how many incidents exactly these sources report, most first."""
    source_titles = [titles.get(name, name) for name in histories.lists]
    rows = sorted(
        (
            (int(count), " and ".join(title for title, held in zip(source_titles, pattern, strict=True) if held))
            for count, pattern in zip(histories.counts, histories.patterns, strict=True)
            if count
        ),
        key=lambda row: -row[0],
    )
    drawn_rows = rows[:_MOST_COMBINATIONS]
    not_drawn = sum(count for count, _ in rows[_MOST_COMBINATIONS:])
    return Chart(
        name="source_combinations",
        title="Incidents by the sources that report them",
        unit="incidents",
        place_title="Reported by exactly",
        places=tuple(words for _, words in drawn_rows),
        series=(Series("Incidents", "bar", tuple(float(count) for count, _ in drawn_rows), (NEUTRAL,), label="Incidents"),),
        alt="Incidents by the combination of sources: " + "; ".join(f"{words} {count:,}" for count, words in drawn_rows) + ".",
        across=True,
        footnotes=(
            f"n = {histories.observed:,} incidents, {histories.shared:,} of them published by more than one source, repeats included.",
            *((f"Rarer combinations, {not_drawn:,} incidents in all, are not drawn.",) if not_drawn else ()),
        ),
        height=max(LEAST_HEIGHT, height_of_rows(len(drawn_rows))),
    )


def known_chart(frame: pd.DataFrame, titles: Mapping[str, str]) -> Chart:
    """Incidents a year by the sources that report them, as stacked bars; `frame` has year, sources and incidents."""
    held = [tuple(sorted(names)) for names in frame["sources"]]
    counts = frame.assign(held=pd.Series(held, index=frame.index, dtype=object)).groupby(["held", "year"])["incidents"].sum()
    totals = counts.groupby("held").sum().sort_values(ascending=False, kind="stable")
    years = range(int(frame["year"].min()), int(frame["year"].max()) + 1)
    # Each is named by its sources; the rarest sets go together, so that the colours can be told apart.
    named = list(totals.index[: len(_SET_COLOURS) - 1])
    rest = [names for names in totals.index if names not in named]
    groups = [(join_words([titles.get(name, name) for name in names]), [names]) for names in named]
    groups += [("other sets of sources", rest)] if rest else []
    series = tuple(
        Series(name, "bar", tuple(float(sum(counts.get((names, year), 0) for names in sets)) for year in years), (colour,))
        for (name, sets), colour in zip(groups, _SET_COLOURS, strict=False)
    )
    total = int(frame["incidents"].sum())
    return Chart(
        name="known_by_source",
        title="Known incidents by the sources that report them" if len(groups) > 1 else f"Known incidents, all reported by {groups[0][0]}",
        unit="incidents",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=series,
        alt=f"Stacked bars of {total:,} incidents by year and source: "
        + "; ".join(f"{name} {sum(int(totals[names]) for names in sets):,}" for name, sets in groups)
        + ".",
        stacked=True,
        footnotes=(f"n = {total:,} incidents. How many are not known cannot be estimated.",),
        height=520,
    )


def overlap_grid(histories: Histories, titles: Mapping[str, str]) -> Grid:
    """Of each source's incidents, the share that each other source reports as well."""
    shared, totals = histories.overlaps, histories.totals
    source_titles = tuple(titles.get(name, name) for name in histories.lists)
    places = range(len(source_titles))
    return Grid(
        name="source_overlap",
        title="Of the incidents of one source, the share that another reports as well",
        unit="share",
        row_title="Of the incidents of",
        column_title="also reported by",
        rows=tuple(f"{title} ({total:,})" for title, total in zip(source_titles, totals, strict=True)),
        columns=source_titles,
        values=tuple(
            # The diagonal would always be 100% and take up the whole scale of colours.
            tuple(None if row == column or not totals[row] else float(shared[row, column] / totals[row]) for column in places)
            for row in places
        ),
        texts=tuple(tuple("" if row == column else _percent(shared[row, column], totals[row]) for column in places) for row in places),
        unknown="The source itself",
        alt="Overlap of sources: "
        + "; ".join(
            f"{_percent(shared[row, column], totals[row])} of {source_titles[row]} also in {source_titles[column]}"
            for row in places
            for column in places
            if row != column
        )
        + ".",
        percent=True,
        footnotes=(f"n = {histories.observed:,} incidents. In brackets: incidents of the source.",),
    )


def _percent(part: int, total: int) -> str:
    return f"{part / total:.0%}" if total else "none"
