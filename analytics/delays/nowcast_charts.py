"""Pictures of the nowcast, and of how well it has foreseen what came."""

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

RESULTS: Final = Path(__file__).parent / "nowcast_backtest.json"
REFERENCES: Final = (
    "Lawless (1994), Canadian Journal of Statistics 22, 15-31.",
    "Höhle & an der Heiden (2014), Biometrics 70, 993-1002.",
    "Mack (1993), ASTIN Bulletin 23, 213-225.",
)


def nowcast_chart(found: Nowcast, sources: Sequence[str]) -> Explained:
    """Known so far and expected in the end, month by month, with the interval."""
    months = found.months
    places = tuple(f"{one.month:%b %Y}" for one in months)
    percent = f"{found.level:.0%}".replace("%", " %")
    filling = [one for one in months if one.filling]
    chart = Chart(
        name="nowcast",
        title="Incidents known so far, and what the months will come to",
        unit="incidents",
        place_title="Month of the event",
        places=places,
        series=(
            Series(
                "known so far", "bar", tuple(float(one.known) for one in months), (NEUTRAL,), partial=tuple(one.filling for one in months)
            ),
            Series(
                f"expected in the end, with {percent} interval", "dot", tuple(one.total for one in months), ("#E9712A",),
                tuple(float(one.low) for one in months), tuple(float(one.high) for one in months), decimals=1,
            ),
        ) if months else (),
        alt="Bars of incidents known so far by month, hatched while still filling up, with dots and intervals of what they will come to.",
        footnotes=(
            f"As of {day_in_words(found.on)}; incidents that {', '.join(sources) or 'no live source'} published; {found.events:,} for delays.",
            "Hatched: still filling up.",
            *(f"{one.month:%B %Y} up to the {one.until.day}." for one in months[-1:] if one.until.month == found.on.month),
        ),
    )  # fmt: skip
    plain = (
        "The latest months look quiet because their reports are not out yet. The dots say what they will come to, judged by how late the "
        "reports of the past came and by the months before.",
        *(f"{one.month:%B %Y}: {one.known} known, about {one.total:,.0f} expected ({one.low} to {one.high})." for one in filling),
    )
    assumptions = (
        f"The delays of the last {LEARN_DAYS // 365} years still hold; how much they vary from month to month is part of the interval.",
        f"A month is like the {LEVEL_MONTHS} complete months before it, within their spread; what is known of it updates that.",
        "Only sources that still report are counted: what closed sources would have told is not foreseen.",
    )
    return Explained(chart, plain, assumptions, REFERENCES, found.refusal)


@cache
def results() -> dict[str, Any]:
    """The back-test as `python -m bench nowcast --write` stored it: its command, day, seed, and a list of cells."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def back_test_chart() -> Explained:
    """How often the interval held what came in the end, by data set and age of the month: the stored back-test."""
    stored = results()
    cells = stored["cells"]
    level = float(stored["level"])
    percent = f"{level:.0%}".replace("%", " %")
    chart = Chart(
        name="nowcast_back_test",
        title=f"Share of the nowcast's {percent} intervals that held what came in the end",
        unit="share of intervals",
        place_title="Reports, and age of the month",
        places=tuple(f"{one['data']}, {one['age']}" for one in cells),
        series=(
            Series("share held, with 95% interval", "dot", tuple(one["share"] for one in cells), (NEUTRAL,),
                   tuple(one["low"] for one in cells), tuple(one["high"] for one in cells)),
            Series("months", "number", tuple(float(one["months"]) for one in cells), (NEUTRAL,), label="n"),
        ),
        alt=f"Dots of the share of intervals that held what came, against {percent}, for {len(cells)} kinds of months.",
        across=True,
        percent=True,
        most=1.0,
        marks=(Mark(level, f"{percent} stated"),),
        height=height_of_rows(len(cells)),
        footnotes=(
            f"n = {sum(one['months'] for one in cells if one['age'] == 'all'):,} months.",
            f"Computed {stored['day']} by {stored['command']}.",
        ),
    )  # fmt: skip
    plain = (
        "The nowcast was asked again as of days of the past, with what was known then, and held against what is known now. "
        f"If it is honest, about {percent} of its intervals hold what came.",
        *(f"{one['data']}: {one['share']:.0%} of {one['months']} months; the nowcast was off by {one['error']:.1f} incidents on average, "
          f"what was known then by {one['error_of_known']:.1f}." for one in cells if one["age"] == "all"),
    )  # fmt: skip
    assumptions = (
        "Only months in which at least one more incident was expected count.",
        "Real reports carry no day of publication; theirs is the earliest that the body's numbering allows.",
    )
    return Explained(chart, plain, assumptions, REFERENCES)
