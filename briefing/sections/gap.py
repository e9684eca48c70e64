"""The reporting gap: the share of incidents that no source reports, as far as it can be estimated."""

from __future__ import annotations

from analytics.gap import explanations, share_charts
from analytics.gap.cell_estimates import Cell
from analytics.gap.estimation_data import estimation_data
from analytics.gap.headline import headline_sentence
from briefing.blocks import Block, Exhibit, Paragraphs
from briefing.sections.context import Context
from warehouse.filters import Filters
from warehouse.queries.sources import sources


def gap_section(context: Context) -> tuple[Block, ...]:
    """The share that no source reports, by five-year period up to the briefing's last day, with the latest estimate in words.

    The filter by source is ignored: the gap can only be estimated from the overlap between sources.
    """
    filters = context.with_days(None, context.last).without("sources")
    estimation = estimation_data(context.con, filters, context.watchkeeping.watches)
    cells = estimation.estimates_by_period()
    titles = tuple(context.source_titles[source] for source in sorted({source.source for source in context.coverages}))
    if not cells:
        return (Paragraphs(("No incidents are recorded, so the share that goes unreported cannot be estimated.",)),)
    caveats = (Paragraphs(estimation.notes, quiet=True),) if estimation.notes else ()
    return (
        Paragraphs((_latest_estimate(cells, filters, sources.region_titles(context.con)),)),
        *caveats,
        Exhibit(share_charts.periods_chart(cells, context.source_titles), titles),
    )


def _latest_estimate(cells: tuple[Cell, ...], filters: Filters, regions: dict[str, str]) -> str:
    """The page's headline without a choice of years, and a sentence on later years where none of them can be estimated."""
    last = explanations.latest_estimate(cells)
    if last is None:
        reasons = "; ".join(dict.fromkeys(refusal.reason for cell in cells for refusal in cell.estimate.refusals))
        return f"The share of incidents that no source reports cannot be estimated. {reasons}"
    after = [cell for cell in cells if cell.first_year > last.last_year]
    later = bool(after) and all(cell.estimate.unreported is None for cell in after)
    sentence = headline_sentence(last, filters, regions)
    return f"{sentence} Later years cannot be estimated: fewer than two sources reported throughout." if later else sentence
