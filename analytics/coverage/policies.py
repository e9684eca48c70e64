"""How strictly days watched are read: one model, and the named ways in which features ask it.

A policy says which days count as watched; a strictness says how many of the days asked for may be missing. Both differ from
feature to feature for a reason, which stands here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from analytics.coverage.day_spans import NO_TOLERANCE


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """Which days of a source count as watched.

    `evidence`: the source's `description` (one span, from its first report to its last) or its `reports` (spans between
    silences longer than its own gaps explain).
    `reporting_lag`: how long before its last landing a silence stops counting, since reports may still be on their way: not at
    all (`none`), as long as 90% of its reports were `measured` to take, or that, else three usual gaps (`measured_or_usual`).
    `closing_day`: a closed source watched up to its last report (`ignored`), up to its closing day where that is near the last
    report (`if_near`), or up to it whatever the distance, as far as it had landed by then (`always`).
    `slack`: days that the source may be silent after its last one without being taken to have stopped: `none`, three usual
    gaps by its description (`usual`), or as long as its own gaps explain (`found`).
    `reported_regions`: a source watches the regions that it declares, and, where True, those that it ever reported from.
    `own_silences`: leave out, region by region, the silences that the other sources did not share.
    """

    evidence: Literal["description", "reports"]
    reporting_lag: Literal["none", "measured", "measured_or_usual"] = "none"
    closing_day: Literal["ignored", "if_near", "always"] = "ignored"
    slack: Literal["none", "usual", "found"] = "none"
    reported_regions: bool = True
    own_silences: bool = False


AS_DESCRIBED: Final = WatchPolicy("description", closing_day="if_near", slack="usual", reported_regions=False)
"""Overview, briefing, data sources, reporting gap (lists at work), and the day on which "the last 30 days" end.

These ask about whole spans or years of one source, many times a page, and must answer from the small table of sources alone. A
live source counts up to today while its last report is no older than usual."""

PERIODS: Final = WatchPolicy("reports", reporting_lag="measured_or_usual", closing_day="always", own_silences=True)
"""Trends: which periods may be tested against one another.

A test must not be made across a silence, so the days are found in the reports. Days whose reports are still to come are
told apart by `SourceWatch.settled_on`, hence no slack; a closed archive is complete to its end once it has landed."""

RISK_BASIS: Final = WatchPolicy("reports", closing_day="if_near", slack="found", own_silences=True)
"""Regional risk: whose records a region's rate is estimated from, day by day.

No lag: days still filling up are cut off by `Watchkeeping.settled_until` before counting. Slack as long as the source's own gaps
explain, so that a weekly bulletin is not dropped from the set two days after its last issue."""

FOUND_LIFETIMES: Final = WatchPolicy("reports", reporting_lag="measured")
"""Reporting gap, coverage and silence: what the reports alone show, beside what sources say about themselves."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """How many of the days asked for may be missing for them to count as watched.

    `tolerance` may be missing at either end; `with_slack`: a silence no longer than the source's slack is no end.
    """

    tolerance: timedelta = NO_TOLERANCE
    with_slack: bool = True


EVERY_DAY: Final = Strictness()
"""Overview and regional risk: both spans of a comparison, or the days of a forecast, whole."""

YEAR_AT_WORK: Final = Strictness(timedelta(days=10))
"""Reporting gap: a source with a few quiet days around New Year was still at work all year."""

YEAR_REPORTED: Final = Strictness(timedelta(days=10), with_slack=False)
"""Data sources: the line of a source is drawn over the years that its reports fill; days it may yet report are a hollow point."""

YEAR_TO_DATE: Final = Strictness(timedelta(days=10))
"""Trends: a year is compared up to the same day of other years that the same sources watched."""
