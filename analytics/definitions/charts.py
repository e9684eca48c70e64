"""Charts and sentences of the crosswalk: one definition by year beside what the body published, and all definitions by region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from analytics.coverage.silence import Lifetime
from analytics.coverage.silence_charts import lifetime_sentence, lifetime_strips
from analytics.definitions import crosswalk
from analytics.definitions.crosswalk import CLASSES, Crosswalk, YearCount
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
# One shade for each class by its place in the definition, so that a class keeps its colour when others are missing.
_SHADES: Final = ("#D1413A", "#D9822B", "#A8923A", "#5F8F7A", "#5B86B0", "#8C9199")
ASSUMPTIONS: Final = (
    "The definitions are applied to facts extracted from the reports by rules; the body's own staff may judge a case differently.",
    "An incident counts once, however many bodies report it; one whose link was missed counts twice.",
    "Waters are distinguished by distance to the nearest shore, not by claimed baselines.",
    "A body's area is approximated by whole sea regions.",
)


def years_chart(counts: Crosswalk, lives: Sequence[Lifetime]) -> Explained:
    """Incidents per year counted as the body counts, by its classes, with its published figure and the sources' lifetimes."""
    years = [year.year for year in counts.years]
    titles = CLASSES[counts.definition.classes]
    used = [code for code in titles if any(year.by_class.get(code) for year in counts.years)]
    order = list(titles)
    series: list[Series] = [
        Series(
            titles[code],
            "bar",
            tuple(float(year.by_class.get(code, 0)) for year in counts.years),
            (_SHADES[order.index(code) % len(_SHADES)],),
        )
        for code in used
    ]
    if any(year.published for year in counts.years):
        values = tuple(float(year.published.most) if year.published else None for year in counts.years)
        series.append(Series(f"published by {counts.definition.title}", "line", values, ("#9782F7",)))
    where = SCOPE_TITLE[counts.scope]
    chart = Chart(
        name=f"crosswalk_{counts.definition.code}_{counts.scope}",
        title=f"Incidents {where}, counted as {counts.definition.title} counts",
        unit="incidents",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=tuple(series),
        alt=f"Stacked bars of incidents per year {where} as {counts.definition.title} would count them. {left_out_sentence(counts)}",
        stacked=True,
        lifetimes=lifetime_strips(lives, years) if years else (),
        height=400 + STRIP_HEIGHT * len({life.source for life in lives}) + 20 * len(series),
        footnotes=(f"n = {counts.counted:,} counted of {counts.known:,} known.", f"Definition: {counts.definition.reference}."),
    )
    plain = (counts.definition.counts, left_out_sentence(counts), *difference_sentences(counts, lives))
    refusal = "" if counts.counted else f"No incident {where} counts by {counts.definition.title}'s definition in this selection."
    return Explained(chart, plain, ASSUMPTIONS, (counts.definition.reference,), refusal)


def left_out_sentence(counts: Crosswalk, named: int = 5) -> str:
    """`Of 10,649 incidents 9,575 count. Left out: 633 suspicious approach; ...`, the commonest reasons by name."""
    phrases = [f"{number:,} {crosswalk.reason_title(why)}" for why, number in counts.left_out.items()]
    other_reasons = sum(list(counts.left_out.values())[named:])
    listed = [*phrases[:named], *([f"{other_reasons:,} for other reasons"] if other_reasons else [])]
    rest_of_it = f" Left out: {'; '.join(listed)}." if listed else ""
    return f"Of {counts.known:,} incidents {counts.counted:,} count.{rest_of_it}"


def difference_sentences(counts: Crosswalk, lives: Sequence[Lifetime]) -> list[str]:
    """Why our count differs from the published figures, in sentences built from the figures."""
    code = counts.definition.code
    body = OWN_BODY.get(code, "")
    sentences = []
    compared = [year for year in counts.years if year.published]
    # Where we hold at least half of what the body published, both count much the same reports; elsewhere a comparison would mislead.
    own = [year for year in compared if year.own > 0.5 * (year.published.least if year.published else 1)]
    if own:
        sentences.append(
            f"In {_year_runs(own)}, {body} published {_published_range(own)}; by its definition we count "
            f"{sum(year.counted for year in own):,}. {sum(year.own for year in own):,} of them come from {body}; "
            f"{sum(year.counted - year.own for year in own):,} only other bodies report: {body} does not have them, judged them "
            "differently, or the link between two reports was missed."
        )
    without = [year for year in compared if year not in own]
    if without:
        sentences.append(
            f"In {_year_runs(without)} we hold next to none of {body}'s own reports: it published {_published_range(without)}, and we "
            f"count {sum(year.counted for year in without):,} reported by other bodies. The two rest on different sources and need not "
            "agree."
        )
    sentences += [lifetime_sentence(life) for life in lives if life.region is None and life.state in ("closed", "silent")]
    return sentences


def _published_range(years: Sequence[YearCount]) -> str:
    least = sum(year.published.least for year in years if year.published)
    most = sum(year.published.most for year in years if year.published)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _year_runs(years: Sequence[YearCount]) -> str:
    # 2011, 2012, 2013, 2015 become 2011–2013, 2015.
    numbers = [year.year for year in years]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def years_table(counts: Crosswalk) -> pd.DataFrame:
    """The years with a published figure: year, published, counted, own, others, source."""
    rows = [
        {
            "year": year.year,
            "published": f"{year.published.least}"
            if year.published.least == year.published.most
            else f"{year.published.least}–{year.published.most}",
            "counted": year.counted,
            "own": year.own,
            "others": year.counted - year.own,
            "source": year.published.source,
        }
        for year in reversed(counts.years)
        if year.published
    ]
    return pd.DataFrame(rows, columns=["year", "published", "counted", "own", "others", "source"])


def regions_grid(table: pd.DataFrame, titles: Mapping[str, str]) -> Explained:
    """Incidents by sea region as each body would count them (of `crosswalk.by_region`)."""
    rows = table.head(MOST_ROWS)
    titles_of_definitions = {code: definition.title for code, definition in crosswalk.definitions().items()}
    columns = ["known", *titles_of_definitions]
    values = tuple(
        tuple(
            # Outside a body's waters the count is not 0: the body does not count there at all.
            None if column in titles_of_definitions and not _counts_in_region(str(region), column) else float(count)
            for column, count in zip(columns, counts, strict=True)
        )
        for region, counts in zip(rows.index, rows[columns].to_numpy().tolist(), strict=True)
    )
    grid = Grid(
        name="crosswalk_regions",
        title="The same incidents as each body would count them, by sea region",
        unit="incidents",
        row_title="Sea region",
        column_title="Counted as",
        rows=tuple(titles.get(str(region), str(region)) for region in rows.index),
        columns=("All known", *titles_of_definitions.values()),
        values=values,
        alt=f"Table of incidents by {len(rows)} sea regions and {len(titles_of_definitions)} definitions.",
        unknown="Outside its waters",
        footnotes=(
            f"The {len(rows)} regions with most of {len(table)}.",
            "IMB and the IMO count the same acts; the IMO classifies them by waters.",
        ),
    )
    plain = ("One set of incidents, four ways of counting: a figure means nothing without the definition behind it.",)
    return Explained(
        grid,
        plain,
        ASSUMPTIONS,
        tuple(definition.reference for definition in crosswalk.definitions().values()),
        "" if len(table) else "No incident has a position.",
    )


def _counts_in_region(region: str, code: str) -> bool:
    regions = crosswalk.definitions()[code].regions
    return not regions or region in regions
