"""Charts of the share of incidents that no source reports: by period, and by region, category or another kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.gap.cell_estimates import BY_ORIGIN, QUOTED_SHARE, Cell
from analytics.gap.recapture.estimate import AS_PUBLISHED
from analytics.gap.recapture.results import GapEstimate, Reason, unreported_share

SECOND_COLOUR: Final = "#E9712A"
QUOTED_MARK: Final = Mark(QUOTED_SHARE, f"usually quoted: {QUOTED_SHARE:.0%}")
TWO_SOURCES_METHOD: Final = "Chapman's estimate, profile-likelihood interval."
MORE_SOURCES_METHOD: Final = "Log-linear model with the lowest BIC; bootstrap interval that repeats the choice of model."
WHISKER_NOTE: Final = "Whiskers: 95% interval."
EMPTY_ROW_NOTE: Final = "A gap means that too little is known for an estimate, not that everything was reported."
REFUSAL_WORDS: Final[dict[Reason, str]] = {
    "nothing": "no incident known",
    "one_source": "fewer than two sources at work",
    "few_overlaps": "too few incidents shared",
    "no_estimate": "no estimate exists",
    "not_identifiable": "not determined by the data",
    "unbounded": "no upper limit",
}
_BEST: Final = "Unreported, best estimate"
_PUBLISHED: Final = "As published, a lower end where sources repeat one another"


def periods_chart(cells: Sequence[Cell], sources: Mapping[str, str]) -> Chart:
    """The share that no source holds, period by period, against the quoted 30%. `sources` are titles by id."""
    estimated = [cell for cell in cells if cell.estimate.unreported is not None]
    return Chart(
        name="unreported_over_time",
        title="Share of incidents that no source reports",
        unit="share of all incidents",
        place_title="Period",
        places=tuple(cell.title for cell in cells),
        series=_share_series(cells),
        alt="Estimated share of incidents that no source reports. " + (_shares_in_words(estimated) or "No period can be estimated."),
        percent=True,
        marks=(QUOTED_MARK,),
        footnotes=_footnotes(cells, sources),
        # Upright, unlike the rows of `shares_chart`: its height does not depend on how many periods there are.
        height=520,
    )


def shares_chart(cells: Sequence[Cell], kind: str, sources: Mapping[str, str]) -> Chart:
    """The share that no source holds for each region, category or other kind, largest first; `kind` names it ("sea region").

    Cells that cannot be estimated come last, as empty rows. `sources` are titles by id.
    """
    estimated = [cell for cell in cells if cell.estimate.unreported is not None]
    ordered = [*sorted(estimated, key=lambda cell: -_share_or_zero(cell)), *(cell for cell in cells if cell.estimate.unreported is None)]
    years = f", {cells[0].first_year} to {cells[0].last_year}" if cells else ""
    observed = tuple(float(cell.estimate.observed) for cell in ordered)
    return Chart(
        name=f"unreported_by_{kind.replace(' ', '_')}",
        title=f"Share of incidents that no source reports, by {kind}{years}",
        unit="share of all incidents",
        place_title=kind.capitalize(),
        places=tuple(cell.title for cell in ordered),
        series=(*_share_series(ordered), Series("Incidents known", "number", observed, (NEUTRAL,), label="Incidents known")),
        alt=f"Estimated share of incidents that no source reports, by {kind}. " + (_shares_in_words(estimated) or "None can be estimated."),
        across=True,
        percent=True,
        marks=(QUOTED_MARK,),
        most=axis_end(_share_series(ordered)),
        footnotes=_footnotes(cells, sources),
        height=height_of_rows(len(ordered)),
    )


def axis_end(series: Sequence[Series]) -> float:
    """Where the axis of shares ends: with room for the quoted line and its label, and never beyond 100%."""
    return min(1.0, max(0.5, 1.1 * max((value or 0.0 for dots in series for value in dots.highs), default=0.0)))


def _share_series(cells: Sequence[Cell]) -> tuple[Series, ...]:
    shares = [cell.estimate.unreported for cell in cells]
    best = Series(
        _BEST,
        "dot",
        tuple(share.share if share else None for share in shares),
        (NEUTRAL,),
        tuple(share.low if share else None for share in shares),
        tuple(share.high if share else None for share in shares),
    )
    # A point without an interval: it is the same data counted another way, not a second measurement.
    as_published = tuple(_share_as_published(cell.estimate) for cell in cells)
    lower = (Series(_PUBLISHED, "point", as_published, (SECOND_COLOUR,)),) if any(share is not None for share in as_published) else ()
    return (best, *lower)


def _share_as_published(estimate: GapEstimate) -> float | None:
    """The share when repeats count as finds, where that makes a difference."""
    if not any(variant.name == BY_ORIGIN for variant in estimate.variants):
        return None
    return next(
        (unreported_share(estimate.observed, variant.abundance) for variant in estimate.variants if variant.name == AS_PUBLISHED), None
    )


def _share_or_zero(cell: Cell) -> float:
    share = cell.estimate.unreported
    return 0.0 if share is None else share.share


def _shares_in_words(cells: Sequence[Cell]) -> str:
    phrases = []
    for cell in cells:
        share = cell.estimate.unreported
        if share is not None:
            phrases.append(f"{cell.title}: {share.share:.0%} ({share.low:.0%} to {share.high:.0%})")
    return "; ".join(phrases) + "." if phrases else ""


def _footnotes(cells: Sequence[Cell], sources: Mapping[str, str]) -> tuple[str, ...]:
    estimated = [cell for cell in cells if cell.estimate.unreported is not None]
    return (
        f"n = {sum(cell.estimate.observed for cell in estimated):,} incidents known in what could be estimated.",
        _sources_note(estimated, sources),
        WHISKER_NOTE,
        *_link_doubt_notes(estimated),
        *_method_notes(estimated),
        *_refusal_notes(cells),
        *_repeat_notes(estimated),
    )


def _sources_note(cells: Sequence[Cell], sources: Mapping[str, str]) -> str:
    titles = dict.fromkeys(sources.get(name, name) for cell in cells for name in cell.estimate.lists)
    return f"Sources: {', '.join(titles)}." if titles else "No two sources were at work together."


def _method_notes(cells: Sequence[Cell]) -> tuple[str, ...]:
    """How the cells were estimated; only the methods that were used."""
    has_more_than_two = {len(cell.estimate.lists) > 2 for cell in cells}
    if len(has_more_than_two) > 1:
        return (f"Two sources: {TWO_SOURCES_METHOD} Three or more: {MORE_SOURCES_METHOD}",)
    return tuple(MORE_SOURCES_METHOD if more else TWO_SOURCES_METHOD for more in has_more_than_two)


def _link_doubt_notes(cells: Sequence[Cell]) -> tuple[str, ...]:
    """By how much doubt about links widens the intervals, where it was drawn."""
    # A factor is infinite where the interval without doubt has no width: it says nothing about the widening.
    wider = sorted(cell.estimate.links.wider - 1 for cell in cells if cell.estimate.links and math.isfinite(cell.estimate.links.wider))
    if not wider:
        return ()
    least, most = f"{wider[0]:.0%}", f"{wider[-1]:.0%}"
    by = least if least == most else f"{least} to {most}"
    return (f"The intervals include the uncertainty about links between reports, which widens them by {by}.",)


def _refusal_notes(cells: Sequence[Cell]) -> tuple[str, ...]:
    titles_by_reason: dict[Reason, list[str]] = {}
    for cell in cells:
        for refusal in cell.estimate.refusals:
            titles_by_reason.setdefault(refusal.code, []).append(cell.title)
    notes = tuple(f"No estimate ({REFUSAL_WORDS[code]}): {', '.join(titles)}." for code, titles in titles_by_reason.items())
    return (*notes, EMPTY_ROW_NOTE) if notes else ()


def _repeat_notes(cells: Sequence[Cell]) -> tuple[str, ...]:
    if all(_share_as_published(cell.estimate) is None for cell in cells):
        return ()
    return (
        "A report that says it comes from another source's body counts as that body's find; hollow: the estimate if it counted as its own.",
    )
