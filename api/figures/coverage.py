"""Coverage: which source watched which waters when, found from the gaps between its reports, and who watches each sea region now."""

from __future__ import annotations

from typing import Any, Final

from analytics.coverage.policies import FOUND_LIFETIMES
from analytics.coverage.recent_end import recent_end_of
from analytics.coverage.region_watch import watch_of_region
from analytics.coverage.silence import Lifetime
from analytics.coverage.silence_charts import ASSUMPTIONS, states_sentence
from analytics.coverage.watchkeeping import keep_watch
from api.figures.answers import figures
from api.server.operations import Asked, Document
from warehouse import cache
from warehouse.contract.dates import day_in_words
from warehouse.filters import Filters
from warehouse.reference.geography import sea_regions

_NOTHING: Final = "The snapshot holds no dated report."


def coverage(asked: Asked) -> Document:
    """The states of sources and regions."""
    view = asked.seen
    end = cache.query(recent_end_of, view, asked.now, Filters())
    if end is None:
        return figures(asked, "Coverage", _NOTHING, n=0, sources=(), as_of=None, missing=[_NOTHING], lifetimes=[], regions=[])
    watch = cache.query(keep_watch, view, asked.now, FOUND_LIFETIMES)
    regions = {code: watch_of_region(watch.watches, code, end.day, end.day) for code in sea_regions()}
    on_day = f"On {day_in_words(end.day)}"
    unwatched = [sea_regions()[code].title for code, of_region in regions.items() if not of_region.whole]
    return figures(
        asked,
        "Coverage",
        states_sentence(watch.lifetimes),
        n=sum(life.reports for life in watch.lifetimes),
        sources=[life.title for life in watch.lifetimes],
        as_of=end.day,
        missing=[f"{on_day} nobody watched {title}: nothing is known there, which does not mean calm." for title in unwatched],
        notes=ASSUMPTIONS,
        lifetimes=[_lifetime(life) for life in watch.lifetimes],
        regions=[
            {"region": code, "title": sea_regions()[code].title, "watchedBy": list(of_region.whole)} for code, of_region in regions.items()
        ],
    )


def _lifetime(life: Lifetime) -> dict[str, Any]:
    return {
        "source": life.source,
        "title": life.title,
        "state": life.state,
        "reports": life.reports,
        "lastReport": life.last_report,
        "judgedUntil": life.until,
        "spans": [{"first": span.first, "last": span.last} for span in life.spans],
    }
