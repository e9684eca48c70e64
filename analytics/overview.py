"""The pictures and the words of the overview, from a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from analytics.charts import Chart, Series, height_of_rows
from analytics.colours import CATEGORY_COLOUR, NEUTRAL
from analytics.comparison import Basis, Comparison, Row, Spans
from warehouse.freshness import Coverage
from warehouse.queries.overview import Delay
from warehouse.taxonomy import CATEGORY

MOST_REGIONS: Final = 10
REFERENCE: Final = "#7D8FA0"


def category_chart(comparison: Comparison) -> Chart:
    """Incidents by category now, with the span before and the five-year mean and range."""
    rows = list(comparison.categories.values())
    titles = [CATEGORY[row.key].title for row in rows]
    colours = tuple(CATEGORY_COLOUR[row.key] for row in rows)
    return _chart("overview_by_category", "by category", "Category", comparison, rows, titles, colours)


def region_chart(comparison: Comparison, region_titles: Mapping[str, str]) -> Chart:
    """Incidents by sea region now, the ten with most, with the span before and the five-year mean and range."""
    rows = list(comparison.regions.values())[:MOST_REGIONS]
    titles = [region_titles.get(row.key, row.key) for row in rows]
    placed = sum(row.now for row in comparison.regions.values())
    unplaced = comparison.measures["incidents"].now - placed
    notes = [f"The {MOST_REGIONS} regions with most."] if len(comparison.regions) > MOST_REGIONS else []
    notes += [f"{unplaced} without a position are not shown."] if unplaced else []
    return _chart("overview_by_region", "by sea region", "Sea region", comparison, rows, titles, (NEUTRAL,) * len(rows), notes)


def _chart(
    name: str,
    by: str,
    place_title: str,
    comparison: Comparison,
    rows: Sequence[Row],
    titles: Sequence[str],
    colours: tuple[str, ...],
    notes: Iterable[str] = (),
) -> Chart:
    asked = comparison.spans
    series = _bars(comparison, rows, colours)
    if comparison.against_before.possible:
        before = tuple(None if row.before is None else float(row.before) for row in rows)
        series.append(Series(f"{asked.days} days before", "number", before, (REFERENCE,), label="prior"))
    if comparison.against_years.possible:
        lows = tuple(None if row.low is None else float(row.low) for row in rows)
        highs = tuple(None if row.high is None else float(row.high) for row in rows)
        mean = tuple(row.mean for row in rows)
        past = f"same days of {years(asked)}: mean and range"
        series.append(Series(past, "range", mean, (REFERENCE,), lows, highs, label="mean", decimals=1))
    top = ", ".join(f"{title} {row.now}" for title, row in list(zip(titles, rows, strict=True))[:3])
    return Chart(
        name=name,
        title=f"Incidents {by}, {period(asked.now)}",
        unit="incidents",
        place_title=place_title,
        places=tuple(titles),
        series=tuple(series),
        alt=f"Bars of incidents {by} in the {asked.days} days to {day(asked.now[1])}; most: {top or 'none'}.",
        across=True,
        stacked=True,
        footnotes=(f"n = {comparison.measures['incidents'].now}.", *notes, *_like_for_like(comparison)),
        height=height_of_rows(max(len(comparison.categories), min(len(comparison.regions), MOST_REGIONS))),
    )


def _bars(comparison: Comparison, rows: Sequence[Row], colours: tuple[str, ...]) -> list[Series]:
    """Now, with what comes from sources that the five-year mean leaves out set apart."""
    name = f"{comparison.spans.days} days to {day(comparison.spans.now[1])}"
    now = tuple(float(row.now) for row in rows)
    compared = tuple(float(row.now if row.mean_now is None else row.mean_now) for row in rows)
    if now == compared:
        return [Series(name, "bar", now, colours, label="now")]
    others = tuple(one - other for one, other in zip(now, compared, strict=True))
    return [
        Series(name, "number", now, colours, label="now"),
        Series("from sources that cover all the years", "bar", compared, colours),
        Series("from other sources: not for comparison", "bar", others, tuple(f"{colour}66" for colour in colours)),
    ]


def _like_for_like(comparison: Comparison) -> list[str]:
    total = comparison.measures["incidents"]
    notes = []
    if total.before_now is not None and total.before_now != total.now:
        notes.append(f"“prior” is of sources that cover both spans ({total.before_now:,} now).")
    if total.mean_now is not None and total.mean_now != total.now:
        notes.append(f"“mean” is of sources that cover all the years ({total.mean_now:,} now).")
    return notes


def paragraph(comparison: Comparison, region_titles: Mapping[str, str], covering: Sequence[str], filling: bool) -> str:
    """The figures in words.

    `covering` are the titles of the sources that cover the whole span; `filling` is True when reports of its last days
    are still to come.
    """
    asked = comparison.spans
    total = comparison.measures["incidents"]
    if not covering:
        some = f"{_incidents(total.now)} known from parts of them." if total.now else "Nothing is known of them."
        return f"No source covers all of the {asked.days} days from {period(asked.now)}. {some} That is missing knowledge, not calm."
    sentences = [f"{_incidents(total.now)} known for the {asked.days} days from {period(asked.now)}{_kinds(comparison)}."]
    sentences.append(_against_before(total, filling))
    sentences.append(_against_years(total, asked, filling))
    sentences.append(_gravest(comparison))
    sentences.append(_where(comparison, region_titles))
    return " ".join(sentence for sentence in sentences if sentence)


def filling_note(delays: Iterable[Delay], titles: Mapping[str, str], until: date) -> str:
    """Says that the days up to `until` are still filling up, and by which sources; empty when they are not.

    `delays` are those of the sources that cover the span and go on reporting. Days are full once the source has gone on publishing for as
    long as nine in ten of its reports take.
    """
    late = [one for one in delays if (one.last_published_on - until).days < one.nine_tenths_days]
    if not late:
        return ""
    speeds = [f"{titles.get(one.source, one.source)} {one.half_days:.0f} and {one.nine_tenths_days:.0f} days" for one in late]
    return (
        "Still filling up: the last days will grow, and fewer than before is not yet a fall. "
        f"Half and nine tenths of the reports are out after: {'; '.join(speeds)}."
    )


def basis_notes(comparison: Comparison, titles: Mapping[str, str], inside: Iterable[Coverage]) -> list[str]:
    """What limits the comparisons: sources left out, and those (`inside`) that begin or end within the span itself."""
    notes = [f"{one.title} covers only part of these days ({_reach(one)})." for one in inside]
    before = _basis_note(
        comparison.against_before,
        f"the {comparison.spans.days} days before",
        "both spans",
        titles,
        comparison.measures["incidents"].before_now,
    )
    mean = _basis_note(
        comparison.against_years,
        f"the mean of {years(comparison.spans)}",
        f"these days now and in all of {years(comparison.spans)}",
        titles,
        comparison.measures["incidents"].mean_now,
    )
    return [*notes, *(note for note in (before, mean) if note)]


def _basis_note(basis: Basis, what: str, covers: str, titles: Mapping[str, str], now: int | None) -> str:
    out = "; ".join(f"{one.title} ({_reach(one)})" for one in basis.left_out)
    if not basis.possible:
        return f"No comparison with {what}: no source covers {covers}{f'. Only in part: {out}' if out else ''}."
    if not basis.left_out:
        return ""
    kept = ", ".join(titles.get(source, source) for source in basis.sources)
    return f"Compared with {what} over {kept} alone ({now} now), because the set of sources changed: left out {out}."


def _incidents(number: int) -> str:
    return "1 incident is" if number == 1 else f"{number:,} incidents are" if number else "No incident is"


def _kinds(comparison: Comparison) -> str:
    kinds = [f"{CATEGORY[row.key].title.lower()} ({row.now:,})" for row in comparison.categories.values() if row.now]
    rest = sum(row.now for row in list(comparison.categories.values())[3:])
    shown = [*kinds[:3], *([f"other kinds ({rest:,})"] if len(kinds) > 3 else [])]
    return f": {_list(shown)}" if shown else ""


def _against_before(total: Row, filling: bool) -> str:
    if total.before is None or total.before_now is None or total.change is None:
        return "They cannot be compared with the days before."
    if total.before_now != total.now:
        return (
            f"Over the sources that cover both spans: {total.before_now:,}{_so_far(filling)}, against {total.before:,} in the days before."
        )
    if total.change == 0:
        return f"As many{_so_far(filling)} as in the same number of days before ({total.before:,})."
    more = "more" if total.change > 0 else "fewer"
    return f"That is {abs(total.change):,} {more}{_so_far(filling)} than in the same number of days before ({total.before:,})."


def _against_years(total: Row, asked: Spans, filling: bool) -> str:
    if total.mean is None or total.mean_now is None or total.low is None or total.high is None:
        return f"There is no mean of {years(asked)} to hold them against."
    where = "above" if total.mean_now > total.high else "below" if total.mean_now < total.low else "within"
    spread = f"{total.low:,} to {total.high:,}, mean {total.mean:,.1f}"
    what = "It lies" if total.mean_now == total.now else f"Over the sources that cover all the years, {total.mean_now:,} lie"
    return f"{what}{_so_far(filling)} {where} the range of the same days in {years(asked)} ({spread})."


def _so_far(filling: bool) -> str:
    return " so far" if filling else ""


def _gravest(comparison: Comparison) -> str:
    measures = comparison.measures
    if not measures["incidents"].now:
        return ""
    boarded, armed, harmed = (measures[code].now for code in ("boarded", "armed", "crew_harmed"))
    return f"Ships were boarded or taken in {boarded:,}, weapons are named in {armed:,}, and crew were harmed in {harmed:,}."


def _where(comparison: Comparison, region_titles: Mapping[str, str]) -> str:
    regions = [row for row in comparison.regions.values() if row.now][:2]
    named = [f"{region_titles.get(row.key, row.key)} ({row.now:,})" for row in regions]
    return f"Busiest waters: {_list(named)}." if named else ""


def _reach(coverage: Coverage) -> str:
    return f"{day(coverage.first)} to {day(coverage.last)}"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def day(value: date) -> str:
    """`25 June 2024`."""
    return f"{value:%-d %B %Y}"


def period(span: tuple[date, date]) -> str:
    """`27 May to 25 June 2024`."""
    first, last = span
    return f"{first:%-d %B}{f' {first.year}' if first.year != last.year else ''} to {day(last)}"


def years(asked: Spans) -> str:
    """`2019–2023`."""
    return f"{asked.years[0][1].year}–{asked.years[-1][1].year}"
