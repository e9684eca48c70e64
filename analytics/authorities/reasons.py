"""Why members did not tell an authority: shares of the reasons that their reports give, with intervals.

Reports are anonymous, so nobody can say how many people or companies stand behind them. Therefore nothing is shown below FEWEST_ANSWERS
reports, and a reason that fewer than FEWEST_OF_ONE give is counted among the rest, where it tells of nobody.
"""

from __future__ import annotations

from typing import Final

import duckdb

from analytics.authorities.notification import notification_share
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.explained import Explained
from warehouse.contract.reporting_codes import REASON_NOT_REPORTED
from warehouse.filters import Filters
from warehouse.queries.gap import incident_counts

FEWEST_ANSWERS: Final = 20
FEWEST_OF_ONE: Final = 5
REST: Final = "All other reasons"


def explained_reasons(con: duckdb.DuckDBPyConnection, filters: Filters) -> Explained:
    """The shares of the reasons under `filters`, the commonest first."""
    counts = incident_counts.reason_counts(con, filters)
    total = sum(counts.values())
    shown = _rows(counts) if total >= FEWEST_ANSWERS else {}
    shares = [notification_share(title, total - count, count, 0) for title, count in shown.items()]
    chart = Chart(
        name="reasons_not_reported",
        title="Why members did not tell an authority",
        unit=f"share of {total:,} reports that give a reason" if shown else "share of reports that give a reason",
        place_title="Main reason",
        places=tuple(share.group for share in shares),
        series=(
            Series(
                "reports, with 95% interval", "dot", tuple(share.share for share in shares), (NEUTRAL,),
                tuple(share.low for share in shares), tuple(share.high for share in shares),
            ),
            Series("reports", "number", tuple(float(count) for count in shown.values()), (NEUTRAL,), label="reports"),
        ),
        alt=f"Dots with intervals of the share of each reason, for {len(shown)} reasons.",
        across=True,
        percent=True,
        height=height_of_rows(len(shown)),
        footnotes=(f"n = {total:,} accepted reports of members.",) if shown else (),
    )  # fmt: skip
    refusal = (
        ""
        if shown
        else f"No share is shown: it needs {FEWEST_ANSWERS} members' reports that say why no authority was told, and {FEWEST_OF_ONE} that "
        "give the same reason."
    )
    return Explained(chart, (_sentence(shown, total),), _ASSUMPTIONS, _REFERENCES, refusal)


_ASSUMPTIONS: Final = (
    "Members choose the main reason themselves. Who reports here is no random sample of those who told no authority.",
    "Several reports may be of one person or company: nobody knows, because nothing of the sender is kept.",
    f"A reason given by fewer than {FEWEST_OF_ONE} reports is counted among all others.",
)
_REFERENCES: Final = ("Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133 (Jeffreys interval).",)


def _rows(counts: dict[str, int]) -> dict[str, int]:
    """Reports by title of the reason, the commonest first and the rest last; none where all would be the rest."""
    named = {code: count for code, count in counts.items() if count >= FEWEST_OF_ONE and code in REASON_NOT_REPORTED}
    rest = sum(counts.values()) - sum(named.values())
    while named and 0 < rest < FEWEST_OF_ONE:
        # A small rest could be worked out from the others: the smallest named reason joins it.
        rest += named.pop(min(named, key=lambda code: (named[code], code)))
    rows = {REASON_NOT_REPORTED[code].title: count for code, count in sorted(named.items(), key=lambda item: (-item[1], item[0]))}
    return {**rows, REST: rest} if rows and rest else rows


def _sentence(shown: dict[str, int], total: int) -> str:
    if not shown:
        return ""
    title, count = next(iter(shown.items()))
    return f"Of {total:,} members' reports that say why no authority was told, {count:,} give “{title}” as the main reason."
