"""The figures that the reporting gap begins with: the latest estimate over years, or that there is none and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from analytics.describe.key_figures import KeyFigure
from analytics.gap.explain import latest
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell


def figures(cells: Sequence[Cell], titles: Mapping[str, str]) -> tuple[KeyFigure, ...]:
    """Incidents known, in all, the share that nobody holds, and by whom it is estimated; of the span that the headline is about."""
    found = latest(cells)
    if found is None:
        known = sum(cell.estimate.observed for cell in cells)
        reasons = dict.fromkeys(refusal.reason for cell in cells for refusal in cell.estimate.refusals)
        why = next(iter(reasons), "No incident in this selection.")
        return (
            KeyFigure("Known", f"{known:,}", "incidents held by at least one source"),
            KeyFigure("Held by no source", "Not known", why),
        )
    estimate, share = found.estimate, found.estimate.unreported
    interval = estimate.interval
    assert share is not None and estimate.estimate is not None and interval is not None
    high = "no limit" if math.isinf(interval.high) else f"{interval.high:,.0f}"
    whole = f"95% {interval.low:,.0f} to {high}"
    return (
        KeyFigure(f"Known, {found.title}", f"{estimate.observed:,}", "incidents held by at least one source"),
        KeyFigure("Estimated in all", f"{estimate.estimate:,.0f}", whole, "Known incidents and those that no source holds."),
        KeyFigure(
            "Held by no source",
            f"{share.share:.0%}",
            f"of all incidents, 95% {share.low:.0%} to {share.high:.0%}",
            f"Estimated from how often the sources' reports meet. The field quotes {QUOTED_SHARE:.0%}.",
        ),
        KeyFigure("Sources compared", f"{len(estimate.lists)}", ", ".join(titles.get(one, one) for one in estimate.lists)),
    )
