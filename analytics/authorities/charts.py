"""Charts of whether coastal authorities were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.authorities.notification import FEWEST, NotificationShare
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.explained import Explained

MOST_ROWS: Final = 16
REFERENCES: Final = (
    "Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133 (Jeffreys interval).",
    "Manski (1989), Journal of Human Resources 24, 343-360 (bounds under non-response).",
)
ASSUMPTIONS: Final = (
    "Read from fields and texts by published rules; a report that does not mention it counts as silent, never as told.",
    "The share is of incidents whose reports say either way. These are not a random sample: a report mentions police who came aboard far "
    "more readily than a master who told nobody, so the true share not told may be much higher.",
    f"No share is given where fewer than {FEWEST} reports say.",
)


def by_year_chart(rows: Sequence[NotificationShare], overall: NotificationShare) -> Explained:
    """The share not told by year, with its 95% interval, and the share of silent reports."""
    chart = Chart(
        name="authority_by_year",
        title="Share not reported to a coastal authority",
        unit="share of incidents whose reports say",
        place_title="Year of the event",
        places=tuple(row.group for row in rows),
        series=(
            Series("not told, with 95% interval", "line", *_share_columns(rows)),
            Series(
                "reports that do not say",
                "line",
                # Of all reports, while the other line is of those that say: this is how much the other one leaves open.
                tuple(row.silent / max(row.says + row.silent, 1) for row in rows),
                ("#878E9A",),
                dashed=True,
            ),
        ),
        alt=f"Line of the share of incidents not reported to an authority, by year. {_share_sentence(overall)}",
        percent=True,
        most=1.0,
        footnotes=(f"n = {overall.says:,} incidents whose reports say; {overall.silent:,} do not say.",),
    )
    refusal = (
        ""
        if any(row.share is not None for row in rows)
        else f"In no year do as many as {FEWEST} reports say whether an authority was told."
    )
    return Explained(chart, (_share_sentence(overall), _bounds_sentence(overall)), ASSUMPTIONS, REFERENCES, refusal)


def by_region_chart(rows: Sequence[NotificationShare], titles: Mapping[str, str]) -> Explained:
    """The share not told by sea region as dots with intervals; regions where most reports say come first."""
    with_share = sorted((row for row in rows if row.share is not None), key=lambda row: (-row.says, row.group))
    drawn_rows = with_share[:MOST_ROWS]
    values, colour, lows, highs = _share_columns(drawn_rows)
    chart = Chart(
        name="authority_by_region",
        title="Share not reported to a coastal authority, by sea region",
        unit="share of incidents whose reports say",
        place_title="Sea region",
        places=tuple(titles.get(row.group, row.group) for row in drawn_rows),
        series=(
            Series("not told, with 95% interval", "dot", values, colour, lows, highs),
            Series("say", "number", tuple(float(row.says) for row in drawn_rows), (NEUTRAL,), label="say"),
            Series("silent", "number", tuple(float(row.silent) for row in drawn_rows), (NEUTRAL,), label="silent"),
        ),
        alt=f"Dots with intervals of the share of incidents not reported to an authority, for {len(drawn_rows)} sea regions.",
        across=True,
        percent=True,
        height=height_of_rows(len(drawn_rows)),
        footnotes=(
            *((f"The {MOST_ROWS} regions where most reports say.",) if len(with_share) > MOST_ROWS else ()),
            f"{len(rows) - len(with_share)} regions where fewer than {FEWEST} reports say are left out.",
        ),
    )
    refusal = "" if drawn_rows else f"In no region do as many as {FEWEST} reports say whether an authority was told."
    return Explained(chart, ("Where the whisker is long, few reports say.",), ASSUMPTIONS, REFERENCES, refusal)


def _share_columns(
    rows: Sequence[NotificationShare],
) -> tuple[tuple[float | None, ...], tuple[str], tuple[float | None, ...], tuple[float | None, ...]]:
    return tuple(row.share for row in rows), (NEUTRAL,), tuple(row.low for row in rows), tuple(row.high for row in rows)


def _share_sentence(share: NotificationShare) -> str:
    if share.share is None:
        return f"Only {share.says:,} reports say whether a coastal authority was told; {share.silent:,} do not say."
    return (
        f"Of {share.says:,} incidents whose reports say either way, {share.not_told:,} were not reported to a coastal authority: "
        f"{share.share:.1%} ({share.low:.1%} to {share.high:.1%}). {share.silent:,} do not say."
    )


def _bounds_sentence(share: NotificationShare) -> str:
    return (
        f"If an authority was told in every case where the report does not say, the share of all incidents would be {share.least:.1%}; if "
        f"in none, {share.most:.1%}. Nothing in the reports narrows that range further."
    )
