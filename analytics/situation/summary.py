"""The figures of a span in plain words: sentences by rules, each with the figures in it and the query they come from.

No cause is named and no adjective stands without a number behind it: "more", "fewer" and "as many" follow the sign of a
difference of counts over the same sources; "above", "below" and "within" refer to the range of the five years before. Where
the sources do not reach, the sentence says that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from analytics.describe.words import join_words, span_in_words
from analytics.situation.comparison import ComparedCounts, Comparison
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.measures import MEASURES

LONGEST_YEARLY: Final = 366
"""Days of the longest span compared with the same days of other years; longer ones would overlap."""

# How many are named: the charts below list them all, and a longer sentence is not read.
KINDS: Final = 3
WATERS: Final = 2

Statistic = Literal["count", "difference", "mean", "least", "most"]
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class SentenceFigure:
    """One number in a sentence: `text` as it appears there, and how it can be computed again.

    `measure` is a code of `measures.MEASURES`, counted over each span of `spans`: one span for a `count`, two for a `difference`,
    the years for `mean`, `least` and `most`. `where` narrows to (column, codes), a region or categories; `sources`: only incidents
    that one of them reports (None: any).
    """

    text: str
    value: float
    measure: str
    spans: tuple[Span, ...]
    how: Statistic = "count"
    where: tuple[str, tuple[str, ...]] | None = None
    sources: tuple[str, ...] | None = None

    def basis(self) -> str:
        """How the number was made: `29: count of Incidents, 27 May to 25 June 2024`, with where and sources."""
        which = f", {self.where[0]} {', '.join(self.where[1])}" if self.where else ""
        over = f", sources {', '.join(self.sources)}" if self.sources is not None else ""
        return f"{self.text}: {self.how} of {MEASURES[self.measure].title}, {'; '.join(map(span_in_words, self.spans))}{which}{over}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its figures in order of appearance, and the query and filters that they come from."""

    text: str
    figures: tuple[SentenceFigure, ...] = ()
    query: str = "overview_tallies"
    filters: Filters = field(default_factory=Filters)

    def trace(self) -> str:
        """Where the sentence comes from, in one line: query, filters, figures."""
        under = "&".join(f"{name}={value}" for name, value in self.filters.to_query().items()) or "no filters"
        return f"{self.query} ({under}): {' | '.join(figure.basis() for figure in self.figures) or 'no figures'}"


def summarise(
    comparison: Comparison, region_titles: Mapping[str, str], covering: Sequence[str], filling: bool, filters: Filters | None = None
) -> tuple[Sentence, ...]:
    """The sentences for a span, in order.

    `covering` are the titles of the sources that cover the whole span; `filling` is True when reports for its last days are
    still to come; `filters` are those under which the figures of `comparison` were counted.
    """
    writer = _SentenceWriter(comparison, " so far" if filling else "", filters or Filters())
    if not covering:
        return (writer.uncovered_sentence(),)
    candidates = (
        writer.count_sentence(),
        writer.before_sentence(),
        writer.yearly_sentence(),
        writer.severity_sentence(),
        writer.waters_sentence(region_titles),
    )
    return tuple(sentence for sentence in candidates if sentence is not None)


def join_sentences(sentences: Iterable[Sentence]) -> str:
    """The sentences as one text."""
    return " ".join(sentence.text for sentence in sentences)


class _SentenceWriter:
    """Writes the sentences of one comparison; every number passes through `_number`, which records it for the trace."""

    def __init__(self, comparison: Comparison, so_far: str, filters: Filters) -> None:
        self.compared, self.spans, self.so_far, self.filters = comparison, comparison.spans, so_far, filters
        self.total = comparison.measures["incidents"]
        self.recorded: list[SentenceFigure] = []

    def uncovered_sentence(self) -> Sentence:
        some = f"{self._incidents_are()} known from parts of them." if self.total.now else "Nothing is known about them."
        none = f"No source covers all of the {self.spans.days} days from {span_in_words(self.spans.now)}."
        return self._sentence(f"{none} {some} That is missing knowledge, not calm.")

    def count_sentence(self) -> Sentence:
        count = self._incidents_are()
        return self._sentence(f"{count} known for the {self.spans.days} days from {span_in_words(self.spans.now)}{self._by_category()}.")

    def before_sentence(self) -> Sentence:
        total, sources = self.total, self.compared.against_before.sources
        if total.before is None or total.before_now is None or total.change is None:
            return self._sentence("They cannot be compared with the days before.")
        same = total.before_now == total.now
        if same and total.change:
            more = "more" if total.change > 0 else "fewer"
            change = self._number(abs(total.change), spans=(self.spans.now, self.spans.before), how="difference", sources=sources)
            then = self._number(total.before, spans=(self.spans.before,), sources=sources)
            return self._sentence(f"That is {change} {more}{self.so_far} than in the same number of days before ({then}).")
        # Called in the order in which the numbers appear: the figures of a sentence are listed in that order.
        now = "" if same else self._number(total.before_now, sources=sources)
        then = self._number(total.before, spans=(self.spans.before,), sources=sources)
        if same:
            return self._sentence(f"That is as many{self.so_far} as in the same number of days before ({then}).")
        return self._sentence(f"Counting only sources that cover both spans: {now}{self.so_far}, against {then} in the days before.")

    def yearly_sentence(self) -> Sentence | None:
        total = self.total
        if self.spans.days > LONGEST_YEARLY:
            return None
        if total.mean is None or total.mean_now is None or total.low is None or total.high is None:
            return self._sentence(f"There is no mean for {self.spans.year_range} to compare them with.")
        sources, spans = self.compared.against_years.sources, self.spans.years
        where = "above" if total.mean_now > total.high else "below" if total.mean_now < total.low else "within"
        same = total.mean_now == total.now
        covering = "Counting only sources that cover all the years"
        opening = "The total lies" if same else f"{covering}, {self._number(total.mean_now, sources=sources)} lie"
        low = self._number(total.low, spans=spans, how="least", sources=sources)
        high = self._number(total.high, spans=spans, how="most", sources=sources)
        mean = self._number(total.mean, 1, spans=spans, how="mean", sources=sources)
        spread = f"{low} to {high}, mean {mean}"
        return self._sentence(f"{opening}{self.so_far} {where} the range of the same days in {self.spans.year_range} ({spread}).")

    def severity_sentence(self) -> Sentence | None:
        if not self.total.now:
            return None
        severe, boarded, armed, harmed = (
            self._number(self.compared.measures[code].now, measure=code) for code in ("severe", "boarded", "armed", "crew_harmed")
        )
        acts = f"ships were boarded or taken in {boarded}, reports name weapons in {armed} and harm to crew in {harmed}"
        return self._sentence(f"{severe} {'is' if self.compared.measures['severe'].now == 1 else 'are'} severe; {acts}.")

    def waters_sentence(self, titles: Mapping[str, str]) -> Sentence | None:
        regions = [row for row in self.compared.regions.values() if row.now][:WATERS]
        waters = [f"{titles.get(row.code, row.code)} ({self._number_in('sea_region', row)})" for row in regions]
        return self._sentence(f"Busiest waters: {join_words(waters)}.") if waters else None

    def _incidents_are(self) -> str:
        if not self.total.now:
            return "No incident is"
        number = self._number(self.total.now)
        return f"{number} incident is" if self.total.now == 1 else f"{number} incidents are"

    def _by_category(self) -> str:
        rows = [row for row in self.compared.categories.values() if row.now]
        kinds = [f"{CATEGORY[row.code].title.lower()} ({self._number_in('category', row)})" for row in rows[:KINDS]]
        if len(rows) == KINDS + 1:
            kinds.append(f"{CATEGORY[rows[-1].code].title.lower()} ({self._number_in('category', rows[-1])})")
        elif rest := rows[KINDS:]:
            keys = tuple(row.code for row in rest)
            kinds.append(f"other kinds ({self._number(sum(row.now for row in rest), where=('category', keys))})")
        return f": {join_words(kinds)}" if kinds else ""

    def _number_in(self, column: str, row: ComparedCounts) -> str:
        return self._number(row.now, where=(column, (row.code,)))

    def _number(
        self,
        value: float,
        decimals: int = 0,
        *,
        measure: str = "incidents",
        spans: tuple[Span, ...] = (),
        how: Statistic = "count",
        where: tuple[str, tuple[str, ...]] | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> str:
        text = f"{value:,.{decimals}f}"
        self.recorded.append(SentenceFigure(text, value, measure, spans or (self.spans.now,), how, where, sources))
        return text

    def _sentence(self, text: str) -> Sentence:
        figures, self.recorded = tuple(self.recorded), []
        return Sentence(text, figures, filters=self.filters)
