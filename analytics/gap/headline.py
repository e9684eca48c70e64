"""The one figure of the reporting gap for the years and waters chosen, in a sentence that page and briefing share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.coverage.region_watch import RegionWatch
from analytics.describe.words import join_words
from analytics.gap.cell_estimates import QUOTED_SHARE, Cell, estimate_of_years, years_with_two_sources
from analytics.gap.estimation_data import EstimationData
from analytics.gap.explanations import latest_estimate
from analytics.gap.recapture.results import Reason
from warehouse.filters import NOT_STATED, Filters
from warehouse.reference.geography import AREAS

MOST_NAMED: Final = 2
"""Sea regions that a sentence names; of more it says how many."""

WHY_NO_SHARE: Final[dict[Reason, str]] = {
    "nothing": "no incident is known",
    "one_source": "two sources must watch the same waters all year, and here none or only one did",
    "few_overlaps": "too few incidents reached more than one source",
    "no_estimate": "too few incidents reached more than one source",
    "not_identifiable": "the sources overlap too little to tell",
    "unbounded": "the sources overlap too little to set an upper limit",
}


def headline_cell(estimation: EstimationData, periods: Sequence[Cell], filters: Filters) -> Cell | None:
    """The estimate (or refusal) of the years chosen in which two sources were at work; without a choice the latest estimate by period.

    `periods` are the estimates by period. None without any incident.
    """
    if filters.date_from or filters.date_to:
        return _cell_of_years(estimation)
    return latest_estimate(periods) or (periods[-1] if periods else None)


def headline_sentence(cell: Cell | None, filters: Filters, regions: Mapping[str, str], watch: RegionWatch | None = None) -> str:
    """`Gulf of Guinea, 2015 to 2020: about 38% of incidents reached none of these 2 sources (between 31% and 46%), ...`.

    `watch`: who watched the waters and days of `filters`, which is said where no incident is known.
    """
    where = waters_in_words(filters, regions)
    of_kinds = " of the kinds chosen" if filters.categories or filters.severities else ""
    kind = f"incidents{of_kinds}"
    if cell is None:
        watched = f" {watch.who_watched}" if watch else ""
        return f"{where}: no incident{of_kinds} is known, so no share of unreported ones can be given.{watched}"
    estimate, share = cell.estimate, cell.estimate.unreported
    if share is None:
        reason = next((WHY_NO_SHARE[refusal.code] for refusal in estimate.refusals), "the data do not carry one")
        known = f"{estimate.observed:,} {'is' if estimate.observed == 1 else 'are'} known"
        more = f"; {estimate.shared:,} of them reached more than one source" if len(estimate.lists) > 1 else ""
        return f"{where}, {cell.title}: no share of unreported {kind} can be given, because {reason}. What can be said: {known}{more}."
    against = "less than" if share.high < QUOTED_SHARE else "more than" if share.low > QUOTED_SHARE else "not clearly different from"
    return (
        f"{where}, {cell.title}: about {share.share:.0%} of {kind} reached none of the {len(estimate.lists)} sources compared "
        f"(between {share.low:.0%} and {share.high:.0%}), {against} the {QUOTED_SHARE:.0%} usually quoted."
    )


def waters_in_words(filters: Filters, regions: Mapping[str, str]) -> str:
    """The waters that the filters name, as a sentence begins with them."""
    if filters.regions:
        titles = [regions.get(code, code) if code != NOT_STATED else "No position" for code in filters.regions]
        return join_words(titles) if len(titles) <= MOST_NAMED else f"{len(titles)} sea regions"
    if filters.areas:
        return join_words([AREAS.get(code, code) if code != NOT_STATED else "No position" for code in filters.areas])
    return "All waters"


def _cell_of_years(estimation: EstimationData) -> Cell | None:
    if estimation.frame.empty:
        return None
    regions = {region if isinstance(region, str) else None for region in estimation.frame["sea_region"]}
    span = int(estimation.frame["year"].min()), int(estimation.frame["year"].max())
    common = years_with_two_sources(estimation.watching, regions, *span) or span
    first, last = common[0], common[-1]
    title = str(first) if first == last else f"{first} to {last}"
    return Cell("chosen", title, first, last, estimate_of_years(estimation.frame, estimation.watching, first, last, estimation.links))
