"""The figures that the trends page opens with: only what its sentences also say, so that neither can claim more than the other."""

from __future__ import annotations

from itertools import pairwise

from analytics.describe.key_figures import KeyFigure
from analytics.describe.periods import period_range
from analytics.trends import sentences
from analytics.trends.counts import CountArray
from analytics.trends.findings import Findings
from analytics.trends.levels import about
from analytics.trends.scope import TrendScope


def trend_key_figures(scope: TrendScope, total: CountArray, findings: Findings) -> tuple[KeyFigure, ...]:
    """All incidents shown, the latest comparable period and the latest level where there is one, and the sources that still report."""
    known = (_latest_period(scope, findings), _latest_level(scope, findings))
    return (_incidents_shown(scope, total), *(figure for figure in known if figure is not None), _still_reporting(scope))


def _incidents_shown(scope: TrendScope, total: CountArray) -> KeyFigure:
    span = scope.span_in_title
    restriction = " Only those reported by the constant set of sources." if scope.request.constant else ""
    return KeyFigure(
        "Incidents shown", f"{int(total.sum()):,}", span, f"Incidents dated within these periods, from any source.{restriction}"
    )


def _latest_period(scope: TrendScope, findings: Findings) -> KeyFigure | None:
    meaning = "The latest complete period against the same period a year earlier, both fully covered by the same sources."
    if findings.pair is None or findings.ratio is None:
        return None
    now, before = scope.axis[findings.pair.now], scope.axis[findings.pair.before]
    ratio = findings.ratio
    verdict = f"{sentences.change_verdict(ratio).capitalize()}." if ratio.now or ratio.before else "None in either period."
    return KeyFigure(
        now.title, f"{ratio.now:,}", verdict, meaning, f"{ratio.now - ratio.before:,}", f"vs {ratio.before:,} in {before.title}"
    )


def _latest_level(scope: TrendScope, findings: Findings) -> KeyFigure | None:
    meaning = "The mean over the latest stretch without a clear step, fully covered by the same sources."
    if not findings.levels:
        return None
    level = findings.levels[-1]
    span = period_range(scope.axis[level.first], scope.axis[level.last])
    before = next((earlier for earlier, later in pairwise(findings.levels) if later is level and level.is_step), None)
    was = f", {about(before.a_period)} before" if before else ""
    return KeyFigure("Latest level", f"About {about(level.a_period)} a {scope.grain}", f"{span}{was}.", meaning)


def _still_reporting(scope: TrendScope) -> KeyFigure:
    ended = sorted(watcher.title for watcher in scope.everyone if not watcher.is_open)
    still = len(scope.everyone) - len(ended)
    note = f"No longer reporting: {sentences.names_or_count(ended)}." if ended else "None of them has stopped."
    return KeyFigure(
        "Sources still reporting",
        f"{still} of {len(scope.everyone)}",
        note,
        "A source that has stopped is missing knowledge, not less crime.",
    )
