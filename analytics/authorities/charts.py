"""Pictures of whether coastal authorities were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.authorities.notification import FEWEST, Told
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.explained import Explained

MOST_ROWS: Final = 16
REFERENCES: Final = (
    "Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133 (Jeffreys interval).",
    "Manski (1989), Journal of Human Resources 24, 343-360 (bounds under silence).",
)
ASSUMPTIONS: Final = (
    "Read from fields and texts by stated rules; a report that says nothing counts as silent, never as told.",
    "The share is among incidents whose reports say. They are no random choice: a report tells of the police who came aboard far "
    "more readily than of a master who told nobody, so the true share not told may be much higher.",
    f"No share where fewer than {FEWEST} say.",
)


def by_year_chart(rows: Sequence[Told], overall: Told) -> Explained:
    """The share not told by year, with its 95% interval, and the share of silent reports."""
    chart = Chart(
        name="authority_by_year",
        title="Incidents of which no coastal authority was told, among those whose reports say",
        unit="share of incidents whose reports say",
        place_title="Year of the event",
        places=tuple(row.key for row in rows),
        series=(
            Series("not told, with 95% interval", "line", *_shares(rows)),
            Series(
                "reports silent about it",
                "line",
                tuple(row.silent / max(row.says + row.silent, 1) for row in rows),
                ("#878E9A",),
                dashed=True,
            ),
        ),
        alt=f"Line of the share of incidents of which no authority was told, by year. {_said(overall)}",
        percent=True,
        most=1.0,
        footnotes=(f"n = {overall.says:,} incidents whose reports say; {overall.silent:,} say nothing.",),
    )
    refusal = "" if any(row.share is not None for row in rows) else f"In no year do {FEWEST} reports say whether an authority was told."
    return Explained(chart, (_said(overall), _bounds(overall)), ASSUMPTIONS, REFERENCES, refusal)


def by_region_chart(rows: Sequence[Told], titles: Mapping[str, str]) -> Explained:
    """The share not told by sea region as dots with intervals, those with most reports that say first."""
    known = sorted((row for row in rows if row.share is not None), key=lambda row: (-row.says, row.key))
    shown = known[:MOST_ROWS]
    values, colour, lows, highs = _shares(shown)
    chart = Chart(
        name="authority_by_region",
        title="Incidents of which no coastal authority was told, by sea region",
        unit="share of incidents whose reports say",
        place_title="Sea region",
        places=tuple(titles.get(row.key, row.key) for row in shown),
        series=(
            Series("not told, with 95% interval", "dot", values, colour, lows, highs),
            Series("say", "number", tuple(float(row.says) for row in shown), (NEUTRAL,), label="say"),
            Series("silent", "number", tuple(float(row.silent) for row in shown), (NEUTRAL,), label="silent"),
        ),
        alt=f"Dots with intervals of the share of incidents of which no authority was told, for {len(shown)} sea regions.",
        across=True,
        percent=True,
        height=height_of_rows(len(shown)),
        footnotes=(
            *((f"The {MOST_ROWS} regions with most reports that say.",) if len(known) > MOST_ROWS else ()),
            f"{len(rows) - len(known)} regions with fewer than {FEWEST} are left out.",
        ),
    )
    refusal = "" if shown else f"In no region do {FEWEST} reports say whether an authority was told."
    return Explained(chart, ("Where the whisker is long, few reports say.",), ASSUMPTIONS, REFERENCES, refusal)


def _shares(
    rows: Sequence[Told],
) -> tuple[tuple[float | None, ...], tuple[str], tuple[float | None, ...], tuple[float | None, ...]]:
    return tuple(row.share for row in rows), (NEUTRAL,), tuple(row.low for row in rows), tuple(row.high for row in rows)


def _said(one: Told) -> str:
    if one.share is None:
        return f"Only {one.says:,} reports say whether a coastal authority was told; {one.silent:,} say nothing."
    return (
        f"Of {one.says:,} incidents whose reports say, no coastal authority was told in {one.not_told:,}: {one.share:.1%} "
        f"({one.low:.1%} to {one.high:.1%}). {one.silent:,} say nothing."
    )


def _bounds(one: Told) -> str:
    return (
        f"If every silent report hid one that was told, the share of all would be {one.least:.1%}; if every one hid one that was not, "
        f"{one.most:.1%}. Nothing in the reports narrows that range further."
    )
