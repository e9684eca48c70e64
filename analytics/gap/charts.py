"""Pictures of the reporting gap, described: share over time, by region, models, what more would bring."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.gap.recapture.results import GapEstimate, Interval, unreported
from analytics.gap.strata import Stratified
from analytics.gap.expected_narrowing import Value
from analytics.gap.cell_estimates import BY_ORIGIN, QUOTED_SHARE, Cell

SECOND: Final = "#E9712A"
QUOTED: Final = Mark(QUOTED_SHARE, "30%, quoted")
TWO: Final = "Chapman's estimate, interval by profile likelihood."
MORE: Final = "Log-linear model of least BIC, interval by bootstrap that chooses the model anew."
INTERVALS: Final = "Whiskers: 95% interval."
NOT_CALM: Final = "A gap means that too little is known to estimate, not that everything was reported."
_BEST: Final = "Unreported, best estimate"
_PUBLISHED: Final = "As published, a lower end where sources repeat one another"
NO_TITLES: Final[Mapping[str, str]] = MappingProxyType({})
_DIFFER: Final = {"Mh": "All sources alike, incidents differ", "Mth": "Incidents differ"}


def share_over_time(cells: Sequence[Cell], sources: Mapping[str, str]) -> Chart:
    """The share that no source holds, span by span, against the quoted 30%. `sources` are titles by id."""
    known = [cell for cell in cells if cell.estimate.unreported is not None]
    return Chart(
        name="unreported_over_time",
        title="Share of incidents that no source reports, by period",
        unit="share of all incidents",
        place_title="Period",
        places=tuple(cell.title for cell in cells),
        series=_shares(cells),
        alt="Estimated share of incidents that no source reports. " + (_told(known) or "No period can be estimated."),
        percent=True,
        marks=(QUOTED,),
        footnotes=(_counted(known), _who(known, sources), INTERVALS, *_doubt(known), *_method(known), *_refused(cells), *_repeats(known)),
        height=360,
    )


def share_by(cells: Sequence[Cell], what: str, sources: Mapping[str, str]) -> Chart:
    """The share that no source holds for each region, category or other kind; `what` names it ("sea region"). Cells that cannot be
    estimated stand below, empty."""
    known = [cell for cell in cells if cell.estimate.unreported is not None]
    ordered = [*sorted(known, key=lambda cell: -_share(cell)), *(cell for cell in cells if cell.estimate.unreported is None)]
    span = f", {cells[0].first_year} to {cells[0].last_year}" if cells else ""
    counted = Series(
        "Incidents known", "number", tuple(float(cell.estimate.observed) for cell in ordered), (NEUTRAL,), label="Incidents known"
    )
    return Chart(
        name=f"unreported_by_{what.replace(' ', '_')}",
        title=f"Share of incidents that no source reports, by {what}{span}",
        unit="share of all incidents",
        place_title=what.capitalize(),
        places=tuple(cell.title for cell in ordered),
        series=(*_shares(ordered), counted),
        alt=f"Estimated share of incidents that no source reports, by {what}. " + (_told(known) or "None can be estimated."),
        across=True,
        percent=True,
        marks=(QUOTED,),
        most=_most(_shares(ordered)),
        footnotes=(_counted(known), _who(known, sources), INTERVALS, *_doubt(known), *_method(known), *_refused(cells), *_repeats(known)),
        height=height_of_rows(len(ordered)),
    )


def defensible(found: GapEstimate, titles: Mapping[str, str] = NO_TITLES) -> Chart:
    """The share unreported by every estimate that the data do not contradict, each with its interval, the lower bounds marked.

    `titles` are those of the sources by id, for the names of the models.
    """
    ordered = sorted(found.variants, key=lambda one: one.abundance)
    lists = [titles.get(name, name) for name, total in zip(found.lists, found.totals, strict=True) if total]
    ends = [(one.interval.low, one.interval.high) if one.interval else (one.abundance, one.abundance) for one in ordered]

    def shares(totals: Iterable[float]) -> tuple[float, ...]:
        return tuple(unreported(found.observed, total) for total in totals)

    dots = Series(
        "Unreported",
        "dot",
        shares(one.abundance for one in ordered),
        tuple(SECOND if one.is_bound else NEUTRAL for one in ordered),
        shares(low for low, _ in ends),
        shares(high for _, high in ends),
    )
    totals = Series("All incidents", "number", tuple(one.abundance for one in ordered), (NEUTRAL,), label="All incidents")
    low, high = found.range or (math.nan, math.nan)
    return Chart(
        name="defensible_estimates",
        title="Share of incidents that no source reports, by every defensible model",
        unit="share of all incidents",
        place_title="Model",
        places=tuple(_model_words(one.name, lists, one.is_bound) for one in ordered),
        series=(dots, totals) if ordered else (),
        alt=f"Estimates from {low:,.0f} to {high:,.0f} incidents; {found.observed:,} are known." if ordered else "No estimate.",
        across=True,
        percent=True,
        marks=(QUOTED,),
        most=_most((dots,)),
        footnotes=(
            f"n = {found.observed:,} incidents known, {found.shared:,} of them to more than one source.",
            "Shown are the models whose BIC lies within 6 of the least, the one of least AIC, sample coverage, and other ways to count.",
            "Orange: lower bounds. Whiskers: 95% interval of the model alone.",
        ),
        height=height_of_rows(len(ordered)),
    )


def stratifying(found: Mapping[str, Stratified]) -> Chart:
    """The share unreported of all incidents together, and as the sum over kinds; `found` by what the kinds are ("severity")."""
    whole = next(iter(found.values())).whole
    rows: list[tuple[str, float | None, Interval | None, int | None]] = []
    if whole is not None:
        rows.append(("All together", whole.estimate, whole.interval, None))
    rows += [(f"Sum over kinds of {title}", one.estimate, one.interval, len(one.without)) for title, one in found.items()]
    observed = next(iter(found.values())).observed

    def shares(totals: Iterable[float | None]) -> tuple[float | None, ...]:
        return tuple(None if total is None else unreported(observed, total) for total in totals)

    dots = Series(
        "Unreported", "dot", shares(total for _, total, _, _ in rows), (NEUTRAL,),
        shares(one.low if one else None for *_, one, _ in rows), shares(one.high if one else None for *_, one, _ in rows),
    )  # fmt: skip
    totals = Series("All incidents", "number", tuple(total for _, total, _, _ in rows), (NEUTRAL,), label="All incidents")
    thin = Series("Kinds only as known", "number", tuple(None if n is None else float(n) for *_, n in rows), (NEUTRAL,), label="too thin")
    return Chart(
        name="stratifying",
        title="Share of incidents that no source reports, kinds of incident estimated apart",
        unit="share of all incidents",
        place_title="Estimate",
        places=tuple(name for name, *_ in rows),
        series=(dots, totals, thin),
        alt="; ".join(f"{name}: {total:,.0f} incidents" if total is not None else f"{name}: no estimate" for name, total, *_ in rows),
        across=True,
        percent=True,
        marks=(QUOTED,),
        most=_most((dots,)),
        footnotes=(
            f"n = {observed:,} incidents known.",
            "Whiskers: 95% interval, all kinds drawn at once; doubt about links is not part of them.",
            "Too thin: kinds that count only as known: they cannot carry an estimate, or no report tells the kind. It makes a sum low.",
        ),
        height=height_of_rows(len(rows)),
    )


def what_would_change(values: Sequence[Value], titles: Mapping[str, str]) -> Chart:
    """By what share the interval of all incidents would narrow."""
    named = [_named(one.what, titles) for one in values]
    return Chart(
        name="what_would_change",
        title="What would narrow the interval",
        unit="share by which the interval narrows",
        place_title="Change",
        places=tuple(name[:1].upper() + name[1:] for name in named),
        series=(Series("Narrower by", "bar", tuple(max(one.narrower, 0.0) for one in values), (NEUTRAL,)),),
        alt="; ".join(f"{name}: the interval narrows by {one.narrower:.0%}" for name, one in zip(named, values, strict=True)) + ".",
        across=True,
        percent=True,
        footnotes=(
            "Expected from the incidents as estimated; a new source is taken to hear of incidents independently of the others.",
            "A narrower interval is no proof of the assumptions; a third source also allows to test whether the others are independent.",
        ),
        height=height_of_rows(len(values)),
    )


def _most(series: Sequence[Series]) -> float:
    """Where the axis of shares ends: with room for the quoted line and its words, and never beyond all."""
    return min(1.0, max(0.5, 1.1 * max((value or 0.0 for one in series for value in one.highs), default=0.0)))


def _model_words(name: str, lists: Sequence[str], is_bound: bool) -> str:
    """A model's name for a reader who knows no notation: `[12,3]` are lists by their place, the first two depending on each other."""
    words = name
    kind, _, rest = name.partition(" ")
    if name.startswith("["):
        pairs = [term for term in name.strip("[]").split(",") if len(term) > 1]
        said = "; ".join(" and ".join(lists[int(place) - 1] for place in term) for term in pairs)
        words = f"Dependence between {said}" if said else "All sources independent"
    elif kind in _DIFFER:
        words = f"{_DIFFER[kind]} ({rest})"
    words = words[:1].upper() + words[1:]
    return f"{words} (lower bound)" if is_bound and "bound" not in words.lower() else words


def _shares(cells: Sequence[Cell]) -> tuple[Series, ...]:
    shares = [cell.estimate.unreported for cell in cells]
    best = Series(
        _BEST,
        "dot",
        tuple(one.share if one else None for one in shares),
        (NEUTRAL,),
        tuple(one.low if one else None for one in shares),
        tuple(one.high if one else None for one in shares),
    )
    published = tuple(_published(cell.estimate) for cell in cells)
    lower = (Series(_PUBLISHED, "point", published, (SECOND,)),) if any(one is not None for one in published) else ()
    return (best, *lower)


def _published(found: GapEstimate) -> float | None:
    """The share when repeats count as finds, where that makes a difference."""
    if not any(one.name == BY_ORIGIN for one in found.variants):
        return None
    return next((unreported(found.observed, one.abundance) for one in found.variants if one.name == "as published"), None)


def _share(cell: Cell) -> float:
    share = cell.estimate.unreported
    return 0.0 if share is None else share.share


def _told(cells: Sequence[Cell]) -> str:
    said = []
    for cell in cells:
        share = cell.estimate.unreported
        if share is not None:
            said.append(f"{cell.title}: {share.share:.0%} ({share.low:.0%} to {share.high:.0%})")
    return "; ".join(said) + "." if said else ""


def _counted(cells: Sequence[Cell]) -> str:
    return f"n = {sum(cell.estimate.observed for cell in cells):,} incidents known in what could be estimated."


def _who(cells: Sequence[Cell], sources: Mapping[str, str]) -> str:
    named = dict.fromkeys(sources.get(name, name) for cell in cells for name in cell.estimate.lists)
    return f"Sources: {', '.join(named)}." if named else "No two sources were at work together."


def _method(cells: Sequence[Cell]) -> tuple[str, ...]:
    """How the cells were estimated, as far as it was needed."""
    many = {len(cell.estimate.lists) > 2 for cell in cells}
    return (f"Two sources: {TWO} Three and more: {MORE}",) if len(many) > 1 else tuple(MORE if more else TWO for more in many)


def _doubt(cells: Sequence[Cell]) -> tuple[str, ...]:
    """By how much doubt about links widens the intervals, where it was asked."""
    wider = sorted(cell.estimate.links.wider - 1 for cell in cells if cell.estimate.links and math.isfinite(cell.estimate.links.wider))
    if not wider:
        return ()
    by = f"{wider[0]:.0%}" if f"{wider[0]:.0%}" == f"{wider[-1]:.0%}" else f"{wider[0]:.0%} to {wider[-1]:.0%}"
    return (f"The intervals include the doubt about links between reports, which widens them by {by}.",)


def _refused(cells: Sequence[Cell]) -> tuple[str, ...]:
    found: dict[str, list[str]] = {}
    for cell in cells:
        for refusal in cell.estimate.refusals:
            found.setdefault(refusal.code, []).append(cell.title)
    words = {
        "nothing": "no incident known",
        "one_source": "fewer than two sources at work",
        "few_overlaps": "too few incidents shared",
        "no_estimate": "no estimate exists",
        "not_identifiable": "not determined by the data",
        "unbounded": "no upper limit",
    }
    said = tuple(f"No estimate ({words[code]}): {', '.join(titles)}." for code, titles in found.items())
    return (*said, NOT_CALM) if said else ()


def _repeats(cells: Sequence[Cell]) -> tuple[str, ...]:
    some = any(_published(cell.estimate) is not None for cell in cells)
    said = (
        "A report that says it comes from another source's body counts as that one's find; hollow: the estimate if it counted as its own."
    )
    return (said,) if some else ()


def _named(what: str, titles: Mapping[str, str]) -> str:
    for name, title in titles.items():
        if what.endswith(f" of {name}"):
            return what[: -len(name)] + title
    return what
