"""Pictures of delays: curves by source, half times by region and category, and what a body's numbering proves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from analytics.delays.delay_curves import BASIS, LONGEST, By, Curve
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL, of_sources
from analytics.describe.explained import Explained

MOST_DAYS: Final = 120
MOST_ROWS: Final = 14
REFERENCES: Final = (
    "Kalbfleisch & Lawless (1989), JASA 84, 360-372.",
    "Lagakos, Barraj & De Gruttola (1988), Biometrika 75, 515-523.",
)
ASSUMPTIONS: Final = (
    f"Among reports published within {LONGEST} days of the event; later ones are counted apart.",
    "Delays of late and early events are alike within the period chosen.",
    "A report that came with a file of old reports says nothing about when it was published, and is left out.",
    "The day of the event is right as stated.",
)


def curves_chart(curves: Sequence[Curve], titles: Mapping[str, str]) -> Explained:
    """The share of each source's reports out within so many days, with 95% bands."""
    whole = [one for one in curves if one.by == "source"]
    shown = [one for one in whole if one.share]
    colours = of_sources([one.source for one in whole])
    days = range(_last_day(shown) + 1)
    series = tuple(
        Series(
            titles.get(one.source, one.source),
            "line",
            one.share[: len(days)],
            (colours[one.source],),
            one.low[: len(days)],
            one.high[: len(days)],
        )
        for one in shown
    )
    halves = [_halves(one, titles) for one in shown]
    refused = [f"{titles.get(one.source, one.source)}: {one.refusal}" for one in whole if one.refusal]
    chart = Chart(
        name="delay_curves",
        title="Share of reports that are out, by days since the event",
        unit="share of reports published within a year",
        place_title="Days since the event",
        places=tuple(str(day) for day in days) if shown else (),
        series=series,
        alt=f"Rising curves of the share of reports published against days since the event. {' '.join(halves)}",
        percent=True,
        most=1.0,
        footnotes=(f"n = {sum(one.reports for one in shown):,} reports.", "Bands: 95%.", *_left_out(whole), *refused),
    )
    plain = (
        "An incident of yesterday is not yet in the reports of today. The curves show how long each body takes: where a curve "
        "reaches 50%, half of what it will report is out.",
        *halves,
        "Reports that are not yet out cannot be seen; the method corrects for that: a recent month must not look quicker than it is.",
    )
    return Explained(chart, plain, (*ASSUMPTIONS, *_bases(shown)), REFERENCES, "" if shown else " ".join(refused) or "No report has a day.")


def cells_chart(curves: Sequence[Curve], by: By, cell_titles: Mapping[str, str], source: str, title: str) -> Explained:
    """Days until half and until nine tenths of one source's reports are out, by region or category, with 95% intervals."""
    known = [one for one in curves if one.by == by and one.cell and one.source == source]
    shown = [one for one in known if one.share][:MOST_ROWS]
    what = {"sea_region": "sea region", "category": "category"}[by]
    places = tuple(cell_titles.get(one.cell or "", one.cell or "") for one in shown)

    def dots(share: float, name: str, colour: str, label: str) -> Series:
        found = [one.days_until(share) or (0, 0, 0) for one in shown]
        middle, low, high = (tuple(float(one[place]) for one in found) for place in range(3))
        return Series(name, "dot", middle, (colour,), low, high, label=label)

    few = len(known) - len([one for one in known if one.share])
    chart = Chart(
        name=f"delay_by_{by}",
        title=f"{title}: days until half and nine tenths of the reports are out, by {what}",
        unit="days since the event",
        place_title=what.capitalize(),
        places=places,
        series=(dots(0.5, "half", NEUTRAL, "half"), dots(0.9, "nine tenths", "#E9712A", "90%")) if shown else (),
        alt=f"Dots with intervals of the days until half and nine tenths of the reports are published, for {len(shown)} rows.",
        across=True,
        height=height_of_rows(len(shown)),
        footnotes=(
            f"n = {sum(one.reports for one in shown):,} reports; whiskers 95%.",
            *((f"The {MOST_ROWS} rows with most reports.",) if len([one for one in known if one.share]) > MOST_ROWS else ()),
            *((f"{few} rows have too few reports that tell when they were published.",) if few else ()),
        ),
    )
    plain = (
        f"Where the dots lie further right, a body takes longer to publish what happened there: its last weeks by {what} fill up later.",
    )
    refusal = "" if shown else f"In no {what} do enough reports tell when they were published."
    return Explained(chart, plain, ASSUMPTIONS, REFERENCES, refusal)


def numbering_chart(least: pd.DataFrame, title: str, source: str, fewest: int = 20) -> Explained:
    """Least delays that a body's own numbering proves, by year of the reference: half and nine tenths (of `delay.by_numbering`)."""
    by_year = least.groupby("year")["least_days"] if len(least) else None
    table = by_year.describe(percentiles=[0.5, 0.9]) if by_year is not None else pd.DataFrame(columns=["count", "50%", "90%"])
    # The first year's numbers took in whatever had happened before there were numbers.
    kept = table[table["count"] >= fewest].iloc[1:]
    years = tuple(str(year) for year in kept.index)
    worst = int(kept["90%"].to_numpy().argmax()) if len(kept) else 0
    chart = Chart(
        name=f"delay_numbering_{source}",
        title=f"{title}: least delay that the numbering of its reports proves",
        unit="days, at least",
        place_title="Year of the reference",
        places=years,
        series=(
            Series("half of the reports took at least", "line", tuple(kept["50%"].astype(float)), (NEUTRAL,)),
            Series("one in ten took at least", "line", tuple(kept["90%"].astype(float)), ("#E9712A",)),
        ),
        alt=f"Lines of the least delay of half and of one in ten of the reports of {title} by year.",
        footnotes=(
            f"n = {int(kept['count'].sum()):,} numbered reports; years with at least {fewest}.",
            "A lower bound: the true delays are longer.",
        ),
    )
    plain = (
        f"{title} came to us as one file of old reports, without days of publication. But it numbers its reports as it publishes them: "
        "a report cannot have been out before the events of the numbers before it. That gives the least delay that each must have had.",
        *(
            (f"In {years[worst]} one report in ten came at least {kept['90%'].iloc[worst]:,.0f} days after the event.",)
            if len(kept)
            else ()
        ),
    )
    assumptions = (
        "Numbers of a year's series are given in the order of publication.",
        "The front of events is the second latest of the 21 numbers up to each, so that one mistaken day does not move it.",
        "Nothing of a year's series was published before that year began.",
        "The first year is left out: its numbers took in older events.",
    )
    refusal = "" if len(kept) else f"{title} does not number its reports by year."
    return Explained(chart, plain, assumptions, (), refusal)


def _last_day(shown: Sequence[Curve]) -> int:
    reached = [one.days_until(0.98) or (0, 0, 0) for one in shown]
    return min(max((day[0] for day in reached), default=0) + 5, MOST_DAYS)


def _halves(one: Curve, titles: Mapping[str, str]) -> str:
    half, most = one.days_until(0.5), one.days_until(0.9)
    assert half is not None and most is not None
    title, days = titles.get(one.source, one.source), "day" if half[0] == 1 else "days"
    return f"{title}: half within {half[0]} {days} ({half[1]} to {half[2]}), nine tenths within {most[0]} ({most[1]} to {most[2]})."


def _left_out(whole: Sequence[Curve]) -> list[str]:
    sums = {
        f"more than {LONGEST} days late": sum(one.later for one in whole),
        "published before the stated event": sum(one.impossible for one in whole),
        "without a known day of publication": sum(one.unknown for one in whole),
    }
    said = [f"{number:,} {what}" for what, number in sums.items() if number]
    return [f"Left out: {', '.join(said)}."] if said else []


def _bases(shown: Sequence[Curve]) -> list[str]:
    found = sorted({basis for one in shown for basis in one.basis if basis != "unknown"})
    return [f"Day of publication: {BASIS[basis]}." for basis in found]
