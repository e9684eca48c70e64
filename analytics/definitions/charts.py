"""Pictures and words of the crosswalk: one way of counting by year beside what the body published, and all ways by region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from analytics.coverage.silence import Lifetime
from analytics.coverage.silence_charts import ending, strips
from analytics.definitions import crosswalk
from analytics.definitions.crosswalk import CLASSES, Crosswalk, Year
from analytics.describe.charts import STRIP_HEIGHT, Chart, Grid, Series
from analytics.describe.explained import Explained

MOST_ROWS: Final = 16
SCOPE_TITLE: Final = {
    "world": "worldwide",
    "asia": "in Asia",
    "singapore_strait": "in the Singapore Strait",
    "gulf_of_guinea": "in the Gulf of Guinea",
}
OWN_BODY: Final = {"imb": "IMB", "imo": "the IMO", "recaap": "ReCAAP"}
_SHADES: Final = ("#D1413A", "#D9822B", "#A8923A", "#5F8F7A", "#5B86B0", "#8C9199")
ASSUMPTIONS: Final = (
    "The definitions are applied to facts read from the reports by rules; the body's own clerks may judge a case otherwise.",
    "An incident counts once, however many bodies report it; one whose link was missed counts twice.",
    "Waters are told apart by distance to the nearest shore, not by claimed baselines.",
    "A body's area is taken as whole sea regions.",
)


def years_chart(found: Crosswalk, lives: Sequence[Lifetime]) -> Explained:
    """Incidents a year counted as the body counts, by its classes, with its published figure and the sources' lifetimes."""
    years = [one.year for one in found.years]
    titles = CLASSES[found.definition.classes]
    used = [code for code in titles if any(one.by_class.get(code) for one in found.years)]
    order = list(titles)
    series: list[Series] = [
        Series(
            titles[code],
            "bar",
            tuple(float(one.by_class.get(code, 0)) for one in found.years),
            (_SHADES[order.index(code) % len(_SHADES)],),
        )
        for code in used
    ]
    if any(one.published for one in found.years):
        values = tuple(float(one.published.most) if one.published else None for one in found.years)
        series.append(Series(f"published by {found.definition.title}", "line", values, ("#9782F7",)))
    where = SCOPE_TITLE[found.scope]
    chart = Chart(
        name=f"crosswalk_{found.definition.code}_{found.scope}",
        title=f"Incidents {where}, counted as {found.definition.title} counts",
        unit="incidents",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=tuple(series),
        alt=f"Stacked bars of incidents a year {where} as {found.definition.title} would count them. {left_out(found)}",
        stacked=True,
        lifetimes=strips(lives, years) if years else (),
        height=400 + STRIP_HEIGHT * len({one.source for one in lives}) + 20 * len(series),
        footnotes=(f"n = {found.counted:,} counted of {found.known:,} known.", f"Definition: {found.definition.reference}."),
    )
    plain = (found.definition.counts, left_out(found), *differences(found, lives))
    refusal = "" if found.counted else f"No incident {where} counts by {found.definition.title}'s definition in this selection."
    return Explained(chart, plain, ASSUMPTIONS, (found.definition.reference,), refusal)


def left_out(found: Crosswalk) -> str:
    """`Of 10,649 incidents 9,575 count. Left out: 633 suspicious approach, ...`"""
    said = [f"{number:,} {crosswalk.reason_title(why)}" for why, number in found.left_out.items()]
    rest = sum(list(found.left_out.values())[5:])
    shown = [*said[:5], *([f"{rest:,} for other reasons"] if rest else [])]
    rest_of_it = f" Left out: {'; '.join(shown)}." if shown else ""
    return f"Of {found.known:,} incidents {found.counted:,} count.{rest_of_it}"


def differences(found: Crosswalk, lives: Sequence[Lifetime]) -> list[str]:
    """Why our count differs from the published figures, in sentences made of the figures."""
    code = found.definition.code
    body = OWN_BODY.get(code, "")
    said = []
    compared = [one for one in found.years if one.published]
    own = [one for one in compared if one.own > 0.5 * (one.published.least if one.published else 1)]
    if own:
        said.append(
            f"In {_years(own)}, {body} published {_published(own)}; we count {sum(one.counted for one in own):,} its way. "
            f"{sum(one.own for one in own):,} of them come from {body}; {sum(one.counted - one.own for one in own):,} only others report: "
            f"{body} does not have them, judged them otherwise, or the link between two reports was missed."
        )
    without = [one for one in compared if one not in own]
    if without:
        said.append(
            f"In {_years(without)} we hold next to none of {body}'s own reports: its published {_published(without)} stand beside "
            f"{sum(one.counted for one in without):,} that other bodies report. The two rest on different sources and need not agree."
        )
    said += [ending(one) for one in lives if one.region is None and one.state in ("closed", "silent")]
    return said


def _published(years: Sequence[Year]) -> str:
    least = sum(one.published.least for one in years if one.published)
    most = sum(one.published.most for one in years if one.published)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _years(years: Sequence[Year]) -> str:
    numbers = [one.year for one in years]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def years_table(found: Crosswalk) -> pd.DataFrame:
    """The years with a published figure: year, published, counted, own, others, source."""
    rows = [
        {
            "year": one.year,
            "published": f"{one.published.least}"
            if one.published.least == one.published.most
            else f"{one.published.least}–{one.published.most}",
            "counted": one.counted,
            "own": one.own,
            "others": one.counted - one.own,
            "source": one.published.source,
        }
        for one in reversed(found.years)
        if one.published
    ]
    return pd.DataFrame(rows, columns=["year", "published", "counted", "own", "others", "source"])


def regions_grid(table: pd.DataFrame, titles: Mapping[str, str]) -> Explained:
    """Incidents by sea region as each body would count them (of `crosswalk.by_region`)."""
    shown = table.head(MOST_ROWS)
    named = {code: one.title for code, one in crosswalk.definitions().items()}
    columns = ["known", *named]
    values = tuple(
        tuple(
            None if column in named and not _inside(str(region), column) else float(count)
            for column, count in zip(columns, counts, strict=True)
        )
        for region, counts in zip(shown.index, shown[columns].to_numpy().tolist(), strict=True)
    )
    grid = Grid(
        name="crosswalk_regions",
        title="The same incidents as each body would count them, by sea region",
        unit="incidents",
        row_title="Sea region",
        column_title="Counted as",
        rows=tuple(titles.get(str(region), str(region)) for region in shown.index),
        columns=("All known", *named.values()),
        values=values,
        alt=f"Table of incidents by {len(shown)} sea regions and {len(named)} definitions.",
        unknown="Outside its waters",
        footnotes=(
            f"The {len(shown)} regions with most of {len(table)}.",
            "IMB and IMO count the same acts; the IMO sorts them by waters.",
        ),
    )
    plain = ("One table of incidents, four ways of counting: a figure means nothing without the definition behind it.",)
    return Explained(
        grid,
        plain,
        ASSUMPTIONS,
        tuple(one.reference for one in crosswalk.definitions().values()),
        "" if len(table) else "No incident has a position.",
    )


def _inside(region: str, code: str) -> bool:
    regions = crosswalk.definitions()[code].regions
    return not regions or region in regions
