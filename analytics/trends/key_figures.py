"""The figures that the trends page opens with: only what its sentences also say, so that neither can claim more than the other."""

from __future__ import annotations

from analytics.describe.key_figures import KeyFigure
from analytics.trends import sentences
from analytics.trends.findings import CountArray, Findings
from analytics.trends.scope import TrendScope


def trend_key_figures(scope: TrendScope, total: CountArray, findings: Findings) -> tuple[KeyFigure, ...]:
    """All incidents shown, the latest comparable period, the trend, and the sources that still report."""
    return (_incidents_shown(scope, total), _latest_period(scope, findings), _yearly_trend(scope, findings), _still_reporting(scope))


def _incidents_shown(scope: TrendScope, total: CountArray) -> KeyFigure:
    span = sentences.period_range(scope.axis[0], scope.axis[-1])
    restriction = " Only those reported by the constant set of sources." if scope.request.constant else ""
    return KeyFigure(
        "Incidents shown", f"{int(total.sum()):,}", span, f"Incidents dated within these periods, from any source.{restriction}"
    )


def _latest_period(scope: TrendScope, findings: Findings) -> KeyFigure:
    meaning = "The latest complete period against the same period a year earlier, both fully covered by the same sources."
    if findings.pair is None or findings.ratio is None:
        return KeyFigure(f"Latest {scope.grain}", "Not comparable", "No two years had the same coverage.", meaning)
    now, before = scope.axis[findings.pair.now], scope.axis[findings.pair.before]
    ratio = findings.ratio
    verdict = (
        f"{sentences.ratio_text(ratio).capitalize()}: {sentences.change_verdict(ratio)}"
        if ratio.now or ratio.before
        else "None in either period."
    )
    return KeyFigure(
        now.title, f"{ratio.now:,}", verdict, meaning, f"{ratio.now - ratio.before:,}", f"vs {ratio.before:,} in {before.title}"
    )


def _yearly_trend(scope: TrendScope, findings: Findings) -> KeyFigure:
    meaning = "Annual change in the rate over the latest stretch fully covered by the same sources (log-linear, 95% interval)."
    if findings.run is None or findings.trend is None:
        return KeyFigure("Trend", "Not known", "No stretch of unchanged coverage is long enough.", meaning)
    trend = findings.trend
    clear = "" if trend.is_clear else f": {sentences.NO_CHANGE}"
    span = sentences.period_range(scope.axis[findings.run.first], scope.axis[findings.run.last])
    return KeyFigure(
        "Annual trend",
        sentences.percent_change(trend.factor),
        f"{span}, 95% {sentences.percent_change(trend.low)} to {sentences.percent_change(trend.high)}{clear}",
        meaning,
    )


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
