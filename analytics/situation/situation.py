"""The situation over a span of days: figures, sentences and what limits them, the same for a page and for a document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from analytics.coverage import region_watch
from analytics.coverage.equal.spans import length
from analytics.coverage.equal.watch import EqualWatch
from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.region_watch import RegionWatch
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import keep_watch
from analytics.situation.attention import LEAST_POINTS, NotableIncident, rank_notable
from analytics.situation.comparison import Comparison, ComparisonBasis, ComparisonSpans, compare_tallies, comparison_basis, comparison_spans
from analytics.situation.notes import basis_notes, filling_note
from analytics.situation.summary import Sentence, join_sentences, summarise
from warehouse.filters import Filters
from warehouse.queries.situation import spans
from warehouse.queries.situation.spans import EVERYTHING
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything known about a span.

    `comparison` holds the key figures (`comparison.measures`, by the codes of `warehouse.measures.MEASURES`) and those of
    categories and sea regions, each beside the span before and the five-year mean and range, like for like. `paragraph` puts
    them into words; `sentences` are the same one by one, each with its figures and their query. `notes` say which sources a
    comparison leaves out; `filling` says that reports for the last days are still coming in, and is empty when they are not.
    `sources` are the titles of the sources that report in the span, `covering` of those that cover all of it, `unwatched` the
    codes of the sea regions on which none of them reports throughout.
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

    @property
    def watch(self) -> RegionWatch:
        """Who watched the waters that the filters name: on all days of the span, and on some."""
        return RegionWatch(self.covering, tuple(title for title in self.sources if title not in self.covering))


def assess_situation(con: duckdb.DuckDBPyConnection, until: date, days: int, now: datetime, filters: Filters = EVERYTHING) -> Situation:
    """The situation over the `days` days up to `until` for the incidents that `filters` leave (their own days are ignored).

    Sources that do not watch the regions named in `filters`, or are not among the sources named there, cover nothing here.
    """
    # The span decides the days: a filter on days would cut the very spans that this one is compared with.
    filters = filters.without("date_from").without("date_to")
    regions = sources.region_titles(con)
    watchkeeping = keep_watch(con, now, AS_DESCRIBED, filters.sources)
    coverages = tuple(watch for watch in watchkeeping.latest_first if watch.watches_any(filters.regions))
    compared_spans = comparison_spans(until, days)
    named_spans = compared_spans.named_spans()
    before = comparison_basis(coverages, compared_spans.now, compared_spans.before)
    years = comparison_basis(coverages, compared_spans.now, *compared_spans.years)
    # Three tallies, because each comparison has its own set of sources; now is counted over all of them.
    compared = compare_tallies(
        compared_spans,
        spans.span_tallies(con, named_spans[:1], None, filters),
        (before, spans.span_tallies(con, named_spans[:2], before.sources, filters)),
        (years, spans.span_tallies(con, [named_spans[0], *named_spans[2:]], years.sources, filters)),
    )
    titles = {coverage.source: coverage.title for coverage in coverages}
    covering_all, inside = region_watch.whole_and_partly(coverages, compared_spans.now)
    filling = _still_filling(con, (*covering_all, *inside), titles, until)
    named_regions = [code for code in regions if not filters.regions or code in filters.regions]
    unwatched_codes = region_watch.unwatched_regions(coverages, named_regions, *compared_spans.now)
    covering_titles = tuple(coverage.title for coverage in covering_all)
    sentences = summarise(compared, regions, covering_titles, bool(filling), filters)
    if unwatched_sentence := region_watch.unwatched_sentence(unwatched_codes, len(named_regions), covering_titles):
        sentences = (*sentences, Sentence(unwatched_sentence, query="sources", filters=filters))
    return Situation(
        compared,
        join_sentences(sentences),
        tuple(basis_notes(compared, titles, inside)),
        filling,
        tuple(coverage.title for coverage in (*covering_all, *inside)),
        covering_titles,
        unwatched_codes,
        regions,
        sentences,
    )


def equal_comparison(con: duckdb.DuckDBPyConnection, watch: EqualWatch, filters: Filters = EVERYTHING) -> Comparison:
    """The measures, categories and sea regions in both spans of `watch`, over the sources that carry it; without earlier years."""
    filters = filters.without("date_from").without("date_to")
    compared_spans = ComparisonSpans(length(watch.a), watch.a, watch.b, ())
    named_spans = compared_spans.named_spans()
    everything = spans.span_tallies(con, named_spans[:1], None, filters)
    carried = ComparisonBasis(watch.codes, watch.left_out), spans.span_tallies(con, named_spans, watch.codes, filters)
    return compare_tallies(compared_spans, everything, carried, (ComparisonBasis((), ()), everything.iloc[:0]))


def notable_incidents(
    con: duckdb.DuckDBPyConnection,
    until: date,
    days: int,
    watched: Collection[str] = (),
    filters: Filters = EVERYTHING,
    least: int = LEAST_POINTS,
) -> tuple[NotableIncident, ...]:
    """The incidents in the `days` days up to `until` with at least `least` points by `attention.RULE`, most points first."""
    first, last = comparison_spans(until, days).now
    return tuple(rank_notable(spans.span_incidents(con, first, last, filters), until, watched, least))


def _still_filling(con: duckdb.DuckDBPyConnection, touching: tuple[SourceWatch, ...], titles: dict[str, str], until: date) -> str:
    """The note on reports still to come; a closed source sends no more, the others may."""
    growing = {coverage.source for coverage in touching if coverage.state != "closed"}
    return filling_note([delay for delay in spans.reporting_delays(con) if delay.source in growing], titles, until)
