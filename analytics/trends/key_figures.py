"""The figures that the page on trends begins with: only what its sentences say too, so that both limit each other."""

from __future__ import annotations

from analytics.describe.key_figures import KeyFigure
from analytics.trends import words
from analytics.trends.findings import Findings, Numbers
from analytics.trends.scope import TrendScope


def figures(found: TrendScope, total: Numbers, said: Findings) -> tuple[KeyFigure, ...]:
    """All incidents shown, the latest comparable period, the trend, and who still reports."""
    return (_shown(found, total), _latest(found, said), _trend(found, said), _reporting(found))


def _shown(found: TrendScope, total: Numbers) -> KeyFigure:
    span = words.period_range(found.axis[0], found.axis[-1])
    held = " Only those that the constant set of sources saw." if found.asked.constant else ""
    return KeyFigure("Incidents shown", f"{int(total.sum()):,}", span, f"Incidents with a day in these periods, by any source.{held}")


def _latest(found: TrendScope, said: Findings) -> KeyFigure:
    meaning = "The latest whole period against the same one a year before, both watched whole by the same sources."
    if said.pair is None or said.ratio is None:
        return KeyFigure(f"Latest {found.grain}", "Not comparable", "No two years were watched alike.", meaning)
    now, before = found.axis[said.pair.now], found.axis[said.pair.before]
    ratio = said.ratio
    judged = f"{words.ratio_text(ratio).capitalize()}: {words.change_verdict(ratio)}" if ratio.now or ratio.before else "None in either."
    return KeyFigure(
        now.title, f"{ratio.now:,}", judged, meaning, f"{ratio.now - ratio.before:,}", f"vs {ratio.before:,} in {before.title}"
    )


def _trend(found: TrendScope, said: Findings) -> KeyFigure:
    meaning = "Change of the rate a year, over the latest stretch that the same sources watched whole (log-linear, 95% interval)."
    if said.run is None or said.trend is None:
        return KeyFigure("Trend", "Not known", "No stretch watched alike is long enough.", meaning)
    one = said.trend
    clear = "" if one.is_clear else f": {words.NO_CHANGE}"
    span = words.period_range(found.axis[said.run.first], found.axis[said.run.last])
    return KeyFigure(
        "Trend a year", words.percent_change(one.factor), f"{span}, 95% {words.percent_change(one.low)} to {words.percent_change(one.high)}{clear}", meaning
    )


def _reporting(found: TrendScope) -> KeyFigure:
    ended = sorted(one.title for one in found.everyone if not one.is_open)
    still = len(found.everyone) - len(ended)
    gone = f"No longer: {words.names_or_count(ended)}." if ended else "None of them has stopped."
    return KeyFigure(
        "Sources still reporting", f"{still} of {len(found.everyone)}", gone, "A source that stopped is missing knowledge, not less crime."
    )
