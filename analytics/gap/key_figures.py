"""The key figures of the reporting gap: the latest estimate over several years, or that there is none and why."""

from __future__ import annotations

import math
from collections.abc import Mapping

from analytics.describe.key_figures import KeyFigure
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell


def gap_key_figures(cell: Cell | None, titles: Mapping[str, str]) -> tuple[KeyFigure, ...]:
    """Incidents known, incidents in all, the share that nobody holds, and the sources compared, for `cell`, that of the headline.

    `titles` are those of the sources by id.
    """
    if cell is None or cell.estimate.unreported is None:
        known_incidents = cell.estimate.observed if cell else 0
        reason = next((refusal.reason for refusal in cell.estimate.refusals), "") if cell else ""
        return (
            KeyFigure(f"Known, {cell.title}" if cell else "Known", f"{known_incidents:,}", "incidents held by at least one source"),
            KeyFigure("Held by no source", "Not known", reason or "No incident in this selection."),
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
