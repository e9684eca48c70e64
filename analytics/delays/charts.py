"""Charts of delays: curves by source, days until half and 90% by region and category, and what a body's numbering proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from analytics.delays.delay_curves import BASIS_MEANING, FEWEST, LONGEST, By, DelayCurve
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL, source_colours
from analytics.describe.explained import Explained

MOST_DAYS: Final = 120
"""Days on the axis at most: bodies that publish at once could not be told apart on a longer one."""
MOST_ROWS: Final = 14
REFERENCES: Final = (
    "Kalbfleisch & Lawless (1989), JASA 84, 360-372.",
    "Lagakos, Barraj & De Gruttola (1988), Biometrika 75, 515-523.",
)
ASSUMPTIONS: Final = (
    f"Among reports published within {LONGEST} days of the event; later ones are counted separately.",
    "Delays do not change over the period chosen.",
    "A report that came in a file of old reports says nothing about when it was published, and is left out.",
    "The date of the event is correct as stated.",
)


def curves_chart(curves: Sequence[DelayCurve], titles: Mapping[str, str]) -> Explained:
    """The share of each source's reports published within so many days, with 95% bands."""
    source_curves = [curve for curve in curves if curve.by == "source"]
    with_curve = [curve for curve in source_curves if curve.share]
    colours = source_colours([curve.source for curve in source_curves])
    days = range(_last_day_shown(with_curve) + 1)
    series = tuple(
        Series(
            titles.get(curve.source, curve.source),
            "line",
            curve.share[: len(days)],
            (colours[curve.source],),
            curve.low[: len(days)],
            curve.high[: len(days)],
        )
        for curve in with_curve
    )
    halves = [_half_times_sentence(curve, titles) for curve in with_curve]
    refused = [f"{titles.get(curve.source, curve.source)}: {curve.refusal}" for curve in source_curves if curve.refusal]
    chart = Chart(
        name="delay_curves",
        title="Share of reports published, by days since the event",
        unit="share of reports published within a year",
        place_title="Days since the event",
        places=tuple(str(day) for day in days) if with_curve else (),
        series=series,
        alt=f"Rising curves of the share of reports published against days since the event. {' '.join(halves)}",
        percent=True,
        most=1.0,
        footnotes=(
            f"n = {sum(curve.reports for curve in with_curve):,} reports.",
            "Bands: 95%.",
            *_left_out_notes(source_curves),
            *refused,
        ),
    )
    plain = (
        "Yesterday's incidents are not yet in today's reports. The curves show how long each body takes: where a curve reaches 50%, it has "
        "published half of what it will report.",
        *halves,
        "Reports not yet published cannot be observed. The method corrects for this, so that recent months do not look quicker than they "
        "are.",
    )
    return Explained(
        chart,
        plain,
        (*ASSUMPTIONS, *_basis_notes(with_curve)),
        REFERENCES,
        "" if with_curve else " ".join(refused) or "No report has a date.",
    )


def delays_sentence(curves: Sequence[DelayCurve], titles: Mapping[str, str]) -> str:
    """How soon each source publishes, where enough reports state when; else that it is not known."""
    of_sources = [curve for curve in curves if curve.by == "source"]
    measured = [_half_times_sentence(curve, titles) for curve in of_sources if curve.share]
    if measured:
        return " ".join(measured)
    most = max(of_sources, key=lambda curve: curve.reports, default=None)
    if most is None or not most.reports:
        return "How soon reports come is not known: none of them states when it was published."
    title = titles.get(most.source, most.source)
    return (
        f"How soon reports come is not known yet: {FEWEST} reports of a source must state when they were published, and {title} has "
        f"most, {most.reports}."
    )


def cells_chart(curves: Sequence[DelayCurve], by: By, cell_titles: Mapping[str, str], source: str, title: str) -> Explained:
    """Days until half and until 90% of one source's reports are published, by region or category, with 95% intervals."""
    of_cells = [curve for curve in curves if curve.by == by and curve.cell and curve.source == source]
    drawn_curves = [curve for curve in of_cells if curve.share][:MOST_ROWS]
    kind = {"sea_region": "sea region", "category": "category"}[by]
    places = tuple(cell_titles.get(curve.cell or "", curve.cell or "") for curve in drawn_curves)

    def dots(share: float, name: str, colour: str, label: str) -> Series:
        days = [curve.days_until(share) or (0, 0, 0) for curve in drawn_curves]
        middle, low, high = (tuple(float(ends[place]) for ends in days) for place in range(3))
        return Series(name, "dot", middle, (colour,), low, high, label=label)

    few = len(of_cells) - len([curve for curve in of_cells if curve.share])
    chart = Chart(
        name=f"delay_by_{by}",
        title=f"{title}: days until half and 90% of the reports are published, by {kind}",
        unit="days since the event",
        place_title=kind.capitalize(),
        places=places,
        series=(dots(0.5, "half", NEUTRAL, "half"), dots(0.9, "90%", "#E9712A", "90%")) if drawn_curves else (),
        alt=f"Dots with intervals of the days until half and 90% of the reports are published, for {len(drawn_curves)} rows.",
        across=True,
        height=height_of_rows(len(drawn_curves)),
        footnotes=(
            f"n = {sum(curve.reports for curve in drawn_curves):,} reports; whiskers 95%.",
            *((f"The {MOST_ROWS} rows with most reports.",) if len([curve for curve in of_cells if curve.share]) > MOST_ROWS else ()),
            *((f"{few} rows have too few reports with a known publication date.",) if few else ()),
        ),
    )
    plain = (f"The further right the dots, the longer a body takes to publish: there the latest weeks take longer to fill up, by {kind}.",)
    refusal = "" if drawn_curves else f"In no {kind} do enough reports have a known publication date."
    return Explained(chart, plain, ASSUMPTIONS, REFERENCES, refusal)


def numbering_chart(least: pd.DataFrame, title: str, source: str, fewest: int = 20) -> Explained:
    """The minimum delays that a body's own numbering proves, by year of the reference: median and 90th percentile.

    `least` is the result of `delays_by_numbering`; years with fewer than `fewest` reports are left out.
    """
    by_year = least.groupby("year")["least_days"] if len(least) else None
    table = by_year.describe(percentiles=[0.5, 0.9]) if by_year is not None else pd.DataFrame(columns=["count", "50%", "90%"])
    # The first year's numbers include whatever had happened before numbering began.
    shown_years = table[table["count"] >= fewest].iloc[1:]
    years = tuple(str(year) for year in shown_years.index)
    # The year to name in words: the one whose slowest tenth was slowest.
    worst = int(shown_years["90%"].to_numpy().argmax()) if len(shown_years) else 0
    chart = Chart(
        name=f"delay_numbering_{source}",
        title=f"{title}: minimum delay that the numbering of its reports proves",
        unit="days, at least",
        place_title="Year of the reference",
        places=years,
        series=(
            Series("half of the reports took at least", "line", tuple(shown_years["50%"].astype(float)), (NEUTRAL,)),
            Series("one report in ten took at least", "line", tuple(shown_years["90%"].astype(float)), ("#E9712A",)),
        ),
        alt=f"Lines of the minimum delay of half and of one in ten of the reports of {title} by year.",
        footnotes=(
            f"n = {int(shown_years['count'].sum()):,} numbered reports; years with at least {fewest}.",
            "A lower bound: the true delays are longer.",
        ),
    )
    plain = (
        f"The reports of {title} came as one file of old reports, without publication dates. But the body numbers its reports as it "
        "publishes them: a report cannot have been published before the events of the lower numbers. That gives each one's minimum "
        "delay.",
        *(
            (f"In {years[worst]} one report in ten came at least {shown_years['90%'].iloc[worst]:,.0f} days after the event.",)
            if len(shown_years)
            else ()
        ),
    )
    assumptions = (
        "The numbers of a year's series are given in the order of publication.",
        "The latest event so far is taken as the second latest of the last 21 numbers, so that one wrong date does not move it.",
        "Nothing in a year's series was published before that year began.",
        "The first year is left out: its numbers include older events.",
    )
    refusal = "" if len(shown_years) else f"{title} does not number its reports by year."
    return Explained(chart, plain, assumptions, (), refusal)


def _last_day_shown(curves: Sequence[DelayCurve]) -> int:
    # The last two per cent trickle in over months and would squeeze the part of the curves that differs.
    reached = [curve.days_until(0.98) or (0, 0, 0) for curve in curves]
    return min(max((day[0] for day in reached), default=0) + 5, MOST_DAYS)


def _half_times_sentence(curve: DelayCurve, titles: Mapping[str, str]) -> str:
    half, most = curve.days_until(0.5), curve.days_until(0.9)
    assert half is not None and most is not None
    title, days = titles.get(curve.source, curve.source), "day" if half[0] == 1 else "days"
    return f"{title}: half within {half[0]} {days} ({half[1]} to {half[2]}), 90% within {most[0]} ({most[1]} to {most[2]})."


def _left_out_notes(curves: Sequence[DelayCurve]) -> list[str]:
    sums = {
        f"more than {LONGEST} days late": sum(curve.later for curve in curves),
        "published before the stated event": sum(curve.impossible for curve in curves),
        "without a known publication date": sum(curve.unknown for curve in curves),
    }
    phrases = [f"{number:,} {reason}" for reason, number in sums.items() if number]
    return [f"Left out: {', '.join(phrases)}."] if phrases else []


def _basis_notes(curves: Sequence[DelayCurve]) -> list[str]:
    bases = sorted({basis for curve in curves for basis in curve.basis if basis != "unknown"})
    return [f"Publication date: {BASIS_MEANING[basis]}." for basis in bases]
