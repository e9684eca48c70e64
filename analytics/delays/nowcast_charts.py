"""Charts of the nowcast, and of its back-test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from analytics.delays.nowcast import LEARN_DAYS, LEVEL_MONTHS, Nowcast
from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.explained import Explained
from warehouse.contract.dates import day_in_words

BACK_TEST_FILE: Final = Path(__file__).parent / "nowcast_backtest.json"
REFERENCES: Final = (
    "Lawless (1994), Canadian Journal of Statistics 22, 15-31.",
    "Höhle & an der Heiden (2014), Biometrics 70, 993-1002.",
    "Mack (1993), ASTIN Bulletin 23, 213-225.",
)


def nowcast_chart(result: Nowcast, sources: Sequence[str]) -> Explained:
    """Known so far and expected in the end, month by month, with the interval. `sources` are the titles of those counted."""
    months = result.months
    places = tuple(f"{month.month:%b %Y}" for month in months)
    percent = f"{result.level:.0%}"
    filling = [month for month in months if month.filling]
    chart = Chart(
        name="nowcast",
        title="Incidents known so far, and what the months will come to",
        unit="incidents",
        place_title="Month of the event",
        places=places,
        series=(
            Series(
                "known so far", "bar", tuple(float(month.known) for month in months), (NEUTRAL,),
                partial=tuple(month.filling for month in months),
            ),
            Series(
                f"expected in the end, with {percent} interval", "dot", tuple(month.total for month in months), ("#E9712A",),
                tuple(float(month.low) for month in months), tuple(float(month.high) for month in months), decimals=1,
            ),
        ) if months else (),
        alt="Bars of incidents known so far by month, hatched while still filling up, with dots and intervals of what they will come to.",
        footnotes=(
            f"As of {day_in_words(result.on)}; incidents published by {', '.join(sources) or 'no live source'}; delays estimated from "
            f"{result.events:,}.",
            "Hatched: still filling up.",
            *(f"{month.month:%B %Y} up to the {month.until.day}." for month in months[-1:] if month.until.month == result.on.month),
        ),
    )  # fmt: skip
    plain = (
        "The latest months look quiet because not all their reports have been published. The dots show what they are expected to come to, "
        "judged by past reporting delays and by the months before.",
        *(
            f"{month.month:%B %Y}: {month.known} known, about {month.total:,.0f} expected ({month.low} to {month.high})."
            for month in filling
        ),
    )
    assumptions = (
        f"The delays of the last {LEARN_DAYS // 365} years still hold; how much they vary from month to month is part of the interval.",
        f"A month resembles the {LEVEL_MONTHS} complete months before it, within their spread; what is known of it already is taken into "
        "account.",
        "Only sources that still report are counted: what closed sources would have reported is not predicted.",
    )
    return Explained(chart, plain, assumptions, REFERENCES, result.refusal)


@cache
def stored_back_test() -> dict[str, Any]:
    """The back-test as `python -m bench nowcast --write` stored it: its command, day, seed, and a list of cells."""
    stored: dict[str, Any] = json.loads(BACK_TEST_FILE.read_text(encoding="utf-8"))
    return stored


def back_test_chart() -> Explained:
    """How often the interval contained the final number, by data set and age of the month: the stored back-test."""
    stored = stored_back_test()
    cells = stored["cells"]
    level = float(stored["level"])
    percent = f"{level:.0%}"
    chart = Chart(
        name="nowcast_back_test",
        title=f"Share of the nowcast's {percent} intervals that contained the final number",
        unit="share of intervals",
        place_title="Reports, and age of the month",
        places=tuple(f"{cell['data']}, {cell['age']}" for cell in cells),
        series=(
            Series("share containing it, with 95% interval", "dot", tuple(cell["share"] for cell in cells), (NEUTRAL,),
                   tuple(cell["low"] for cell in cells), tuple(cell["high"] for cell in cells)),
            Series("months", "number", tuple(float(cell["months"]) for cell in cells), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of the share of intervals that contained the final number, against {percent}, for {len(cells)} kinds of month.",
        across=True,
        percent=True,
        most=1.0,
        marks=(Mark(level, f"{percent} nominal"),),
        height=height_of_rows(len(cells)),
        footnotes=(
            f"n = {sum(cell['months'] for cell in cells if cell['age'] == 'all'):,} months.",
            f"Computed {stored['day']} by {stored['command']}.",
        ),
    )  # fmt: skip
    plain = (
        "The nowcast was repeated as of dates in the past, from what was known then, and compared with what is known now. "
        f"If its intervals are right, about {percent} of them contain the final number.",
        *(f"{cell['data']}: {cell['share']:.0%} of {cell['months']} months; on average the nowcast was off by {cell['error']:.1f} "
          f"incidents, the number known then by {cell['error_of_known']:.1f}." for cell in cells if cell["age"] == "all"),
    )  # fmt: skip
    exact = ", ".join(f"{cell['exact']:.0%} ({cell['data']})" for cell in cells if cell["age"] == "all")
    assumptions = (
        "Only months in which at least one more incident was expected count.",
        f"Intervals of whole numbers contain more than {percent} where counts are small. Measured by probability instead, which does "
        f"not depend on that, they contain {exact}.",
        "Real reports carry no publication date; the earliest that the body's numbering allows is used.",
    )
    return Explained(chart, plain, assumptions, REFERENCES)
