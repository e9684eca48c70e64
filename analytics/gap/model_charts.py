"""Charts of what lies behind an estimate: the defensible models, kinds estimated separately, and what would narrow the interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.gap.expected_narrowing import Narrowing
from analytics.gap.recapture.estimate import MOST_BIC_EXCESS
from analytics.gap.recapture.results import GapEstimate, Interval, unreported_share
from analytics.gap.share_charts import QUOTED_MARK, SECOND_COLOUR, axis_end
from analytics.gap.strata import Stratified

NO_TITLES: Final[Mapping[str, str]] = MappingProxyType({})
_HETEROGENEITY_WORDS: Final = {"Mh": "All sources alike, incidents differ", "Mth": "Incidents differ"}


def models_chart(estimate: GapEstimate, titles: Mapping[str, str] = NO_TITLES) -> Chart:
    """The share unreported by every estimate that the data do not contradict, each with its interval, the lower bounds marked.

    `titles` are those of the sources by id, for the names of the models.
    """
    ordered = sorted(estimate.variants, key=lambda variant: variant.abundance)
    # Models number their lists without those that hold nothing.
    lists = [titles.get(name, name) for name, total in zip(estimate.lists, estimate.totals, strict=True) if total]
    ends = [(row.interval.low, row.interval.high) if row.interval else (row.abundance, row.abundance) for row in ordered]

    def shares(totals: Iterable[float]) -> tuple[float, ...]:
        return tuple(unreported_share(estimate.observed, total) for total in totals)

    dots = Series(
        "Unreported",
        "dot",
        shares(variant.abundance for variant in ordered),
        tuple(SECOND_COLOUR if variant.is_bound else NEUTRAL for variant in ordered),
        shares(low for low, _ in ends),
        shares(high for _, high in ends),
    )
    totals = Series("All incidents", "number", tuple(variant.abundance for variant in ordered), (NEUTRAL,), label="All incidents")
    low, high = estimate.range or (math.nan, math.nan)
    return Chart(
        name="defensible_estimates",
        title="Share of incidents that no source reports, by every defensible model",
        unit="share of all incidents",
        place_title="Model",
        places=tuple(_model_in_words(variant.name, lists, variant.is_bound) for variant in ordered),
        series=(dots, totals) if ordered else (),
        alt=f"Estimates from {low:,.0f} to {high:,.0f} incidents; {estimate.observed:,} are known." if ordered else "No estimate.",
        across=True,
        percent=True,
        marks=(QUOTED_MARK,),
        most=axis_end((dots,)),
        footnotes=(
            f"n = {estimate.observed:,} incidents known, {estimate.shared:,} of them found by more than one source, repeats left out.",
            f"Shown are the models with a BIC within {MOST_BIC_EXCESS:g} of the lowest, the model with the lowest AIC, sample coverage, "
            "and other ways of counting.",
            "Orange: lower bounds. Whiskers: 95% interval of the model alone.",
        ),
        height=height_of_rows(len(ordered)),
    )


def strata_chart(by_kind: Mapping[str, Stratified]) -> Chart:
    """The share unreported of all incidents together, and as the sum over kinds; `by_kind` by what the kinds are ("severity")."""
    first = next(iter(by_kind.values()))
    rows: list[tuple[str, float | None, Interval | None, int | None]] = []
    if first.whole is not None:
        rows.append(("All together", first.whole.estimate, first.whole.interval, None))
    rows += [
        (f"Sum over kinds of {title}", stratified.estimate, stratified.interval, len(stratified.without))
        for title, stratified in by_kind.items()
    ]

    def shares(totals: Iterable[float | None]) -> tuple[float | None, ...]:
        return tuple(None if total is None else unreported_share(first.observed, total) for total in totals)

    dots = Series(
        "Unreported",
        "dot",
        shares(total for _, total, _, _ in rows),
        (NEUTRAL,),
        shares(interval.low if interval else None for *_, interval, _ in rows),
        shares(interval.high if interval else None for *_, interval, _ in rows),
    )
    totals = Series("All incidents", "number", tuple(total for _, total, _, _ in rows), (NEUTRAL,), label="All incidents")
    too_thin = tuple(None if number is None else float(number) for *_, number in rows)
    return Chart(
        name="stratifying",
        title="Share of incidents that no source reports, with kinds of incident estimated separately",
        unit="share of all incidents",
        place_title="Estimate",
        places=tuple(name for name, *_ in rows),
        series=(dots, totals, Series("Kinds only as known", "number", too_thin, (NEUTRAL,), label="too thin")),
        alt="; ".join(f"{name}: {total:,.0f} incidents" if total is not None else f"{name}: no estimate" for name, total, *_ in rows),
        across=True,
        percent=True,
        marks=(QUOTED_MARK,),
        most=axis_end((dots,)),
        footnotes=(
            f"n = {first.observed:,} incidents known.",
            "Whiskers: 95% interval, all kinds resampled together; uncertainty about links is not included.",
            "Too thin: kinds that count only as known, because they cannot carry an estimate or no report states the kind. They make a sum "
            "low.",
        ),
        height=height_of_rows(len(rows)),
    )


def narrowing_chart(narrowings: Sequence[Narrowing], titles: Mapping[str, str]) -> Chart:
    """By what share the interval of all incidents would narrow. `titles` are those of the sources by id."""
    changes = [with_source_title(narrowing.change, titles) for narrowing in narrowings]
    # An interval that would widen is drawn as no bar: a negative bar beside the quoted shares would read as a loss of knowledge.
    values = tuple(max(narrowing.narrower, 0.0) for narrowing in narrowings)
    phrases = [f"{change}: the interval narrows by {narrowing.narrower:.0%}" for change, narrowing in zip(changes, narrowings, strict=True)]
    return Chart(
        name="what_would_change",
        title="What would narrow the interval",
        unit="share by which the interval narrows",
        place_title="Change",
        places=tuple(change[:1].upper() + change[1:] for change in changes),
        series=(Series("Narrower by", "bar", values, (NEUTRAL,)),),
        alt="; ".join(phrases) + ".",
        across=True,
        percent=True,
        footnotes=(
            "Expected from the incidents as estimated; a new source is assumed to learn of incidents independently of the others.",
            "A narrower interval does not prove the assumptions; a third source also makes it possible to test whether the others are "
            "independent.",
        ),
        height=height_of_rows(len(narrowings)),
    )


def with_source_title(change: str, titles: Mapping[str, str]) -> str:
    """A change in words, with the title of the source that it ends with instead of its id."""
    for name, title in titles.items():
        if change.endswith(f" from {name}"):
            return change[: -len(name)] + title
    return change


def _model_in_words(name: str, lists: Sequence[str], is_bound: bool) -> str:
    """A model's name for a reader who knows no notation: `[12,3]` are lists by their place, the first two depending on each other."""
    words = name
    kind, _, mixture = name.partition(" ")
    if name.startswith("["):
        pairs = [term for term in name.strip("[]").split(",") if len(term) > 1]
        dependences = "; ".join(" and ".join(lists[int(place) - 1] for place in term) for term in pairs)
        words = f"Dependence between {dependences}" if dependences else "All sources independent"
    elif kind in _HETEROGENEITY_WORDS:
        words = f"{_HETEROGENEITY_WORDS[kind]} ({mixture})"
    words = words[:1].upper() + words[1:]
    return f"{words} (lower bound)" if is_bound and "bound" not in words.lower() else words
