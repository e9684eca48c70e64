"""The figures of a span in plain words: sentences by rules, each with the figures it says and the query they come from.

No cause is given and no adjective stands without a number behind it: "more", "fewer" and "as many" follow the sign of a
difference of counts over the same sources, "above", "below" and "within" the range of the five years before. Where
the sources do not reach, the sentence says that nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from analytics.situation.comparison import Comparison, Row
from analytics.situation.overview import period, years
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.measures import MEASURES

LONGEST_YEARLY: Final = 366
"""Days of the longest span held against the same days of other years; those of longer ones would overlap."""

KINDS: Final = 3
WATERS: Final = 2

How = Literal["count", "difference", "mean", "least", "most"]
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a sentence: `text` as it stands there, and what it is.

    `measure` is a code of `metrics.MEASURES`, counted per span of `spans`: one for a `count`, two for a `difference`, the years
    for `mean`, `least` and `most`. `where` narrows to (column, codes), a region or categories; `sources`: only incidents that one
    of them reports (None: any).
    """

    text: str
    value: float
    measure: str
    spans: tuple[Span, ...]
    how: How = "count"
    where: tuple[str, tuple[str, ...]] | None = None
    sources: tuple[str, ...] | None = None

    def basis(self) -> str:
        """`29: count of Incidents, 27 May to 25 June 2024`, with where and sources."""
        which = f", {self.where[0]} {', '.join(self.where[1])}" if self.where else ""
        over = f", sources {', '.join(self.sources)}" if self.sources is not None else ""
        return f"{self.text}: {self.how} of {MEASURES[self.measure].title}, {'; '.join(map(period, self.spans))}{which}{over}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its figures in the order in which they stand, and the query under which filters they come from."""

    text: str
    figures: tuple[Figure, ...] = ()
    query: str = "overview_tallies"
    filters: Filters = field(default_factory=Filters)

    def trace(self) -> str:
        """Where the sentence comes from, in one line: query, filters, figures."""
        under = "&".join(f"{name}={value}" for name, value in self.filters.to_query().items()) or "no filters"
        return f"{self.query} ({under}): {' | '.join(figure.basis() for figure in self.figures) or 'no figures'}"


def summary(
    comparison: Comparison, region_titles: Mapping[str, str], covering: Sequence[str], filling: bool, filters: Filters | None = None
) -> tuple[Sentence, ...]:
    """The sentences of a span, in order.

    `covering` are the titles of the sources that cover the whole span; `filling` is True when reports of its last days
    are still to come; `filters` those under which the figures of `comparison` were counted.
    """
    teller = _Teller(comparison, " so far" if filling else "", filters or Filters())
    if not covering:
        return (teller.unknown(),)
    told = (teller.known(), teller.before(), teller.yearly(), teller.gravest(), teller.where(region_titles))
    return tuple(sentence for sentence in told if sentence is not None)


def paragraph(sentences: Iterable[Sentence]) -> str:
    """The sentences as one text."""
    return " ".join(sentence.text for sentence in sentences)


class _Teller:
    """Writes the sentences of one comparison; every number goes through `_number`, which notes it."""

    def __init__(self, comparison: Comparison, so_far: str, filters: Filters) -> None:
        self.compared, self.asked, self.so_far, self.filters = comparison, comparison.spans, so_far, filters
        self.total = comparison.measures["incidents"]
        self.noted: list[Figure] = []

    def unknown(self) -> Sentence:
        some = f"{self._incidents()} known from parts of them." if self.total.now else "Nothing is known of them."
        none = f"No source covers all of the {self.asked.days} days from {period(self.asked.now)}."
        return self._sentence(f"{none} {some} That is missing knowledge, not calm.")

    def known(self) -> Sentence:
        count = self._incidents()
        return self._sentence(f"{count} known for the {self.asked.days} days from {period(self.asked.now)}{self._kinds()}.")

    def before(self) -> Sentence:
        total, sources = self.total, self.compared.against_before.sources
        if total.before is None or total.before_now is None or total.change is None:
            return self._sentence("They cannot be compared with the days before.")
        same = total.before_now == total.now
        if same and total.change:
            more = "more" if total.change > 0 else "fewer"
            change = self._number(abs(total.change), spans=(self.asked.now, self.asked.before), how="difference", sources=sources)
            then = self._number(total.before, spans=(self.asked.before,), sources=sources)
            return self._sentence(f"That is {change} {more}{self.so_far} than in the same number of days before ({then}).")
        now = "" if same else self._number(total.before_now, sources=sources)
        then = self._number(total.before, spans=(self.asked.before,), sources=sources)
        if same:
            return self._sentence(f"As many{self.so_far} as in the same number of days before ({then}).")
        return self._sentence(f"Over the sources that cover both spans: {now}{self.so_far}, against {then} in the days before.")

    def yearly(self) -> Sentence | None:
        total = self.total
        if self.asked.days > LONGEST_YEARLY:
            return None
        if total.mean is None or total.mean_now is None or total.low is None or total.high is None:
            return self._sentence(f"There is no mean of {years(self.asked)} to hold them against.")
        sources, spans = self.compared.against_years.sources, self.asked.years
        where = "above" if total.mean_now > total.high else "below" if total.mean_now < total.low else "within"
        same = total.mean_now == total.now
        what = "It lies" if same else f"Over the sources that cover all the years, {self._number(total.mean_now, sources=sources)} lie"
        low = self._number(total.low, spans=spans, how="least", sources=sources)
        high = self._number(total.high, spans=spans, how="most", sources=sources)
        mean = self._number(total.mean, 1, spans=spans, how="mean", sources=sources)
        spread = f"{low} to {high}, mean {mean}"
        return self._sentence(f"{what}{self.so_far} {where} the range of the same days in {years(self.asked)} ({spread}).")

    def gravest(self) -> Sentence | None:
        if not self.total.now:
            return None
        severe, boarded, armed, harmed = (
            self._number(self.compared.measures[code].now, measure=code) for code in ("severe", "boarded", "armed", "crew_harmed")
        )
        acts = f"ships were boarded or taken in {boarded}, reports name weapons in {armed} and harm to crew in {harmed}"
        return self._sentence(f"{severe} {'is' if self.compared.measures['severe'].now == 1 else 'are'} severe; {acts}.")

    def where(self, titles: Mapping[str, str]) -> Sentence | None:
        regions = [row for row in self.compared.regions.values() if row.now][:WATERS]
        named = [f"{titles.get(row.key, row.key)} ({self._of('sea_region', row)})" for row in regions]
        return self._sentence(f"Busiest waters: {_listed(named)}.") if named else None

    def _incidents(self) -> str:
        if not self.total.now:
            return "No incident is"
        number = self._number(self.total.now)
        return f"{number} incident is" if self.total.now == 1 else f"{number} incidents are"

    def _kinds(self) -> str:
        rows = [row for row in self.compared.categories.values() if row.now]
        shown = [f"{CATEGORY[row.key].title.lower()} ({self._of('category', row)})" for row in rows[:KINDS]]
        if len(rows) == KINDS + 1:
            shown.append(f"{CATEGORY[rows[-1].key].title.lower()} ({self._of('category', rows[-1])})")
        elif rest := rows[KINDS:]:
            keys = tuple(row.key for row in rest)
            shown.append(f"other kinds ({self._number(sum(row.now for row in rest), where=('category', keys))})")
        return f": {_listed(shown)}" if shown else ""

    def _of(self, column: str, row: Row) -> str:
        return self._number(row.now, where=(column, (row.key,)))

    def _number(
        self,
        value: float,
        decimals: int = 0,
        *,
        measure: str = "incidents",
        spans: tuple[Span, ...] = (),
        how: How = "count",
        where: tuple[str, tuple[str, ...]] | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> str:
        text = f"{value:,.{decimals}f}"
        self.noted.append(Figure(text, value, measure, spans or (self.asked.now,), how, where, sources))
        return text

    def _sentence(self, text: str) -> Sentence:
        figures, self.noted = tuple(self.noted), []
        return Sentence(text, figures, filters=self.filters)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
