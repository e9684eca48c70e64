"""From what a source says about itself, and from what it reported, to the days it watched: how a `WatchPolicy` is carried out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from analytics.coverage.day_spans import DaySpan
from analytics.coverage.policies import WatchPolicy
from analytics.coverage.silence import Lifetime, landed_until
from analytics.coverage.source_states import complete_until, declared_regions, state_at, usual_silence_days
from analytics.coverage.source_watch import SourceWatch
from warehouse.contract.health.silence import STALE_AFTER
from warehouse.queries.sources.sources import SourceRow


def watches_by_description(sources: Iterable[SourceRow], moment: datetime) -> Iterator[SourceWatch]:
    """One span a source, from its first report to its last, and on to today or to its closing day where they are near."""
    today = moment.date()
    for source in sources:
        if source.first_occurred_on is None or source.last_occurred_on is None:
            continue
        state, _ = state_at(source, moment)
        slack = usual_silence_days(source)
        span = DaySpan(source.first_occurred_on, source.last_occurred_on)
        if state == "live" and today - span.last <= timedelta(days=slack):
            # A report may be dated ahead of the clock: the span never ends before its last report.
            span = replace(span, last=max(span.last, today), basis="live")
        elif (complete := complete_until(source, span.last)) > span.last:
            span = replace(span, last=complete, basis="closed")
        yield SourceWatch(source.source, source.title, (span,), declared_regions(source), state, slack, state == "live")


def watches_by_reports(
    lifetimes: Iterable[Lifetime],
    sources: Iterable[SourceRow],
    moment: datetime,
    policy: WatchPolicy,
    lags: Mapping[str, float],
    reported_regions: Mapping[str, frozenset[str]],
) -> Iterator[SourceWatch]:
    """The spans between silences, the last one up to the closing day of a closed source.

    `lifetimes` are those of whole sources, all of them among `sources`. `lags`: days until nearly all reports of a source are in.
    """
    described = {source.source: source for source in sources}
    for life in lifetimes:
        source = described[life.source]
        state, _ = state_at(source, moment)
        # Open: neither silent by its own gaps nor, as all pages say it, stale, failed or closed.
        is_open = life.state in ("reporting", "too_few") and state == "live"
        spans = (*life.spans[:-1], _up_to_closing_day(life.spans[-1], source, moment, policy))
        regions = declared_regions(source)
        if regions is not None and policy.reported_regions:
            regions |= reported_regions.get(life.source, frozenset())
        settled_on = landed_until(source, moment) - timedelta(days=round(lags.get(source.source, 0.0)))
        yield SourceWatch(
            life.source, life.title, spans, regions, state, _found_slack(life, source, policy),
            is_open, min(settled_on, spans[-1].last) if is_open else spans[-1].last,
        )  # fmt: skip


def _up_to_closing_day(span: DaySpan, source: SourceRow, moment: datetime, policy: WatchPolicy) -> DaySpan:
    if source.closed_on is None or policy.closing_day == "ignored":
        return span
    landed_by_closing = min(source.closed_on, landed_until(source, moment))
    end = landed_by_closing if policy.closing_day == "always" else complete_until(source, span.last)
    return replace(span, last=end, basis="closed") if end > span.last else span


def _found_slack(life: Lifetime, source: SourceRow, policy: WatchPolicy) -> float:
    """Days after its last one for which a source may be silent and still be taken to watch; none once it is closed."""
    if policy.slack == "none" or source.closed_on is not None:
        return 0.0
    if life.state == "silent":
        # Silent on the day of asking; on the days before, within what was usual then, it had not yet stopped.
        return life.limits[-1] if math.isfinite(life.limits[-1]) else 0.0
    return STALE_AFTER * (source.cadence_days or 0.0) if life.state == "reporting" else 0.0
