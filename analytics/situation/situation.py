"""The situation of a span of days: figures, words and what limits them, the same for a page and for a document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from analytics.coverage import freshness, watching
from analytics.coverage.freshness import Anchor, Coverage
from analytics.situation import comparison as comparing
from analytics.situation import overview as words
from analytics.situation import summary
from analytics.situation.attention import LEAST, Notable, notable
from analytics.situation.comparison import Comparison
from analytics.situation.summary import Sentence
from warehouse.filters import Filters
from warehouse.queries.situation import spans
from warehouse.queries.situation.spans import EVERYTHING
from warehouse.queries.sources import sources
from warehouse.queries.sources.sources import Source


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything known of a span.

    `comparison` holds the key figures (`comparison.measures`, by the codes of `warehouse.measures.MEASURES`) and those of
    categories and sea regions, each beside the same span before and the five-year mean and range, like for like.
    `paragraph` says them in words, `sentences` one by one, each with its figures and their query; `notes` say which sources
    a comparison leaves out; `filling` says, where it is so, that the last days are still filling up. `sources` are the titles
    of the sources that report in the span, `covering` of those that cover all of it, `unwatched` the codes of the sea regions
    on which none of them reports throughout.
    """

    comparison: Comparison
    paragraph: str
    notes: tuple[str, ...]
    filling: str
    sources: tuple[str, ...]
    covering: tuple[str, ...]
    unwatched: tuple[str, ...]
    region_titles: dict[str, str]
    sentences: tuple[Sentence, ...]


def situation(con: duckdb.DuckDBPyConnection, until: date, days: int, now: datetime, filters: Filters = EVERYTHING) -> Situation:
    """The situation of the `days` days up to `until` for the incidents that `filters` leave (their days are ignored).

    Sources that do not watch the regions that `filters` name, or are not among their sources, cover nothing here.
    """
    filters = filters.without("date_from").without("date_to")
    regions = sources.region_titles(con)
    listening = [one for one in sources.sources(con) if _counts(one, filters)]
    coverages = freshness.coverage(listening, now)
    asked = comparing.spans(until, days)
    named = asked.named()
    before = comparing.basis(coverages, asked.now, asked.before)
    years = comparing.basis(coverages, asked.now, *asked.years)
    compared = comparing.compare(
        asked,
        spans.tallies(con, named[:1], None, filters),
        (before, spans.tallies(con, named[:2], before.sources, filters)),
        (years, spans.tallies(con, [named[0], *named[2:]], years.sources, filters)),
    )
    titles = {one.source: one.title for one in coverages}
    whole = tuple(one for one in coverages if one.spans(*asked.now))
    inside = tuple(one for one in coverages if one.touches(*asked.now) and one not in whole)
    filling = _filling(con, (*whole, *inside), titles, until)
    named_regions = [code for code in regions if not filters.regions or code in filters.regions]
    missing = watching.unwatched(listening, coverages, named_regions, *asked.now)
    covering = tuple(one.title for one in whole)
    sentences = summary.summary(compared, regions, covering, bool(filling), filters)
    if unwatched := watching.sentence(missing, len(named_regions), covering):
        sentences = (*sentences, Sentence(unwatched, query="sources", filters=filters))
    return Situation(
        compared,
        summary.paragraph(sentences),
        tuple(words.basis_notes(compared, titles, inside)),
        filling,
        tuple(one.title for one in (*whole, *inside)),
        covering,
        missing,
        regions,
        sentences,
    )


def anchor(con: duckdb.DuckDBPyConnection, now: datetime) -> tuple[tuple[Coverage, ...], Anchor | None]:
    """What the sources cover at `now`, and the day to end a span on; None when there is no report with a day."""
    coverages = freshness.coverage(sources.sources(con), now)
    return coverages, freshness.anchor(coverages, now)


def notable_incidents(
    con: duckdb.DuckDBPyConnection,
    until: date,
    days: int,
    watched: Collection[str] = (),
    filters: Filters = EVERYTHING,
    least: int = LEAST,
) -> tuple[Notable, ...]:
    """The incidents of the `days` days up to `until` with at least `least` points by `attention.RULE`, most points first."""
    first, last = comparing.spans(until, days).now
    return tuple(notable(spans.span_incidents(con, first, last, filters), until, watched, least))


def _counts(source: Source, filters: Filters) -> bool:
    return watching.watches(source, filters.regions) and (not filters.sources or source.source in filters.sources)


def _filling(con: duckdb.DuckDBPyConnection, touching: tuple[Coverage, ...], titles: dict[str, str], until: date) -> str:
    """A closed source does not grow any more; the others may."""
    growing = {one.source for one in touching if one.state != "closed"}
    return words.filling_note([one for one in spans.reporting_delays(con) if one.source in growing], titles, until)
