"""Trends: incidents by period, with who watched each of them, and what can be said of their development."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any, Final

from analytics import trends
from analytics.coverage.recent_end import recent_end_of, waters_of
from analytics.trends import TrendRequest
from analytics.trends.counts import count_table
from analytics.trends.scope import TrendScope
from api.figures.answers import figures, filter_parameters, filters_in
from api.server.operations import Asked, Document, Parameter
from api.server.parameters import one_of
from warehouse import cache
from warehouse.queries.trends import cubes

_GRAINS: Final = ("month", "quarter", "year")
_NOBODY: Final = "No source that reports on these waters has a dated report: nothing is known."

PARAMETERS: Final = (
    *filter_parameters(),
    Parameter("period", "The length of a period; by the span unless stated.", {"type": "string", "enum": [*_GRAINS]}, one_of(_GRAINS)),
    Parameter(
        "constant", "Count only what the sources report that cover all the days.", {"type": "string", "enum": ["true", "false"]},
        lambda text: one_of(("true", "false"))(text) == "true",
    ),
)  # fmt: skip


def over_time(asked: Asked) -> Document:
    """Counts by period, and the sentences of the page."""
    view, filters = asked.seen, filters_in(asked)
    end = cache.query(recent_end_of, view, asked.now, waters_of(filters))
    today = datetime.combine(asked.now.date(), time(), UTC)
    request = TrendRequest(filters, today, asked.values.get("period"), asked.values.get("constant", False), end.day if end else None)
    scope = cache.derived(trends.scope_of, view, request)
    if scope is None:
        return figures(asked, "Trends", _NOBODY, n=0, sources=(), as_of=None, missing=[_NOBODY], periods=[])
    headline = cache.derived(trends.headline_findings, view, request)
    periods = _periods(asked, scope)
    return figures(
        asked,
        "Trends",
        cache.derived(trends.answer, view, request),
        n=sum(period["incidents"] for period in periods),
        sources=scope.counted_titles,
        as_of=end.day if end else None,
        missing=[
            headline.source_change,
            *(f"{period['title']}: nobody watched these waters." for period in periods if period["watched"] == "unwatched"),
        ],
        period=scope.grain,
        sentences=headline.sentences,
        periods=periods,
    )


def _periods(asked: Asked, scope: TrendScope) -> list[dict[str, Any]]:
    cube = cache.query(cubes.counts_by_code, asked.seen, scope.request.filters, "none")
    total = count_table(cube, scope.axis, scope.only).values.sum(axis=0)
    return [
        {
            "title": period.title,
            "first": period.first,
            "last": period.last,
            "incidents": int(count),
            "watched": watch.state,
            "watchedBy": scope.titles(watch.whole),
            "watchedInPartBy": scope.titles(watch.part),
        }
        for period, count, watch in zip(scope.axis, total, scope.watched, strict=True)
    ]
