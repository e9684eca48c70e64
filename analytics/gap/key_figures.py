"""The key figures of the reporting gap: the latest estimate over several years, or that there is none and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from analytics.describe.key_figures import KeyFigure
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell
from analytics.gap.explanations import latest_estimate


def gap_key_figures(cells: Sequence[Cell], titles: Mapping[str, str]) -> tuple[KeyFigure, ...]:
    """Incidents known, incidents in all, the share that nobody holds, and the sources compared, for the period of the headline.

    `titles` are those of the sources by id.
    """
    cell = latest_estimate(cells)
    if cell is None:
        known_incidents = sum(cell.estimate.observed for cell in cells)
        # Most cells of a thin selection give the same reason: once is enough.
        reasons = dict.fromkeys(refusal.reason for cell in cells for refusal in cell.estimate.refusals)
        reason = next(iter(reasons), "No incident in this selection.")
        return (
            KeyFigure("Known", f"{known_incidents:,}", "incidents held by at least one source"),
            KeyFigure("Held by no source", "Not known", reason),
        )
    estimate, share = cell.estimate, cell.estimate.unreported
    interval = estimate.interval
    assert share is not None and estimate.estimate is not None and interval is not None
    high = "no limit" if math.isinf(interval.high) else f"{interval.high:,.0f}"
    return (
        KeyFigure(f"Known, {cell.title}", f"{estimate.observed:,}", "incidents held by at least one source"),
        KeyFigure(
            "Estimated in all",
            f"{estimate.estimate:,.0f}",
            f"95% {interval.low:,.0f} to {high}",
            "Known incidents and those that no source holds.",
        ),
        KeyFigure(
            "Held by no source",
            f"{share.share:.0%}",
            f"of all incidents, 95% {share.low:.0%} to {share.high:.0%}",
            f"Estimated from how often the sources' reports overlap. The figure usually quoted is {QUOTED_SHARE:.0%}.",
        ),
        KeyFigure("Sources compared", f"{len(estimate.lists)}", ", ".join(titles.get(name, name) for name in estimate.lists)),
    )
