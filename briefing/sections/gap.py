"""The reporting gap: how many incidents no source holds, as far as that can be estimated."""

from __future__ import annotations

from typing import Final

from analytics.gap import charts, explain, sources_at_work, cell_estimates
from analytics.gap.cell_estimates import Cell
from briefing.blocks import Block, Picture, Words
from briefing.sections.context import Context
from warehouse.queries.gap import source_histories

YEARS_A_STEP: Final = 5
MOST_DOUBTED: Final = 100_000
"""Incidents up to which the doubt about links goes into the intervals: beyond, that takes minutes."""


def build(context: Context) -> tuple[Block, ...]:
    """The share that no source reports, by five years up to the briefing's last day, with the latest estimate in words.

    The filter by source is left out: a gap is one between sources.
    """
    filters = context.with_days(None, context.last).without("sources")
    frame = source_histories.source_histories(context.con, filters, ())
    watching = sources_at_work.watches(context.sources, context.coverages)
    few = int(frame["incidents"].sum()) <= MOST_DOUBTED
    cells = cell_estimates.over_time(frame, watching, YEARS_A_STEP, source_histories.uncertain_links(context.con, filters) if few else None)
    titles = tuple(context.source_titles[one] for one in sorted({one.source for one in context.coverages}))
    if not cells:
        return (Words(("No incident is known, so nothing can be said of those that are not reported.",)),)
    doubt = () if few else (Words((f"With over {MOST_DOUBTED:,} incidents the intervals leave out the doubt about links.",), quiet=True),)
    return (Words((_latest(cells),)), *doubt, Picture(charts.share_over_time(cells, context.source_titles), titles))


def _latest(cells: tuple[Cell, ...]) -> str:
    """The period that the page's headline is about, and that later ones cannot be estimated where none can."""
    last = explain.latest(cells)
    if last is None:
        reasons = "; ".join(dict.fromkeys(refusal.reason for cell in cells for refusal in cell.estimate.refusals))
        return f"The share of incidents that no source reports cannot be estimated. {reasons}"
    share = last.estimate.unreported
    assert share is not None
    after = [cell for cell in cells if cell.first_year > last.last_year]
    later = bool(after) and all(cell.estimate.unreported is None for cell in after)
    said = (
        f"Of incidents in {last.title}, an estimated {share.share:.0%} are reported by no source "
        f"(95% interval {share.low:.0%} to {share.high:.0%}); {last.estimate.observed:,} are known. The field quotes 30%."
    )
    return f"{said} Later years cannot be estimated: fewer than two sources watched throughout." if later else said
